using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <content>
/// Binary floating point, correctly rounded: Clinger's fast path, then Eisel-Lemire (D. Lemire, "Number parsing at a
/// gigabyte per second", 2021), and the framework's parser for what remains undecided.
/// </content>
public static unsafe partial class JsonScan
{
    private const int LargestExactExponent = 22;
    private const ulong LargestExactMantissa = 1UL << 53;

    /// <summary>10^0 to 10^22, the powers that a double holds exactly.</summary>
    private static ReadOnlySpan<double> ExactPowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ];

    /// <summary>Reads a number as IEEE 754 double; what would become infinite is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Float64(byte* p, double* dst, DecodeContext ctx)
    {
        byte* start = p;
        p = Number(p, out ulong mantissa, out long exponent, out long digits, out bool negative, ctx);
        if (p == null)
        {
            return null;
        }

        if (!TryFloat64(mantissa, exponent, digits, negative, out double value) && !ParseFloat64(start, p, out value))
        {
            return ctx.Fail(start, DecodeFailure.Range);
        }

        *dst = value;
        return p;
    }

    /// <summary>Reads a number as IEEE 754 single; what would become infinite is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Float32(byte* p, float* dst, DecodeContext ctx)
    {
        byte* start = p;
        p = Number(p, out ulong mantissa, out long exponent, out long digits, out bool negative, ctx);
        if (p == null)
        {
            return null;
        }

        if (!TryFloat64(mantissa, exponent, digits, negative, out double wide) || !TryNarrow(wide, out float value))
        {
            var text = new ReadOnlySpan<byte>(start, (int)(p - start));
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || float.IsInfinity(value))
            {
                return ctx.Fail(start, DecodeFailure.Range);
            }
        }

        *dst = value;
        return p;
    }

    /// <summary>As <see cref="Float64"/>, plain or in quotes.</summary>
    public static byte* Float64Quoted(byte* p, double* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Float64);

    /// <summary>As <see cref="Float32"/>, plain or in quotes.</summary>
    public static byte* Float32Quoted(byte* p, float* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Float32);

    /// <summary>False when the fast paths do not decide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFloat64(ulong mantissa, long exponent, long digits, bool negative, out double value)
    {
        double magnitude;
        if (digits > SafeDigits)
        {
            value = 0;
            return false;
        }

        if (mantissa <= LargestExactMantissa && (ulong)(exponent + LargestExactExponent) <= 2 * LargestExactExponent)
        {
            // Clinger: both operands are exact, so there is one rounding.
            magnitude = exponent < 0 ? mantissa / ExactPower(-exponent) : mantissa * ExactPower(exponent);
        }
        else if (!EiselLemire(mantissa, exponent, out magnitude))
        {
            value = 0;
            return false;
        }

        value = negative ? -magnitude : magnitude;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExactPower(long exponent) =>
        Unsafe.Add(ref MemoryMarshal.GetReference(ExactPowersOfTen), (nint)exponent);

    /// <summary>
    /// Rounding twice is wrong only where the double is exactly half-way between two singles; that, and what is
    /// subnormal or too large for a single, is left to the general parser.
    /// </summary>
    private static bool TryNarrow(double wide, out float value)
    {
        const ulong DroppedBits = (1UL << 29) - 1;
        const ulong HalfWay = 1UL << 28;
        value = (float)wide;
        double magnitude = Math.Abs(wide);
        if (magnitude == 0)
        {
            return true;
        }

        return magnitude is >= 1.1754943508222875e-38 and <= 3.4028234663852886e38
            && (BitConverter.DoubleToUInt64Bits(wide) & DroppedBits) != HalfWay;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ParseFloat64(byte* start, byte* end, out double value)
    {
        var text = new ReadOnlySpan<byte>(start, (int)(end - start));
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);
    }

    /// <summary>
    /// mantissa * 10^exponent by a 128-bit product with the truncated power of five; false where it does not decide
    /// (subnormal or too large).
    /// </summary>
    internal static bool EiselLemire(ulong mantissa, long exponent, out double value)
    {
        value = 0;
        if (mantissa == 0)
        {
            return true;
        }

        if (exponent is < PowersOfFive.Smallest or > PowersOfFive.Largest)
        {
            return false;
        }

        int leading = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= leading;
        ulong* power = PowersOfFive.Table + (2 * (exponent - PowersOfFive.Smallest));
        ulong high = Math.BigMul(mantissa, power[0], out ulong low);
        if ((high & 0x1FF) == 0x1FF)
        {
            // The bits that decide the rounding may still change: the second half of the power is needed.
            ulong correction = Math.BigMul(mantissa, power[1], out _);
            low += correction;
            if (correction > low)
            {
                high++;
            }
        }

        int upper = (int)(high >> 63);
        int shift = upper + 64 - 52 - 3;
        ulong bits = high >> shift;
        long binaryExponent = (((152170 + 65536) * exponent) >> 16) + 63 + upper - leading + 1023;
        if (binaryExponent <= 0)
        {
            return false;
        }

        // Exactly half-way between two doubles: round to even.
        if (low <= 1 && exponent is >= -4 and <= 23 && (bits & 3) == 1 && bits << shift == high)
        {
            bits &= ~1UL;
        }

        bits += bits & 1;
        bits >>= 1;
        if (bits >= 2UL << 52)
        {
            bits = 1UL << 52;
            binaryExponent++;
        }

        if (binaryExponent >= 0x7FF)
        {
            return false;
        }

        value = BitConverter.UInt64BitsToDouble((bits & ~(1UL << 52)) | ((ulong)binaryExponent << 52));
        return true;
    }

    /// <summary>128 leading bits of 5^-342 to 5^308, high half first; made at first use.</summary>
    private static class PowersOfFive
    {
        public const int Smallest = -342;
        public const int Largest = 308;
        private const int SmallestRoundedUp = -27;

        public static readonly ulong* Table = Make();

        private static ulong* Make()
        {
            const int Count = Largest - Smallest + 1;
            var table = (ulong*)NativeMemory.AlignedAlloc(Count * 2 * sizeof(ulong), 64);
            for (int exponent = Smallest; exponent <= Largest; exponent++)
            {
                BigInteger power = BigInteger.Pow(5, Math.Abs(exponent));
                int bits = (int)power.GetBitLength();

                // All are cut off, but for the reciprocals whose product with a mantissa can be exact: these are
                // rounded up, as the proof of the algorithm asks.
                BigInteger leading = exponent >= 0
                    ? (bits <= 128 ? power << (128 - bits) : power >> (bits - 128))
                    : ((BigInteger.One << (bits + 127)) / power) + (exponent >= SmallestRoundedUp ? 1 : 0);
                table[2 * (exponent - Smallest)] = (ulong)(leading >> 64);
                table[(2 * (exponent - Smallest)) + 1] = (ulong)(leading & ulong.MaxValue);
            }

            return table;
        }
    }
}
