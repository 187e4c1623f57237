using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using ArrowUnit = Apache.Arrow.Types.TimeUnit;

namespace Denormalized.ArrowFormat;

/// <summary>Values that lie alike in both layouts.</summary>
internal sealed unsafe class SameColumn(string path, IArrowType type, int width) : ArrowColumn(path, type)
{
    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        byte[] bytes = Bytes((long)count * width);
        new ReadOnlySpan<byte>(segments.Take().Data, bytes.Length).CopyTo(bytes);
        return new ArrayData(Type, count, 0, 0, [ArrowBuffer.Empty, Buffer(bytes, bytes.Length)]);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        if (array.DataType.TypeId != Type.TypeId || Width(array.DataType) != width)
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed);
        segments.Share(array.Buffers[1], (long)first * width, (long)count * width);
    }

    private static int Width(IArrowType type) => type is FixedWidthType fixedWidth ? fixedWidth.BitWidth / 8 : 0;
}

/// <summary>Values of one width in each layout, converted one by one.</summary>
internal abstract unsafe class ConvertedColumn(string path, IArrowType type, int nativeWidth, int arrowWidth) : ArrowColumn(path, type)
{
    protected int NativeWidth => nativeWidth;

    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        byte* from = segments.Take().Data;
        byte[] bytes = Bytes((long)count * arrowWidth);
        fixed (byte* to = bytes)
        {
            for (int i = 0; i < count; i++)
            {
                ToArrow(from + ((long)i * nativeWidth), to + ((long)i * arrowWidth));
            }
        }

        return new ArrayData(Type, count, 0, 0, [ArrowBuffer.Empty, Buffer(bytes, bytes.Length)]);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        Begin(array);
        Check(array, first, count, nullsAllowed);
        byte* to = segments.Add((long)count * nativeWidth);
        fixed (byte* from = array.Buffers[1].Span)
        {
            for (int i = 0; i < count; i++)
            {
                byte* value = to + ((long)i * nativeWidth);
                if (IsNull(array, first + i))
                {
                    new Span<byte>(value, nativeWidth).Clear();
                }
                else
                {
                    ToNative(from + ((long)(first + i) * arrowWidth), value);
                }
            }
        }
    }

    /// <exception cref="ArrowConversionException">The array is of another type.</exception>
    protected virtual void Begin(ArrayData array)
    {
        if (array.DataType.TypeId != Type.TypeId)
        {
            throw Mismatch(array);
        }
    }

    protected abstract void ToArrow(byte* native, byte* arrow);

    protected abstract void ToNative(byte* arrow, byte* native);

    protected ArrowConversionException OutOfRange(object value) => new($"Column '{Path}' holds {value}, which its member has no room for.");
}

/// <summary>A byte each in Native, a bit each in Arrow.</summary>
internal sealed unsafe class BoolColumn(string path) : ArrowColumn(path, BooleanType.Default)
{
    public override ArrayData ToArrow(SegmentQueue segments, int count) =>
        new(Type, count, 0, 0, [ArrowBuffer.Empty, Bits(segments.Take().Data, count, 1, out _)]);

