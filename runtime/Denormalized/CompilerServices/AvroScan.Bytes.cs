using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Denormalized.CompilerServices;

/// <content>Strings, bytes, UUIDs and decimals.</content>
public static unsafe partial class AvroScan
{
    /// <summary>
    /// A string, written at <c>column.Pos</c> as length and bytes; <c>column.Next</c> is set behind it. The column has
    /// room for the whole message.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* String(byte* p, StringColumn column, DecodeContext ctx) =>
        StringTo(p, column.Pos, out column.Next, ctx);

    /// <summary>As <see cref="String"/>, for bytes that need not be UTF-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Bytes(byte* p, StringColumn column, DecodeContext ctx)
    {
        byte* next = Bytes(p, out byte* data, out int length, ctx);
        if (next == null)
        {
            return null;
        }

        byte* d = VarInt.Write(column.Pos, (uint)length);
        Buffer.MemoryCopy(data, d, length, length);
        column.Next = d + length;
        return next;
    }

    /// <summary>Bytes in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Bytes(byte* p, out byte* data, out int length, DecodeContext ctx)
    {
        data = ReadLong(p, out long count, ctx);
        length = (int)count;
        if (data == null)
        {
            return null;
        }

        return (ulong)count <= (ulong)(ctx.End - data) ? data + count : FailLength(p, count, ctx);
    }

    /// <summary>A string in place, for enums and the like.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Text(byte* p, DecodeContext ctx, out byte* text, out int length)
    {
        byte* next = Bytes(p, out text, out length, ctx);
        return next == null || IsShortAscii(text, length) || Utf8.IsValid(new ReadOnlySpan<byte>(text, length)) ? next : ctx.Fail(text, DecodeFailure.Utf8);
    }

    /// <summary>ASCII of less than 64 bytes, which nearly all texts are; 64 bytes must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsShortAscii(byte* text, int length) =>
        length < Vector512<byte>.Count && (Vector512.Load(text).ExtractMostSignificantBits() & ((1UL << length) - 1)) == 0;

    /// <summary>A UUID as a string of the form 8-4-4-4-12.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Uuid(byte* p, UuidBits* dst, DecodeContext ctx)
    {
        byte* next = Bytes(p, out byte* text, out int length, ctx);
        if (next == null)
        {
            return null;
        }

        return length == UuidText.Length && JsonScan.TryUuid(text, dst) ? next : ctx.Fail(p, DecodeFailure.Uuid);
    }

