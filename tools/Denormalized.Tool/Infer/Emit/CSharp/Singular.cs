namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>English plural to singular, as far as names of arrays need it.</summary>
internal static class Singular
{
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.OrdinalIgnoreCase)
    {
        ["children"] = "child", ["people"] = "person", ["men"] = "man", ["women"] = "woman", ["data"] = "datum", ["media"] = "medium",
        ["indices"] = "index", ["vertices"] = "vertex", ["matrices"] = "matrix", ["criteria"] = "criterion", ["movies"] = "movie",
        ["series"] = "series", ["species"] = "species", ["news"] = "news", ["aliases"] = "alias", ["statuses"] = "status", ["buses"] = "bus",
        ["analyses"] = "analysis", ["addresses"] = "address", ["caches"] = "cache", ["axes"] = "axis", ["cookies"] = "cookie",
    };

    private static readonly string[] NotPlural = ["ss", "us", "is", "ous", "ics"];

    /// <summary>The last word of a name in Pascal case made singular: <c>LineItems</c> becomes LineItem.</summary>
    public static string Of(string name)
    {
        int start = name.Length - 1;
        while (start > 0 && !char.IsUpper(name[start]))
        {
            start--;
        }

        string word = name[start..];
        if (Irregular.TryGetValue(word, out string? irregular))
        {
            return name[..start] + char.ToUpperInvariant(irregular[0]) + irregular[1..];
        }

        return name[..start] + OfWord(word);
    }

    private static string OfWord(string word)
    {
        if (word.Length < 4 || !word.EndsWith('s') || NotPlural.Any(e => word.EndsWith(e, StringComparison.Ordinal)))
        {
            return word;
        }

        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            return word[..^3] + "y";
        }

        string[] hissing = ["ches", "shes", "xes", "sses", "zes"];
        return hissing.Any(e => word.EndsWith(e, StringComparison.Ordinal)) ? word[..^2] : word[..^1];
    }
}
