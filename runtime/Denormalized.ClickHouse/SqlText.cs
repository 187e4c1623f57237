using System.Text;

namespace Denormalized.ClickHouse;

/// <summary>SQL that this package writes itself: identifiers and the head of an insert.</summary>
internal static class SqlText
{
    /// <summary>Text form of NULL in a parameter, as in TSV.</summary>
    public const string NullParameter = @"\N";

    /// <summary>Name in backquotes.</summary>
    public static string Identifier(string name) => Quote(name, '`');

    /// <summary>Value as a string literal, for settings: ClickHouse converts it to the setting's type.</summary>
    public static string Literal(string value) => Quote(value, '\'');

    /// <summary>
    /// The statement without FORMAT, e.g. <c>INSERT INTO `d`.`t` (`a`, `b`) SETTINGS async_insert='0'</c>. Inserts are always
    /// synchronous: with async_insert, which newer servers switch on by default, a done insert would not yet be stored.
    /// </summary>
    public static string Insert(InsertCommand command)
    {
        var sql = new StringBuilder("INSERT INTO ");
        if (command.Database is { Length: > 0 } database)
        {
            sql.Append(Identifier(database)).Append('.');
        }

        sql.Append(Identifier(command.Table));
        if (command.Columns.Count > 0)
        {
            sql.Append(" (").AppendJoin(", ", command.Columns.Select(Identifier)).Append(')');
        }

        sql.Append(" SETTINGS async_insert='0'");
        foreach ((string name, string value) in command.Settings)
        {
            sql.Append(", ").Append(SettingName(name)).Append('=').Append(Literal(value));
        }

        return sql.ToString();
    }

    /// <summary>Checks that a setting's name is a plain word, as it cannot be quoted in SQL.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string SettingName(string name)
    {
        bool plain = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? name : throw new ArgumentException($"'{name}' is not the name of a ClickHouse setting: letters, digits and _ only.", nameof(name));
    }

    /// <summary>Whether a statement changes the state of its connection: SET, USE, temporary tables.</summary>
    public static bool ChangesSession(string sql)
    {
        ReadOnlySpan<char> text = SkipComments(sql);
        return StartsWithWord(text, "SET")
            || StartsWithWord(text, "USE")
            || ((StartsWithWord(text, "CREATE") || StartsWithWord(text, "ATTACH")) && text.Contains("TEMPORARY", StringComparison.OrdinalIgnoreCase));
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart();
            bool block = text.StartsWith("/*", StringComparison.Ordinal);
            if (!block && !text.StartsWith("--", StringComparison.Ordinal) && !text.StartsWith("#", StringComparison.Ordinal))
            {
                return text;
            }

            string close = block ? "*/" : "\n";
            int end = text.IndexOf(close, StringComparison.Ordinal);
            text = end < 0 ? [] : text[(end + close.Length)..];
        }
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || char.IsWhiteSpace(text[word.Length]) || text[word.Length] == '/');

    private static string Quote(string text, char quote)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (char c in text)
        {
            if (c == quote || c == '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append(quote).ToString();
    }
}
