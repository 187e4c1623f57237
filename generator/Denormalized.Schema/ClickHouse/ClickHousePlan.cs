using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>What a record becomes in ClickHouse: column types and the table.</summary>
public static class ClickHousePlan
{
    /// <summary>Columns that every stream table ends with. They say where a row came from: delivery, replay and repair need them.</summary>
    public static readonly IReadOnlyList<(string Name, string Type, string Codec)> SystemColumns =
    [
        ("_topic", "LowCardinality(String)", ""),
        ("_partition", "Int32", ""),
        ("_offset", "Int64", "CODEC(Delta, ZSTD(1))"),
        ("_row", "UInt32", ""),
        ("_source", "LowCardinality(String)", ""),
        ("_pipeline", "LowCardinality(String)", ""),
    ];

    /// <summary>Presence flag of a nullable nested record, first element of its Tuple: Nullable(Tuple) is off by default (Code 44 in 26.7).</summary>
    public const string PresenceElement = "__set";

    /// <summary>
    /// A batch becomes one file, not one for each column and substream: making some forty files costs an insert of 65,536 rows as
    /// much as compressing them. Merges make files by column once a part has outgrown batches. ClickHouse's own limit is 10 MB.
    /// </summary>
    private const int WidePartBytes = 128 << 20;

    /// <summary>The column type as it is declared.</summary>
    public static string TypeOf(TypeUse use) => TypeOf(use, declared: true);

    /// <summary>The type as it stands in a Native block: without LowCardinality, which ClickHouse adds on insert.</summary>
    public static string NativeTypeOf(TypeUse use) => TypeOf(use, declared: false);

    /// <summary>CREATE TABLE IF NOT EXISTS, plain SQL.</summary>
    public static string CreateTable(RecordModel record)
    {
        StreamModel stream = record.Stream ?? throw new ArgumentException($"'{record.Name}' is no stream.", nameof(record));
        var sql = new StringBuilder();
        sql.Append("CREATE TABLE IF NOT EXISTS ").Append(ClickHouseText.Identifier(stream.Table)).Append("\n(\n");
        foreach (FieldModel field in record.Fields)
        {
            sql.Append("    ").Append(ClickHouseText.Identifier(field.Column)).Append(' ').Append(TypeOf(field.Type));
            if (IsLocalTime(field.Type.Type))
            {
                sql.Append(" COMMENT ").Append(ClickHouseText.Literal(LocalTimeComment));
            }

            if (field.IsEventTime)
            {
                sql.Append(" CODEC(Delta, ZSTD(1))"); // neighbouring rows have neighbouring times
            }

            sql.Append(",\n");
        }

        sql.Append(string.Join(",\n", SystemColumns.Select(c => $"    `{c.Name}` {c.Type} {c.Codec}".TrimEnd())));
        sql.Append("\n)\nENGINE = MergeTree\nORDER BY ").Append(SortingKey(record));
        sql.Append("\nSETTINGS min_bytes_for_wide_part = ").Append(WidePartBytes.ToString(CultureInfo.InvariantCulture));
        return sql.ToString();
    }

    /// <summary>
    /// The declared [SortKey]s; else low-cardinality strings, then the event time: what is filtered by most, coarsest first.
    /// </summary>
    public static string SortingKey(RecordModel record)
    {
        IEnumerable<FieldModel> key = record.Fields.Where(f => f.SortKey is not null).OrderBy(f => f.SortKey);
        if (!key.Any())
        {
            key = record.Fields.Where(f => !f.Type.IsNullable && f.Type.Type is StringType { LowCardinality: true }).Take(3)
                .Concat(record.Fields.Where(f => f.IsEventTime && !f.Type.IsNullable));
        }

        string[] columns = key.Select(f => ClickHouseText.Identifier(f.Column)).ToArray();
        return columns.Length == 0 ? "tuple()" : $"({string.Join(", ", columns)})";
    }

    private const string LocalTimeComment = "a wall clock whose zone is not known; ClickHouse has no such type and shows it as UTC";

    private static bool IsLocalTime(LogicalType type) => type switch
    {
        LocalTimeType => true,
        ArrayType array => IsLocalTime(array.Item.Type),
        MapType map => IsLocalTime(map.Value.Type),
        WrapperType wrapper => IsLocalTime(wrapper.Inner),
        _ => false,
    };

    private static string TypeOf(TypeUse use, bool declared) => TypeOf(use.Type, use.IsNullable, declared);

    private static string TypeOf(LogicalType type, bool nullable, bool declared) => type switch
    {
        ArrayType array => $"Array({TypeOf(array.Item, declared)})",
        MapType map => $"Map({TypeOf(map.Key, declared)}, {TypeOf(map.Value, declared)})",
        NestedType nested => Tuple(nested.Record, nullable, declared),
        WrapperType wrapper => TypeOf(wrapper.Inner, nullable, declared),
        StringType { LowCardinality: true } or EnumType { IsText: true } when declared => nullable ? "LowCardinality(Nullable(String))" : "LowCardinality(String)",
        _ => nullable ? $"Nullable({Scalar(type)})" : Scalar(type),
    };

    private static string Scalar(LogicalType type) => type switch
    {
        BoolType => "Bool",
        IntegerType i => (i.Signed ? "Int" : "UInt") + i.Bits,
        FloatType f => "Float" + f.Bits,
        DecimalType d => $"Decimal({d.Precision}, {d.Scale})",
        StringType or BytesType or TextType or JsonType or EnumType { IsText: true } => "String",
        FixedType f => $"FixedString({f.Length})",
        IpType ip => "IPv" + ip.Version,
        EnumType e => Enum(e),
        UuidType => "UUID",
        DateType d => d.IsNarrow ? "Date" : "Date32",
        InstantType t => $"DateTime64({t.Digits}, 'UTC')",
        LocalTimeType t => $"DateTime64({t.Digits}, 'UTC')",
        TimeType => "Time64(6)",
        DurationType => "Int64",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a scalar"),
    };

    private static string Enum(EnumType type)
    {
        string members = string.Join(", ", type.Members.OrderBy(m => m.Value).Select(m => $"{ClickHouseText.Literal(m.Name)} = {m.Value}"));
        return $"{(IsEnum8(type) ? "Enum8" : "Enum16")}({members})";
    }

    /// <summary>All values fit in a signed byte.</summary>
    public static bool IsEnum8(EnumType type) => type.Members.All(m => m.Value is >= sbyte.MinValue and <= sbyte.MaxValue);

    private static string Tuple(RecordModel record, bool nullable, bool declared)
    {
        IEnumerable<string> elements = record.Fields.Select(f => $"{ClickHouseText.Element(f.Column)} {TypeOf(f.Type, declared)}");
        if (nullable)
        {
            elements = new[] { $"{PresenceElement} Bool" }.Concat(elements);
        }

        return $"Tuple({string.Join(", ", elements)})";
    }
}
