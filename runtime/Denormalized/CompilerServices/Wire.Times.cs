using System.Runtime.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.CompilerServices;

/// <content>
/// Instants are ticks of 10^-digits seconds since 1970-01-01T00:00:00Z. What is finer is floored, before 1970 too, so
/// that order is kept.
/// </content>
public static partial class Wire
{
    private const long EpochTicks = 621355968000000000;
    private const long FirstTick = EpochTicks + (Calendar.FirstSecond * TimeSpan.TicksPerSecond);
    private const long LastTick = EpochTicks + ((Calendar.LastSecond + 1) * TimeSpan.TicksPerSecond) - 1;
    private const long LastNanoTick = EpochTicks + (long.MaxValue / 100);
    private const long MaxTicks = 3155378975999999999; // of DateTime.MaxValue
    private const int EpochDay = 719162;
    private const int LastDayNumber = 3652058; // of DateOnly.MaxValue

    /// <summary>An instant; the offset is not kept.</summary>
    /// <exception cref="WireRangeException">Before 1900, after 2299, or with nine digits after 2262.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromInstant(DateTimeOffset value, int digits, [CallerArgumentExpression(nameof(value))] string member = "") =>
        FromTicks(value.UtcTicks, digits, member);

    /// <summary>An instant, whose Kind must be Utc.</summary>
    /// <exception cref="WireRangeException">Another Kind, before 1900, after 2299, or with nine digits after 2262.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromInstant(DateTime value, int digits, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value.Kind != DateTimeKind.Utc)
        {
            ThrowKind(value, member);
        }

