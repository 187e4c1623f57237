using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>The kind of texts. One text that does not fit, the empty one included, makes it a string.</summary>
internal static class TextRules
{
    private const int ManyDigitTexts = 50;
    private const int EnumMinimum = 20;
    private const int EnumMaxDistinct = 64;
    private const int RowsPerEnumValue = 10;

    public static Choice Choose(TextEvidence texts, NameHints hints)
    {
        if (texts.All(TextFormat.Uuid))
        {
            return new Choice(KindTag.Uuid, "every text is a UUID");
        }

        if (texts.All(TextFormat.Uuid, TextFormat.BracedUuid))
        {
            return new Choice(KindTag.Uuid, JsonForm.OtherText, $"every text is a UUID, {texts.Of(TextFormat.BracedUuid):N0} in braces");
        }

        return TryTime(texts, hints) ?? TryNetwork(texts, hints) ?? TryNumber(texts, hints) ?? Plain(texts, hints);
    }

    private static Choice? TryTime(TextEvidence texts, NameHints hints)
    {
        if (texts.All(TextFormat.Instant))
        {
            return new Choice(KindTag.Timestamp, $"ISO 8601 with zone, {Range(texts)}");
        }

        if (texts.All(TextFormat.Instant, TextFormat.Rfc1123, TextFormat.OtherInstant))
        {
            return new Choice(KindTag.Timestamp, JsonForm.OtherText, InstantForms(texts));
        }

        if (texts.All(TextFormat.LocalInstant))
        {
            return new Choice(KindTag.LocalTimestamp, JsonForm.OtherText, $"date and time without zone, {Range(texts)}");
        }

        if (hints.IsVersionItself && texts.All(TextFormat.Date, TextFormat.OtherDate))
        {
            return null;
        }

        if (texts.All(TextFormat.Date))
        {
            return new Choice(KindTag.Date, Range(texts));
        }

        if (texts.All(TextFormat.Date, TextFormat.OtherDate))
        {
            return new Choice(KindTag.Date, JsonForm.OtherText, $"dates, {texts.Of(TextFormat.OtherDate):N0} not in ISO 8601");
        }

        if (texts.All(TextFormat.Duration))
        {
            return new Choice(KindTag.Duration, "ISO 8601 durations");
        }

        if (texts.Of(TextFormat.ClockDuration) > 0 && texts.All(TextFormat.ClockDuration, TextFormat.Time))
        {
            return new Choice(KindTag.Duration, "days.hours:minutes:seconds");
        }

        if (texts.All(TextFormat.Time))
        {
            // A span of 03:45 may be minutes and seconds or hours and minutes.
            return !hints.IsSpan ? new Choice(KindTag.Time, "hours:minutes of a day")
                : texts.ShortTimes == 0 ? new Choice(KindTag.Duration, "hours:minutes:seconds, and the name means a span of time")
                : null;
        }

        return null;
    }

    private static Choice? TryNetwork(TextEvidence texts, NameHints hints)
    {
        if (hints.IsVersion)
        {
            return null;
        }

        if (texts.All(TextFormat.IPv4))
        {
            return new Choice(KindTag.IPv4, "every text is an IPv4 address");
        }

        return texts.All(TextFormat.IPv4, TextFormat.IPv6)
            ? new Choice(KindTag.IPv6, $"every text is an IP address, {texts.Of(TextFormat.IPv4):N0} of version 4")
            : null;
    }

    private static Choice? TryNumber(TextEvidence texts, NameHints hints)
    {
        if (texts.All(TextFormat.Bool))
        {
            return new Choice(KindTag.Bool, JsonForm.Quoted, "only the texts true and false");
        }

        if (!texts.All(TextFormat.Integer, TextFormat.Decimal, TextFormat.Float) || hints.IsVersion)
        {
            return null;
        }

        NumberEvidence numbers = texts.Numbers!;
        if (hints.IsTime && EpochRules.TryChoose(numbers, out Choice epoch))
        {
            return epoch;
        }

        return MeansNumber(texts, numbers, hints) ? NumberRules.Choose(numbers, hints, JsonForm.Quoted) : null;
    }

