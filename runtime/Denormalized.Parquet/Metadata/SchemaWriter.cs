using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Writes a schema as the flat list that files have.</summary>
internal static class SchemaWriter
{
    public static void Write(CompactWriter thrift, int id, ParquetSchema schema)
    {
        thrift.List(id, CompactType.Struct, 1 + schema.Fields.Sum(Count));
        thrift.Begin();
        thrift.String(4, schema.Name);
        thrift.I32(5, schema.Fields.Count);
        thrift.End();
        foreach (ParquetNode field in schema.Fields)
        {
            Node(thrift, field);
        }
    }

    private static int Count(ParquetNode node) => 1 + node.Children.Sum(Count);

    private static void Node(CompactWriter thrift, ParquetNode node)
    {
        thrift.Begin();
        if (node.Type is { } type)
        {
            thrift.I32(1, (int)type);
            if (type == ParquetPhysicalType.FixedLenByteArray)
            {
                thrift.I32(2, node.Length);
            }
        }

        thrift.I32(3, (int)node.Repetition);
        thrift.String(4, node.Name);
        if (node.IsGroup)
        {
            thrift.I32(5, node.Children.Count);
        }

        if (node.Logical is { } logical)
        {
            Logical(thrift, node, logical);
        }

        thrift.End();
        foreach (ParquetNode child in node.Children)
        {
            Node(thrift, child);
        }
    }

    private static void Logical(CompactWriter thrift, ParquetNode node, ParquetLogicalType logical)
    {
        if (Converted(logical) is { } converted)
        {
            thrift.I32(6, (int)converted);
        }

        if (logical.Kind == ParquetLogicalKind.Decimal)
        {
            thrift.I32(7, logical.Scale);
            thrift.I32(8, logical.Precision);
        }

        if (logical.Kind == ParquetLogicalKind.Interval)
        {
            return; // has no modern form
        }

        thrift.Begin(10);
        switch (logical.Kind)
        {
            case ParquetLogicalKind.Decimal:
                thrift.Begin(5);
                thrift.I32(1, logical.Scale);
                thrift.I32(2, logical.Precision);
                thrift.End();
                break;
            case ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp:
                thrift.Begin(logical.Kind == ParquetLogicalKind.Time ? 7 : 8);
                thrift.Bool(1, logical.IsUtc);
                thrift.Begin(2);
                thrift.Empty((int)logical.Unit / 3);
                thrift.End();
                thrift.End();
                break;
            case ParquetLogicalKind.Integer:
                thrift.Begin(10);
                thrift.Byte(1, (sbyte)logical.Bits);
                thrift.Bool(2, logical.IsSigned);
                thrift.End();
                break;
            default:
                thrift.Empty(Field(logical.Kind));
                break;
        }

        thrift.End();
    }

    private static int Field(ParquetLogicalKind kind) => kind switch
    {
        ParquetLogicalKind.String => 1,
        ParquetLogicalKind.Map => 2,
        ParquetLogicalKind.List => 3,
        ParquetLogicalKind.Enum => 4,
        ParquetLogicalKind.Date => 6,
        ParquetLogicalKind.Unknown => 11,
        ParquetLogicalKind.Json => 12,
        ParquetLogicalKind.Bson => 13,
        ParquetLogicalKind.Uuid => 14,
        ParquetLogicalKind.Float16 => 15,
        _ => throw new NotSupportedException($"{kind} is read, but not written."),
    };

    /// <summary>The old annotation, where it means the same: a local time has none, and neither have nanoseconds.</summary>
    private static ConvertedType? Converted(ParquetLogicalType logical) => logical switch
    {
        { Kind: ParquetLogicalKind.String } => ConvertedType.Utf8,
        { Kind: ParquetLogicalKind.Map } => ConvertedType.Map,
        { Kind: ParquetLogicalKind.List } => ConvertedType.List,
        { Kind: ParquetLogicalKind.Enum } => ConvertedType.Enum,
        { Kind: ParquetLogicalKind.Decimal } => ConvertedType.Decimal,
        { Kind: ParquetLogicalKind.Date } => ConvertedType.Date,
        { Kind: ParquetLogicalKind.Time, IsUtc: true, Unit: ParquetTimeUnit.Millis } => ConvertedType.TimeMillis,
        { Kind: ParquetLogicalKind.Time, IsUtc: true, Unit: ParquetTimeUnit.Micros } => ConvertedType.TimeMicros,
        { Kind: ParquetLogicalKind.Timestamp, IsUtc: true, Unit: ParquetTimeUnit.Millis } => ConvertedType.TimestampMillis,
        { Kind: ParquetLogicalKind.Timestamp, IsUtc: true, Unit: ParquetTimeUnit.Micros } => ConvertedType.TimestampMicros,
        { Kind: ParquetLogicalKind.Integer, IsSigned: false } => ConvertedType.UInt8 + System.Numerics.BitOperations.Log2((uint)logical.Bits / 8),
        { Kind: ParquetLogicalKind.Integer, IsSigned: true } => ConvertedType.Int8 + System.Numerics.BitOperations.Log2((uint)logical.Bits / 8),
        { Kind: ParquetLogicalKind.Json } => ConvertedType.Json,
        { Kind: ParquetLogicalKind.Bson } => ConvertedType.Bson,
        { Kind: ParquetLogicalKind.Interval } => ConvertedType.Interval,
        _ => null,
    };
}
