namespace Denormalized.ClickHouse.Tests;

internal static class TsvText
{
    /// <summary>Text of a parameter, escaped as in TSV.</summary>
    public static string Escape(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("\t", @"\t", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal)
        .Replace("\r", @"\r", StringComparison.Ordinal);
}
