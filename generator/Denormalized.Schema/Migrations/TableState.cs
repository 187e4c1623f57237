using System.Text;

namespace Denormalized.Schema;

/// <summary>A column of a table that is there, or that is wanted.</summary>
/// <param name="Name">Its name, unquoted.</param>
/// <param name="Type">Its type.</param>
public sealed record ColumnState(string Name, string Type)
{
    /// <summary><c>CODEC(...)</c>; empty for the server's default.</summary>
    public string Codec { get; init; } = "";

    public string Comment { get; init; } = "";

    /// <summary><c>DEFAULT</c>, <c>MATERIALIZED</c>, <c>EPHEMERAL</c>, <c>ALIAS</c>, or empty.</summary>
    public string DefaultKind { get; init; } = "";

    public string DefaultExpression { get; init; } = "";

    /// <summary>A value can be inserted into it.</summary>
    public bool IsStored => DefaultKind is "" or "DEFAULT";

    /// <summary>As it stands in CREATE TABLE.</summary>
    public string Declaration => $"{ClickHouseText.Identifier(Name)} {Type}"
        + (DefaultKind.Length > 0 ? $" {DefaultKind} {DefaultExpression}" : "")
        + (Comment.Length > 0 ? " COMMENT " + ClickHouseText.Literal(Comment) : "")
        + (Codec.Length > 0 ? " " + Codec : "");
}

public sealed record TableSetting(string Name, string Value);

/// <summary>A skipping index or projection, which records do not declare: somebody's own.</summary>
/// <param name="Declaration">As it stands in CREATE TABLE.</param>
public sealed record TableExtra(string Declaration);

/// <summary>A materialized view that inserts into a table of its own what it makes of the rows of this one.</summary>
public sealed record TableView(string Database, string Name, string Query);

/// <summary>The state of a table: what a lock keeps of it (<see cref="TableShape"/>), and what only the server and the record know.</summary>
public sealed record TableState(string Name)
{
    // Lines of a statement of TablePlan, whose names and comments are quoted on one line.
    private const string BeforeColumns = "\n(\n";
    private const string BeforeEngine = "\n)\nENGINE = ";

    public EquatableArray<ColumnState> Columns { get; init; }

    /// <summary>Without what replication adds to it.</summary>
    public string Engine { get; init; } = "MergeTree";

    public bool IsReplicated { get; init; }

    public string OrderBy { get; init; } = "tuple()";

    public string PartitionBy { get; init; } = "";

    public string Ttl { get; init; } = "";

    public string Comment { get; init; } = "";

    public EquatableArray<TableSetting> Settings { get; init; }

    public EquatableArray<TableExtra> Extras { get; init; }

    public EquatableArray<TableView> Views { get; init; }

    /// <summary>Only what a lock keeps is known: no codecs, comments, settings.</summary>
    public bool IsPartial { get; init; }

    /// <summary>As a lock has it.</summary>
    public static TableState Of(TableShape shape) => new(shape.Name)
    {
        Columns = shape.Columns.Select(c => Column(c.Name, SqlToken.Read(c.Type))).ToEquatableArray(),
        Engine = EngineClause.Parse(shape.Engine).Engine,
        OrderBy = shape.OrderBy,
        PartitionBy = shape.PartitionBy,
        Ttl = shape.Ttl,
        IsPartial = true,
    };

    /// <summary>As a statement of <see cref="TablePlan.CreateTable"/> makes it.</summary>
    /// <exception cref="FormatException">The statement is none of those.</exception>
    public static TableState Parse(string createTable)
        => TryParse(createTable) ?? throw new FormatException($"No statement of ours, which has a column a line: {createTable}");

    /// <summary>Null for a statement that somebody else wrote.</summary>
    public static TableState? TryParse(string createTable)
    {
        int columns = createTable.IndexOf(BeforeColumns, StringComparison.Ordinal);
        int engine = createTable.IndexOf(BeforeEngine, StringComparison.Ordinal);
        if (columns < 0 || engine < columns)
        {
            return null;
        }

        string name = SqlToken.Read(createTable.Substring(0, columns)).Last().Text;
        string[] lines = createTable.Substring(columns + BeforeColumns.Length, engine - columns - BeforeColumns.Length).Split('\n');
        return new TableState(name) { Columns = lines.Select(l => Column(l)).ToEquatableArray() }
            .With(createTable.Substring(engine + BeforeEngine.Length));
    }

    /// <summary>The state with the engine, keys, TTL and settings of <c>engine_full</c>.</summary>
    public TableState With(string engineFull)
    {
        EngineClause clause = EngineClause.Parse(engineFull);
        return this with
        {
            Engine = clause.Engine,
            IsReplicated = clause.IsReplicated,
            OrderBy = clause.OrderBy,
            PartitionBy = clause.PartitionBy,
            Ttl = clause.Ttl,
            Settings = clause.Settings,
            Comment = clause.Comment,
        };
    }

    public ColumnState? Find(string column) => Columns.FirstOrDefault(c => c.Name == column);

    /// <summary>The column stands in the sorting key, the partition key, the TTL or the engine.</summary>
    public bool IsKey(string column) => new[] { OrderBy, PartitionBy, Ttl, Engine }.Any(e => SqlExpression.NamesIn(e).Contains(column));

    /// <summary>CREATE TABLE under another name.</summary>
    internal string Create(string name, string onCluster, string comment)
    {
        var sql = new StringBuilder();
        sql.Append("CREATE TABLE ").Append(ClickHouseText.Identifier(name)).Append(onCluster).Append("\n(\n    ");
        sql.Append(string.Join(",\n    ", Columns.Select(c => c.Declaration).Concat(Extras.Select(e => e.Declaration))));
        sql.Append("\n)\nENGINE = ").Append(IsReplicated ? "Replicated" : "").Append(Engine);
        sql.Append(PartitionBy.Length > 0 ? "\nPARTITION BY " + PartitionBy : "").Append("\nORDER BY ").Append(OrderBy);
        sql.Append(Ttl.Length > 0 ? "\nTTL " + Ttl : "");
        sql.Append(Settings.Count > 0 ? "\nSETTINGS " + string.Join(", ", Settings.Select(s => $"{s.Name} = {s.Value}")) : "");
        return sql.Append("\nCOMMENT ").Append(ClickHouseText.Literal(comment)).ToString();
    }

    /// <summary>What stands behind a column's name: type, then how it is computed, COMMENT and CODEC, where there are any.</summary>
    private static ColumnState Column(string name, List<SqlToken> tokens)
    {
        int computed = Find("MATERIALIZED");
        int comment = Find("COMMENT");
        int codec = Find("CODEC");
        int described = comment >= 0 ? comment : codec >= 0 ? codec : tokens.Count;
        return new ColumnState(name, SqlToken.Print(tokens.Take(computed >= 0 ? computed : described)))
        {
            DefaultKind = computed >= 0 ? "MATERIALIZED" : "",
            DefaultExpression = computed >= 0 ? SqlToken.Print(tokens.Skip(computed + 1).Take(described - computed - 1)) : "",
            Comment = comment >= 0 ? tokens[comment + 1].Text : "",
            Codec = codec >= 0 ? SqlToken.Print(tokens.Skip(codec)) : "",
        };

        int Find(string word) => tokens.FindIndex(t => t.Kind == SqlTokenKind.Word && t.Text == word);
    }

    private static ColumnState Column(string line)
    {
        List<SqlToken> tokens = SqlToken.Read(line.TrimEnd().TrimEnd(','));
        return Column(tokens[0].Text, tokens.GetRange(1, tokens.Count - 1));
    }
}
