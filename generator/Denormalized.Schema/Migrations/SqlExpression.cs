namespace Denormalized.Schema;

/// <summary>Expressions of keys, partitions and TTLs, as we write them and as the server prints them.</summary>
internal static class SqlExpression
{
    /// <summary>One spelling for both: <c>(`a`)</c> is <c>a</c>, <c>INTERVAL 3 DAY</c> is <c>toIntervalDay(3)</c>, no key is <c>tuple()</c>.</summary>
    public static string Normal(string expression)
    {
        List<SqlToken> tokens = SqlToken.Read(expression);
        for (int i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Is("INTERVAL") && tokens[i + 2].Kind == SqlTokenKind.Word)
            {
                string unit = tokens[i + 2].Text.ToLowerInvariant();
                string function = "toInterval" + char.ToUpperInvariant(unit[0]) + unit.Substring(1);
                SqlToken[] call = [new(SqlTokenKind.Word, function), new(SqlTokenKind.Symbol, "("), tokens[i + 1], new(SqlTokenKind.Symbol, ")")];
                tokens.RemoveRange(i, 3);
                tokens.InsertRange(i, call);
            }
        }

        return SqlToken.Print(WithoutOuterParentheses(tokens));
    }

    /// <summary>The names in it, functions among them.</summary>
    public static IEnumerable<string> NamesIn(string expression) => SqlToken.Read(expression).Where(t => t.IsName).Select(t => t.Text);

    /// <summary>The same with other names of columns.</summary>
    public static string Rename(string expression, IReadOnlyDictionary<string, string> names) => SqlToken.Print(
        SqlToken.Read(expression).Select(t => t.IsName && names.TryGetValue(t.Text, out string? other) ? new SqlToken(SqlTokenKind.Name, other) : t));

    /// <summary>The parts of a key, each normal; none for <c>tuple()</c>.</summary>
    public static IReadOnlyList<string> PartsOf(string key)
    {
        List<SqlToken> tokens = WithoutOuterParentheses(SqlToken.Read(key));
        if (SqlToken.Print(tokens) == "tuple()")
        {
            return [];
        }

        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= tokens.Count; i++)
        {
            if (i == tokens.Count || (depth == 0 && tokens[i].Is(",")))
            {
                parts.Add(Normal(SqlToken.Print(tokens.Skip(start).Take(i - start))));
                start = i + 1;
                continue;
            }

            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
        }

        return parts;
    }

    private static List<SqlToken> WithoutOuterParentheses(List<SqlToken> tokens)
    {
        while (tokens.Count > 1 && tokens[0].Is("(") && Closing(tokens) == tokens.Count - 1)
        {
            tokens = tokens.GetRange(1, tokens.Count - 2);
        }

        return tokens;
    }

    /// <summary>Where the parenthesis at the start is closed.</summary>
    private static int Closing(List<SqlToken> tokens)
    {
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
