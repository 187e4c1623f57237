using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <content>
/// Integers. Digits are taken eight at a time; a fraction or an exponent is not an integer, whatever its value.
/// </content>
public static unsafe partial class JsonScan
{
    /// <summary>So many digits always fit 64 bits.</summary>
    private const int SafeDigits = 19;

    private const ulong Zeros = 0x3030303030303030;
    private const ulong HighBits = 0x8080808080808080;

    /// <summary>10^0 to 10^19.</summary>
    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Reads an integer of -2^7 to 2^7-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int8(byte* p, sbyte* dst, DecodeContext ctx)
    {
        byte* next = Signed(p, (ulong)sbyte.MaxValue, out long value, ctx);
        *dst = (sbyte)value;
        return next;
    }

    /// <summary>Reads an integer of -2^15 to 2^15-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int16(byte* p, short* dst, DecodeContext ctx)
    {
        byte* next = Signed(p, (ulong)short.MaxValue, out long value, ctx);
        *dst = (short)value;
        return next;
    }

    /// <summary>Reads an integer of -2^31 to 2^31-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int32(byte* p, int* dst, DecodeContext ctx)
    {
        byte* next = Signed(p, int.MaxValue, out long value, ctx);
        *dst = (int)value;
        return next;
    }

    /// <summary>Reads an integer of -2^63 to 2^63-1, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int64(byte* p, long* dst, DecodeContext ctx) =>
        *p == '"' ? InQuotes(p, dst, ctx, &Int64Plain) : Int64Plain(p, dst, ctx);

    /// <summary>Reads an integer of 0 to 2^8-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt8(byte* p, byte* dst, DecodeContext ctx)
    {
        byte* next = Unsigned(p, byte.MaxValue, out ulong value, ctx);
        *dst = (byte)value;
        return next;
    }

    /// <summary>Reads an integer of 0 to 2^16-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt16(byte* p, ushort* dst, DecodeContext ctx)
    {
        byte* next = Unsigned(p, ushort.MaxValue, out ulong value, ctx);
        *dst = (ushort)value;
        return next;
    }

    /// <summary>Reads an integer of 0 to 2^32-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt32(byte* p, uint* dst, DecodeContext ctx)
    {
        byte* next = Unsigned(p, uint.MaxValue, out ulong value, ctx);
        *dst = (uint)value;
        return next;
    }

    /// <summary>Reads an integer of 0 to 2^64-1, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt64(byte* p, ulong* dst, DecodeContext ctx) =>
        *p == '"' ? InQuotes(p, dst, ctx, &UInt64Plain) : UInt64Plain(p, dst, ctx);

    /// <summary>As <see cref="Int8"/>, plain or in quotes.</summary>
    public static byte* Int8Quoted(byte* p, sbyte* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Int8);

    /// <summary>As <see cref="Int16"/>, plain or in quotes.</summary>
    public static byte* Int16Quoted(byte* p, short* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Int16);

    /// <summary>As <see cref="Int32"/>, plain or in quotes.</summary>
    public static byte* Int32Quoted(byte* p, int* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &Int32);

    /// <summary>The same as <see cref="Int64"/>.</summary>
    public static byte* Int64Quoted(byte* p, long* dst, DecodeContext ctx) => Int64(p, dst, ctx);

    /// <summary>As <see cref="UInt8"/>, plain or in quotes.</summary>
    public static byte* UInt8Quoted(byte* p, byte* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &UInt8);

    /// <summary>As <see cref="UInt16"/>, plain or in quotes.</summary>
    public static byte* UInt16Quoted(byte* p, ushort* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &UInt16);

    /// <summary>As <see cref="UInt32"/>, plain or in quotes.</summary>
    public static byte* UInt32Quoted(byte* p, uint* dst, DecodeContext ctx) => InQuotes(p, dst, ctx, &UInt32);

    /// <summary>The same as <see cref="UInt64"/>.</summary>
    public static byte* UInt64Quoted(byte* p, ulong* dst, DecodeContext ctx) => UInt64(p, dst, ctx);

