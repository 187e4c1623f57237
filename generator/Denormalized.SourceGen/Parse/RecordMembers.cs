using Denormalized.Schema;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <summary>One member of a record that is on the wire.</summary>
internal sealed record RecordMember(ISymbol Symbol, ITypeSymbol Type, IParameterSymbol? Parameter, MemberAttributes Attributes, bool IsSettable)
{
    /// <summary>JSON must hold it: C# <c>required</c>, or a constructor parameter that cannot be null and has no default.</summary>
    public bool IsRequired(bool nullable) => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
        || (!nullable && Parameter is { HasExplicitDefaultValue: false });
}

/// <summary>Which members of a type are on the wire, in declaration order, and how a value of it is made.</summary>
internal static class RecordMembers
{
    public static IReadOnlyList<RecordMember> Of(INamedTypeSymbol type, IAssemblySymbol? from, out EquatableArray<string> constructor, out bool constructible)
    {
        List<ISymbol> candidates = Candidates(type);
        IMethodSymbol? method = Constructor(type, candidates, out constructible);
        IParameterSymbol[] parameters = method?.Parameters.ToArray() ?? [];

        var members = new List<RecordMember>();
        foreach (ISymbol candidate in candidates)
        {
            IParameterSymbol? parameter = parameters.FirstOrDefault(p => Matches(p, candidate));
            var attributes = new MemberAttributes(candidate, parameter);
            if (attributes.IsIgnored || (parameter is null && IsComputed(candidate)))
            {
                continue;
            }

            members.Add(new RecordMember(candidate, TypeOf(candidate), parameter, attributes, parameter is not null || CanSet(candidate, from)));
        }

        constructor = parameters
            .Select(p => TypeNames.Escape(candidates.First(c => Matches(p, c)).Name))
            .ToEquatableArray();
        return members;
    }

    /// <summary>Public instance properties and fields, base types first; what is overridden or hidden counts once, in its first place.</summary>
    private static List<ISymbol> Candidates(INamedTypeSymbol type)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? t = type; t is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; t = t.BaseType)
        {
            chain.Push(t);
        }

        var members = new List<ISymbol>();
        foreach (INamedTypeSymbol t in chain)
        {
            foreach (ISymbol member in t.GetMembers())
            {
                bool counts = member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false }
                        or IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, Name: not "EqualityContract" }
                    && member is IPropertySymbol { IsIndexer: false, GetMethod: not null } or IFieldSymbol { IsConst: false, AssociatedSymbol: null };
                if (counts && member.DeclaredAccessibility == Accessibility.Public && !member.IsStatic)
                {
                    int known = members.FindIndex(m => m.Name == member.Name);
                    if (known >= 0)
                    {
                        members[known] = member; // overridden or hidden: where it first stood
                    }
                    else
                    {
                        members.Add(member);
                    }
                }
            }
        }

        return members;
    }

    /// <summary>The constructor without parameters where there is one; else the one whose parameters all are members.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type, List<ISymbol> members, out bool constructible)
    {
        constructible = true;
        IMethodSymbol[] usable = type.InstanceConstructors
            .Where(c => c.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal && !IsCopy(c, type))
            .ToArray();
        IMethodSymbol? matching = usable
            .Where(c => c.Parameters.Length > 0 && c.Parameters.All(p => members.Any(m => Matches(p, m))))
            .OrderByDescending(c => c.Parameters.Length)
            .FirstOrDefault();
        bool parameterless = usable.Any(c => c.Parameters.Length == 0);

        // A struct always has the parameterless constructor, also where the positional one is meant.
        if (parameterless && (!type.IsValueType || matching is null || !IsPositional(matching, members)))
        {
            return null;
        }

        constructible = matching is not null && !type.IsAbstract;
        return matching;
    }

    private static bool IsPositional(IMethodSymbol constructor, List<ISymbol> members)
        => constructor.Parameters.Length == members.Count(m => !IsComputed(m)) || constructor.Parameters.Any(p => members.Any(m => Matches(p, m) && !CanSet(m, null)));

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type)
        => constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    private static bool Matches(IParameterSymbol parameter, ISymbol member)
        => string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(parameter.Type, TypeOf(member));

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    /// <summary>No setter at all: a property computed from the others.</summary>
    private static bool IsComputed(ISymbol member) => member is IPropertySymbol { SetMethod: null } or IFieldSymbol { IsReadOnly: true };

    private static bool CanSet(ISymbol member, IAssemblySymbol? from)
    {
        if (member is IFieldSymbol field)
        {
            return !field.IsReadOnly;
        }

        return ((IPropertySymbol)member).SetMethod is { } setter
            && (setter.DeclaredAccessibility == Accessibility.Public
                || (setter.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                    && SymbolEqualityComparer.Default.Equals(setter.ContainingAssembly, from)));
    }
}
