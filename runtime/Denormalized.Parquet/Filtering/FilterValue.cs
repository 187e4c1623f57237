using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>A C# value to which the values of a column are compared, PLAIN-encoded as they are.</summary>
internal abstract class FilterValue
{
    /// <summary>The sign of a value of the column less this one; null when they have no order: NaN, or bytes that are none of the column.</summary>
    public abstract int? Compare(ReadOnlySpan<byte> value);

    /// <summary>Hash of this value as the column has it, for bloom filters; null where that is not known.</summary>
    public abstract ulong? Hash();

    /// <summary>Null when the column has values of another type.</summary>
    public static FilterValue? Find(ParquetLeaf leaf, object value)
    {
        ParquetNode node = leaf.Node;
        ParquetLogicalKind? kind = node.Logical?.Kind;
        return (node.Type, value) switch
        {
            (ParquetPhysicalType.Boolean, bool flag) => new Number(node, flag ? 1 : 0, 1),
            (ParquetPhysicalType.Int32, DateOnly day) when kind == ParquetLogicalKind.Date => new Number(node, day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber, 1),
            (ParquetPhysicalType.Int64, DateTimeOffset at) when kind == ParquetLogicalKind.Timestamp && node.Logical!.IsUtc => Instant(node, at.UtcTicks),
            (ParquetPhysicalType.Int64, DateTime at) when kind == ParquetLogicalKind.Timestamp && node.Logical!.IsUtc == (at.Kind != DateTimeKind.Unspecified) =>
                Instant(node, (at.Kind == DateTimeKind.Local ? at.ToUniversalTime() : at).Ticks),
            (_, _) when kind == ParquetLogicalKind.Decimal && (value is decimal || Integer(value) is not null) => Decimal(node, value),
            (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, _) when kind is null or ParquetLogicalKind.Integer && Integer(value) is { } number => new Number(node, number, 1),
            (ParquetPhysicalType.Float or ParquetPhysicalType.Double, _) when Floating(value) is { } number => new Real(node, number),
            (ParquetPhysicalType.ByteArray, string text) when kind is null or ParquetLogicalKind.String or ParquetLogicalKind.Enum or ParquetLogicalKind.Json => new Bytes(Encoding.UTF8.GetBytes(text)),
            (ParquetPhysicalType.FixedLenByteArray, Guid id) when node.Length == 16 => new Bytes(id.ToByteArray(bigEndian: true)),
            (ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLenByteArray, byte[] bytes) when kind != ParquetLogicalKind.Decimal => new Bytes(bytes),
            _ => null,
        };
    }

    /// <summary>Says that there is no such value.</summary>
    public static string Mismatch(ParquetLeaf leaf, object value) =>
        $"The filter compares column '{leaf.Name}', which is {leaf.Node.Type}{(leaf.Node.Logical is null ? "" : $" ({leaf.Node.Logical})")}, with a value of type {value.GetType().Name}: give one of the column's type.";

    private static Number Instant(ParquetNode node, long ticks) =>
        new(node, (Int128)(ticks - DateTime.UnixEpoch.Ticks) * 100, node.Logical!.Unit switch { ParquetTimeUnit.Millis => 1_000_000, ParquetTimeUnit.Micros => 1000, _ => 1 });

    private static Scaled Decimal(ParquetNode node, object value)
    {
        BigInteger unscaled;
        int scale = 0;
        if (value is decimal number)
        {
            Span<int> bits = stackalloc int[4];
            decimal.GetBits(number, bits);
            scale = number.Scale;
            unscaled = (((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0]) * (bits[3] < 0 ? -1 : 1);
        }
        else
        {
            unscaled = (BigInteger)Integer(value)!.Value;
        }

        return new Scaled(node, unscaled, scale);
    }

    private static Int128? Integer(object value) => value switch
    {
        sbyte v => v,
        byte v => v,
        short v => v,
        ushort v => v,
        int v => v,
        uint v => v,
        long v => v,
        ulong v => v,
        Int128 v => v,
        _ => null,
    };

    private static double? Floating(object value) => value switch
    {
        float v => v,
        double v => v,
        Half v => (double)v,
        _ => Integer(value) is { } v && Int128.Abs(v) <= 1L << 53 ? (double)v : null,
    };

    /// <summary>Whole numbers, days and instants; the column's have the unit <paramref name="unit"/> of the wanted one's.</summary>
    private sealed class Number(ParquetNode node, Int128 wanted, int unit) : FilterValue
    {
        public override int? Compare(ReadOnlySpan<byte> value) => Read(value) is { } number ? (number * unit).CompareTo(wanted) : null;

        public override ulong? Hash()
        {
            (Int128 number, Int128 rest) = Int128.DivRem(wanted, unit);
            Span<byte> plain = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(plain, unchecked((long)number));
            plain = node.Type switch { ParquetPhysicalType.Int32 => plain[..4], ParquetPhysicalType.Int64 => plain, _ => [] };
            return rest == 0 && Read(plain) == number ? BloomFilter.Hash(plain) : null;
        }

        private Int128? Read(ReadOnlySpan<byte> value) => (node.Type, value.Length, node.Logical) switch
        {
            (ParquetPhysicalType.Boolean, 1, _) => value[0],
            (ParquetPhysicalType.Int32, 4, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => BinaryPrimitives.ReadUInt32LittleEndian(value),
            (ParquetPhysicalType.Int64, 8, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => BinaryPrimitives.ReadUInt64LittleEndian(value),
            (ParquetPhysicalType.Int32, 4, _) => BinaryPrimitives.ReadInt32LittleEndian(value),
            (ParquetPhysicalType.Int64, 8, _) => BinaryPrimitives.ReadInt64LittleEndian(value),
            _ => null,
        };
    }

    /// <summary>Decimals, whatever their scales.</summary>
    private sealed class Scaled(ParquetNode node, BigInteger wanted, int scale) : FilterValue
    {
        private readonly BigInteger _factor = BigInteger.Pow(10, Math.Max(0, scale - node.Logical!.Scale));
        private readonly BigInteger _wanted = wanted * BigInteger.Pow(10, Math.Max(0, node.Logical!.Scale - scale));

        public override int? Compare(ReadOnlySpan<byte> value) =>
            value.IsEmpty ? null : (new BigInteger(value, isUnsigned: false, isBigEndian: node.Type is ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLenByteArray) * _factor).CompareTo(_wanted);

        public override ulong? Hash() => null; // the same number can have several forms
    }

    private sealed class Real(ParquetNode node, double wanted) : FilterValue
    {
        public override int? Compare(ReadOnlySpan<byte> value)
        {
            double number = (node.Type, value.Length) switch
            {
                (ParquetPhysicalType.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(value),
                (ParquetPhysicalType.Double, 8) => BinaryPrimitives.ReadDoubleLittleEndian(value),
                _ => double.NaN,
            };
            return double.IsNaN(number) || double.IsNaN(wanted) ? null : number.CompareTo(wanted);
        }

        public override ulong? Hash() => null; // zero has two forms
    }

    /// <summary>Texts, UUIDs and bytes, by unsigned bytes.</summary>
    private sealed class Bytes(byte[] wanted) : FilterValue
    {
        public override int? Compare(ReadOnlySpan<byte> value) => value.SequenceCompareTo(wanted);

        public override ulong? Hash() => BloomFilter.Hash(wanted);
    }
}
