using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Denormalized.CompilerServices;

/// <content>
/// Instants and dates (ISO 8601, RFC 3339). The first 19 characters have a fixed layout and are read by one subtraction
/// of a template, one shuffle and two multiplications; fraction and zone follow digit by digit.
/// </content>
public static unsafe partial class JsonScan
{
    /// <summary>
    /// An ISO 8601 instant with zone as ticks of 10^-<paramref name="digits"/> seconds since 1970, floored. Years 1900
    /// to 2299; leap seconds, and texts without zone, are refused.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Instant(byte* p, long* dst, int digits, DecodeContext ctx)
    {
        if (*p == '"')
        {
            byte* end = InstantText(p + 1, dst, digits, out _);
            if (end != null && *end == '"')
            {
                return end + 1;
            }
        }

        return InstantSlow(p, dst, digits, ctx);
    }

    /// <summary>The same, with the minutes that the text is ahead of UTC.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* InstantWithOffset(byte* p, long* dst, short* minutes, int digits, DecodeContext ctx)
    {
        byte* end = Instant(p, dst, digits, ctx);
        if (end == null || Text(p, ctx, out byte* text, out int length) == null)
        {
            return null;
        }

        // The zone is the last part, and the text is known to have one: a sign behind yyyy-MM-ddTHH:mm, or Z.
        const int Clock = 16;
        int sign = new ReadOnlySpan<byte>(text + Clock, length - Clock).IndexOfAny((byte)'+', (byte)'-');
        long behind = 0;
        if (sign >= 0)
        {
            Zone(text + Clock + sign, ref behind);
        }

        *minutes = (short)(-behind / 60);
        return end;
    }

    /// <summary>
    /// A number, plain or in quotes, of units of 10^-<paramref name="epochDigits"/> seconds since 1970, as ticks of
    /// 10^-<paramref name="digits"/> seconds, floored.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Epoch(byte* p, long* dst, int epochDigits, int digits, DecodeContext ctx)
    {
        byte* start = p;
        if (*p == '"')
        {
            return EpochInQuotes(p, dst, epochDigits, digits, ctx);
        }

        p = Number(p, out ulong mantissa, out long exponent, out long count, out bool negative, ctx);
        if (p == null)
        {
            return null;
        }

        long shift = exponent + digits - epochDigits;
        if (count <= SafeDigits && (ulong)shift <= 18)
        {
            ulong factor = PowerOfTen((int)shift);
            if (Math.BigMul(mantissa, factor, out ulong ticks) == 0 && ticks <= long.MaxValue)
            {
                *dst = negative ? -(long)ticks : (long)ticks;
                return InRange(*dst, digits) ? p : ctx.Fail(start, DecodeFailure.Range);
            }
        }

        return EpochWide(start, p, dst, digits - epochDigits, digits) ? p : ctx.Fail(start, DecodeFailure.Range);
    }

    /// <summary>
    /// An ISO 8601 date and time without zone as ticks of 10^-<paramref name="digits"/> seconds since 1970, floored. A text
    /// with a zone is refused.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* LocalTime(byte* p, long* dst, int digits, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        byte* last = DateTimeText(text, out long seconds);
        long ticks = 0;
        if (last != null && *last == '.')
        {
            last = Fraction(last + 1, digits, out ticks);
        }

        if (last != text + length)
        {
            return ctx.Fail(p, DecodeFailure.LocalTime);
        }

