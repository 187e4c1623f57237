namespace Denormalized.Schema;

/// <summary>
/// What stands behind ENGINE in CREATE TABLE, and in <c>engine_full</c> of system.tables:
/// <c>MergeTree PARTITION BY ... PRIMARY KEY ... ORDER BY ... SAMPLE BY ... TTL ... SETTINGS ... COMMENT ...</c>
/// </summary>
internal sealed record EngineClause(string Engine, bool IsReplicated)
{
    // In upper case, with their second word where they have one.
    private static readonly Dictionary<string, string> s_clauses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PARTITION"] = "BY",
        ["PRIMARY"] = "KEY",
        ["ORDER"] = "BY",
        ["SAMPLE"] = "BY",
        ["TTL"] = "",
        ["SETTINGS"] = "",
        ["COMMENT"] = "",
    };

    public string OrderBy { get; private init; } = "tuple()";

    public string PartitionBy { get; private init; } = "";

    public string Ttl { get; private init; } = "";

    public string Comment { get; private init; } = "";

    public EquatableArray<TableSetting> Settings { get; private init; }

    public static EngineClause Parse(string text)
    {
        var parts = new Dictionary<string, List<SqlToken>>(StringComparer.OrdinalIgnoreCase);
        List<SqlToken> current = parts["ENGINE"] = [];
        List<SqlToken> tokens = SqlToken.Read(text);
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            SqlToken token = tokens[i];
            depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            if (depth == 0 && token.Kind == SqlTokenKind.Word && s_clauses.TryGetValue(token.Text, out string? second)
                && (second.Length == 0 || (i + 1 < tokens.Count && tokens[i + 1].Is(second))))
            {
                current = parts[token.Text] = [];
                i += second.Length == 0 ? 0 : 1;
                continue;
            }

            current.Add(token);
        }

        (string engine, bool isReplicated) = EngineOf(parts["ENGINE"]);
        return new EngineClause(engine, isReplicated)
        {
            OrderBy = parts.TryGetValue("ORDER", out List<SqlToken>? order) ? SqlToken.Print(order) : "tuple()",
            PartitionBy = parts.TryGetValue("PARTITION", out List<SqlToken>? partition) ? SqlToken.Print(partition) : "",
            Ttl = parts.TryGetValue("TTL", out List<SqlToken>? ttl) ? SqlToken.Print(ttl) : "",
            Comment = parts.TryGetValue("COMMENT", out List<SqlToken>? comment) ? comment[0].Text : "",
            Settings = parts.TryGetValue("SETTINGS", out List<SqlToken>? settings) ? SettingsOf(settings) : default,
        };
    }

    /// <summary>Without what replication adds: <c>ReplicatedMergeTree('path', 'replica')</c> is a <c>MergeTree</c>.</summary>
    private static (string Engine, bool IsReplicated) EngineOf(List<SqlToken> tokens)
    {
        string name = tokens.Count > 0 ? tokens[0].Text : "";
        bool isReplicated = name.StartsWith("Replicated", StringComparison.Ordinal) || name.StartsWith("Shared", StringComparison.Ordinal);
        if (isReplicated)
        {
            name = name.Substring(name[0] == 'R' ? "Replicated".Length : "Shared".Length);
        }

        SqlToken[] arguments = [.. tokens.Skip(2).Take(Math.Max(0, tokens.Count - 3))];
        if (isReplicated && arguments.Length > 2 && arguments[0].Kind == SqlTokenKind.Literal && arguments[2].Kind == SqlTokenKind.Literal)
        {
            arguments = [.. arguments.Skip(arguments.Length > 3 ? 4 : 3)];
        }

        return (arguments.Length > 0 ? $"{name}({SqlToken.Print(arguments)})" : name, isReplicated);
    }

    private static EquatableArray<TableSetting> SettingsOf(List<SqlToken> tokens)
    {
        var settings = new List<TableSetting>();
        for (int i = 0; i + 2 < tokens.Count; i += 2)
        {
            int start = i + 2;
            int end = start;
            while (end < tokens.Count && !tokens[end].Is(","))
            {
                end++;
            }

            settings.Add(new TableSetting(tokens[i].Text, SqlToken.Print(tokens.GetRange(start, end - start))));
            i = end - 1;
        }

        return settings.ToEquatableArray();
    }
}
