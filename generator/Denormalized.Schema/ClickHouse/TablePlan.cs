using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>A column of a stream's table.</summary>
/// <param name="Name">Its name, unquoted.</param>
/// <param name="Type">Its type as it is declared.</param>
/// <param name="Reason">Why it is so.</param>
public sealed record ColumnPlan(string Name, string Type, string Reason)
{
    /// <summary>Empty for ClickHouse's own choice, which is LZ4 or what the server is set to.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Stored with the column; empty for none.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What ClickHouse computes it from when a row comes in; empty for a column that is written.</summary>
    public string Expression { get; init; } = "";

    /// <summary>The type, and how its values are computed where they are.</summary>
    public string Definition => Expression.Length == 0 ? Type : $"{Type} MATERIALIZED {Expression}";
}

/// <summary>The table of a stream, each part of it with the reason that chose it.</summary>
public sealed class TablePlan
{
    /// <summary>
    /// A batch becomes one file, not one for each column and substream: making some forty files costs an insert of 65,536 rows as
    /// much as compressing them. Merges make files by column once a part has outgrown batches. ClickHouse's own limit is 10 MB.
    /// </summary>
    private const int WidePartBytes = 128 << 20;

    /// <summary>Up to so many days are kept in partitions of a day; more would be many small parts.</summary>
    private const int DaysByDay = 31;

    private const int MaxChosenKeys = 3;

    // Lines of a statement by which its parts are found: names and comments are quoted on one line, so no part of them is taken for one.
    private const string Create = "CREATE TABLE IF NOT EXISTS ";
    private const string BeforeColumns = "\n(\n";
    private const string BeforeEngine = "\n)\nENGINE = ";
    private const string BeforeKey = "\nORDER BY ";

    private const string MonotonicCodec = "CODEC(Delta, ZSTD(1))";
    private const string LocalTimeComment = "a wall clock whose zone is not known; ClickHouse has no such type and shows it as UTC";

    private const string OffsetComment = "minutes from UTC of the clock that the instant before was read from";

    private TablePlan(string table) => Table = table;

    public string Table { get; }

    public IReadOnlyList<ColumnPlan> Columns { get; private set; } = [];

    /// <summary>As it stands behind ENGINE.</summary>
    public string Engine { get; private set; } = "MergeTree";

    public string EngineReason { get; private set; } = "rows are added and never changed";

    /// <summary>Stored with the table; empty for none.</summary>
    public string Comment { get; private set; } = "";

    /// <summary>As it stands behind ORDER BY.</summary>
    public string SortingKey { get; private set; } = "";

    public string SortingKeyReason { get; private set; } = "";

    /// <summary>As it stands behind PARTITION BY; empty for none.</summary>
    public string Partition { get; private set; } = "";

    /// <summary>As it stands behind TTL; empty for none.</summary>
    public string Ttl { get; private set; } = "";

    public string RetentionReason { get; private set; } = "no [Retention]: rows stay for ever, and a table that is never cut needs no partitions";

    public static TablePlan Of(RecordModel record)
    {
        StreamModel stream = record.Stream ?? throw new ArgumentException($"'{record.Name}' is no stream.", nameof(record));
        var plan = new TablePlan(stream.Table)
        {
            Columns = record.Fields.SelectMany(ColumnsOf).Concat(ClickHousePlan.SystemColumns.Select(SystemColumn)).ToArray(),
            Comment = record.Summary,
        };
        if (stream.Version is { } version)
        {
            plan.Engine = $"ReplacingMergeTree({ClickHouseText.Identifier(version)})";
            plan.EngineReason = $"[Replacing]: of the rows with one sorting key, merges keep that with the largest {ClickHouseText.Identifier(version)}; until then read with FINAL";
        }

        plan.ChooseSortingKey(record);
        if (stream.RetentionDays is { } days && record.Fields.FirstOrDefault(f => f.IsEventTime) is { } time)
        {
            plan.Keep(days, ClickHouseText.Identifier(time.Column));
        }

        return plan;
    }

    /// <summary>CREATE TABLE IF NOT EXISTS, plain SQL.</summary>
    public string CreateTable()
    {
        var sql = new StringBuilder();
        sql.Append(Create).Append(ClickHouseText.Identifier(Table)).Append("\n(\n");
        sql.Append(string.Join(",\n", Columns.Select(Declare)));
        sql.Append("\n)\nENGINE = ").Append(Engine);
        if (Partition.Length > 0)
        {
            sql.Append("\nPARTITION BY ").Append(Partition);
        }

        sql.Append("\nORDER BY ").Append(SortingKey);
        if (Ttl.Length > 0)
        {
            sql.Append("\nTTL ").Append(Ttl);
        }

        sql.Append("\nSETTINGS min_bytes_for_wide_part = ").Append(WidePartBytes.ToString(CultureInfo.InvariantCulture));
        sql.Append(Ttl.Length > 0 ? ", ttl_only_drop_parts = 1" : "");
        return sql.Append(Comment.Length > 0 ? "\nCOMMENT " + ClickHouseText.Literal(Comment) : "").ToString();
    }

