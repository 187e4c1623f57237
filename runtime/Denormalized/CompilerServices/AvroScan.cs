using System.ComponentModel;
using System.Runtime.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.CompilerServices;

/// <summary>
/// Values of Avro's binary encoding (Avro 1.12), strictly read, straight into columns.
/// </summary>
/// <remarks>
/// Every method takes <c>p</c> at the first byte of a value, at most at <c>ctx.End</c>, and returns the byte behind it,
/// or null after <see cref="DecodeContext.Fail(byte*, DecodeFailure)"/>. The binary encoding has no terminator: loads
/// may run into the padding behind the message, and each value's end is compared with the end of the message.
/// <code>
/// int, long      zigzag, then LEB128           -65 -> 81 01
/// string, bytes  length : long, bytes          "de" -> 04 64 65
/// union          branch : int, value
/// array, map     blocks of count : long, items; a block of 0 ends; a count below zero is followed by the bytes of the block
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class AvroScan
{
    /// <summary>An int of -2^7 to 2^7-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int8(byte* p, sbyte* dst, DecodeContext ctx)
    {
        byte* next = Within(p, sbyte.MinValue, sbyte.MaxValue, out long value, ctx);
        *dst = (sbyte)value;
        return next;
    }

    /// <summary>An int of -2^15 to 2^15-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int16(byte* p, short* dst, DecodeContext ctx)
    {
        byte* next = Within(p, short.MinValue, short.MaxValue, out long value, ctx);
        *dst = (short)value;
        return next;
    }

    /// <summary>An int.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Int(byte* p, int* dst, DecodeContext ctx)
    {
        byte* next = Within(p, int.MinValue, int.MaxValue, out long value, ctx);
        *dst = (int)value;
        return next;
    }

    /// <summary>A long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Long(byte* p, long* dst, DecodeContext ctx) => ReadLong(p, out *dst, ctx);

    /// <summary>An int of 0 to 2^8-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt8(byte* p, byte* dst, DecodeContext ctx)
    {
        byte* next = Within(p, 0, byte.MaxValue, out long value, ctx);
        *dst = (byte)value;
        return next;
    }

    /// <summary>An int of 0 to 2^16-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt16(byte* p, ushort* dst, DecodeContext ctx)
    {
        byte* next = Within(p, 0, ushort.MaxValue, out long value, ctx);
        *dst = (ushort)value;
        return next;
    }

    /// <summary>A long of 0 to 2^32-1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt32(byte* p, uint* dst, DecodeContext ctx)
    {
        byte* next = Within(p, 0, uint.MaxValue, out long value, ctx);
        *dst = (uint)value;
        return next;
    }

    /// <summary>A long of 0 to 2^63-1, for an unsigned member whose range was declared to fit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* UInt64Long(byte* p, ulong* dst, DecodeContext ctx)
    {
        byte* next = Within(p, 0, long.MaxValue, out long value, ctx);
        *dst = (ulong)value;
        return next;
    }

    /// <summary>A float, little-endian.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Float(byte* p, float* dst, DecodeContext ctx)
    {
        *dst = Unsafe.ReadUnaligned<float>(p);
        return SkipFixed(p, sizeof(float), ctx);
    }

    /// <summary>A double, little-endian.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Double(byte* p, double* dst, DecodeContext ctx)
    {
        *dst = Unsafe.ReadUnaligned<double>(p);
        return SkipFixed(p, sizeof(double), ctx);
    }

    /// <summary>A boolean: one byte, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Bool(byte* p, byte* dst, DecodeContext ctx)
    {
        byte value = *p;
        *dst = value;
        return value <= 1 ? SkipFixed(p, 1, ctx) : ctx.Fail(p, DecodeFailure.Value);
    }

    /// <summary>The branch of a union.</summary>
    /// <param name="p">At the value.</param>
    /// <param name="branch">Index of the branch.</param>
    /// <param name="branches">Number of branches; another index is refused.</param>
    /// <param name="ctx">Takes the failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Union(byte* p, out int branch, int branches, DecodeContext ctx) =>
        Index(p, out branch, branches, DecodeFailure.Length, ctx);

    /// <summary>The symbol of an enum.</summary>
    /// <param name="p">At the value.</param>
    /// <param name="symbol">Index of the symbol.</param>
    /// <param name="symbols">Number of symbols; another index is refused.</param>
    /// <param name="ctx">Takes the failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Enum(byte* p, out int symbol, int symbols, DecodeContext ctx) =>
        Index(p, out symbol, symbols, DecodeFailure.Enum, ctx);

    /// <summary>
    /// Begins a block of an array or a map. The number of its items is at most that of the bytes that are left, since
    /// every item takes a byte: a hostile count makes no long loop.
    /// </summary>
    /// <param name="p">At the count.</param>
    /// <param name="count">Items of the block; 0 ends the array or map.</param>
    /// <param name="ctx">Takes the failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* BlockCount(byte* p, out long count, DecodeContext ctx)
    {
        byte* next = ReadLong(p, out count, ctx);
        return next != null && (ulong)count <= (ulong)(ctx.End - next) ? next : BlockCountSlow(p, next, out count, ctx);
    }

    /// <summary>An instant of 10^-<paramref name="wireDigits"/> seconds as ticks of 10^-<paramref name="digits"/>, floored.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Instant(byte* p, long* dst, int wireDigits, int digits, DecodeContext ctx)
    {
        byte* next = ReadLong(p, out long value, ctx);
        if (next == null)
        {
            return null;
        }

        return Calendar.TryRescale(value, wireDigits, digits, out *dst) ? next : ctx.Fail(p, DecodeFailure.Range);
    }

    /// <summary>A date: an int, days since 1970; years 1900 to 2299.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Date(byte* p, int* dst, DecodeContext ctx)
    {
        byte* next = Within(p, Calendar.FirstDay, Calendar.LastDay, out long value, ctx);
        *dst = (int)value;
        return next;
    }

    /// <summary>Minutes from UTC: an int of 14 hours at most to either side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Offset(byte* p, short* dst, DecodeContext ctx)
    {
        byte* next = Within(p, -OffsetType.MaxMinutes, OffsetType.MaxMinutes, out long value, ctx);
        *dst = (short)value;
        return next;
    }

    /// <summary>time-micros: a long below one day.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Time(byte* p, long* dst, DecodeContext ctx) =>
        Within(p, 0, (Calendar.SecondsPerDay * 1_000_000) - 1, out *dst, ctx);

    /// <summary>Microseconds, as many as a TimeSpan holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Duration(byte* p, long* dst, DecodeContext ctx) =>
        Within(p, TimeSpan.MinValue.Ticks / TimeSpan.TicksPerMicrosecond, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond, out *dst, ctx);

    /// <summary>Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* ReadLong(byte* p, out long value, DecodeContext ctx)
    {
        byte* next = VarInt.Read(p, out ulong zigzag);
        value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        return next != null && next <= ctx.End ? next : FailLong(p, next, ctx);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Within(byte* p, long min, long max, out long value, DecodeContext ctx)
    {
        byte* next = ReadLong(p, out value, ctx);
        if (next != null && (value < min || value > max))
        {
            return ctx.Fail(p, DecodeFailure.Range);
        }

        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Index(byte* p, out int index, int count, DecodeFailure failure, DecodeContext ctx)
    {
        byte* next = ReadLong(p, out long value, ctx);
        index = (int)value;
        return next != null && (ulong)value >= (ulong)count ? ctx.Fail(p, failure) : next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* BlockCountSlow(byte* p, byte* next, out long count, DecodeContext ctx)
    {
        count = 0;
        if (next == null)
        {
            return null;
        }

        ReadLong(p, out long items, ctx);
        if (items > 0)
        {
            return ctx.Fail(p, DecodeFailure.Length);
        }

        // Below zero: the items, and behind them how many bytes they take, for those who skip.
        next = ReadLong(next, out long bytes, ctx);
        if (next == null)
        {
            return null;
        }

        if ((ulong)bytes > (ulong)(ctx.End - next) || (ulong)-items > (ulong)bytes)
        {
            return ctx.Fail(p, DecodeFailure.Length);
        }

        count = -items;
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* FailLong(byte* p, byte* next, DecodeContext ctx) =>
        ctx.Fail(p, next == null && ctx.End - p >= VarInt.MaxBytes ? DecodeFailure.Range : DecodeFailure.Truncated);
}
