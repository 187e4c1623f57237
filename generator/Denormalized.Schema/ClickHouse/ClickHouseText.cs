using System.Text;

namespace Denormalized.Schema;

/// <summary>Quoting of names and strings in ClickHouse SQL. Backslash escapes work in both kinds of quotes.</summary>
public static class ClickHouseText
{
    public static string Identifier(string name) => Quote(name, '`');

    public static string Literal(string value) => Quote(value, '\'');

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
