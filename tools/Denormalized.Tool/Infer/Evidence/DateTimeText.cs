using System.Globalization;
using System.Text;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Recognises dates, instants and times of day in texts, values out of range refused.</summary>
internal static class DateTimeText
{
    private const string Abbreviations = "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec";

    private static readonly string[] OtherForms =
    [
        "ddd MMM dd HH:mm:ss zzz yyyy", "ddd MMM d HH:mm:ss zzz yyyy", "ddd, dd MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss zzz",
        "MMM d HH:mm:ss yyyy 'GMT'", "MMM dd HH:mm:ss yyyy 'GMT'", "MMM  d HH:mm:ss yyyy 'GMT'",
    ];

    private static readonly string[] OtherDates =
    [
        "MMM d yyyy", "MMM dd yyyy", "MMM d, yyyy", "MMM dd, yyyy", "MMMM d yyyy", "MMMM d, yyyy", "MMMM dd, yyyy",
        "d MMM yyyy", "dd MMM yyyy", "d MMMM yyyy", "dd MMMM yyyy", "dd-MMM-yyyy", "d-MMM-yyyy", "yyyy/MM/dd", "yyyy/M/d",
    ];

    /// <summary>A text that begins with four digits and a dash.</summary>
    public static TextFormat Classify(ReadOnlySpan<byte> text)
    {
        if (!IsDate(text[..10]))
        {
            return TextFormat.Plain;
        }

        if (text.Length == 10)
        {
            return TextFormat.Date;
        }

        byte separator = text[10];
        if (separator is not ((byte)'T' or (byte)'t' or (byte)' ') || !IsTime(text[11..], out int length))
        {
            return TextFormat.Plain;
        }

        ReadOnlySpan<byte> zone = text[(11 + length)..];
        if (zone.IsEmpty)
        {
            return TextFormat.LocalInstant;
        }

        bool comma = text.Slice(11, length).Contains((byte)',');
        if (zone.Length == 1 ? zone[0] is (byte)'Z' or (byte)'z' : IsOffset(zone))
        {
            return comma ? TextFormat.OtherInstant : TextFormat.Instant;
        }

        zone = zone.TrimStart((byte)' ');
        bool named = zone.SequenceEqual("UTC"u8) || zone.SequenceEqual("GMT"u8) || zone.SequenceEqual("Z"u8);
        return named || IsOffset(zone) ? TextFormat.OtherInstant : TextFormat.Plain;
    }

    /// <summary><c>hh:mm[:ss[.f]]</c> at the beginning.</summary>
    /// <param name="length">Bytes that belong to the time.</param>
    public static bool IsTimeAtStart(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text.Length < 5 || text[2] != ':' || Two(text, 0) is < 0 or > 23 || Two(text, 3) is < 0 or > 59)
        {
            return false;
        }

        length = 5;
        if (text.Length >= 8 && text[5] == ':')
        {
            if (Two(text, 6) is < 0 or > 59)
            {
                return false;
            }

            length = 8;
            if (text.Length > 9 && text[8] is (byte)'.' or (byte)',')
            {
                int digits = TextClassifier.CountDigits(text[9..]);
                length = digits == 0 ? 8 : 9 + digits;
            }
        }

        return true;
    }

    /// <summary>A time of day and nothing else (a zone may follow inside an instant).</summary>
    public static bool IsTime(ReadOnlySpan<byte> text, out int length) =>
        IsTimeAtStart(text, out length) && (length == text.Length || text[length] is (byte)'Z' or (byte)'z' or (byte)'+' or (byte)'-' or (byte)' ');

    /// <summary><c>d.hh:mm:ss[.f]</c></summary>
    public static bool IsClockDuration(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        return point is > 0 and <= 8 && IsTimeAtStart(text[(point + 1)..], out int length) && length >= 8 && point + 1 + length == text.Length;
    }

    /// <summary><c>14/Sep/2020:00:44:23 +0000</c></summary>
    public static bool IsLogTime(ReadOnlySpan<byte> text) =>
        DateTimeOffset.TryParseExact(Encoding.ASCII.GetString(text).Insert(24, ":"), "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>A text that begins with the three letters of a weekday or month.</summary>
    public static TextFormat OfAbbreviation(ReadOnlySpan<byte> text)
    {
        string value = Encoding.ASCII.GetString(text);
        if (Abbreviations.IndexOf(value[..3], StringComparison.Ordinal) % 3 != 0)
        {
            return TextFormat.Plain;
        }

        if (DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return TextFormat.Rfc1123;
        }

        bool other = DateTimeOffset.TryParseExact(value, OtherForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return other ? TextFormat.OtherInstant : TextFormat.Plain;
    }

    /// <summary><c>20200914T004423Z</c></summary>
    public static bool IsCompact(ReadOnlySpan<byte> text) =>
        DateTimeOffset.TryParseExact(Encoding.ASCII.GetString(text), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>A date with the month as a word or behind the year.</summary>
    public static bool IsOtherDate(ReadOnlySpan<byte> text) =>
        text.Length is >= 8 and <= 18
        && text.IndexOfAny((byte)' ', (byte)'/', (byte)'-') > 0
        && (char.IsAsciiDigit((char)text[0]) || StartsAsMonth(text))
        && DateOnly.TryParseExact(Encoding.ASCII.GetString(text), OtherDates, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool StartsAsMonth(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> months = "JanFebMarAprMayJunJulAugSepOctNovDec"u8;
        int at = months.IndexOf(text[..3]);
        return at >= 0 && at % 3 == 0;
    }

    private static bool IsDate(ReadOnlySpan<byte> text)
    {
        int century = Two(text, 0);
        int year = Two(text, 2);
        int month = Two(text, 5);
        int day = Two(text, 8);
        if (text[4] != '-' || text[7] != '-' || century < 0 || year < 0 || month is < 1 or > 12 || day < 1)
        {
            return false;
        }

        year += century * 100;
        return year >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary><c>+hh:mm</c>, <c>+hhmm</c>, <c>+hh</c></summary>
    private static bool IsOffset(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || Two(text, 1) is < 0 or > 14)
        {
            return false;
        }

        int minutes = text.Length == 3 ? 0 : Two(text, text.Length - 2);
        return minutes is >= 0 and <= 59 && (minutes == 0 || Two(text, 1) < 14) && (text.Length != 6 || text[3] == ':');
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int high = text[at] - '0';
        int low = text[at + 1] - '0';
        return (uint)high <= 9 && (uint)low <= 9 ? (high * 10) + low : -1;
    }
}
