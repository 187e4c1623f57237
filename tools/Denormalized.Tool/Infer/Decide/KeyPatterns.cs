using System.Collections.Frozen;
using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Keys that nobody would give to a member: ids, dates, addresses, paths, header names.</summary>
internal static class KeyPatterns
{
    private const int FewHeaders = 3;
    private const int FewKnownHeaders = 2;
    private const int FewCodes = 5;

    /// <summary>What all keys are, in words; null when they are names.</summary>
    public static string? Common(IEnumerable<string> keys)
    {
        string? common = null;
        int count = 0;
        int dashed = 0;
        int known = 0;
        bool headers = true;
        foreach (string key in keys)
        {
            string? pattern = Of(key);
            common = count++ == 0 ? pattern : common == pattern ? common : null;
            headers &= IsHeader(key);
            dashed += key.Contains('-') ? 1 : 0;
            known += IsKnownHeader(key) ? 1 : 0;
            if (common is null && !headers)
            {
                return null;
            }
        }

        if (common == Codes && count < FewCodes)
        {
            return null;
        }

        return common ?? (headers && count >= FewHeaders && dashed * 2 >= count && known >= FewKnownHeaders ? "named like message headers" : null);
    }

    private static readonly FrozenSet<string> HeaderNames =
        "accept authorization cookie set-cookie connection date etag expires from host location origin pragma referer server user-agent vary via upgrade cache-control last-modified transfer-encoding traceparent dnt"
            .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] HeaderBeginnings = ["x-", "accept-", "content-", "sec-", "if-", "access-control-", "cf-"];

    private const string Codes = "all codes of capitals, as countries and currencies have them";

    private static string? Of(string key)
    {
        switch (TextClassifier.Classify(Encoding.UTF8.GetBytes(key)))
        {
            case TextFormat.Uuid or TextFormat.BracedUuid:
                return "all UUIDs";
            case TextFormat.Integer or TextFormat.PaddedDigits or TextFormat.Decimal:
                return "all numbers";
            case TextFormat.Date or TextFormat.OtherDate or TextFormat.Instant or TextFormat.LocalInstant or TextFormat.Time:
                return "all dates or times";
            case TextFormat.IPv4 or TextFormat.IPv6 or TextFormat.Mac:
                return "all network addresses";
            case TextFormat.Url or TextFormat.Email:
                return "all addresses";
        }

        if (key.StartsWith('/'))
        {
            return "all paths";
        }

        if (key.Length is 2 or 3 && key.All(char.IsAsciiLetterUpper))
        {
            return Codes;
        }

        return IsHash(key) ? "all hashes or ids" : null;
    }

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
