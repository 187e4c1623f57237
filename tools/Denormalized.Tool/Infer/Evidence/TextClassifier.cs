using System.Net;
using System.Text;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Finds the format of a text. Decides by first byte and length first: most texts leave after two comparisons.</summary>
internal static class TextClassifier
{
    public static TextFormat Classify(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return TextFormat.Empty;
        }

        byte first = text[0];
        if (first is >= (byte)'0' and <= (byte)'9')
        {
            return OfDigit(text);
        }

        if (first is (byte)'-' or (byte)'+')
        {
            return text.Length > 2 && text[1] == 'P' && IsDuration(text[1..]) ? TextFormat.Duration : OfNumber(text);
        }

        if (first == (byte)'{')
        {
            return text.Length == 38 && text[^1] == '}' && IsUuid(text[1..^1]) ? TextFormat.BracedUuid : OfBrackets(text, (byte)'}');
        }

        if (first == (byte)'[')
        {
            return OfBrackets(text, (byte)']');
        }

        return first is (byte)':' || char.IsAsciiLetter((char)first) ? OfLetter(text) : TextFormat.Plain;
    }

    /// <summary>Digits behind the second, 0 without a fraction.</summary>
    public static int SecondDigits(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOfAny((byte)'.', (byte)',');
        return point < 0 ? 0 : CountDigits(text[(point + 1)..]);
    }

    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            bool dash = i is 8 or 13 or 18 or 23;
            if (dash ? text[i] != '-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static TextFormat OfDigit(ReadOnlySpan<byte> text)
    {
        int digits = CountDigits(text);
        if (digits == text.Length)
        {
            return digits > 1 && text[0] == '0' ? TextFormat.PaddedDigits : TextFormat.Integer;
        }

        byte next = text[digits];
        if (digits == 4 && next == '-' && text.Length >= 10)
        {
            TextFormat format = DateTimeText.Classify(text);
            if (format != TextFormat.Plain)
            {
                return format;
            }
        }
        else if (digits == 2 && next == ':' && DateTimeText.IsTimeAtStart(text, out int length) && length == text.Length && !text.Contains((byte)','))
        {
            return TextFormat.Time;
        }
        else if (digits == 2 && next == '/' && text.Length == 26 && DateTimeText.IsLogTime(text))
        {
            return TextFormat.OtherInstant;
        }
        else if (digits == 8 && next == 'T' && text.Length == 16 && DateTimeText.IsCompact(text))
        {
            return TextFormat.OtherInstant;
        }
        else if ((digits == 4 && next == '/') || (digits <= 2 && next is (byte)' ' or (byte)'-'))
        {
            if (DateTimeText.IsOtherDate(text))
            {
                return TextFormat.OtherDate;
            }
        }
        else if (next == '.')
        {
            return digits <= 3 && IsIPv4(text) ? TextFormat.IPv4 : DateTimeText.IsClockDuration(text) ? TextFormat.ClockDuration : OfNumber(text);
        }
        else if (next is (byte)'e' or (byte)'E' && OfNumber(text) == TextFormat.Float && text.Length <= 24)
        {
            // 12e4 is the beginning of a hash as often as a number: a float needs a point or a signed exponent.
            return text.IndexOfAny((byte)'+', (byte)'-') > 0 ? TextFormat.Float : TextFormat.Plain;
        }

        return OfHexadecimal(text);
    }

    private static TextFormat OfLetter(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'t' or (byte)'f' or (byte)'T' or (byte)'F' when text.Length is 4 or 5 && IsBool(text):
                return TextFormat.Bool;
            case (byte)'P' when IsDuration(text):
                return TextFormat.Duration;
            case (byte)'h' when text.StartsWith("http://"u8) || text.StartsWith("https://"u8):
                return TextFormat.Url;
        }

        if (text[0] is >= (byte)'A' and <= (byte)'S' && char.IsAsciiDigit((char)text[^1]) && DateTimeText.IsOtherDate(text))
        {
            return TextFormat.OtherDate;
        }

        if (text.Length > 3 && (text[3] == ',' || text[3] == ' ') && text.Length is >= 24 and <= 31)
        {
            TextFormat format = DateTimeText.OfAbbreviation(text);
            if (format != TextFormat.Plain)
            {
                return format;
            }
        }

        return OfHexadecimal(text);
    }

    // Formats that may begin with a digit or a letter: UUID, MAC, IPv6, mail addresses.
    private static TextFormat OfHexadecimal(ReadOnlySpan<byte> text)
    {
        if (text.Length == 36 && text[8] == '-' && IsUuid(text))
        {
            return TextFormat.Uuid;
        }

        if (text.Length == 17 && text[2] is (byte)':' or (byte)'-' && IsMac(text))
        {
            return TextFormat.Mac;
        }

        int colon = text.Length <= 45 ? text.IndexOf((byte)':') : -1;
        if (colon is >= 0 and <= 4 && IsIPv6(text))
        {
            return TextFormat.IPv6;
        }

        int at = text.Length <= 254 ? text.IndexOf((byte)'@') : -1;
        return at > 0 && text[(at + 1)..].Contains((byte)'.') && !text.Contains((byte)' ') && !text.Contains((byte)'/') ? TextFormat.Email : TextFormat.Plain;
    }

    /// <summary>JSON's number grammar: <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?</c></summary>
    private static TextFormat OfNumber(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        int whole = CountDigits(rest);
        if (whole == 0)
        {
            return TextFormat.Plain;
        }

        bool padded = (whole > 1 && rest[0] == '0') || text[0] == '+';
        rest = rest[whole..];
        if (rest.IsEmpty)
        {
            bool negativeZero = text.Length == 2 && text[0] == '-' && text[1] == '0';
            return padded || negativeZero ? TextFormat.PaddedDigits : TextFormat.Integer;
        }

        TextFormat format = TextFormat.Decimal;
        if (rest[0] == '.')
        {
            int scale = CountDigits(rest[1..]);
            if (scale == 0)
            {
                return TextFormat.Plain;
            }

            rest = rest[(1 + scale)..];
        }

        if (!rest.IsEmpty && rest[0] is (byte)'e' or (byte)'E')
        {
            format = TextFormat.Float;
            rest = rest[1..];
            rest = !rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-' ? rest[1..] : rest;
            int exponent = CountDigits(rest);
            if (exponent == 0)
            {
                return TextFormat.Plain;
            }

            rest = rest[exponent..];
        }

        return rest.IsEmpty && !padded ? format : TextFormat.Plain;
    }

    private static TextFormat OfBrackets(ReadOnlySpan<byte> text, byte close)
    {
        ReadOnlySpan<byte> trimmed = text.TrimEnd(" \t\r\n"u8);
        return trimmed.Length >= 2 && trimmed[^1] == close ? TextFormat.Json : TextFormat.Plain;
    }

    private static bool IsBool(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("True"u8) || text.SequenceEqual("False"u8);

    /// <summary><c>P[nW]</c> or <c>P[nD][T[nH][nM][n.nS]]</c>, at least one part; years and months have no fixed length.</summary>
    private static bool IsDuration(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> units = "WDHMS"u8;
        int last = -1;
        bool time = false;
        int at = 1;
        while (at < text.Length)
        {
            if (text[at] == 'T')
            {
                if (time || ++at == text.Length)
                {
                    return false;
                }

                time = true;
            }

            int digits = CountDigits(text[at..]);
            at += digits;
            bool fraction = at < text.Length && text[at] == '.';
            if (fraction)
            {
                int scale = CountDigits(text[(at + 1)..]);
                at += 1 + scale;
                digits = scale == 0 ? 0 : digits;
            }

            int unit = at < text.Length ? units.IndexOf(text[at]) : -1;
            if (digits == 0 || unit <= last || (fraction && unit != 4) || (unit >= 2) != time)
            {
                return false;
            }

            last = unit;
            at++;
        }

        return last >= 0;
    }

    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        int parts = 0;
        int at = 0;
        while (at < text.Length)
        {
            int digits = CountDigits(text[at..]);
            if (digits is 0 or > 3 || (digits > 1 && text[at] == '0'))
            {
                return false;
            }

            int value = 0;
            for (int i = 0; i < digits; i++)
            {
                value = (value * 10) + text[at + i] - '0';
            }

            at += digits;
            parts++;
            if (value > 255 || (at < text.Length && (text[at] != '.' || ++at == text.Length)))
            {
                return false;
            }
        }

        return parts == 4;
    }

    private static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept("0123456789abcdefABCDEF:."u8) >= 0 || text.Count((byte)':') < 2)
        {
            return false;
        }

        Span<char> chars = stackalloc char[45];
        int length = Encoding.ASCII.GetChars(text, chars);
        return IPAddress.TryParse(chars[..length], out _);
    }

    private static bool IsMac(ReadOnlySpan<byte> text)
    {
        byte separator = text[2];
        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != separator : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal static int CountDigits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
