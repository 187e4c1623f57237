using System.Text;

namespace Denormalized.CompilerServices;

/// <content>Type texts compared and simplified.</content>
internal ref partial struct NativeType
{
    /// <summary>
    /// Whether two texts are the same type: white space outside of quotes does not count, and neither does whether the
    /// server keeps a dictionary.
    /// </summary>
    public static bool Same(string left, string right) => left == right || Compact(Plain(left)) == Compact(Plain(right));

    /// <summary>The type without its dictionaries: LowCardinality(String) is String.</summary>
    public static string Plain(string type)
    {
        const string Dictionary = "LowCardinality(";
        int at = type.IndexOf(Dictionary, StringComparison.Ordinal);
        if (at < 0)
        {
            return type;
        }

        var result = new StringBuilder(type.Length);
        var dropped = new Stack<int>();
        int depth = 0;
        for (int i = 0; i < type.Length; i++)
        {
            char c = type[i];
            if (c is '\'' or '`' or '"')
            {
                int end = QuotedEnd(type, i);
                result.Append(type, i, end - i);
                i = end - 1;
                continue;
            }

            if (c == 'L' && string.CompareOrdinal(type, i, Dictionary, 0, Dictionary.Length) == 0
                && (i == 0 || type[i - 1] is '(' or ',' or ' '))
            {
                dropped.Push(++depth);
                i += Dictionary.Length - 1;
                continue;
            }

            depth += c == '(' ? 1 : 0;
            if (c == ')' && depth-- is var level && dropped.TryPeek(out int top) && top == level)
            {
                dropped.Pop();
                continue;
            }

            result.Append(c);
        }

        return result.ToString();
    }

    private static string Compact(string type)
    {
        var result = new StringBuilder(type.Length);
        for (int i = 0; i < type.Length; i++)
        {
            char c = type[i];
            if (c is '\'' or '`' or '"')
            {
                int end = QuotedEnd(type, i);

                // ClickHouse quotes the names of elements only where it must.
                int quote = c == '`' && end - i >= 2 ? 1 : 0;
                result.Append(type, i + quote, end - i - (2 * quote));
                i = end - 1;
                continue;
            }

            // The space between a name and its type counts, that around commas and parentheses does not.
            bool beside = i == 0 || i + 1 == type.Length || type[i - 1] is ',' or '(' or ' ' || type[i + 1] is ',' or '(' or ')' or ' ';
            if (c != ' ' || !beside)
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>Behind the quote that ends what begins at <paramref name="start"/>; at most the end of the text.</summary>
    private static int QuotedEnd(ReadOnlySpan<char> text, int start)
    {
        int at = start + 1;
        while (at < text.Length && text[at] != text[start])
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, text.Length);
    }
}
