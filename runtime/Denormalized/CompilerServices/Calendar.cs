using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>The proleptic Gregorian calendar, and the ranges of ClickHouse's date types.</summary>
internal static class Calendar
{
    /// <summary>1900-01-01, the first day of Date32 and DateTime64, in days since 1970-01-01.</summary>
    public const int FirstDay = -25567;

    /// <summary>2299-12-31, the last day of Date32 and DateTime64.</summary>
    public const int LastDay = 120529;

    public const long SecondsPerDay = 86400;
    public const long FirstSecond = FirstDay * SecondsPerDay;
    public const long LastSecond = ((LastDay + 1) * SecondsPerDay) - 1;

    /// <summary>Last whole second whose nanoseconds fit 64 bits, in 2262.</summary>
    public const long LastSecondInNanos = (long.MaxValue / 1_000_000_000) - 1;

    /// <summary>Days since 1970-01-01; false when there is no such day.</summary>
    /// <remarks>Years begin in March, so that the leap day is the last: 153 days in any five months.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDays(int year, int month, int day, out int days)
    {
        bool early = month <= 2;
        int y = early ? year - 1 : year;
        int m = early ? month + 9 : month - 3;
        days = (365 * y) + (y / 4) - (y / 100) + (y / 400) + (((153 * m) + 2) / 5) + day - 1 - 719468;
        return year > 0 && (uint)(day - 1) < DaysInMonth(year, month);
    }

    /// <summary>
    /// Ticks of 10^-<paramref name="from"/> seconds as ticks of 10^-<paramref name="to"/>, floored; false outside of what
    /// DateTime64 holds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRescale(long value, int from, int to, out long ticks)
    {
        ticks = value;
        long perSecond = PowerOfTen(from);
        bool inRange = value >= FirstSecond * perSecond && (from == 9 || value < (LastSecond + 1) * perSecond);
        if (from == to || !inRange)
        {
            return inRange;
        }

        if (from > to)
        {
            long divisor = PowerOfTen(from - to);
            long quotient = value / divisor;
            ticks = quotient - (quotient * divisor > value ? 1 : 0);
            return true;
        }

        long factor = PowerOfTen(to - from);
        ticks = value * factor;
        return ticks / factor == value;
    }

    private static long PowerOfTen(int exponent) => (long)JsonScan.PowerOfTen(exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint DaysInMonth(int year, int month)
    {
        if ((uint)(month - 1) > 11)
        {
            return 0;
        }

        if (month == 2)
        {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29u : 28u;
        }

        // 31 30 31 30 31 30 31 | 31 30 31 30 31
        return 30u + (uint)((month + (month >> 3)) & 1);
    }
}
