using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <summary>
/// What makes a type a stream: [Stream] on it, or [assembly: StreamOf(typeof(it))] in an assembly that can know it. That is
/// how generic types are closed, and types of others become streams.
/// </summary>
/// <param name="Attribute">Names and policies.</param>
/// <param name="Assembly">Where it stands: there the codec is generated, and the defaults apply.</param>
internal sealed record StreamDeclaration(AttributeData Attribute, IAssemblySymbol Assembly)
{
    /// <summary>
    /// The declaration of a type. Looked for on the type, in the assemblies of the type and of its type arguments, and in the
    /// assembly that asks; not in every assembly that is referenced.
    /// </summary>
    public static StreamDeclaration? Find(ITypeSymbol type, IAssemblySymbol? from)
    {
        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        if (Own(named) is { } own)
        {
            return new StreamDeclaration(own, named.ContainingAssembly);
        }

        foreach (IAssemblySymbol assembly in Assemblies(named, from))
        {
            if (assembly.GetAttributes().FirstOrDefault(a => Closed(a) is { } closed && SymbolEqualityComparer.Default.Equals(closed, named)) is { } attribute)
            {
                return new StreamDeclaration(attribute, assembly);
            }
        }

        return null;
    }

    /// <summary>[Stream] on the type itself.</summary>
    public static AttributeData? Own(INamedTypeSymbol type)
        => type.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "StreamAttribute"));

    /// <summary>The type that a [StreamOf] names; null for other attributes and for what is no class or struct.</summary>
    public static INamedTypeSymbol? Closed(AttributeData attribute)
        => MemberAttributes.Is(attribute, "Denormalized", "StreamOfAttribute") && attribute.ConstructorArguments is [{ Value: INamedTypeSymbol type }, ..]
            ? type
            : null;

    private static IEnumerable<IAssemblySymbol> Assemblies(INamedTypeSymbol type, IAssemblySymbol? from)
    {
        var assemblies = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Collect(type, assemblies);
        if (from is not null)
        {
            assemblies.Add(from);
        }

        return assemblies.Cast<IAssemblySymbol>();
    }

    private static void Collect(ITypeSymbol type, HashSet<ISymbol> assemblies)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Collect(array.ElementType, assemblies);
                break;
            case INamedTypeSymbol named:
                if (named.ContainingAssembly is not null && !TypeNames.IsFramework(named))
                {
                    assemblies.Add(named.ContainingAssembly);
                }

                foreach (ITypeSymbol argument in TypeNames.Arguments(named))
                {
                    Collect(argument, assemblies);
                }

                break;
        }
    }
}
