using System.Buffers.Binary;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>The order of a type, in which statistics are kept.</summary>
internal enum ValueOrder
{
    /// <summary>No statistics: the order is not defined.</summary>
    None,
    Bool,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float,
    Double,

    /// <summary>Unsigned bytes, first to last.</summary>
    Bytes,

    /// <summary>Big-endian two's complement, as decimals.</summary>
    SignedBytes,
}

/// <summary>Compares PLAIN-encoded values.</summary>
internal static class ValueOrders
{
    public static ValueOrder Of(ParquetNode node) => (node.Type, node.Logical) switch
    {
        (ParquetPhysicalType.Boolean, _) => ValueOrder.Bool,
        (ParquetPhysicalType.Int32, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => ValueOrder.UInt32,
        (ParquetPhysicalType.Int32, _) => ValueOrder.Int32,
        (ParquetPhysicalType.Int64, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => ValueOrder.UInt64,
        (ParquetPhysicalType.Int64, _) => ValueOrder.Int64,
        (ParquetPhysicalType.Float, _) => ValueOrder.Float,
        (ParquetPhysicalType.Double, _) => ValueOrder.Double,
        (ParquetPhysicalType.Int96, _) or (_, { Kind: ParquetLogicalKind.Interval or ParquetLogicalKind.Float16 }) => ValueOrder.None,
        (_, { Kind: ParquetLogicalKind.Decimal }) => ValueOrder.SignedBytes,
        _ => ValueOrder.Bytes,
    };

    /// <summary>A NaN is neither smallest nor largest.</summary>
    public static bool Counts(ValueOrder order, ReadOnlySpan<byte> value) => order switch
    {
        ValueOrder.Float => !float.IsNaN(BinaryPrimitives.ReadSingleLittleEndian(value)),
        ValueOrder.Double => !double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(value)),
        _ => true,
    };

    public static int Compare(ValueOrder order, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => order switch
    {
        ValueOrder.Bool => left[0].CompareTo(right[0]),
        ValueOrder.Int32 => BinaryPrimitives.ReadInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(right)),
        ValueOrder.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt32LittleEndian(right)),
        ValueOrder.Int64 => BinaryPrimitives.ReadInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(right)),
        ValueOrder.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(right)),
        ValueOrder.Float => BinaryPrimitives.ReadSingleLittleEndian(left).CompareTo(BinaryPrimitives.ReadSingleLittleEndian(right)),
        ValueOrder.Double => BinaryPrimitives.ReadDoubleLittleEndian(left).CompareTo(BinaryPrimitives.ReadDoubleLittleEndian(right)),
        ValueOrder.SignedBytes => CompareSigned(left, right),
        _ => left.SequenceCompareTo(right),
    };

    private static int CompareSigned(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int signs = ((sbyte)left[0]).CompareTo((sbyte)right[0]);
        return signs != 0 ? signs : left.SequenceCompareTo(right);
    }
}
