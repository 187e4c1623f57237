using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Integers and decimals of more than 64 bits, plain or in quotes.</content>
public static unsafe partial class JsonScan
{
    /// <summary>Reads an integer of -2^127 to 2^127-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int128(byte* p, Int128* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Int128Plain);

    /// <summary>Reads an integer of 0 to 2^128-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt128(byte* p, UInt128* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &UInt128Plain);

    /// <summary>Reads an integer of -2^255 to 2^255-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int256(byte* p, Int256Bits* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Int256Plain);

    /// <summary>Reads an integer of 0 to 2^256-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt256(byte* p, Int256Bits* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &UInt256Plain);

    /// <summary>Reads a Decimal(precision, scale) of up to 76 digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Decimal256(byte* p, Int256Bits* dst, int precision, int scale, DecodeContext ctx)
    {
        byte* text = p;
        byte* end = null;
        byte* last;
        if (*p == '"')
        {
            end = Unescape(p, ctx, out text, out int length);
            if (end == null)
            {
                return null;
            }

            last = Number(text, out _, out _, out _, out _, ctx);
            if (last != text + length)
            {
                return ctx.Fail(p, DecodeFailure.Number);
            }
        }
        else
        {
            end = last = Number(p, out _, out _, out _, out _, ctx);
            if (last == null)
            {
                return null;
            }
        }

        return TryDecimal256(text, last, precision, scale, dst) ? end : ctx.Fail(p, DecodeFailure.Precision);
    }

    /// <summary>A number whose grammar has been checked. Zeros at its end are held back, so that any digit left over is one too many.</summary>
    private static bool TryDecimal256(byte* p, byte* end, int precision, int scale, Int256Bits* dst)
    {
        Int256Bits value = default;
        bool negative = *p == '-';
        bool fits = true;
        bool fraction = false;
        long exponent = 0;
        long zeros = 0;
        for (p += negative ? 1 : 0; p < end && (*p | 0x20) != 'e'; p++)
        {
            if (*p == '.')
            {
                fraction = true;
                continue;
            }

            exponent -= fraction ? 1 : 0;
            if (*p == '0')
            {
                zeros++;
                continue;
            }

            fits &= value.TryScaleUp(zeros) && value.TryMultiplyAdd(10, (ulong)(*p - '0'));
            zeros = 0;
        }

        if (p < end)
        {
            exponent += WideNumber.ReadExponent(p + 1, end);
        }

        long shift = exponent + zeros + scale;
        fits &= value == default || (shift >= 0 && value.TryScaleUp(shift) && value.HasDigits(precision));
        if (negative)
        {
            value.Negate();
        }

        *dst = value;
        return fits;
    }

    private static byte* Int128Plain(byte* p, Int128* dst, DecodeContext ctx)
    {
        byte* next = Magnitude(p, out Int256Bits value, out bool negative, ctx);
        UInt128 limit = (UInt128)System.Int128.MaxValue + (negative ? 1u : 0u);
        *dst = negative ? -(Int128)value.Low : (Int128)value.Low;
        return next == null || (value.High == 0 && value.Low <= limit) ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    private static byte* UInt128Plain(byte* p, UInt128* dst, DecodeContext ctx)
    {
        byte* next = Magnitude(p, out Int256Bits value, out bool negative, ctx);
        *dst = value.Low;
        return next == null || (value.High == 0 && !negative) ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    private static byte* Int256Plain(byte* p, Int256Bits* dst, DecodeContext ctx)
    {
        byte* next = Magnitude(p, out Int256Bits value, out bool negative, ctx);
        if (negative)
        {
            value.Negate();
        }

        // The sign of the result is that of the text, except for zero.
        *dst = value;
        return next == null || value == default || value.IsNegative == negative ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    private static byte* UInt256Plain(byte* p, Int256Bits* dst, DecodeContext ctx)
    {
        byte* next = Magnitude(p, out *dst, out bool negative, ctx);
        return next == null || !negative ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>An integer without its sign, nineteen digits at a time; refused when it takes more than 256 bits.</summary>
    private static byte* Magnitude(byte* p, out Int256Bits value, out bool negative, DecodeContext ctx)
    {
        value = default;
        negative = *p == '-';
        byte* start = negative ? p + 1 : p;
        byte* q = start;
        bool fits = true;
        while (IsDigit(*q))
        {
            ulong chunk = 0;
            int count = 0;
            for (; count < SafeDigits && IsDigit(*q); count++)
            {
                chunk = (chunk * 10) + (ulong)(*q++ - '0');
            }

            fits &= value.TryMultiplyAdd(PowerOfTen(count), chunk);
        }

        long digits = q - start;
        return digits == 0 || (*start == '0' && digits > 1) ? FailInteger(p, start, digits, ctx)
            : fits ? q
            : ctx.Fail(p, DecodeFailure.Range);
    }
}
