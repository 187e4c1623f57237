namespace Denormalized.Tool.Infer.Decide;

/// <summary>Writes paths: <c>$.a.b</c>, <c>$['odd key']</c>, <c>$.a[*]</c> for elements, <c>$.m.*</c> for a map's values.</summary>
internal static class JsonPath
{
    public const string Root = "$";

    public static string Member(string parent, string key) =>
        IsIdentifier(key) ? $"{parent}.{key}" : $"{parent}['{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    public static string Elements(string parent) => parent + "[*]";

    public static string MapValues(string parent) => parent + ".*";

    private static bool IsIdentifier(string key)
    {
        if (key.Length == 0 || char.IsAsciiDigit(key[0]))
        {
            return false;
        }

        return key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }
}