        bool inRange = InRange(seconds, ticks, digits);
        *dst = inRange ? (seconds * (long)PowerOfTen(digits)) + ticks : 0;
        return inRange ? end : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>A date yyyy-MM-dd as days since 1970; years 1900 to 2299.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Date(byte* p, int* dst, DecodeContext ctx)
    {
        byte* end = *p == '"' && p[11] == '"' ? p + 12 : null;
        byte* text = p + 1;
        if (end == null)
        {
            if (*p != '"')
            {
                return ctx.Fail(p, DecodeFailure.Value);
            }

            end = Unescape(p, ctx, out text, out int length);
            if (end == null)
            {
                return null;
            }

            if (length != 10)
            {
                return ctx.Fail(p, DecodeFailure.Date);
            }
        }

        if (!TryDateText(text, out int days))
        {
            return new ReadOnlySpan<byte>(text, 10).Contains((byte)'\\') ? DateEscaped(p, dst, ctx) : ctx.Fail(p, DecodeFailure.Date);
        }

        *dst = days;
        return days is >= Calendar.FirstDay and <= Calendar.LastDay ? end : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>
    /// Reads an instant that ends at a quote or NUL, which the caller checks. Null with the failure when it is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* InstantText(byte* s, long* dst, int digits, out DecodeFailure failure)
    {
        long seconds;
        byte* p = s + 19;
        if (!(Avx2.IsSupported && TryDateTimeAvx2(s, out seconds)))
        {
            p = DateTimeText(s, out seconds);
            if (p == null)
            {
                failure = DecodeFailure.Timestamp;
                return null;
            }
        }

        long ticks = 0;
        if (*p == '.')
        {
            p = Fraction(p + 1, digits, out ticks);
            if (p == null)
            {
                failure = DecodeFailure.Timestamp;
                return null;
            }
        }

        if (*p == 'Z')
        {
            p++;
        }
        else
        {
            p = Zone(p, ref seconds);
            if (p == null)
            {
                failure = DecodeFailure.Timestamp;
                return null;
            }
        }

        if (!InRange(seconds, ticks, digits))
        {
            failure = DecodeFailure.Range;
            return null;
        }

        failure = DecodeFailure.None;
        *dst = (seconds * (long)PowerOfTen(digits)) + ticks;
        return p;
    }

    /// <summary>yyyy-MM-ddTHH:mm:ss as seconds since 1970; false for any other layout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryDateTimeAvx2(byte* s, out long seconds)
    {
        seconds = 0;

        // Distance from "0000-00-00T00:00:00", compared with the largest digit that each place allows.
        Vector256<byte> digits = Vector256.Load(s) - Vector256.Create(
            (byte)'0', (byte)'0', (byte)'0', (byte)'0', (byte)'-', (byte)'0', (byte)'0', (byte)'-', (byte)'0', (byte)'0', (byte)'T',
            (byte)'0', (byte)'0', (byte)':', (byte)'0', (byte)'0', (byte)':', (byte)'0', (byte)'0', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Vector256<byte> largest = Vector256.Create(
            (byte)9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9, 0, 5, 9,
            255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
        if (Vector256.GreaterThanAny(digits, largest))
        {
            return false;
        }

        // Pairs of digits become numbers (tens * 10 + ones), pairs of numbers year = century * 100 + rest and
        // minute of the day = hour * 60 + minute.
        Vector256<byte> picked = Avx2.Shuffle(digits, Vector256.Create(
            (byte)0, 1, 2, 3, 5, 6, 255, 255, 8, 9, 255, 255, 11, 12, 14, 15,
            1, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(picked, Vector256.Create((short)0x010A).AsSByte());
        Vector256<int> parts = Avx2.MultiplyAddAdjacent(
            pairs, Vector256.Create((short)100, 1, 1, 0, 1, 0, 60, 1, 1, 0, 0, 0, 0, 0, 0, 0));
        ulong yearMonth = parts.AsUInt64().GetElement(0);
        ulong dayMinute = parts.AsUInt64().GetElement(1);
        int minute = (int)(dayMinute >> 32);
        if (!Calendar.TryDays((int)yearMonth, (int)(yearMonth >> 32), (int)dayMinute, out int days) || minute >= 1440)
        {
            return false;
        }

        seconds = (((days * 1440L) + minute) * 60) + parts.GetElement(4);
        return true;
    }

    /// <summary>yyyy-MM-dd, T or a space, HH:mm and perhaps :ss, as seconds since 1970; null for any other layout.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* DateTimeText(byte* s, out long seconds)
    {
        seconds = 0;
        if (!TryDateText(s, out int days) || !(s[10] is (byte)'T' or (byte)'t' or (byte)' '))
        {
            return null;
        }

        byte* p = TimeText(s + 11, out int secondOfDay);
        seconds = (days * Calendar.SecondsPerDay) + secondOfDay;
        return p;
    }

    /// <summary>HH:mm, perhaps :ss, which a fraction may follow; null when it is none. 24:00 and :60 are refused.</summary>
    private static byte* TimeText(byte* s, out int seconds)
    {
        seconds = 0;
        int hour = TwoDigits(s);
        if (hour is < 0 or > 23 || s[2] != ':')
        {
            return null;
        }

        int minute = TwoDigits(s + 3);
        if (minute is < 0 or > 59)
        {
            return null;
        }

        seconds = ((hour * 60) + minute) * 60;
        if (s[5] != ':')
        {
            return s[5] == '.' ? null : s + 5; // a fraction belongs to seconds
        }

        int second = TwoDigits(s + 6);
        if (second is < 0 or > 59)
        {
            return null;
        }

        seconds += second;
        return s + 8;
    }

    private static bool TryDateText(byte* s, out int days)
    {
        days = 0;
        int century = TwoDigits(s);
        int year = century < 0 ? -1 : TwoDigits(s + 2);
        if (year < 0 || s[4] != '-')
        {
            return false;
        }

        int month = TwoDigits(s + 5);
        if (month < 0 || s[7] != '-')
        {
            return false;
        }

        int day = TwoDigits(s + 8);
        return day >= 0 && Calendar.TryDays((century * 100) + year, month, day, out days);
    }

    /// <summary>Two digits, or -1; does not read behind a character that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TwoDigits(byte* s) => IsDigit(s[0]) && IsDigit(s[1]) ? ((s[0] - '0') * 10) + s[1] - '0' : -1;

    /// <summary>
    /// Digits behind the point as ticks of 10^-<paramref name="digits"/> (at most 9); what is finer is cut off. Null when
    /// there is no digit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Fraction(byte* p, int digits, out long ticks)
    {
        ulong value = 0;
        byte* end = Digits(p, ref value);
        long count = end - p;
        ticks = count == digits ? (long)value : RescaleFraction(p, count, digits);
        return count == 0 ? null : end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RescaleFraction(byte* p, long count, int digits)
    {
        long ticks = 0;
        for (int i = 0; i < digits; i++)
        {
            ticks = (ticks * 10) + (i < count ? p[i] - '0' : 0);
        }

        return ticks;
    }

    /// <summary>z, ±HH:mm, ±HHmm or ±HH, up to 14 hours; null when it is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* Zone(byte* p, ref long seconds)
    {
        if (*p is (byte)'Z' or (byte)'z')
        {
            return p + 1;
        }

        if (*p is not ((byte)'+' or (byte)'-'))
        {
            return null;
        }

        int hours = TwoDigits(p + 1);
        if (hours is < 0 or > 14)
        {
            return null;
        }

        byte* end = p + 3;
        int minutes = 0;
        if (*end == ':' || IsDigit(*end))
        {
            end += *end == ':' ? 1 : 0;
            minutes = TwoDigits(end);
            end += 2;
        }

        if (minutes is < 0 or > 59 || (hours == 14 && minutes != 0))
        {
            return null;
        }

        long offset = ((hours * 60) + minutes) * 60;
        seconds += *p == '-' ? offset : -offset;
        return end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* InstantSlow(byte* p, long* dst, int digits, DecodeContext ctx)
    {
        if (*p != '"')
        {
            return ctx.Fail(p, DecodeFailure.Value);
        }

        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        byte* last = InstantText(text, dst, digits, out DecodeFailure failure);
        return last == text + length ? end : ctx.Fail(p, last == null ? failure : DecodeFailure.Timestamp);
    }

    private static byte* DateEscaped(byte* p, int* dst, DecodeContext ctx)
    {
        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        if (length != 10 || !TryDateText(text, out int days))
        {
            return ctx.Fail(p, DecodeFailure.Date);
        }

        *dst = days;
        return days is >= Calendar.FirstDay and <= Calendar.LastDay ? end : ctx.Fail(p, DecodeFailure.Range);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* EpochInQuotes(byte* p, long* dst, int epochDigits, int digits, DecodeContext ctx)
    {
        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        if (Number(text, out _, out _, out _, out _, ctx) != text + length)
        {
            return ctx.Fail(p, DecodeFailure.Number);
        }

        return EpochWide(text, text + length, dst, digits - epochDigits, digits) ? end : ctx.Fail(p, DecodeFailure.Range);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool EpochWide(byte* start, byte* end, long* dst, int shift, int digits)
    {
        WideNumber number = WideNumber.Read(start, end);
        if (!number.TryScale(shift, out UInt128 ticks, out bool exact) || ticks > long.MaxValue)
        {
            return false;
        }

        // Floored, not cut: half a tick before 1970 belongs to the tick before.
        *dst = !number.Negative ? (long)ticks : exact ? -(long)ticks : -(long)ticks - 1;
        return InRange(*dst, digits);
    }

    /// <summary>Nanoseconds end within the second 2262-04-11T23:47:16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InRange(long seconds, long ticks, int digits) => seconds >= Calendar.FirstSecond
        && (digits == 9
            ? seconds <= Calendar.LastSecondInNanos || (seconds == Calendar.LastSecondInNanos + 1 && ticks <= long.MaxValue % 1_000_000_000)
            : seconds <= Calendar.LastSecond);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InRange(long ticks, int digits)
    {
        long perSecond = (long)PowerOfTen(digits);
        return ticks >= Calendar.FirstSecond * perSecond
            && (digits == 9 || ticks < (Calendar.LastSecond + 1) * perSecond);
    }
}