    /// <summary>One line for each choice.</summary>
    public IEnumerable<string> Explain() => Columns
        .Select(c => $"{ClickHouseText.Identifier(c.Name)} {c.Definition}{(c.Codec.Length > 0 ? " " + c.Codec : "")}: {c.Reason}")
        .Concat(
        [
            $"ENGINE = {Engine}: {EngineReason}",
            $"ORDER BY {SortingKey}: {SortingKeyReason}",
            (Partition.Length > 0 ? $"PARTITION BY {Partition}, TTL {Ttl}: " : "no PARTITION BY: ") + RetentionReason,
            "min_bytes_for_wide_part: a batch becomes one file instead of one for each column",
        ]);

    /// <summary>The statement for a cluster: made on every replica, data replicated.</summary>
    /// <param name="createTable">A statement of <see cref="CreateTable"/>. Names in it are on one line, so its own lines are found by their text.</param>
    /// <param name="cluster">Name of the cluster.</param>
    public static string OnCluster(string createTable, string cluster)
    {
        int columns = createTable.IndexOf(BeforeColumns, StringComparison.Ordinal);
        return createTable.Insert(columns, " ON CLUSTER " + ClickHouseText.Identifier(cluster)).Replace(BeforeEngine, BeforeEngine + "Replicated");
    }

    /// <summary>
    /// The statements for a cluster of several shards: a replicated table on each, and one over them of the stream's own name, through
    /// which rows are written and read. Rows that replace each other go to one shard, others to any.
    /// </summary>
    public static IReadOnlyList<string> Sharded(string createTable, string cluster)
    {
        string name = createTable.Substring(Create.Length, createTable.IndexOf(BeforeColumns, StringComparison.Ordinal) - Create.Length);
        string local = name.Substring(0, name.Length - 1) + "_local`";
        string on = ClickHouseText.Identifier(cluster);
        int key = createTable.IndexOf(BeforeKey, createTable.IndexOf(BeforeEngine, StringComparison.Ordinal), StringComparison.Ordinal) + BeforeKey.Length;
        string shard = createTable.IndexOf(BeforeEngine + "Replacing", StringComparison.Ordinal) < 0 ? "rand()"
            : "cityHash64" + createTable.Substring(key, createTable.IndexOf('\n', key) - key);
        return
        [
            OnCluster(Create + local + createTable.Substring(Create.Length + name.Length), cluster),
            $"{Create}{name} ON CLUSTER {on} AS {local}\nENGINE = Distributed({on}, currentDatabase(), {local}, {shard})",
        ];
    }

    private void ChooseSortingKey(RecordModel record)
    {
        FieldModel[] declared = record.Fields.Where(f => f.SortKey is not null).OrderBy(f => f.SortKey).ToArray();
        bool replaces = record.Stream!.Version is not null;
        FieldModel[] key = declared.Length > 0 ? declared
            : replaces ? record.Fields.Where(f => f.Member == IdMember && !f.Type.IsNullable).ToArray()
            :
            [
                .. record.Fields.Where(f => !f.Type.IsNullable && !f.IsSynthetic && HasFewValues(f.Type.Type)).OrderBy(f => f.Type.Type is EnumType ? 0 : 1).Take(MaxChosenKeys),
                .. record.Fields.Where(f => f.IsEventTime && !f.Type.IsNullable),
            ];
        SortingKey = key.Length == 0 ? "tuple()" : $"({string.Join(", ", key.Select(f => ClickHouseText.Identifier(f.Column)))})";
        SortingKeyReason = declared.Length > 0 ? "declared by [SortKey]"
            : key.Length == 0 ? "nothing says what is filtered by: declare [SortKey], or [LowCardinality] and [EventTime], from which it is chosen"
            : replaces ? "the id alone says which row is replaced: any other column may change between versions of a row"
            : $"columns of few values first (enums, then [LowCardinality], {MaxChosenKeys} at most), then [EventTime]: such rows lie together, and conditions on them read little";
    }

    /// <summary>The member that says which row it is, where nothing else is declared.</summary>
    public const string IdMember = "Id";

    private static bool HasFewValues(LogicalType type) => type switch
    {
        StringType s => s.LowCardinality,
        EnumType => true,
        WrapperType wrapper => HasFewValues(wrapper.Inner),
        _ => false,
    };

