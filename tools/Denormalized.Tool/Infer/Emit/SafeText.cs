using System.Globalization;
using System.Text;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>Texts of the input made fit to stand in source code and on a terminal.</summary>
internal static class SafeText
{
    private const int MaxLength = 160;

    /// <summary>
    /// One line without control characters, line separators, direction marks and other invisible characters: each is
    /// written as an escape, so that it can neither end a comment nor reorder what follows.
    /// </summary>
    public static string Printable(string text, int maxLength = int.MaxValue)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (result.Length >= maxLength)
            {
                result.Append("...");
                break;
            }

            if (IsHidden(c))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>For a line comment; asterisks and slashes stay apart as well, should it ever become a block comment.</summary>
    public static string Comment(string text) =>
        Printable(text, MaxLength).Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal);

    /// <summary>A regular C# string literal, quotes included.</summary>
    public static string Literal(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    result.Append('\\').Append(c);
                    break;
                case var _ when IsHidden(c) || c > '~':
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        return result.Append('"').ToString();
    }

    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
