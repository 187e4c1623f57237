using System.Runtime.CompilerServices;
using Int128 = System.Int128;

namespace Denormalized.CompilerServices;

/// <content>
/// Values of a record that is made at once: into locals, as the columns above would hold them. Spans lie in the message.
/// </content>
public static unsafe partial class AvroDecode
{
    /// <summary>So many elements get room before any is read; more are taken as they come.</summary>
    private const int MostRoom = 1 << 16;

    /// <summary>Elements to make room for, of a block that says to have <paramref name="count"/>: it may lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Room(long count) => (int)Math.Min(count, MostRoom);

    /// <summary>An int of eight bits.</summary>
    public static nint Int8(nint p, out sbyte value, DecodeContext context)
    {
        sbyte read;
        p = (nint)AvroScan.Int8((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>An int of sixteen bits.</summary>
    public static nint Int16(nint p, out short value, DecodeContext context)
    {
        short read;
        p = (nint)AvroScan.Int16((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>An int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int32(nint p, out int value, DecodeContext context)
    {
        byte* next = AvroScan.ReadLong((byte*)p, out long read, context);
        value = (int)read;
        return value == read || next == null ? (nint)next : (nint)context.Fail((byte*)p, DecodeFailure.Range);
    }

    /// <summary>A long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int64(nint p, out long value, DecodeContext context) => (nint)AvroScan.ReadLong((byte*)p, out value, context);

    /// <summary>An int of eight bits, not negative.</summary>
    public static nint UInt8(nint p, out byte value, DecodeContext context)
    {
        byte read;
        p = (nint)AvroScan.UInt8((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>An int of sixteen bits, not negative.</summary>
    public static nint UInt16(nint p, out ushort value, DecodeContext context)
    {
        ushort read;
        p = (nint)AvroScan.UInt16((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A long of 32 bits, not negative.</summary>
    public static nint UInt32(nint p, out uint value, DecodeContext context)
    {
        uint read;
        p = (nint)AvroScan.UInt32((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A decimal(20, 0) in bytes.</summary>
    public static nint UInt64(nint p, out ulong value, DecodeContext context)
    {
        ulong read;
        p = (nint)AvroScan.UInt64((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A long of 0 to 2^63-1.</summary>
    public static nint UInt64Long(nint p, out ulong value, DecodeContext context)
    {
        ulong read;
        p = (nint)AvroScan.UInt64Long((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A decimal(39, 0) in bytes.</summary>
    public static nint Int128(nint p, out Int128 value, DecodeContext context)
    {
        Int128 read;
        p = (nint)AvroScan.Int128((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A decimal(39, 0) in bytes.</summary>
    public static nint UInt128(nint p, out UInt128 value, DecodeContext context)
    {
        UInt128 read;
        p = (nint)AvroScan.UInt128((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A 256-bit integer, signed or not, as fixed(32).</summary>
    public static nint Int256(nint p, out Int256Bits value, DecodeContext context)
    {
        Int256Bits read;
        p = (nint)AvroScan.Int256((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float32(nint p, out float value, DecodeContext context)
    {
        value = Unsafe.ReadUnaligned<float>((byte*)p);
        return (nint)AvroScan.SkipFixed((byte*)p, sizeof(float), context);
    }

    /// <summary>A double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float64(nint p, out double value, DecodeContext context)
    {
        value = Unsafe.ReadUnaligned<double>((byte*)p);
        return (nint)AvroScan.SkipFixed((byte*)p, sizeof(double), context);
    }

    /// <summary>A float, of which a Half is made.</summary>
    public static nint Half(nint p, out float value, DecodeContext context) => Float32(p, out value, context);

    /// <summary>A boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Bool(nint p, out byte value, DecodeContext context)
    {
        value = *(byte*)p;
        return (nint)(value <= 1 ? AvroScan.SkipFixed((byte*)p, 1, context) : context.Fail((byte*)p, DecodeFailure.Value));
    }

    /// <summary>A UUID in text form.</summary>
    public static nint Uuid(nint p, out UuidBits value, DecodeContext context)
    {
        UuidBits read;
        p = (nint)AvroScan.Uuid((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A UUID as fixed(16).</summary>
    public static nint UuidFixed(nint p, out UuidBits value, DecodeContext context)
    {
        UuidBits read;
        p = (nint)AvroScan.UuidFixed((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A date in days since 1970.</summary>
    public static nint Date(nint p, out int value, DecodeContext context)
    {
        int read;
        p = (nint)AvroScan.Date((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A date in days since 1970, at most 65535.</summary>
    public static nint Date16(nint p, out ushort value, DecodeContext context) => UInt16(p, out value, context);

    /// <summary>Minutes from UTC, 14 hours at most.</summary>
    public static nint Offset(nint p, out short value, DecodeContext context)
    {
        short read;
        p = (nint)AvroScan.Offset((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A time of day in microseconds.</summary>
    public static nint Time(nint p, out long value, DecodeContext context)
    {
        long read;
        p = (nint)AvroScan.Time((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A duration in microseconds.</summary>
    public static nint Duration(nint p, out long value, DecodeContext context)
    {
        long read;
        p = (nint)AvroScan.Duration((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A timestamp in units of 10^-<paramref name="wireDigits"/> s since 1970, as ticks of 10^-<paramref name="digits"/> s.</summary>
    public static nint Instant(nint p, out long value, int wireDigits, int digits, DecodeContext context)
    {
        long read;
        p = (nint)AvroScan.Instant((byte*)p, &read, wireDigits, digits, context);
        value = read;
        return p;
    }

    /// <summary>A decimal in bytes, unscaled.</summary>
    public static nint Decimal(nint p, out int value, int precision, DecodeContext context)
    {
        int read;
        p = (nint)AvroScan.Decimal32((byte*)p, &read, precision, context);
        value = read;
        return p;
    }

    /// <summary>A decimal in bytes, unscaled.</summary>
    public static nint Decimal(nint p, out long value, int precision, DecodeContext context)
    {
        long read;
        p = (nint)AvroScan.Decimal64((byte*)p, &read, precision, context);
        value = read;
        return p;
    }

    /// <summary>A decimal in bytes, unscaled.</summary>
    public static nint Decimal(nint p, out Int128 value, int precision, DecodeContext context)
    {
        Int128 read;
        p = (nint)AvroScan.Decimal128((byte*)p, &read, precision, context);
        value = read;
        return p;
    }

    /// <summary>A decimal in bytes, unscaled.</summary>
    public static nint Decimal(nint p, out Int256Bits value, int precision, DecodeContext context)
    {
        Int256Bits read;
        p = (nint)AvroScan.Decimal256((byte*)p, &read, precision, context);
        value = read;
        return p;
    }

    /// <summary>A string.</summary>
    public static nint String(nint p, out string value, DecodeContext context)
    {
        byte* next = AvroScan.Bytes((byte*)p, out byte* text, out int length, context);
        if (next != null)
        {
            value = Utf16.TryDecode(text, length)!;
            return value is null ? (nint)context.Fail(text, DecodeFailure.Utf8) : (nint)next;
        }

        value = "";
        return 0;
    }

    /// <summary>Bytes.</summary>
    public static nint Bytes(nint p, out ReadOnlySpan<byte> value, DecodeContext context)
    {
        byte* next = AvroScan.Bytes((byte*)p, out byte* bytes, out int length, context);
        value = next == null ? default : new ReadOnlySpan<byte>(bytes, length);
        return (nint)next;
    }

    /// <summary>A fixed of so many bytes.</summary>
    public static nint FixedBytes(nint p, out ReadOnlySpan<byte> value, int width, DecodeContext context)
    {
        byte* next = AvroScan.SkipFixed((byte*)p, width, context);
        value = next == null ? default : new ReadOnlySpan<byte>((byte*)p, width);
        return (nint)next;
    }

    /// <summary>A fixed that holds text padded with zero bytes.</summary>
    public static nint FixedText(nint p, out ReadOnlySpan<byte> value, int width, DecodeContext context)
    {
        nint next = FixedBytes(p, out value, width, context);
        return next == 0 ? 0 : (nint)AvroScan.CheckFixedText((byte*)p, (byte*)next, value, context);
    }

    /// <summary>A string that is a URI.</summary>
    public static nint Uri(nint p, out ReadOnlySpan<byte> value, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, out value, &JsonScan.IsUri, context);

    /// <summary>A string that is a version.</summary>
    public static nint Version(nint p, out ReadOnlySpan<byte> value, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, out value, &JsonScan.IsVersion, context);

    /// <summary>A string of one UTF-16 code unit.</summary>
    public static nint Char(nint p, out ReadOnlySpan<byte> value, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, out value, &JsonScan.IsChar, context);

    /// <summary>A string that is JSON.</summary>
    public static nint Json(nint p, out ReadOnlySpan<byte> value, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, out value, &AvroScan.IsJson, context);

    /// <summary>A string that is an IPv4 address.</summary>
    public static nint IPv4(nint p, out uint value, DecodeContext context)
    {
        uint read;
        p = (nint)AvroScan.IPv4((byte*)p, &read, context);
        value = read;
        return p;
    }

    /// <summary>A string that is an address of either version.</summary>
    public static nint IPv6(nint p, out Ipv6Bits value, DecodeContext context)
    {
        Ipv6Bits read;
        p = (nint)AvroScan.IPv6((byte*)p, &read, context);
        value = read;
        return p;
    }
}
