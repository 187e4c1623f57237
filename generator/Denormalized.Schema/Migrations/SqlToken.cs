using System.Text;

namespace Denormalized.Schema;

internal enum SqlTokenKind
{
    /// <summary>A bare word or a number.</summary>
    Word,

    /// <summary>A name in backquotes or double quotes; its text is without them.</summary>
    Name,

    /// <summary>A string; its text is without quotes and escapes.</summary>
    Literal,

    /// <summary>One character of punctuation.</summary>
    Symbol,
}

/// <summary>A piece of SQL as ClickHouse prints it and as <see cref="TablePlan"/> writes it: no comments, no heredocs.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text)
{
    public bool IsName => Kind == SqlTokenKind.Name || (Kind == SqlTokenKind.Word && !char.IsDigit(Text[0]));

    public bool Is(string word) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public static List<SqlToken> Read(string sql)
    {
        var tokens = new List<SqlToken>();
        int at = 0;
        while (at < sql.Length)
        {
            char c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '`' or '"' or '\'')
            {
                tokens.Add(new SqlToken(c == '\'' ? SqlTokenKind.Literal : SqlTokenKind.Name, Quoted(sql, ref at)));
            }
            else if (IsWordPart(c))
            {
                int start = at;
                while (at < sql.Length && IsWordPart(sql[at]))
                {
                    at++;
                }

                tokens.Add(new SqlToken(SqlTokenKind.Word, sql.Substring(start, at - start)));
            }
            else
            {
                tokens.Add(new SqlToken(SqlTokenKind.Symbol, sql.Substring(at++, 1)));
            }
        }

        return tokens;
    }

    /// <summary>The tokens in one spelling: names quoted only where they must be, a space only between words.</summary>
    public static string Print(IEnumerable<SqlToken> tokens)
    {
        var text = new StringBuilder();
        bool afterWord = false;
        foreach (SqlToken token in tokens)
        {
            bool isWord = token.Kind != SqlTokenKind.Symbol;
            text.Append(isWord && afterWord ? " " : "").Append(token.Kind switch
            {
                SqlTokenKind.Name => ClickHouseText.Element(token.Text),
                SqlTokenKind.Literal => ClickHouseText.Literal(token.Text),
                _ => token.Is("=") ? " = " : token.Text,
            });
            text.Append(token.Is(",") ? " " : "");
            afterWord = isWord;
        }

        return text.ToString();
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private static string Quoted(string sql, ref int at)
    {
        char quote = sql[at++];
        var content = new StringBuilder();
        while (at < sql.Length && sql[at] != quote)
        {
            if (sql[at] == '\\' && at + 1 < sql.Length)
            {
                at++;
                content.Append(sql[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', var other => other });
            }
            else
            {
                content.Append(sql[at]);
            }

            at++;
        }

        at++;
        return content.ToString();
    }
}
