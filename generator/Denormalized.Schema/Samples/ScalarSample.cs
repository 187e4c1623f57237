using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace Denormalized.Schema;

/// <summary>Whether the decoder of a type takes a JSON value: its kind, its range, the form of its text.</summary>
internal static class ScalarSample
{
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    public static bool IsRead(LogicalType type, JsonValue value) => type switch
    {
        JsonType => true,
        BoolType => value.Kind == JsonKind.Boolean,
        IntegerType i => Number(value, i.Quoted || i.Bits == 64) is { } text && IsInteger(text, i),
        FloatType f => Number(value, f.Quoted) is not null,
        DecimalType d => Number(value, orQuoted: true) is { } text && FitsDecimal(text, d),
        EnumType e when value.Kind == JsonKind.Number => e.Members.Any(m => m.Value.ToString(CultureInfo.InvariantCulture) == value.Text),
        InstantType { EpochDigits: not null } => Number(value, orQuoted: true) is not null,
        _ => value.Kind == JsonKind.String && IsText(type, value.Text),
    };

    private static bool IsText(LogicalType type, string text) => type switch
    {
        StringType => true,
        BytesType => Bytes(text) is not null,
        FixedType { Form: null } f => Encoding.UTF8.GetByteCount(text) <= f.Length,
        FixedType f => Bytes(text)?.Length == f.Length,
        TextType { Form: TextForm.Char } => text.Length == 1,
        TextType { Form: TextForm.Version } => Version.TryParse(text, out _),
        TextType => true,
        IpType ip => IPAddress.TryParse(text, out IPAddress? address) && (ip.Version == 6 || (address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3)),
        EnumType e => e.Members.Any(m => m.Name == text),
        UuidType => Guid.TryParseExact(text, "D", out _),
        DateType => IsDate(text),
        InstantType => IsDateTime(text, out bool zone) && zone,
        LocalTimeType => IsDateTime(text, out bool zone) && !zone,
        TimeType => IsTime(text),
        DurationType => text.Length > 0 && (char.IsDigit(text[0]) || text[0] is 'P' or '-' or '+'),
        _ => false,
    };

    /// <summary>The text of a number; null when it is none.</summary>
    private static string? Number(JsonValue value, bool orQuoted) =>
        value.Kind == JsonKind.Number || (orQuoted && value.Kind == JsonKind.String && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? value.Text : null;

    private static bool IsInteger(string text, IntegerType type)
    {
        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number))
        {
            return false;
        }

        BigInteger end = BigInteger.One << (type.Signed || type.IsNarrow ? type.Bits - 1 : type.Bits);
        return number < end && number >= (type.Signed ? -end : BigInteger.Zero);
    }

    /// <summary>Zeros behind the last digit need no room. A number with an exponent is not looked at.</summary>
    private static bool FitsDecimal(string text, DecimalType type)
    {
        if (text.IndexOfAny(['e', 'E']) >= 0)
        {
            return true;
        }

        int point = text.IndexOf('.');
        string fraction = point < 0 ? "" : text.Substring(point + 1).TrimEnd('0');
        string whole = (point < 0 ? text : text.Substring(0, point)).TrimStart('-', '0');
        return fraction.Length <= type.Scale && whole.Length <= type.Precision - type.Scale;
    }

    private static byte[]? Bytes(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsDate(string text) => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day) && day.Year is >= 1900 and <= 2299;

    private static bool IsTime(string text)
    {
        // The framework knows seven digits behind the second, the wire nine.
        string cut = text.Length > 16 && text.Skip(16).All(char.IsDigit) ? text.Substring(0, 16) : text;
        return DateTime.TryParseExact(cut, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    /// <summary><c>yyyy-MM-dd</c>, T or a blank, a time, and perhaps a zone.</summary>
    private static bool IsDateTime(string text, out bool zone)
    {
        zone = false;
        if (text.Length < 16 || text[10] is not ('T' or 't' or ' ') || !IsDate(text.Substring(0, 10)))
        {
            return false;
        }

        int end = text.IndexOfAny(['Z', 'z', '+', '-'], 11);
        zone = end >= 0;
        return IsTime(zone ? text.Substring(11, end - 11) : text.Substring(11)) && (!zone || IsZone(text.Substring(end)));
    }

    private static bool IsZone(string text) => text is "Z" or "z" || (text.Length is 3 or 5 or 6 && text.Skip(1).All(c => char.IsDigit(c) || c == ':'));
}
