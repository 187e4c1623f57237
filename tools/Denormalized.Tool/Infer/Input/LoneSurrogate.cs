using System.Globalization;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// An escape that is half of a surrogate pair (<c>"\ud83d"</c>). JSON's grammar takes it, no text can hold it: the record
/// refuses a row with one in a value, and passes over one in a key, so it is no row to infer from.
/// </summary>
internal static class LoneSurrogate
{
    public const string Error = "half of a surrogate pair, which no text and so no record can hold.";

    private const int EscapeLength = 6;

    /// <summary>Where the first one begins; -1 where there is none.</summary>
    /// <param name="text">Of a JSON string, its escapes well-formed.</param>
    public static int Find(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (text[at..].IndexOf((byte)'\\') is >= 0 and var plain)
        {
            at += plain;
            char unit = Unit(text[at..]);
            if (!char.IsSurrogate(unit))
            {
                at += 2; // what follows the letter holds no backslash
                continue;
            }

            if (!char.IsSurrogatePair(unit, Unit(text[(at + EscapeLength)..])))
            {
                return at;
            }

            at += 2 * EscapeLength;
        }

        return -1;
    }

    /// <summary>The code unit that is escaped with digits at the beginning of a text; else zero.</summary>
    private static char Unit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8) && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : '\0';
}