    private void Keep(int days, string time)
    {
        bool byDay = days <= DaysByDay;
        Partition = byDay ? $"toDate({time})" : $"toYYYYMM({time})";
        Ttl = $"toDateTime({time}) + INTERVAL {days.ToString(CultureInfo.InvariantCulture)} DAY";
        RetentionReason = $"[Retention({days})]: old rows go by whole parts, which partitions of a {(byDay ? "day" : "month")} make possible";
    }

    private static IEnumerable<ColumnPlan> ColumnsOf(FieldModel field)
    {
        yield return Column(field);
        if (field.JsonColumn is { } json)
        {
            // What is no object, or has a key twice, would make the JSON type refuse the whole insert.
            yield return new ColumnPlan(json, "Nullable(JSON)", $"[JsonColumn]: the document of {ClickHouseText.Identifier(field.Column)} as paths that are read one by one; NULL where it is no object")
            {
                Expression = $"accurateCastOrNull({ClickHouseText.Identifier(field.Column)}, 'JSON')",
            };
        }
    }

    private static ColumnPlan Column(FieldModel field)
    {
        string reason = ReasonOf(field.Type.Type) + (field.Type.IsNullable && field.Type.Type is not (ArrayType or MapType or NestedType) ? "; can be null" : "");
        (string codec, string why) = CodecOf(field);
        string[] comments = [field.Summary, IsLocalTime(field.Type.Type) ? LocalTimeComment : field.Type.Type is OffsetType ? OffsetComment : ""];
        return new ColumnPlan(field.Column, ClickHousePlan.TypeOf(field.Type), reason + why)
        {
            Codec = codec,
            Comment = string.Join("; ", comments.Where(c => c.Length > 0)),
        };
    }

    /// <summary>Only for columns of which it is known what their values are like: elsewhere ClickHouse's own choice is the better guess.</summary>
    private static (string Codec, string Reason) CodecOf(FieldModel field) => field.Values switch
    {
        ValueKind.Monotonic => (MonotonicCodec, "; [Values(Monotonic)]: differences are small"),
        ValueKind.Gauge => ("CODEC(Gorilla, ZSTD(1))", "; [Values(Gauge)]: most bits are those of the value before"),
        ValueKind.SmallRange => ("CODEC(T64, ZSTD(1))", "; [Values(SmallRange)]: the upper bits are the same"),
        _ => field.IsEventTime ? (MonotonicCodec, "; [EventTime]: neighbouring rows have neighbouring times")
            : IsDocument(field.Type.Type) ? ("CODEC(ZSTD(1))", "; documents repeat their keys: half the bytes of LZ4 for the same CPU")
            : ("", ""),
    };

    private static bool IsDocument(LogicalType type) => type is JsonType || (type is WrapperType wrapper && IsDocument(wrapper.Inner));

    private static ColumnPlan SystemColumn((string Name, string Type, string Codec) column)
        => new(column.Name, column.Type, "where the row came from: delivery, replay and repair need it") { Codec = column.Codec };

    private static string Declare(ColumnPlan column)
        => $"    {ClickHouseText.Identifier(column.Name)} {column.Definition}"
            + (column.Comment.Length > 0 ? " COMMENT " + ClickHouseText.Literal(column.Comment) : "")
            + (column.Codec.Length > 0 ? " " + column.Codec : "");

    private static string ReasonOf(LogicalType type) => type switch
    {
        StringType { LowCardinality: true } => "[LowCardinality]: fewer than some ten thousand values",
        EnumType { IsText: true } => "[LowCardinality] on an enum: members can be added without an ALTER",
        EnumType => "an enum: other values are refused",
        DecimalType => "[Decimal]: exact, nothing is rounded",
        InstantType => "a point in time, in UTC, and the column says so",
        LocalTimeType => "[LocalTime]: no zone",
        OffsetType => "[KeepOffset]: the instant is in UTC, and this says on which clock it was read",
        DateType { IsNarrow: true } => "[Narrow]: days from 1970 to 2149",
        DurationType => "a span of time: ClickHouse has no type for it",
        JsonType => "a document of unknown shape, as text",
        FixedType => "[FixedLength]: always so many bytes",
        ArrayType => "a list",
        MapType => "a dictionary: open keys of one type",
        NestedType => "a record inside a record: known members",
        WrapperType wrapper => ReasonOf(wrapper.Inner),
        _ => "what " + type.Clr.Replace("global::", "") + " is",
    };

    private static bool IsLocalTime(LogicalType type) => type switch
    {
        LocalTimeType => true,
        ArrayType array => IsLocalTime(array.Item.Type),
        MapType map => IsLocalTime(map.Value.Type),
        WrapperType wrapper => IsLocalTime(wrapper.Inner),
        _ => false,
    };
}
