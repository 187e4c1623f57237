using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Decimals of more than 38 digits, and integers that are written as decimals with scale 0.</content>
public static unsafe partial class AvroScan
{
    /// <summary>An integer of -2^127 to 2^127-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int128(byte* p, Int128* dst, DecodeContext ctx)
    {
        byte* next = Wide(p, out Int256Bits value, out bool negative, ctx);
        *dst = (Int128)value.Low;
        bool fits = value.High == (negative ? System.UInt128.MaxValue : 0) && *dst < 0 == negative;
        return next == null || fits ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>An integer of 0 to 2^128-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt128(byte* p, UInt128* dst, DecodeContext ctx)
    {
        byte* next = Wide(p, out Int256Bits value, out bool negative, ctx);
        *dst = value.Low;
        return next == null || (value.High == 0 && !negative) ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>A 256-bit integer, signed or not, as fixed(32), little-endian.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int256(byte* p, Int256Bits* dst, DecodeContext ctx)
    {
        *dst = Unsafe.ReadUnaligned<Int256Bits>(p);
        return SkipFixed(p, Int256Bits.Size, ctx);
    }

    /// <summary>A decimal of up to 76 digits: bytes, big-endian two's complement of the scaled value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal256(byte* p, Int256Bits* dst, int precision, DecodeContext ctx)
    {
        byte* next = Wide(p, out *dst, out bool negative, ctx);
        if (next == null || dst->IsNegative != negative)
        {
            return next == null ? null : ctx.Fail(p, DecodeFailure.Precision);
        }

        Int256Bits magnitude = *dst;
        if (magnitude.IsNegative)
        {
            magnitude.Negate();
        }

        return magnitude.HasDigits(precision) ? next : ctx.Fail(p, DecodeFailure.Precision);
    }

    /// <summary>Big-endian bytes; one more than 32 is taken where it only carries the sign.</summary>
    private static byte* Wide(byte* p, out Int256Bits value, out bool negative, DecodeContext ctx)
    {
        value = default;
        negative = false;
        byte* next = Bytes(p, out byte* data, out int length, ctx);
        if (next == null || length == 0)
        {
            return next == null ? null : ctx.Fail(p, DecodeFailure.Length);
        }

        negative = *data >= 0x80;
        byte sign = negative ? (byte)0xFF : (byte)0;
        for (; length > Int256Bits.Size && *data == sign; length--)
        {
            data++;
        }

        if (length > Int256Bits.Size)
        {
            return ctx.Fail(p, DecodeFailure.Range);
        }

        Span<byte> bytes = stackalloc byte[Int256Bits.Size];
        bytes.Fill(sign);
        new ReadOnlySpan<byte>(data, length).CopyTo(bytes[(Int256Bits.Size - length)..]);
        value = Int256Bits.ReadBigEndian(bytes);
        return next;
    }
}
