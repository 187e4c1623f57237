using System.Globalization;

namespace Denormalized.SourceGen.Incremental;

/// <summary>FNV-1a: the same on every machine and in every run, unlike string.GetHashCode.</summary>
internal static class StableHash
{
    public static ulong Number(string text, ulong seed = 14695981039346656037)
    {
        ulong hash = seed;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 1099511628211);
        }

        return hash;
    }

    public static string Of(string text) => Number(text).ToString("x16", CultureInfo.InvariantCulture);
}
