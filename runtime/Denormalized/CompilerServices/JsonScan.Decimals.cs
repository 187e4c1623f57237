using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>
/// Decimals as scaled integers. A value that does not fit precision and scale is refused: nothing is rounded, only
/// zeros may be cut off. Always accepted in quotes as well.
/// </content>
public static unsafe partial class JsonScan
{
    /// <summary>Reads a Decimal(precision, scale) of up to 9 digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal32(byte* p, int* dst, int precision, int scale, DecodeContext ctx)
    {
        byte* next = DecimalLong(p, out long value, precision, scale, ctx);
        *dst = (int)value;
        return next;
    }

    /// <summary>Reads a Decimal(precision, scale) of up to 18 digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal64(byte* p, long* dst, int precision, int scale, DecodeContext ctx) =>
        DecimalLong(p, out *dst, precision, scale, ctx);

    /// <summary>Reads a Decimal(precision, scale) of up to 38 digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal128(byte* p, Int128* dst, int precision, int scale, DecodeContext ctx)
    {
        byte* start = p;
        if (*p == '"')
        {
            return DecimalInQuotes(p, out *dst, precision, scale, ctx);
        }

        p = Number(p, out ulong mantissa, out long exponent, out long digits, out bool negative, ctx);
        if (p == null)
        {
            return null;
        }

        long shift = exponent + scale;
        if (digits <= SafeDigits && (ulong)shift <= SafeDigits)
        {
            UInt128 value = (UInt128)mantissa * PowerOfTen((int)shift);
            if (value < WideNumber.PowersOfTen[precision])
            {
                *dst = negative ? -(Int128)value : (Int128)value;
                return p;
            }
        }

        return DecimalWide(start, p, out *dst, precision, scale, ctx);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* DecimalLong(byte* p, out long value, int precision, int scale, DecodeContext ctx)
    {
        value = 0;
        if (*p == '"')
        {
            byte* end = DecimalInQuotes(p, out Int128 quoted, precision, scale, ctx);
            value = (long)quoted;
            return end;
        }

        byte* start = p;
        p = Number(p, out ulong mantissa, out long exponent, out long digits, out bool negative, ctx);
        if (p == null)
        {
            return null;
        }

        // mantissa * 10^shift < 10^precision, without the product, which might wrap.
        long shift = exponent + scale;
        if (digits <= SafeDigits && (ulong)shift <= (ulong)precision && mantissa < PowerOfTen(precision - (int)shift))
        {
            long scaled = (long)(mantissa * PowerOfTen((int)shift));
            value = negative ? -scaled : scaled;
            return p;
        }

        byte* next = DecimalWide(start, p, out Int128 wide, precision, scale, ctx);
        value = (long)wide;
        return next;
    }

    /// <summary>Zeros to cut off, many digits, or a value that does not fit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* DecimalWide(byte* start, byte* end, out Int128 value, int precision, int scale, DecodeContext ctx)
    {
        WideNumber number = WideNumber.Read(start, end);
        if (!number.TryScale(scale, out UInt128 scaled, out bool exact) || !exact || scaled >= WideNumber.PowersOfTen[precision])
        {
            value = 0;
            return ctx.Fail(start, DecodeFailure.Precision);
        }

        value = number.Negative ? -(Int128)scaled : (Int128)scaled;
        return end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* DecimalInQuotes(byte* p, out Int128 value, int precision, int scale, DecodeContext ctx)
    {
        value = 0;
        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        byte* last = Number(text, out _, out _, out _, out _, ctx);
        if (last != text + length)
        {
            return ctx.Fail(p, DecodeFailure.Number);
        }

        return DecimalWide(text, last, out value, precision, scale, ctx) == null
            ? ctx.Fail(p, DecodeFailure.Precision)
            : end;
    }
}
