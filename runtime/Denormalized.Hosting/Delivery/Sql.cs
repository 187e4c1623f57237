namespace Denormalized.Hosting;

/// <summary>Names and values in SQL.</summary>
internal static class Sql
{
    /// <summary>Name in backquotes.</summary>
    public static string Identifier(string name) =>
        "`" + name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal) + "`";

    /// <summary>A string as the value of a <c>{name:String}</c> parameter.</summary>
    public static string Parameter(string value) => value
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\t", @"\t", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal)
        .Replace("\r", @"\r", StringComparison.Ordinal);
}