        return FromTicks(value.Ticks, digits, member);
    }

    /// <summary>An instant with offset zero. With nine digits the last two are floored away.</summary>
    /// <exception cref="WireRangeException">A stored value before the year 1 or after 9999.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateTimeOffset ToDateTimeOffset(long value, int digits) => new(ToTicks(value, digits), TimeSpan.Zero);

    /// <summary>The instant on the clock that was so many minutes ahead of UTC.</summary>
    /// <exception cref="WireRangeException">A stored value of more than 14 hours.</exception>
    public static DateTimeOffset WithOffset(DateTimeOffset instant, short minutes)
    {
        if (minutes is < -OffsetType.MaxMinutes or > OffsetType.MaxMinutes)
        {
            ThrowStored(minutes, "minutes are no offset from UTC, which is 14 hours at most");
        }

        return instant.ToOffset(TimeSpan.FromMinutes(minutes));
    }

    /// <summary>The instant on the clock that was so many minutes ahead of UTC; null where it is.</summary>
    /// <exception cref="WireRangeException">A stored value of more than 14 hours.</exception>
    public static DateTimeOffset? WithOffset(DateTimeOffset? instant, short minutes) => instant is { } value ? WithOffset(value, minutes) : null;

    /// <summary>Minutes that the clock of the instant is ahead of UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short FromOffset(DateTimeOffset instant) => (short)instant.TotalOffsetMinutes;

    /// <summary>Minutes that the clock of the instant is ahead of UTC; 0 of null.</summary>
    public static short FromOffset(DateTimeOffset? instant) => instant is { } value ? FromOffset(value) : (short)0;

    /// <summary>An instant of Kind Utc. With nine digits the last two are floored away.</summary>
    /// <exception cref="WireRangeException">A stored value before the year 1 or after 9999.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateTime ToDateTime(long value, int digits) => new(ToTicks(value, digits), DateTimeKind.Utc);

    /// <summary>Days since 1970-01-01.</summary>
    /// <exception cref="WireRangeException">Before 1900 or after 2299.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FromDate(DateOnly value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        int days = value.DayNumber - EpochDay;
        if (days is < Calendar.FirstDay or > Calendar.LastDay)
        {
            ThrowDate(value, member);
        }

        return days;
    }

    /// <summary>The day so many days after 1970-01-01.</summary>
    /// <exception cref="WireRangeException">A stored value before the year 1 or after 9999.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateOnly ToDate(int value)
    {
        if (unchecked((uint)(value + EpochDay)) > LastDayNumber)
        {
            ThrowStored(value, "days since 1970 are no DateOnly");
        }

        return DateOnly.FromDayNumber(value + EpochDay);
    }

    /// <summary>Microseconds of the day, floored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromTime(TimeOnly value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A time of day of microseconds.</summary>
    /// <exception cref="WireRangeException">A stored value that is negative, or a day and more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeOnly ToTime(long value)
    {
        if ((ulong)value >= TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond)
        {
            ThrowStored(value, "microseconds are no TimeOnly");
        }

        return new TimeOnly(value * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Microseconds, floored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromDuration(TimeSpan value) => FloorDiv(value.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>A span of microseconds.</summary>
    /// <exception cref="WireRangeException">More than a TimeSpan holds.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSpan ToDuration(long value)
    {
        long ticks = value * TimeSpan.TicksPerMicrosecond;
        if (ticks / TimeSpan.TicksPerMicrosecond != value)
        {
            ThrowDuration(value);
        }

        return new TimeSpan(ticks);
    }

    /// <summary>Days since 1970-01-01 in sixteen bits.</summary>
    /// <exception cref="WireRangeException">Before 1970 or after 2149-06-06.</exception>
    public static ushort FromDate16(DateOnly value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        int days = value.DayNumber - EpochDay;
        return days is >= 0 and <= ushort.MaxValue ? (ushort)days : throw new WireRangeException(
            member, $"{Text(value, "yyyy-MM-dd")} is outside Date, which holds 1970-01-01 to 2149-06-06, but the member is [Narrow]");
    }

    /// <summary>Nanoseconds since 1970.</summary>
    /// <exception cref="WireRangeException">Before 1900.</exception>
    public static long FromNanoInstant(NanoInstant value, [CallerArgumentExpression(nameof(value))] string member = "")
        => value.UnixNanoseconds >= Calendar.FirstSecond * 1_000_000_000
            ? value.UnixNanoseconds
            : throw new WireRangeException(member, $"{value} is outside DateTime64(9), which holds 1900 to 2262");

    /// <summary>The instant so many nanoseconds after 1970.</summary>
    public static NanoInstant ToNanoInstant(long value) => new(value);

    /// <summary>Date and time on a wall clock, as if it were UTC.</summary>
    /// <exception cref="WireRangeException">The value has a zone, or is before 1900, after 2299, or with nine digits after 2262.</exception>
    public static long FromLocalTime(DateTime value, int digits, [CallerArgumentExpression(nameof(value))] string member = "")
        => FromTicks(CheckLocal(value, member).Ticks, digits, member);

    /// <summary>Date and time on a wall clock, of Kind Unspecified.</summary>
    /// <exception cref="WireRangeException">A stored value before the year 1 or after 9999.</exception>
    public static DateTime ToLocalTime(long value, int digits) => new(ToTicks(value, digits), DateTimeKind.Unspecified);

    internal static DateTime CheckLocal(DateTime value, string member) => value.Kind == DateTimeKind.Unspecified
        ? value
        : throw new WireRangeException(member, $"its Kind is {value.Kind}, but a [LocalTime] has no zone: make it Unspecified, or leave the attribute out");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long FromTicks(long ticks, int digits, string member)
    {
        if (ticks < FirstTick || ticks > (digits == 9 ? LastNanoTick : LastTick))
        {
            ThrowInstant(ticks, digits, member);
        }

        ticks -= EpochTicks;
        return digits switch
        {
            6 => FloorDiv(ticks, TimeSpan.TicksPerMicrosecond),
            3 => FloorDiv(ticks, TimeSpan.TicksPerMillisecond),
            0 => FloorDiv(ticks, TimeSpan.TicksPerSecond),
            7 => ticks,
            9 => ticks * 100,
            _ => FromTicksSlow(ticks, digits),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ToTicks(long value, int digits) => digits switch
    {
        6 => Scaled(value, TimeSpan.TicksPerMicrosecond),
        3 => Scaled(value, TimeSpan.TicksPerMillisecond),
        0 => Scaled(value, TimeSpan.TicksPerSecond),
        7 => Scaled(value, 1),
        9 => FloorDiv(value, 100) + EpochTicks,
        _ => ToTicksSlow(value, digits),
    };

    /// <summary>Units since 1970 as ticks of a DateTime.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Scaled(long value, long ticks)
    {
        if (value < -(EpochTicks / ticks) || value > (MaxTicks - EpochTicks) / ticks)
        {
            ThrowStored(value, $"times {ticks * 100} nanoseconds since 1970 are outside DateTime, which holds the years 1 to 9999");
        }

        return (value * ticks) + EpochTicks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long FloorDiv(long value, long divisor)
    {
        long quotient = value / divisor;
        return quotient - (value - (quotient * divisor) < 0 ? 1 : 0);
    }

    private static long FromTicksSlow(long ticks, int digits) =>
        digits == 8 ? ticks * 10 : FloorDiv(ticks, (long)WideNumber.PowersOfTen[7 - digits]);

    private static long ToTicksSlow(long value, int digits) =>
        digits == 8 ? Scaled(FloorDiv(value, 10), 1) : Scaled(value, (long)WideNumber.PowersOfTen[7 - digits]);

    private static void ThrowKind(DateTime value, string member) => throw new WireRangeException(
        member,
        $"{Text(value, "yyyy-MM-ddTHH:mm:ss")} has Kind {value.Kind}, which is no point in time; make it Utc, or use DateTimeOffset");

    private static void ThrowInstant(long ticks, int digits, string member) => throw new WireRangeException(
        member,
        $"{Text(new DateTime(ticks, DateTimeKind.Utc), "yyyy-MM-ddTHH:mm:ssZ")} is outside DateTime64({digits}), which holds 1900 to {(digits == 9 ? 2262 : 2299)}"
            + (ticks == 0 ? "; was it never set?" : ""));

    private static void ThrowDate(DateOnly value, string member) => throw new WireRangeException(
        member,
        $"{Text(value, "yyyy-MM-dd")} is outside Date32, which holds 1900-01-01 to 2299-12-31{(value == default ? "; was it never set?" : "")}");

    private static void ThrowDuration(long value) => ThrowStored(value, "microseconds are more than a TimeSpan holds");

    private static void ThrowStored(long value, string reason) => throw new WireRangeException("", $"{Text(value)} {reason}");
}