    /// <summary>A UUID as fixed(16), in the order of its text.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UuidFixed(byte* p, UuidBits* dst, DecodeContext ctx)
    {
        dst->High = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(p));
        dst->Low = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(p + 8));
        return SkipFixed(p, 16, ctx);
    }

    /// <summary>A decimal of up to 9 digits: bytes, big-endian two's complement of the scaled value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal32(byte* p, int* dst, int precision, DecodeContext ctx)
    {
        long value;
        byte* next = Decimal64(p, &value, precision, ctx);
        *dst = (int)value;
        return next;
    }

    /// <summary>A decimal of up to 18 digits: bytes, big-endian two's complement of the scaled value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal64(byte* p, long* dst, int precision, DecodeContext ctx)
    {
        byte* next = Bytes(p, out byte* data, out int length, ctx);
        if (next == null)
        {
            return null;
        }

        if ((uint)(length - 1) < sizeof(long))
        {
            // The wanted bytes are the first; an arithmetic shift moves them down with their sign.
            long value = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<long>(data)) >> (64 - (8 * length));
            long limit = (long)WideNumber.PowersOfTen[precision];
            *dst = value;
            return value < limit && value > -limit ? next : ctx.Fail(p, DecodeFailure.Precision);
        }

        byte* end = DecimalOf(p, data, length, precision, out Int128 wide, ctx);
        *dst = (long)wide;
        return end;
    }

    /// <summary>A decimal of up to 38 digits: bytes, big-endian two's complement of the scaled value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal128(byte* p, Int128* dst, int precision, DecodeContext ctx)
    {
        byte* next = Bytes(p, out byte* data, out int length, ctx);
        return next == null ? null : DecimalOf(p, data, length, precision, out *dst, ctx);
    }

    /// <summary>A decimal in fixed(<paramref name="size"/>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* DecimalFixed(byte* p, Int128* dst, int size, int precision, DecodeContext ctx)
    {
        byte* next = SkipFixed(p, size, ctx);
        return next == null ? null : DecimalOf(p, p, size, precision, out *dst, ctx);
    }

    /// <summary>An unsigned 64-bit integer as decimal(20, 0).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt64(byte* p, ulong* dst, DecodeContext ctx)
    {
        const int Precision = 20;
        Int128 value;
        byte* next = Decimal128(p, &value, Precision, ctx);
        *dst = (ulong)value;
        return next != null && (value < 0 || value > ulong.MaxValue) ? ctx.Fail(p, DecodeFailure.Range) : next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* StringTo(byte* p, byte* d, out byte* end, DecodeContext ctx)
    {
        end = d;
        byte* next = Bytes(p, out byte* text, out int length, ctx);
        if (next == null)
        {
            return null;
        }

        if (length < Vector512<byte>.Count)
        {
            // 64 bytes at once, whatever the length: input and output have room behind them.
            bool ascii = Vector512.IsHardwareAccelerated ? CopyShort512(text, d + 1, length)
                : Vector256.IsHardwareAccelerated ? CopyShort256(text, d + 1, length)
                : CopyShortPlain(text, d + 1, length);
            if (!ascii && !Utf8.IsValid(new ReadOnlySpan<byte>(text, length)))
            {
                return ctx.Fail(text, DecodeFailure.Utf8);
            }

            *d = (byte)length;
            end = d + 1 + length;
            return next;
        }

        if (!Utf8.IsValid(new ReadOnlySpan<byte>(text, length)))
        {
            return ctx.Fail(text, DecodeFailure.Utf8);
        }

        d = VarInt.Write(d, (uint)length);
        Buffer.MemoryCopy(text, d, length, length);
        end = d + length;
        return next;
    }

    /// <summary>Copies fewer than 64 bytes; false when not all are ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CopyShort512(byte* text, byte* d, int length)
    {
        var v = Vector512.Load(text);
        v.Store(d);
        return (v.ExtractMostSignificantBits() & ((1UL << length) - 1)) == 0;
    }

    /// <summary>As <see cref="CopyShort512"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CopyShort256(byte* text, byte* d, int length)
    {
        var low = Vector256.Load(text);
        var high = Vector256.Load(text + 32);
        low.Store(d);
        high.Store(d + 32);
        ulong mask = low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
        return (mask & ((1UL << length) - 1)) == 0;
    }

    /// <summary>As <see cref="CopyShort512"/>, by the framework's own means.</summary>
    internal static bool CopyShortPlain(byte* text, byte* d, int length)
    {
        var source = new ReadOnlySpan<byte>(text, length);
        source.CopyTo(new Span<byte>(d, length));
        return Ascii.IsValid(source);
    }

    /// <summary>The integer of big-endian bytes, when it has at most so many digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* DecimalOf(byte* p, byte* data, int length, int precision, out Int128 value, DecodeContext ctx)
    {
        value = 0;
        if (length == 0)
        {
            return ctx.Fail(p, DecodeFailure.Length);
        }

        // Bytes in front that only repeat the sign carry nothing.
        byte sign = (byte)((sbyte)*data >> 7);
        byte* end = data + length;
        while (end - data > 16 && *data == sign)
        {
            data++;
        }

        if (end - data > 16 || (byte)((sbyte)*data >> 7) != sign)
        {
            return ctx.Fail(p, DecodeFailure.Precision);
        }

        Int128 result = (sbyte)sign;
        for (byte* q = data; q < end; q++)
        {
            result = (result << 8) | *q;
        }

        value = result;
        var limit = (Int128)WideNumber.PowersOfTen[precision];
        return result < limit && result > -limit ? end : ctx.Fail(p, DecodeFailure.Precision);
    }

    private static byte* FailLength(byte* p, long count, DecodeContext ctx) =>
        ctx.Fail(p, count < 0 ? DecodeFailure.Length : DecodeFailure.Truncated);
}
