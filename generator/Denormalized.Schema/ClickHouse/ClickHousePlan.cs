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

    /// <summary>The column type as it is declared.</summary>
    public static string TypeOf(TypeUse use) => TypeOf(use, declared: true);

    /// <summary>The type as it stands in a Native block: without LowCardinality, which ClickHouse adds on insert.</summary>
    public static string NativeTypeOf(TypeUse use) => TypeOf(use, declared: false);

    /// <summary>CREATE TABLE IF NOT EXISTS, plain SQL.</summary>
    public static string CreateTable(RecordModel record) => TablePlan.Of(record).CreateTable();

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
        OffsetType => "Int16",
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
