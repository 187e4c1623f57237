using System.Text;

namespace Denormalized.Schema;

/// <summary>Quoting of names and strings in ClickHouse SQL. Backslash escapes work in both kinds of quotes.</summary>
public static class ClickHouseText
{
    public static string Identifier(string name) => Quote(name, '`');

    public static string Literal(string value) => Quote(value, '\'');

    /// <summary>
    /// Name of a Tuple's element, spelled as ClickHouse itself prints it, so that types can be compared as text: quoted only
    /// where it must be.
    /// </summary>
    public static string Element(string name)
    {
        bool plain = name.Length > 0 && !(name[0] is >= '0' and <= '9')
            && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')
            && !s_quotedWords.Contains(name);
        return plain ? name : Identifier(name);
    }

    /// <summary>The words that 26.7 puts in quotes though they look like names.</summary>
    private static readonly HashSet<string> s_quotedWords = new(StringComparer.OrdinalIgnoreCase) { "from", "select", "table", "all", "distinct", "null" };

    private static string Quote(string value, char quote)
    {
        var text = new StringBuilder(value.Length + 2).Append(quote);
        foreach (char c in value)
        {
            switch (c)
            {
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\0': text.Append("\\0"); break;
                default:
                    if (c == quote)
                    {
                        text.Append('\\');
                    }

                    text.Append(c);
                    break;
            }
        }

        return text.Append(quote).ToString();
    }
}
