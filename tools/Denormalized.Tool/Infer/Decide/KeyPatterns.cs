using System.Collections.Frozen;
using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Keys that nobody would give to a member: ids, dates, addresses, paths, header names.</summary>
internal static class KeyPatterns
{
    private const int FewHeaders = 3;
    private const int FewKnownHeaders = 2;

    /// <summary>So few codes or numbered names may be members.</summary>
    private const int FewCodes = 5;

    /// <summary>Among so many keys one in ten may be another: <c>all</c> beside a hundred versions.</summary>
    private const int ManyKeys = 20;

    /// <summary>What keys can be, the surest first. A key can be several at once.</summary>
    private static readonly (string Words, int Least, Func<string, TextFormat, bool> Is)[] Patterns =
    [
        ("UUIDs", 1, (_, format) => format is TextFormat.Uuid or TextFormat.BracedUuid),
        ("numbers", 1, (_, format) => format is TextFormat.Integer or TextFormat.PaddedDigits or TextFormat.Decimal),
        ("dates or times", 1, (_, format) => format is TextFormat.Date or TextFormat.OtherDate or TextFormat.Instant or TextFormat.LocalInstant or TextFormat.Time),
        ("network addresses", 1, (_, format) => format is TextFormat.IPv4 or TextFormat.IPv6 or TextFormat.Mac),
        ("addresses", 1, (_, format) => format is TextFormat.Url or TextFormat.Email),
        ("paths or media types", 1, (key, _) => key.Contains('/')),
        ("codes of capitals, as countries and currencies have them", FewCodes, (key, _) => key.Length is 2 or 3 && key.All(char.IsAsciiLetterUpper)),
        ("hashes or ids", 1, (key, _) => IsHash(key)),
        ("versions or other names that begin with a digit", FewCodes, (key, _) => key.Length > 0 && char.IsAsciiDigit(key[0])),
    ];

    /// <summary>What the keys are, in words; null when they are names.</summary>
    public static string? Common(IReadOnlyCollection<string> keys)
    {
        if (IsHeaders(keys))
        {
            return "named like message headers";
        }

        int[] counts = new int[Patterns.Length];
        foreach (string key in keys)
        {
            TextFormat format = TextClassifier.Classify(Encoding.UTF8.GetBytes(key));
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] += Patterns[i].Is(key, format) ? 1 : 0;
            }
        }

        int others = keys.Count >= ManyKeys ? keys.Count / 10 : 0;
        int found = Array.FindIndex(counts, count => count >= keys.Count - others);
        return found < 0 || keys.Count < Patterns[found].Least ? null
            : counts[found] == keys.Count ? $"all {Patterns[found].Words}"
            : $"nearly all {Patterns[found].Words}";
    }

    private static bool IsHeaders(IReadOnlyCollection<string> keys) =>
        keys.Count >= FewHeaders
        && keys.All(IsHeader)
        && keys.Count(key => key.Contains('-')) * 2 >= keys.Count
        && keys.Count(IsKnownHeader) >= FewKnownHeaders;

    private static readonly FrozenSet<string> HeaderNames =
        "accept authorization cookie set-cookie connection date etag expires from host location origin pragma referer server user-agent vary via upgrade cache-control last-modified transfer-encoding traceparent dnt"
            .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] HeaderBeginnings = ["x-", "accept-", "content-", "sec-", "if-", "access-control-", "cf-"];

    /// <summary>Hexadecimal digits in a number that no word has.</summary>
    private static bool IsHash(string key)
    {
        string digits = key.StartsWith("0x", StringComparison.Ordinal) ? key[2..] : key;
        return digits.Length >= 16 && digits.All(char.IsAsciiHexDigit);
    }

    // Records may be named with dashes too.
    private static bool IsKnownHeader(string key) =>
        HeaderNames.Contains(key) || HeaderBeginnings.Any(b => key.StartsWith(b, StringComparison.OrdinalIgnoreCase));

    private static bool IsHeader(string key) =>
        key.Length > 0 && char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
