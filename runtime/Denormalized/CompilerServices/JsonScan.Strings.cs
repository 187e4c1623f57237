using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Denormalized.CompilerServices;

/// <content>
/// Strings are copied while their end is searched: a chunk is loaded, stored to the column and classified. The length
/// byte in front is patched afterwards. What is escaped, not ASCII or longer than 127 bytes takes the general way.
/// </content>
public static unsafe partial class JsonScan
{
    /// <summary>Longest string with a length prefix of one byte.</summary>
    private const int ShortString = 127;

    /// <summary>
    /// A string, written at <c>column.Pos</c> as length and bytes; <c>column.Next</c> is set behind it. The column has
    /// room for the whole message.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* String(byte* p, StringColumn column, DecodeContext ctx) =>
        StringTo(p, column.Pos, out column.Next, ctx);

    /// <summary>
    /// A string without escapes, or its unescaped copy in scratch memory, valid until the next text is read.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Text(byte* p, DecodeContext ctx, out byte* text, out int length)
    {
        text = p + 1;
        length = 0;
        if (*p != '"')
        {
            return ctx.Fail(p, DecodeFailure.Value);
        }

        int plain = KeyLength(p + 1);
        if (plain >= 0)
        {
            length = plain;
            return p + 2 + plain;
        }

        return Unescape(p, ctx, out text, out length);
    }

    /// <summary>Writes a string as length and bytes at <paramref name="d"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* StringTo(byte* p, byte* d, out byte* end, DecodeContext ctx)
    {
        if (*p != '"')
        {
            end = d;
            return ctx.Fail(p, DecodeFailure.Value);
        }

        p++;
        int length = Vector512.IsHardwareAccelerated ? CopyShort512(p, d + 1)
            : Vector256.IsHardwareAccelerated ? CopyShort256(p, d + 1)
            : Vector128.IsHardwareAccelerated ? CopyShort128(p, d + 1)
            : CopyShortScalar(p, d + 1);
        if (length < 0)
        {
            return StringLong(p, d, out end, ctx);
        }

        *d = (byte)length;
        end = d + 1 + length;
        return p + length + 1;
    }

    /// <summary>Copies an ASCII string of up to 127 bytes without escapes; -1 when it is another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CopyShort512(byte* p, byte* d)
    {
        var v = Vector512.Load(p);
        v.Store(d);
        ulong mask = Special(v);
        int length = BitOperations.TrailingZeroCount(mask);
        ulong high = v.ExtractMostSignificantBits() & (mask ^ (mask - 1)); // not ASCII before the end?
        if (mask == 0)
        {
            v = Vector512.Load(p + 64);
            v.Store(d + 64);
            mask = Special(v);
            length = 64 + BitOperations.TrailingZeroCount(mask);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
        }

        return mask != 0 && high == 0 && p[length] == '"' ? length : -1;
    }

