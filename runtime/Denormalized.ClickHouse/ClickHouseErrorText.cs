using System.Globalization;

namespace Denormalized.ClickHouse;

/// <summary>
/// Parses ClickHouse's error text into <see cref="ClickHouseException"/>:
/// <code>
/// Code: 60. DB::Exception: Table default.t does not exist. (UNKNOWN_TABLE) (version 26.7.2.1)
///       ^^                                                  ^^^^^^^^^^^^^ the last upper-case word in parentheses
/// </code>
/// </summary>
internal static class ClickHouseErrorText
{
    private const string CodeMark = "Code: ";

    public static ClickHouseException Parse(string text, int codeOfHeader = 0)
    {
        text = text.Trim();
        int code = Code(text);
        return new ClickHouseException(code != 0 ? code : codeOfHeader, Name(text), text);
    }

    private static int Code(string text)
    {
        int start = text.IndexOf(CodeMark, StringComparison.Ordinal);
        if (start < 0)
        {
            return 0;
        }

        ReadOnlySpan<char> rest = text.AsSpan(start + CodeMark.Length);
        int length = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? rest : rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : 0;
    }

    // Searched from the end: the text before quotes user input, which may hold parentheses of its own.
    private static string Name(string text)
    {
        for (int close = text.LastIndexOf(')'); close > 0; close = text.LastIndexOf(')', close - 1))
        {
            int open = text.LastIndexOf('(', close);
            if (open < 0)
            {
                break;
            }

            ReadOnlySpan<char> inside = text.AsSpan(open + 1, close - open - 1);
            if (inside.Length > 1 && char.IsAsciiLetterUpper(inside[0]) && IsName(inside))
            {
                return inside.ToString();
            }
        }

        return "";
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
