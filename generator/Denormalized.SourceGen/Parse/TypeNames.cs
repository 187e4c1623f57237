using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Parse;

/// <summary>How types are spelled in generated code.</summary>
internal static class TypeNames
{
    public static readonly SymbolDisplayFormat EscapedNamespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat FullyQualified = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Fully qualified, without the outermost nullable mark.</summary>
    public static string Clr(ITypeSymbol type)
        => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(FullyQualified);

    /// <summary>Full metadata name, e.g. <c>Shop.Outer`1+Order</c>.</summary>
    public static string Metadata(INamedTypeSymbol type)
    {
        string name = type.MetadataName;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        return type.ContainingNamespace.IsGlobalNamespace ? name : type.ContainingNamespace.ToDisplayString() + "." + name;
    }

    public static string Escape(string identifier)
        => SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    public static TypeKeyword Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => TypeKeyword.RecordStruct,
        (true, _) => TypeKeyword.Record,
        (_, TypeKind.Struct) => TypeKeyword.Struct,
        (_, TypeKind.Interface) => TypeKeyword.Interface,
        _ => TypeKeyword.Class,
    };

    /// <summary>Declarations to open again, outermost first, the type itself last.</summary>
    public static EquatableArray<ContainerModel> Containers(INamedTypeSymbol type)
    {
        var containers = new List<ContainerModel>();
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            string parameters = t.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", t.TypeParameters.Select(p => Escape(p.Name)))}>";
            containers.Insert(0, new ContainerModel($"{Text(Keyword(t))} {Escape(t.Name)}{parameters}"));
        }

        return containers.ToEquatableArray();
    }

    public static bool IsGeneric(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.TypeParameters.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(TypeKeyword keyword) => keyword switch
    {
        TypeKeyword.Record => "record",
        TypeKeyword.RecordStruct => "record struct",
        TypeKeyword.Struct => "struct",
        TypeKeyword.Interface => "interface",
        _ => "class",
    };
}
