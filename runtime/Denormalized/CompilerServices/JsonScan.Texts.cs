using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Strings that stand for something else: bytes, addresses, versions, characters; and JSON as it stands.</content>
public static unsafe partial class JsonScan
{
    /// <summary>Bytes in base64 (RFC 4648, with padding), into a column of strings; not committed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Bytes(byte* p, StringColumn column, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        // Decoded behind the longest prefix, then moved: how long the prefix is, is known at the end.
        byte* data = column.Pos + VarInt.MaxBytes;
        if (!TryBase64(text, length, new Span<byte>(data, length), out int written))
        {
            return ctx.Fail(p, DecodeFailure.Base64);
        }

        byte* d = VarInt.Write(column.Pos, (uint)written);
        Buffer.MemoryCopy(data, d, written, written);
        column.Next = d + written;
        return end;
    }

    /// <summary>Exactly as many bytes in base64 as the column is wide.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* FixedBytes(byte* p, FixedBytesColumn column, int row, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!TryBase64(text, length, bytes, out int written))
            {
                return ctx.Fail(p, DecodeFailure.Base64);
            }

            if (written != column.Width)
            {
                return ctx.Fail(p, DecodeFailure.Length);
            }

            column.Set(row, bytes.AsSpan(0, written));
            return end;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Text of at most as many bytes as the column is wide, without U+0000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* FixedText(byte* p, FixedBytesColumn column, int row, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        var value = new ReadOnlySpan<byte>(text, length);
        if (length > column.Width || value.Contains((byte)0))
        {
            return ctx.Fail(p, length > column.Width ? DecodeFailure.Length : DecodeFailure.Value);
        }

        column.Set(row, value);
        return end;
    }

    /// <summary>A string that <paramref name="isValid"/> accepts, into a column of strings; not committed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* Checked(byte* p, StringColumn column, delegate*<ReadOnlySpan<byte>, bool> isValid, DecodeContext ctx)
    {
        byte* end = StringTo(p, column.Pos, out column.Next, ctx);
        return end == null || isValid(column.Current()) ? end : ctx.Fail(p, DecodeFailure.Value);
    }

    /// <summary>JSON of any kind as it stands, white space within included; not committed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Json(byte* p, StringColumn column, DecodeContext ctx)
    {
        byte* end = Skip(p, ctx);
        if (end == null)
        {
            return null;
        }

        long length = end - p;
        byte* d = VarInt.Write(column.Pos, (ulong)length);
        Buffer.MemoryCopy(p, d, length, length);
        column.Next = d + length;
        return end;
    }

    /// <summary>An IPv4 address as four decimal numbers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* IPv4(byte* p, uint* dst, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        return end == null || TryIPv4(new ReadOnlySpan<byte>(text, length), out *dst) ? end : ctx.Fail(p, DecodeFailure.Address);
    }

    /// <summary>An IPv6 address, or an IPv4 address that is mapped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* IPv6(byte* p, Ipv6Bits* dst, DecodeContext ctx)
    {
        byte* end = Text(p, ctx, out byte* text, out int length);
        return end == null || TryIPv6(new ReadOnlySpan<byte>(text, length), out *dst) ? end : ctx.Fail(p, DecodeFailure.Address);
    }

    /// <summary>Four numbers of 0 to 255 without zeros in front: other notations mean different things to different readers.</summary>
    internal static bool TryIPv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (int part = 0; part < 4; part++)
        {
            int dot = part < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (dot is < 1 or > 3 || (text[0] == '0' && dot > 1)
                || !Utf8Parser.TryParse(text[..dot], out byte number, out int read) || read != dot || text[0] == '+')
            {
                return false;
            }

            address = (address << 8) | number;
            text = part < 3 ? text[(dot + 1)..] : default;
        }

        return true;
    }

    internal static bool TryIPv6(ReadOnlySpan<byte> text, out Ipv6Bits address)
    {
        address = default;
        if (TryIPv4(text, out uint v4))
        {
            address = Wire.FromIPv6(Wire.ToIPv4(v4));
            return true;
        }

        const int LongestText = 45;
        Span<char> chars = stackalloc char[LongestText];
        if (text.Length > LongestText || text.IndexOfAny("%[]/"u8) >= 0 || !text.Contains((byte)':')
            || System.Text.Ascii.ToUtf16(text, chars, out int written) != OperationStatus.Done
            || !IPAddress.TryParse(chars[..written], out IPAddress? parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        parsed.TryWriteBytes(address, out _);
        return true;
    }

    internal static bool IsUri(ReadOnlySpan<byte> utf8) => Uri.TryCreate(Wire.ToText(utf8), UriKind.RelativeOrAbsolute, out _);

    internal static bool IsVersion(ReadOnlySpan<byte> utf8) => Version.TryParse(Wire.ToText(utf8), out _);

    internal static bool IsChar(ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && Wire.TryChar(utf8, out _);

    private static bool TryBase64(byte* text, int length, Span<byte> bytes, out int written)
    {
        var source = new ReadOnlySpan<byte>(text, length);

        // The framework skips white space; a string of JSON that holds some is not base64.
        written = 0;
        return source.IndexOfAny(" \t\r\n"u8) < 0
            && Base64.DecodeFromUtf8(source, bytes, out int consumed, out written) == OperationStatus.Done && consumed == length;
    }
}
