using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Parse;

/// <summary>How types are spelled in generated code.</summary>
internal static class TypeNames
{
    public static readonly SymbolDisplayFormat EscapedNamespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>Keywords without their <c>@</c>, which neither metadata nor hint names have.</summary>
    private static readonly SymbolDisplayFormat MetadataNamespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private static readonly SymbolDisplayFormat FullyQualified = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Fully qualified, without the outermost nullable mark.</summary>
    public static string Clr(ITypeSymbol type)
        => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(FullyQualified);

    /// <summary>Full metadata name, e.g. <c>Shop.Outer`1+Order</c>, and of a closed type <c>Shop.Envelope`1[Shop.Order]</c>.</summary>
    public static string Metadata(INamedTypeSymbol type)
    {
        string name = type.MetadataName;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        if (Arguments(type).Any(a => a is not ITypeParameterSymbol))
        {
            name += $"[{string.Join(",", Arguments(type).Select(a => a is INamedTypeSymbol named ? Metadata(named) : Clr(a)))}]";
        }

        return type.ContainingNamespace.IsGlobalNamespace ? name : type.ContainingNamespace.ToDisplayString(MetadataNamespace) + "." + name;
    }

    public static string Escape(string identifier)
        => SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>
    /// One word for a type, of which names in generated code and in Avro are made: <c>Order</c>, <c>EnvelopeOfOrder</c>, and
    /// <c>OuterOfInt32Row</c> for a row in a closed generic type.
    /// </summary>
    public static string Word(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return "ArrayOf" + Word(array.ElementType);
        }

        if (type is not INamedTypeSymbol named)
        {
            return type.Name;
        }

        string arguments = string.Join("And", named.TypeArguments.Select(Word));
        string container = named.ContainingType is { } outer && IsGeneric(outer) ? Word(outer) : "";
        return container + named.Name + (arguments.Length == 0 ? "" : "Of" + arguments);
    }

    /// <summary>The type has type parameters, or lies in a type that has.</summary>
    public static bool IsGeneric(INamedTypeSymbol type) => Arguments(type).Any();

    /// <summary>There is a type for every type parameter.</summary>
    public static bool IsClosed(INamedTypeSymbol type)
        => !type.IsUnboundGenericType && Arguments(type).All(a => a switch
        {
            INamedTypeSymbol named => IsClosed(named),
            IArrayTypeSymbol array => array.ElementType is not INamedTypeSymbol element || IsClosed(element),
            _ => false,
        });

    /// <summary>The type arguments, those of containing types first.</summary>
    public static IEnumerable<ITypeSymbol> Arguments(INamedTypeSymbol type)
        => type.ContainingType is { } outer ? Arguments(outer).Concat(type.TypeArguments) : type.TypeArguments;

    /// <summary>
    /// The same type with type arguments that are not null. <c>typeof</c> loses whether a string may be null on its way through
    /// metadata, so a stream's own type arguments never are; a member that may be null is declared <c>T?</c>.
    /// </summary>
    public static INamedTypeSymbol NotNullArguments(INamedTypeSymbol type)
    {
        if (!IsGeneric(type) || !IsClosed(type))
        {
            return type;
        }

        INamedTypeSymbol definition = type.ContainingType is { } outer
            ? NotNullArguments(outer).GetTypeMembers(type.Name, type.Arity).First(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, type.OriginalDefinition))
            : type.OriginalDefinition;
        ITypeSymbol[] arguments = type.TypeArguments
            .Select(a => (a is INamedTypeSymbol named ? NotNullArguments(named) : a).WithNullableAnnotation(NullableAnnotation.NotAnnotated))
            .ToArray();
        return arguments.Length == 0 ? definition : definition.Construct(arguments);
    }

    public static bool IsFramework(INamedTypeSymbol type)
        => type.ContainingNamespace?.ToDisplayString() is { } ns && (ns == "System" || ns.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>The type, or one that it is made of, is not known to the compiler.</summary>
    public static bool HasError(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HasError(array.ElementType),
        INamedTypeSymbol named => named.TypeKind == TypeKind.Error || named.TypeArguments.Any(HasError),
        _ => type.TypeKind == TypeKind.Error,
    };
}
