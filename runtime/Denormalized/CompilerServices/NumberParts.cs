using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>A JSON number taken apart: <c>-12.50e3</c> is -1250 * 10^1.</summary>
internal struct NumberParts
{
    /// <summary>All digits as one integer; exact while <see cref="Digits"/> is at most 19.</summary>
    public ulong Mantissa;

    /// <summary>Power of ten that the mantissa is multiplied with.</summary>
    public long Exponent;

    /// <summary>Digits of the mantissa without leading zeros.</summary>
    public long Digits;

    /// <summary>Whether there is a minus.</summary>
    public bool Negative;
}

/// <content>The grammar of numbers: <c>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</c></content>
public static unsafe partial class JsonScan
{
    /// <summary>Larger exponents are all alike: no type holds them.</summary>
    private const long ExponentLimit = 1_000_000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Number(byte* p, out NumberParts number, DecodeContext ctx)
    {
        number = default;
        bool negative = *p == '-';
        byte* start = negative ? p + 1 : p;
        ulong mantissa = 0;
        p = Digits(start, ref mantissa);
        long digits = p - start;
        if (digits == 0 || (*start == '0' && digits > 1))
        {
            return ctx.Fail(start, digits == 0 && !negative ? DecodeFailure.Value : DecodeFailure.Number);
        }

        long exponent = 0;
        if (*p == '.')
        {
            byte* fraction = p + 1;
            p = Digits(fraction, ref mantissa);
            exponent = fraction - p;
            if (exponent == 0)
            {
                return ctx.Fail(p, DecodeFailure.Number);
            }

            digits -= exponent;
        }

        if ((*p | 0x20) == 'e')
        {
            p = ExponentPart(p, ref exponent, ctx);
            if (p == null)
            {
                return null;
            }
        }

        number.Negative = negative;
        number.Mantissa = mantissa;
        number.Exponent = exponent;
        number.Digits = digits <= SafeDigits ? digits : SignificantDigits(start, digits);
        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ExponentPart(byte* p, ref long exponent, DecodeContext ctx)
    {
        p++;
        bool negative = *p == '-';
        if (*p is (byte)'-' or (byte)'+')
        {
            p++;
        }

        if (!IsDigit(*p))
        {
            return ctx.Fail(p, DecodeFailure.Number);
        }

        long value = 0;
        for (; IsDigit(*p); p++)
        {
            value = Math.Min((value * 10) + (*p - '0'), ExponentLimit);
        }

        exponent += negative ? -value : value;
        return p;
    }

    /// <summary>Zeros in front carry nothing: 0.00001234567890123456789 has 19 digits, not 24.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long SignificantDigits(byte* p, long digits)
    {
        for (; *p is (byte)'0' or (byte)'.'; p++)
        {
            digits -= *p == '0' ? 1 : 0;
        }

        return digits;
    }
}
