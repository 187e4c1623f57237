using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Times of day and durations, in microseconds; finer digits are floored.</content>
public static unsafe partial class JsonScan
{
    private const long MicrosPerSecond = 1_000_000;
    private const long NanosPerMicro = 1000;
    private const int MicroDigits = 6;
    private const int NanoDigits = 9;

    /// <summary>HH:mm[:ss[.fraction]] as microseconds of the day.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Time(byte* p, long* dst, DecodeContext ctx)
    {
        byte* end = TextInPlace(p, ctx, out byte* s, out byte* last);
        if (end == null)
        {
            return null;
        }

        s = TimeText(s, out int seconds);
        long micros = 0;
        if (s != null && *s == '.')
        {
            s = Fraction(s + 1, MicroDigits, out micros);
        }

        if (s == null || s != last)
        {
            return ctx.Fail(p, DecodeFailure.Time);
        }

        *dst = (seconds * MicrosPerSecond) + micros;
        return end;
    }

    /// <summary>
    /// An ISO 8601 duration of weeks, days, hours, minutes and seconds (years and months have no fixed length), or
    /// .NET's constant form <c>[-][d.]hh:mm:ss[.fffffff]</c>; as microseconds.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Duration(byte* p, long* dst, DecodeContext ctx)
    {
        byte* end = TextInPlace(p, ctx, out byte* s, out byte* last);
        if (end == null)
        {
            return null;
        }

        bool negative = *s == '-';
        s += *s is (byte)'-' or (byte)'+' ? 1 : 0;
        byte* read = *s == 'P' ? IsoDuration(s + 1, out Int128 nanos) : ClockDuration(s, out nanos);
        if (read == null || read != last)
        {
            return ctx.Fail(p, DecodeFailure.Duration);
        }

        (Int128 micros, Int128 rest) = System.Int128.DivRem(negative ? -nanos : nanos, NanosPerMicro);
        micros -= rest < 0 ? 1 : 0;

        // What TimeSpan holds, so that the record can be read back.
        if (micros < TimeSpan.MinValue.Ticks / TimeSpan.TicksPerMicrosecond || micros > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond)
        {
            return ctx.Fail(p, DecodeFailure.Range);
        }

        *dst = (long)micros;
        return end;
    }

    /// <summary>
    /// nW, or nD, then T and nH, nM, nS, each at most once and in this order, at least one; a fraction only for
    /// seconds. <paramref name="s"/> stands behind the P.
    /// </summary>
    private static byte* IsoDuration(byte* s, out Int128 nanos)
    {
        nanos = 0;
        bool inTime = false;
        int rank = 0;
        for (bool any = false; ; any = true)
        {
            if (*s == 'T' && !inTime)
            {
                inTime = true;
                s++;
                any = false;
            }

            ulong value = 0;
            byte* end = Digits(s, ref value);
            if (end == s)
            {
                return any ? s : null;
            }

            if (end - s > 18)
            {
                return null;
            }

            long fraction = 0;
            if (*end == '.')
            {
                end = Fraction(end + 1, NanoDigits, out fraction);
                if (end == null || *end != 'S')
                {
                    return null;
                }
            }

            (int unitRank, long seconds) = (inTime, (char)*end) switch
            {
                (false, 'W') => (1, 7 * Calendar.SecondsPerDay),
                (false, 'D') => (2, Calendar.SecondsPerDay),
                (true, 'H') => (3, 3600L),
                (true, 'M') => (4, 60L),
                (true, 'S') => (5, 1L),
                _ => (0, 0L),
            };
            if (unitRank <= rank)
            {
                return null;
            }

            rank = unitRank;
            nanos += ((Int128)value * seconds * 1_000_000_000) + fraction;
            s = end + 1;
        }
    }

    /// <summary>[d.]hh:mm:ss[.fraction]</summary>
    private static byte* ClockDuration(byte* s, out Int128 nanos)
    {
        nanos = 0;
        ulong days = 0;
        byte* end = Digits(s, ref days);
        if (end > s && *end == '.')
        {
            if (end - s > 18)
            {
                return null;
            }

            s = end + 1;
        }
        else
        {
            days = 0;
        }

        byte* p = TimeText(s, out int seconds);
        if (p != s + 8)
        {
            return null;
        }

        long fraction = 0;
        if (*p == '.')
        {
            p = Fraction(p + 1, NanoDigits, out fraction);
        }

        nanos = ((((Int128)days * Calendar.SecondsPerDay) + seconds) * 1_000_000_000) + fraction;
        return p;
    }

    /// <summary>A text to be parsed: in the message, or unescaped; <paramref name="last"/> is its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* TextInPlace(byte* p, DecodeContext ctx, out byte* text, out byte* last)
    {
        byte* end = Text(p, ctx, out text, out int length);
        last = text + length;
        return end;
    }
}