    /// <summary>
    /// <c>value = value * 10^n + </c> the run of digits at <paramref name="p"/>. Wraps past 19 digits: the caller counts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Digits(byte* p, ref ulong value)
    {
        for (; ; )
        {
            ulong chars = Unsafe.ReadUnaligned<ulong>(p);
            ulong digits = chars - Zeros;

            // A byte's high bit is set where it is not a digit; a borrow can only disturb bytes behind the first such.
            ulong others = ((chars + 0x4646464646464646) | digits) & HighBits;
            if (others == 0)
            {
                value = (value * 100_000_000) + EightDigits(digits);
                p += 8;
                continue;
            }

            int count = BitOperations.TrailingZeroCount(others) >> 3;

            // Leading zeros in place of what follows the digits. Two shifts, since a shift by 64 is one by 0.
            ulong aligned = digits << 1 << (63 - (8 * count));
            value = (value * PowerOfTen(count)) + EightDigits(aligned);
            return p + count;
        }
    }

    internal static byte* DigitsScalar(byte* p, ref ulong value)
    {
        while (IsDigit(*p))
        {
            value = (value * 10) + (ulong)(*p++ - '0');
        }

        return p;
    }

    /// <summary>10^0 to 10^19, unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PowerOfTen(int exponent) => Unsafe.Add(ref MemoryMarshal.GetReference(PowersOfTen), exponent);

    /// <summary>Number of eight values 0 to 9, the first digit in the lowest byte: pairs, then fours, then all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (((digits & 0x000000FF000000FF) * 0x000F424000000064)
            + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
    }

    private static byte* Int64Plain(byte* p, long* dst, DecodeContext ctx)
    {
        byte* next = Signed(p, long.MaxValue, out long value, ctx);
        *dst = value;
        return next;
    }

    private static byte* UInt64Plain(byte* p, ulong* dst, DecodeContext ctx)
    {
        byte* next = Unsigned(p, ulong.MaxValue, out ulong value, ctx);
        *dst = value;
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Signed(byte* p, ulong max, out long value, DecodeContext ctx)
    {
        ulong negative = *p == '-' ? 1UL : 0;
        byte* start = p + negative;
        ulong magnitude = 0;
        p = Digits(start, ref magnitude);
        long count = p - start;
        value = ((long)magnitude ^ -(long)negative) + (long)negative;
        if (count == 0 || count > SafeDigits || magnitude > max + negative || (*start == '0' && count > 1))
        {
            return FailInteger(start - negative, start, count, ctx);
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Unsigned(byte* p, ulong max, out ulong value, DecodeContext ctx)
    {
        byte* start = p;
        ulong magnitude = 0;
        p = Digits(p, ref magnitude);
        long count = p - start;
        value = magnitude;

        // 20 digits fit 64 bits when they begin with 1 and have not wrapped.
        bool tooLong = count > SafeDigits && (count > 20 || *start != '1' || magnitude < 10_000_000_000_000_000_000);
        if (count == 0 || tooLong || magnitude > max || (*start == '0' && count > 1))
        {
            return FailInteger(start, start, count, ctx);
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* FailInteger(byte* p, byte* digits, long count, DecodeContext ctx)
    {
        if (count == 0)
        {
            // "-5" for an unsigned field is a number, only not one of its range.
            bool negative = *p == '-' && p == digits && IsDigit(p[1]);
            bool signOnly = p != digits || *p == '-';
            return ctx.Fail(p, negative ? DecodeFailure.Range : signOnly ? DecodeFailure.Number : DecodeFailure.Value);
        }

        return ctx.Fail(p, *digits == '0' && count > 1 ? DecodeFailure.Number : DecodeFailure.Range);
    }

    /// <summary>Reads a number that may stand in quotes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* InQuotes<T>(byte* p, T* dst, DecodeContext ctx, delegate*<byte*, T*, DecodeContext, byte*> read)
        where T : unmanaged
    {
        if (*p != '"')
        {
            return read(p, dst, ctx);
        }

        byte* next = read(p + 1, dst, ctx);
        if (next != null && *next == '"')
        {
            return next + 1;
        }

        DecodeFailure failure = next == null ? ctx.Failure : DecodeFailure.Number;
        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        // Digits may be written as escapes; that is rare enough to be read from an unescaped copy.
        if (length < end - p - 2 && (next = read(text, dst, ctx)) != null && next == text + length)
        {
            ctx.Failure = DecodeFailure.None;
            return end;
        }

        return ctx.Fail(p, failure);
    }
}