    // Digits in quotes are in quotes for a reason, mostly that they name something (postal codes, accounts). They are
    // numbers when the name says so, when they are prices, or when many of different lengths never begin with a zero.
    private static bool MeansNumber(TextEvidence texts, NumberEvidence numbers, NameHints hints)
    {
        if (hints.IsQuantity)
        {
            return true;
        }

        if (hints.IsIdentifier || hints.IsTime)
        {
            return false;
        }

        // Two digits behind the point, always, as prices have them.
        if (numbers is { MinScale: 2, MaxScale: 2 } && numbers.Fractions == numbers.Count)
        {
            return true;
        }

        bool many = texts.Count >= ManyDigitTexts && texts.Distinct.Count >= ManyDigitTexts / 2;
        return many && (numbers.Fractions == numbers.Count || (numbers.DistinctLengths >= 3 && !hints.IsEntity));
    }

    private static Choice Plain(TextEvidence texts, NameHints hints)
    {
        if (IsEnum(texts, hints))
        {
            return new Choice(KindTag.Enum, $"{texts.Distinct.Count} distinct: {Examples(texts.Distinct.Values.Order(ByteOrder.Instance))}");
        }

        return new Choice(KindTag.String, Describe(texts));
    }

    private static bool IsEnum(TextEvidence texts, NameHints hints)
    {
        DistinctValues distinct = texts.Distinct;
        int most = (int)Math.Min(EnumMaxDistinct, texts.Count / RowsPerEnumValue);
        if (texts.Count < EnumMinimum || distinct.Count < 2 || distinct.Count > most || hints.IsOpen)
        {
            return false;
        }

        return texts.Of(TextFormat.Plain) + texts.Of(TextFormat.Empty) == texts.Count && distinct.Values.All(v => v.Length == 0 || IsSymbol(v));
    }

    /// <summary>A name as programs use them for states and types: letters first, a few words at most.</summary>
    private static bool IsSymbol(byte[] value)
    {
        if (value.Length > 40 || !char.IsAsciiLetter((char)value[0]) || value.Count(b => b == ' ') > 3)
        {
            return false;
        }

        foreach (byte b in value)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-' or (byte)' '))
            {
                return false;
            }
        }

        // Long mixtures of letters and digits are codes or hashes, not symbols.
        return value.Length < 12 || value.Count(b => char.IsAsciiDigit((char)b)) * 4 < value.Length;
    }

    private static string Range(TextEvidence texts) => texts.Earliest == texts.Latest ? texts.Earliest! : $"{texts.Earliest} to {texts.Latest}";

    private static string InstantForms(TextEvidence texts)
    {
        var forms = new List<string>();
        Add(TextFormat.Instant, "ISO 8601");
        Add(TextFormat.Rfc1123, "RFC 1123");
        Add(TextFormat.OtherInstant, "of another known form");
        return "instants: " + string.Join(", ", forms);

        void Add(TextFormat format, string name)
        {
            if (texts.Of(format) > 0)
            {
                forms.Add($"{texts.Of(format):N0} {name}");
            }
        }
    }

    private static string Describe(TextEvidence texts)
    {
        var parts = new List<string>();
        if (texts.Empty > 0)
        {
            parts.Add($"{texts.Empty:N0} empty");
        }

        parts.Add(texts.MinLength == texts.MaxLength ? $"{texts.MaxLength:N0} bytes" : $"{texts.MinLength:N0} to {texts.MaxLength:N0} bytes");
        string? likeness = Likeness(texts);
        if (likeness is not null)
        {
            parts.Add(likeness);
        }

        string examples = Examples(texts.Examples.Where(e => e.Length > 0));
        return string.Join(", ", parts) + (examples.Length == 0 ? "" : ", e.g. " + examples);
    }

    /// <summary>A format that most texts have, though not enough to be the kind.</summary>
    private static string? Likeness(TextEvidence texts)
    {
        for (TextFormat format = TextFormat.Uuid; format <= TextFormat.Json; format++)
        {
            long count = texts.Of(format);
            if (count > 0 && count * 2 >= texts.NotEmpty)
            {
                string name = format == TextFormat.PaddedDigits ? "digits with leading zeros" : format.ToString();
                return $"{count:N0} look like {name}";
            }
        }

        bool base64 = texts.MinLength >= 16 && texts.Examples.All(Base64Text.IsLikely);
        return base64 ? "looks like base64" : null;
    }

    private static string Examples(IEnumerable<byte[]> values)
    {
        string[] examples = values.Take(4).Select(v => Encoding.UTF8.GetString(v)).ToArray();
        string text = string.Join(", ", examples.Take(3).Select(e => $"\"{e}\""));
        return examples.Length > 3 ? text + ", ..." : text;
    }
}