    /// <summary>A bit for each byte that equals <paramref name="one"/>.</summary>
    public static ArrowBuffer Bits(byte* flags, int count, byte one, out int zeros)
    {
        byte[] bits = new byte[(count + 7) / 8];
        int ones = 0;
        for (int i = 0; i < count; i++)
        {
            int bit = flags[i] == one ? 1 : 0;
            bits[i >> 3] |= (byte)(bit << (i & 7));
            ones += bit;
        }

        zeros = count - ones;
        return Buffer(bits, bits.Length);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        if (array.DataType.TypeId != ArrowTypeId.Boolean)
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed);
        byte* to = segments.Add(count);
        ReadOnlySpan<byte> bits = array.Buffers[1].Span;
        for (int i = 0; i < count; i++)
        {
            to[i] = !IsNull(array, first + i) && BitUtility.GetBit(bits, first + i) ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>Date: days since 1970 in 16 bits, in Arrow in 32.</summary>
internal sealed unsafe class DateColumn(string path) : ConvertedColumn(path, Date32Type.Default, sizeof(ushort), sizeof(int))
{
    protected override void ToArrow(byte* native, byte* arrow) => *(int*)arrow = Unsafe.ReadUnaligned<ushort>(native);

    protected override void ToNative(byte* arrow, byte* native)
    {
        int days = *(int*)arrow;
        *(ushort*)native = days is >= 0 and <= ushort.MaxValue ? (ushort)days : throw OutOfRange($"day {days}");
    }
}

/// <summary>DateTime, DateTime64 and Time64: counts of a power of ten of a second. Coarser units are floored, as everywhere.</summary>
internal sealed unsafe class TimeColumn(string path, IArrowType type, int nativeWidth, int digits) : ConvertedColumn(path, type, nativeWidth, sizeof(long))
{
    private long _multiply = 1;
    private long _divide = 1;

    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        (_multiply, _divide) = Factors(digits, Digits(Type));
        return base.ToArrow(segments, count);
    }

    protected override void Begin(ArrayData array)
    {
        bool isSame = (array.DataType, Type) switch
        {
            (TimestampType a, TimestampType b) => string.IsNullOrEmpty(a.Timezone) == string.IsNullOrEmpty(b.Timezone),
            (Time64Type, Time64Type) => true,
            _ => false,
        };
        (_multiply, _divide) = isSame ? Factors(Digits(array.DataType), digits) : throw Mismatch(array);
    }

    protected override void ToArrow(byte* native, byte* arrow) =>
        *(long*)arrow = Scale(NativeWidth == sizeof(uint) ? Unsafe.ReadUnaligned<uint>(native) : Unsafe.ReadUnaligned<long>(native));

    protected override void ToNative(byte* arrow, byte* native)
    {
        long value = Scale(*(long*)arrow);
        if (NativeWidth == sizeof(long))
        {
            *(long*)native = value;
        }
        else
        {
            *(uint*)native = value is >= 0 and <= uint.MaxValue ? (uint)value : throw OutOfRange($"second {value}");
        }
    }

    private static int Digits(IArrowType type) => (type is TimestampType timestamp ? timestamp.Unit : ((Time64Type)type).Unit) switch
    {
        ArrowUnit.Second => 0,
        ArrowUnit.Millisecond => 3,
        ArrowUnit.Microsecond => 6,
        _ => 9,
    };

    private static (long Multiply, long Divide) Factors(int from, int to)
    {
        long factor = 1;
        for (int i = Math.Abs(to - from); i > 0; i--)
        {
            factor *= 10;
        }

        return to >= from ? (factor, 1) : (1, factor);
    }

    private long Scale(long value)
    {
        if (_divide != 1)
        {
            (long quotient, long rest) = Math.DivRem(value, _divide);
            return rest < 0 ? quotient - 1 : quotient;
        }

        long scaled = unchecked(value * _multiply);
        return _multiply == 1 || Math.BigMul(value, _multiply, out _) == scaled >> 63 ? scaled : throw OutOfRange($"the time {value}");
    }
}

/// <summary>Decimals of 32 and 64 bits, which Arrow keeps in 128.</summary>
internal sealed unsafe class DecimalColumn(string path, Decimal128Type type, int nativeWidth) : ConvertedColumn(path, type, nativeWidth, 16)
{
    protected override void Begin(ArrayData array)
    {
        if (array.DataType is not Decimal128Type other || other.Scale != type.Scale)
        {
            throw Mismatch(array);
        }
    }

    protected override void ToArrow(byte* native, byte* arrow) =>
        *(Int128*)arrow = NativeWidth == sizeof(int) ? Unsafe.ReadUnaligned<int>(native) : Unsafe.ReadUnaligned<long>(native);

    protected override void ToNative(byte* arrow, byte* native)
    {
        Int128 value = Unsafe.ReadUnaligned<Int128>(arrow);
        if (NativeWidth == sizeof(int))
        {
            *(int*)native = value >= int.MinValue && value <= int.MaxValue ? (int)value : throw OutOfRange(value);
        }
        else
        {
            *(long*)native = value >= long.MinValue && value <= long.MaxValue ? (long)value : throw OutOfRange(value);
        }
    }
}

/// <summary>Two little-endian halves in Native, the bytes in the order of RFC 9562 in Arrow (extension <c>arrow.uuid</c>).</summary>
internal sealed unsafe class UuidColumn(string path) : ConvertedColumn(path, new FixedSizeBinaryType(16), 16, 16)
{
    private static readonly Dictionary<string, string> s_extension = new() { ["ARROW:extension:name"] = "arrow.uuid", ["ARROW:extension:metadata"] = "" };

    public override IReadOnlyDictionary<string, string> Metadata => s_extension;

    protected override void Begin(ArrayData array)
    {
        if (array.DataType is not FixedSizeBinaryType { ByteWidth: 16 })
        {
            throw Mismatch(array);
        }
    }

    protected override void ToArrow(byte* native, byte* arrow) => Turn(native, arrow);

    protected override void ToNative(byte* arrow, byte* native) => Turn(arrow, native);

    private static void Turn(byte* from, byte* to)
    {
        ulong high = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(from));
        ulong low = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(from + 8));
        Unsafe.WriteUnaligned(to, high);
        Unsafe.WriteUnaligned(to + 8, low);
    }
}
