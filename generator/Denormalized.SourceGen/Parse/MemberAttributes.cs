using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <summary>The attributes on one member, whether they stand on its property, its field or its constructor parameter.</summary>
internal sealed class MemberAttributes
{
    private readonly AttributeData[] _attributes;

    public MemberAttributes(ISymbol member, IParameterSymbol? parameter)
        => _attributes = Inherited(member).Concat(parameter?.GetAttributes() ?? []).ToArray();

    /// <summary>What a member that is overridden says holds for the one that overrides it, which may say otherwise.</summary>
    private static IEnumerable<AttributeData> Inherited(ISymbol member)
    {
        for (ISymbol? m = member; m is not null; m = (m as IPropertySymbol)?.OverriddenProperty)
        {
            foreach (AttributeData attribute in m.GetAttributes())
            {
                yield return attribute;
            }
        }
    }

    public AttributeData? Find(string name)
        => _attributes.FirstOrDefault(a => Is(a, "Denormalized", name));

    public bool Has(string name) => Find(name) is not null;

    public bool IsIgnored => Has("IgnoreAttribute") || _attributes.Any(a => Is(a, JsonNamespace, "JsonIgnoreAttribute"));

    /// <summary>[Name], which counts in every format.</summary>
    public string? Name => Find("NameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name : null;

    /// <summary>[Alias]: names that it had before.</summary>
    public IEnumerable<string> Aliases => Find("AliasAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } names] }
        ? names.Values.Select(v => v.Value).OfType<string>()
        : [];

    /// <summary>[JsonPropertyName], which counts in JSON alone.</summary>
    public string? JsonName => _attributes.FirstOrDefault(a => Is(a, JsonNamespace, "JsonPropertyNameAttribute"))
        is { ConstructorArguments: [{ Value: string name }] } ? name : null;

    public int? Int(string attribute)
        => Find(attribute) is { ConstructorArguments: [{ Value: int value }] } ? value : null;

    internal const string JsonNamespace = "System.Text.Json.Serialization";

    internal static bool Is(AttributeData attribute, string @namespace, string name)
        => attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == @namespace;
}
