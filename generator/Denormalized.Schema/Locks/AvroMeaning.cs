namespace Denormalized.Schema;

/// <summary>
/// What resolution allows and yet is wrong: it looks at bytes, longs and strings, not at what is counted or spelled in them.
/// A decimal's bytes become a string, a timestamp becomes a number or one in another unit, and no reader notices.
/// </summary>
internal static class AvroMeaning
{
    private static readonly string[] s_times = ["instant", "local_time", "date", "time", "duration"];

    /// <summary>Integers that do not fit a long, and decimals: two's complement bytes.</summary>
    private static readonly string[] s_byteNumbers = ["decimal", "uint64", "int128", "uint128"];

    private static readonly string[] s_texts = ["string", "bytes", "uri", "version", "char", "json", "ipv4", "ipv6", "uuid"];

    /// <summary>What goes wrong where the one is read as the other; null for nothing, or for what resolution refuses by itself.</summary>
    public static string? Lost(string before, string after)
    {
        (before, after) = Innermost(before.TrimEnd('?'), after.TrimEnd('?'));
        string from = Head(before);
        string to = Head(after);
        if (from == to)
        {
            return from is "instant" or "local_time" && Unit(before) != Unit(after)
                ? "Avro readers take the count as it stands and are wrong by the factor between the units"
                : null;
        }

        bool isTime = s_times.Contains(from) || s_times.Contains(to);
        bool isBytes = (s_byteNumbers.Contains(from) && s_texts.Contains(to)) || (s_texts.Contains(from) && s_byteNumbers.Contains(to));
        return isTime || isBytes ? $"Avro has the same bytes for both, so that a {from} would be read as a {to} that means something else" : null;
    }

    /// <summary>What two lists, or two maps with the same keys, hold.</summary>
    private static (string Before, string After) Innermost(string before, string after)
    {
        while (Inside(before, after) is { } start)
        {
            before = before.Substring(start, before.Length - start - 1).TrimEnd('?');
            after = after.Substring(start, after.Length - start - 1).TrimEnd('?');
        }

        return (before, after);
    }

    private static int? Inside(string before, string after)
    {
        bool isList = before.StartsWith("list<", StringComparison.Ordinal);
        int end = isList ? 5 : before.StartsWith("map<", StringComparison.Ordinal) ? before.IndexOf(',') + 1 : 0;
        return end > 0 && string.CompareOrdinal(before, 0, after, 0, end) == 0 ? end : null;
    }

    private static string Head(string type) => type.IndexOfAny(['(', '<']) is >= 0 and var end ? type.Substring(0, end) : type;

    /// <summary>Digits of the count in Avro; <c>instant(7)</c> is in nanoseconds.</summary>
    private static int Unit(string type) => AvroPlan.TimestampDigits(type[type.IndexOf('(') + 1] - '0');
}
