using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Denormalized.CompilerServices;

/// <content>Fixed bytes, and strings that stand for something else.</content>
public static unsafe partial class AvroScan
{
    /// <summary>A fixed as wide as the column.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* FixedBytes(byte* p, FixedBytesColumn column, int row, DecodeContext ctx)
    {
        byte* next = SkipFixed(p, column.Width, ctx);
        if (next != null)
        {
            column.Set(row, new ReadOnlySpan<byte>(p, column.Width));
        }

        return next;
    }

    /// <summary>A fixed that holds UTF-8, padded with zero bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* FixedText(byte* p, FixedBytesColumn column, int row, DecodeContext ctx)
    {
        byte* next = FixedBytes(p, column, row, ctx);
        if (next == null)
        {
            return null;
        }

        return CheckFixedText(p, next, column.Get(row), ctx);
    }

    internal static byte* CheckFixedText(byte* p, byte* next, ReadOnlySpan<byte> padded, DecodeContext ctx)
    {
        ReadOnlySpan<byte> text = padded.TrimEnd((byte)0);
        return text.Contains((byte)0) ? ctx.Fail(p, DecodeFailure.Value)
            : Utf8.IsValid(text) ? next
            : ctx.Fail(p, DecodeFailure.Utf8);
    }

    /// <summary>A string that <paramref name="isValid"/> accepts; not committed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* Checked(byte* p, StringColumn column, delegate*<ReadOnlySpan<byte>, bool> isValid, DecodeContext ctx)
    {
        byte* end = StringTo(p, column.Pos, out column.Next, ctx);
        return end == null || isValid(column.Current()) ? end : ctx.Fail(p, DecodeFailure.Value);
    }

    /// <summary>As the other, in place.</summary>
    internal static byte* Checked(byte* p, out ReadOnlySpan<byte> value, delegate*<ReadOnlySpan<byte>, bool> isValid, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        value = end == null ? default : new ReadOnlySpan<byte>(text, length);
        return end == null || isValid(value) ? end : ctx.Fail(p, DecodeFailure.Value);
    }

    /// <summary>An IPv4 address as text.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* IPv4(byte* p, uint* dst, DecodeContext ctx)
    {
        byte* next = Text(p, ctx, out byte* text, out int length);
        return next == null || JsonScan.TryIPv4(new ReadOnlySpan<byte>(text, length), out *dst) ? next : ctx.Fail(p, DecodeFailure.Address);
    }

    /// <summary>An address of either version as text.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* IPv6(byte* p, Ipv6Bits* dst, DecodeContext ctx)
    {
        byte* next = Text(p, ctx, out byte* text, out int length);
        return next == null || JsonScan.TryIPv6(new ReadOnlySpan<byte>(text, length), out *dst) ? next : ctx.Fail(p, DecodeFailure.Address);
    }

    /// <summary>A date of 1970-01-01 to 2149-06-06, days in sixteen bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Date16(byte* p, ushort* dst, DecodeContext ctx) => UInt16(p, dst, ctx);

    /// <summary>No text, or JSON.</summary>
    internal static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return true; // a JsonElement that was never set
        }

        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