    /// <summary>As <see cref="CopyShort512"/>, for strings of up to 127 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CopyShort256(byte* p, byte* d)
    {
        uint high = 0;
        for (int at = 0; at <= ShortString; at += Vector256<byte>.Count)
        {
            var v = Vector256.Load(p + at);
            v.Store(d + at);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                int length = at + BitOperations.TrailingZeroCount(mask);
                return high == 0 && p[length] == '"' ? length : -1;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="CopyShort512"/>: ARM, and native code for any x64 processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CopyShort128(byte* p, byte* d)
    {
        uint high = 0;
        for (int at = 0; at <= ShortString; at += Vector128<byte>.Count)
        {
            var v = Vector128.Load(p + at);
            v.Store(d + at);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                int length = at + BitOperations.TrailingZeroCount(mask);
                return high == 0 && p[length] == '"' ? length : -1;
            }
        }

        return -1;
    }

    internal static int CopyShortScalar(byte* p, byte* d)
    {
        for (int i = 0; i <= ShortString; i++)
        {
            byte b = p[i];
            if (b == '"')
            {
                return i;
            }

            if (b is < 0x20 or (byte)'\\' or >= 0x80)
            {
                return -1;
            }

            d[i] = b;
        }

        return -1;
    }

    /// <summary>Any string; <paramref name="p"/> stands behind the opening quote.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* StringLong(byte* p, byte* d, out byte* end, DecodeContext ctx)
    {
        byte* o = d + 1;
        end = d;
        p = UnescapeTo(p, ref o, ctx);
        if (p == null)
        {
            return null;
        }

        long length = o - (d + 1);
        if (length <= ShortString)
        {
            *d = (byte)length;
        }
        else
        {
            // Room was left for one byte; longer strings move by what their prefix takes more.
            int prefix = VarInt.Size((ulong)length);
            Buffer.MemoryCopy(d + 1, d + prefix, length, length);
            VarInt.WriteScalar(ref *d, (ulong)length);
            o = d + prefix + length;
        }

        end = o;
        return p;
    }

    /// <summary>
    /// Copies a string to <paramref name="o"/>, resolving escapes; up to 32 bytes behind its end are overwritten.
    /// <paramref name="p"/> stands behind the opening quote, the result behind the closing one.
    /// </summary>
    private static byte* UnescapeTo(byte* p, ref byte* o, DecodeContext ctx)
    {
        byte* start = p;
        uint high = 0;
        for (; ; )
        {
            int plain = Vector256.IsHardwareAccelerated ? CopyPlain256(p, o, ref high)
                : Vector128.IsHardwareAccelerated ? CopyPlain128(p, o, ref high)
                : CopyPlainScalar(p, o, ref high);
            p += plain;
            o += plain;
            if (*p == '"')
            {
                break;
            }

            if (*p != '\\')
            {
                return ctx.Fail(p, DecodeFailure.Control);
            }

            p = Escape(p, ref o, ctx);
            if (p == null)
            {
                return null;
            }
        }

        return high != 0 && !IsUtf8(start, p) ? ctx.Fail(start, DecodeFailure.Utf8) : p + 1;
    }

    /// <summary>Copies up to the next quote, escape or control character; counts the bytes.</summary>
    internal static int CopyPlain256(byte* p, byte* d, ref uint high)
    {
        for (int at = 0; ; at += Vector256<byte>.Count)
        {
            var v = Vector256.Load(p + at);
            v.Store(d + at);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                return at + BitOperations.TrailingZeroCount(mask);
            }
        }
    }

    /// <summary>As <see cref="CopyPlain256"/>.</summary>
    internal static int CopyPlain128(byte* p, byte* d, ref uint high)
    {
        for (int at = 0; ; at += Vector128<byte>.Count)
        {
            var v = Vector128.Load(p + at);
            v.Store(d + at);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                return at + BitOperations.TrailingZeroCount(mask);
            }
        }
    }

    internal static int CopyPlainScalar(byte* p, byte* d, ref uint high)
    {
        for (int i = 0; ; i++)
        {
            byte b = p[i];
            if (b is (byte)'"' or (byte)'\\' or < 0x20)
            {
                return i;
            }

            high |= b & 0x80u;
            d[i] = b;
        }
    }

    /// <summary>Unescapes the string at <paramref name="p"/> into scratch memory and ends it with NUL.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* Unescape(byte* p, DecodeContext ctx, out byte* text, out int length)
    {
        text = ctx.Text((int)(ctx.End - p));
        length = 0;
        byte* o = text;
        byte* next = UnescapeTo(p + 1, ref o, ctx);
        if (next == null)
        {
            return null;
        }

        length = (int)(o - text);
        Unsafe.InitBlockUnaligned(o, 0, 64);
        return next;
    }

    /// <summary>
    /// Quote, backslash, or below 0x20: <c>v ^ 2</c> makes the quote 0x20 and leaves the control characters below it,
    /// so one comparison finds both.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Special(Vector512<byte> v) =>
        Vector512.LessThanOrEqual(v ^ Vector512.Create((byte)2), Vector512.Create((byte)0x20)).ExtractMostSignificantBits()
        | Vector512.Equals(v, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector256<byte> v) =>
        (Vector256.LessThanOrEqual(v ^ Vector256.Create((byte)2), Vector256.Create((byte)0x20))
         | Vector256.Equals(v, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector128<byte> v) =>
        (Vector128.LessThanOrEqual(v ^ Vector128.Create((byte)2), Vector128.Create((byte)0x20))
         | Vector128.Equals(v, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();

    private static bool IsUtf8(byte* start, byte* end) => Utf8.IsValid(new ReadOnlySpan<byte>(start, (int)(end - start)));
}
