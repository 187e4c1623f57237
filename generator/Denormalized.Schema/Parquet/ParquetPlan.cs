namespace Denormalized.Schema;

/// <summary>What a record becomes in Parquet: the schema of its files.</summary>
public static class ParquetPlan
{
    /// <summary>Names of the groups and leaves of lists and maps, as the specification has them.</summary>
    public const string List = "list", Element = "element", KeyValue = "key_value", Key = "key", Value = "value";

    /// <summary>Bytes of the two's complement of a decimal of so many digits.</summary>
    public static int DecimalLength(int precision)
    {
        // 8 * bytes - 1 bits hold precision * log2(10) of them.
        return (int)Math.Ceiling(((precision * 3.3219280948873626) + 1) / 8);
    }

    /// <summary>Parquet counts in thousands: the next unit that loses nothing.</summary>
    public static ParquetTimeUnit UnitOf(int digits) => digits <= 3 ? ParquetTimeUnit.Millis : digits <= 6 ? ParquetTimeUnit.Micros : ParquetTimeUnit.Nanos;

    /// <summary>The schema of a record's files.</summary>
    public static ParquetSchema SchemaOf(RecordModel record) => new(record.WireName, Fields(record));

    private static EquatableArray<ParquetNode> Fields(RecordModel record) =>
        record.Fields.Select(f => Node(f.Column, f.Type.Type, f.Type.IsNullable)).ToEquatableArray();

    private static ParquetNode Node(string name, LogicalType type, bool nullable)
    {
        ParquetRepetition repetition = nullable ? ParquetRepetition.Optional : ParquetRepetition.Required;
        return type switch
        {
            WrapperType wrapper => Node(name, wrapper.Inner, nullable),
            NestedType nested => new ParquetNode(name, repetition) { Children = Fields(nested.Record) },

            // A null collection is an empty one in every format.
            ArrayType array => Repeated(name, ParquetLogicalKind.List, List, Node(Element, array.Item.Type, array.Item.IsNullable)),
            MapType map => Repeated(
                name, ParquetLogicalKind.Map, KeyValue, Node(Key, map.Key.Type, nullable: false), Node(Value, map.Value.Type, map.Value.IsNullable)),
            _ => Leaf(new ParquetNode(name, repetition), type),
        };
    }

    private static ParquetNode Repeated(string name, ParquetLogicalKind kind, string group, params ParquetNode[] children) =>
        new(name, ParquetRepetition.Required)
        {
            Logical = new ParquetLogicalType(kind),
            Children = new[] { new ParquetNode(group, ParquetRepetition.Repeated) { Children = children.ToEquatableArray() } }.ToEquatableArray(),
        };

    private static ParquetNode Leaf(ParquetNode node, LogicalType type) => type switch
    {
        BoolType => node with { Type = ParquetPhysicalType.Boolean },
        IntegerType { Bits: > 64 } i => node with { Type = ParquetPhysicalType.FixedLenByteArray, Length = i.Bits / 8 },
        IntegerType { Bits: 64, Signed: true } => node with { Type = ParquetPhysicalType.Int64 },
        IntegerType i => node with
        {
            Type = i.Bits == 64 ? ParquetPhysicalType.Int64 : ParquetPhysicalType.Int32,
            Logical = ParquetLogicalType.Integer(i.Bits, i.Signed),
        },
        FloatType f => node with { Type = f.Bits == 32 ? ParquetPhysicalType.Float : ParquetPhysicalType.Double },
        DecimalType d => node with
        {
            Type = d.Precision <= 9 ? ParquetPhysicalType.Int32 : d.Precision <= 18 ? ParquetPhysicalType.Int64 : ParquetPhysicalType.FixedLenByteArray,
            Length = d.Precision <= 18 ? 0 : DecimalLength(d.Precision),
            Logical = ParquetLogicalType.Decimal(d.Precision, d.Scale),
        },
        StringType or TextType or IpType => Bytes(node, ParquetLogicalKind.String),
        JsonType => Bytes(node, ParquetLogicalKind.Json),
        EnumType => Bytes(node, ParquetLogicalKind.Enum),
        BytesType => node with { Type = ParquetPhysicalType.ByteArray },
        FixedType f => node with { Type = ParquetPhysicalType.FixedLenByteArray, Length = f.Length },
        UuidType => node with { Type = ParquetPhysicalType.FixedLenByteArray, Length = 16, Logical = new ParquetLogicalType(ParquetLogicalKind.Uuid) },
        DateType => node with { Type = ParquetPhysicalType.Int32, Logical = new ParquetLogicalType(ParquetLogicalKind.Date) },
        InstantType t => node with { Type = ParquetPhysicalType.Int64, Logical = ParquetLogicalType.Timestamp(UnitOf(t.Digits), utc: true) },
        LocalTimeType t => node with { Type = ParquetPhysicalType.Int64, Logical = ParquetLogicalType.Timestamp(UnitOf(t.Digits), utc: false) },
        TimeType => node with { Type = ParquetPhysicalType.Int64, Logical = ParquetLogicalType.Time(ParquetTimeUnit.Micros, utc: false) },
        OffsetType => node with { Type = ParquetPhysicalType.Int32, Logical = ParquetLogicalType.Integer(16, signed: true) },
        DurationType => node with { Type = ParquetPhysicalType.Int64 },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    private static ParquetNode Bytes(ParquetNode node, ParquetLogicalKind kind) =>
        node with { Type = ParquetPhysicalType.ByteArray, Logical = new ParquetLogicalType(kind) };
}
