using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>The grammar of numbers: <c>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</c></content>
public static unsafe partial class JsonScan
{
    /// <summary>Larger exponents are all alike: no type holds them.</summary>
    private const long ExponentLimit = 1_000_000;

    /// <summary>Takes a number apart: <c>-12.50e3</c> is -1250 * 10^1.</summary>
    /// <param name="p">At the number.</param>
    /// <param name="mantissa">All digits as one integer; exact while there are at most 19.</param>
    /// <param name="exponent">Power of ten that the mantissa is multiplied with.</param>
    /// <param name="digits">Digits of the mantissa; when more than 19, without the zeros in front.</param>
    /// <param name="negative">Whether there is a minus.</param>
    /// <param name="ctx">Takes the failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Number(byte* p, out ulong mantissa, out long exponent, out long digits, out bool negative, DecodeContext ctx)
    {
        negative = *p == '-';
        byte* start = negative ? p + 1 : p;
        mantissa = 0;
        exponent = 0;
        p = Digits(start, ref mantissa);
        digits = p - start;
        if (digits == 0 || (*start == '0' && digits > 1))
        {
            return ctx.Fail(start, digits == 0 && !negative ? DecodeFailure.Value : DecodeFailure.Number);
        }

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
            p = ExponentPart(p, out long written, ctx);
            if (p == null)
            {
                return null;
            }

            exponent += written;
        }

        if (digits > SafeDigits)
        {
            digits = SignificantDigits(start, digits);
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ExponentPart(byte* p, out long exponent, DecodeContext ctx)
    {
        exponent = 0;
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

        exponent = negative ? -value : value;
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
