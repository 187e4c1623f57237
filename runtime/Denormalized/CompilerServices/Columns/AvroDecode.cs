using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// <see cref="AvroScan"/> for code that is not <c>unsafe</c>: addresses are <c>nint</c>, 0 means refused, values go to a
/// row of a column. Every value's end is compared with the end of the message.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class AvroDecode
{
    /// <summary>An int of eight bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int8(nint p, FixedColumn<sbyte> column, int row, DecodeContext context) => (nint)AvroScan.Int8((byte*)p, column.Data + row, context);

    /// <summary>An int of sixteen bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int16(nint p, FixedColumn<short> column, int row, DecodeContext context) => (nint)AvroScan.Int16((byte*)p, column.Data + row, context);

    /// <summary>An int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int32(nint p, FixedColumn<int> column, int row, DecodeContext context) => (nint)AvroScan.Int((byte*)p, column.Data + row, context);

    /// <summary>A long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int64(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)AvroScan.Long((byte*)p, column.Data + row, context);

    /// <summary>An int of eight bits, not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt8(nint p, FixedColumn<byte> column, int row, DecodeContext context) => (nint)AvroScan.UInt8((byte*)p, column.Data + row, context);

    /// <summary>An int of sixteen bits, not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt16(nint p, FixedColumn<ushort> column, int row, DecodeContext context) => (nint)AvroScan.UInt16((byte*)p, column.Data + row, context);

    /// <summary>A long of 32 bits, not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt32(nint p, FixedColumn<uint> column, int row, DecodeContext context) => (nint)AvroScan.UInt32((byte*)p, column.Data + row, context);

    /// <summary>A decimal(20, 0) in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt64(nint p, FixedColumn<ulong> column, int row, DecodeContext context) => (nint)AvroScan.UInt64((byte*)p, column.Data + row, context);

    /// <summary>A float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float32(nint p, FixedColumn<float> column, int row, DecodeContext context) => (nint)AvroScan.Float((byte*)p, column.Data + row, context);

    /// <summary>A double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float64(nint p, FixedColumn<double> column, int row, DecodeContext context) => (nint)AvroScan.Double((byte*)p, column.Data + row, context);

    /// <summary>A boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Bool(nint p, FixedColumn<byte> column, int row, DecodeContext context) => (nint)AvroScan.Bool((byte*)p, column.Data + row, context);

    /// <summary>A UUID in text form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Uuid(nint p, FixedColumn<UuidBits> column, int row, DecodeContext context) => (nint)AvroScan.Uuid((byte*)p, column.Data + row, context);

    /// <summary>A date in days since 1970.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Date(nint p, FixedColumn<int> column, int row, DecodeContext context) => (nint)AvroScan.Date((byte*)p, column.Data + row, context);

    /// <summary>Minutes from UTC, 14 hours at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Offset(nint p, FixedColumn<short> column, int row, DecodeContext context) => (nint)AvroScan.Offset((byte*)p, column.Data + row, context);

    /// <summary>A time of day in microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Time(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)AvroScan.Time((byte*)p, column.Data + row, context);

    /// <summary>A duration in microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Duration(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)AvroScan.Duration((byte*)p, column.Data + row, context);

    /// <summary>A decimal in bytes, unscaled; its scale is the column's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<int> column, int row, int precision, DecodeContext context) => (nint)AvroScan.Decimal32((byte*)p, column.Data + row, precision, context);

    /// <summary>A decimal in bytes, unscaled; its scale is the column's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<long> column, int row, int precision, DecodeContext context) => (nint)AvroScan.Decimal64((byte*)p, column.Data + row, precision, context);

    /// <summary>A decimal in bytes, unscaled; its scale is the column's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<Int128> column, int row, int precision, DecodeContext context) => (nint)AvroScan.Decimal128((byte*)p, column.Data + row, precision, context);

    /// <summary>A timestamp in units of 10^-<paramref name="wireDigits"/> s since 1970, stored with <paramref name="digits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Instant(nint p, FixedColumn<long> column, int row, int wireDigits, int digits, DecodeContext context) => (nint)AvroScan.Instant((byte*)p, column.Data + row, wireDigits, digits, context);

    /// <summary>A string, to the end of the column, not committed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint String(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.String((byte*)p, column, context);

    /// <summary>The branch of a union of null and something: 0 is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Union(nint p, out int branch, DecodeContext context) => (nint)AvroScan.Union((byte*)p, out branch, 2, context);

    /// <summary>The branch of a union of so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Union(nint p, out int branch, int branches, DecodeContext context) => (nint)AvroScan.Union((byte*)p, out branch, branches, context);

    /// <summary>The index of an enum's symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Enum(nint p, out int symbol, int symbols, DecodeContext context) => (nint)AvroScan.Enum((byte*)p, out symbol, symbols, context);

    /// <summary>Skips an integer of any width or an enum.</summary>
    public static nint SkipLong(nint p, DecodeContext context) => (nint)AvroScan.SkipLong((byte*)p, context);

    /// <summary>Skips bytes or a string.</summary>
    public static nint SkipBytes(nint p, DecodeContext context) => (nint)AvroScan.SkipBytes((byte*)p, context);

    /// <summary>Skips a value of a fixed number of bytes.</summary>
    public static nint SkipFixed(nint p, int size, DecodeContext context) => (nint)AvroScan.SkipFixed((byte*)p, size, context);

    /// <summary>Items of the next block of an array or map; 0 ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint BlockCount(nint p, out long count, DecodeContext context) => (nint)AvroScan.BlockCount((byte*)p, out count, context);

    /// <summary>Nothing follows the record, which was not refused; else the message is.</summary>
    internal static bool AtEnd(nint p, nint end, DecodeContext context)
    {
        if (p != end && p != 0)
        {
            context.Fail((byte*)p, p > end ? DecodeFailure.Truncated : DecodeFailure.Trailing);
        }

        return p == end;
    }
}
