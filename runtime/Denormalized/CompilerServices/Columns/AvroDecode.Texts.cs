namespace Denormalized.CompilerServices;

/// <content>Wide numbers, bytes, and strings that stand for something else.</content>
public static unsafe partial class AvroDecode
{
    /// <summary>A long of 0 to 2^63-1.</summary>
    public static nint UInt64Long(nint p, FixedColumn<ulong> column, int row, DecodeContext context) => (nint)AvroScan.UInt64Long((byte*)p, column.Data + row, context);

    /// <summary>A decimal(39, 0) in bytes.</summary>
    public static nint Int128(nint p, FixedColumn<Int128> column, int row, DecodeContext context) => (nint)AvroScan.Int128((byte*)p, column.Data + row, context);

    /// <summary>A decimal(39, 0) in bytes.</summary>
    public static nint UInt128(nint p, FixedColumn<UInt128> column, int row, DecodeContext context) => (nint)AvroScan.UInt128((byte*)p, column.Data + row, context);

    /// <summary>A 256-bit integer, signed or not, as fixed(32).</summary>
    public static nint Int256(nint p, FixedColumn<Int256Bits> column, int row, DecodeContext context) => (nint)AvroScan.Int256((byte*)p, column.Data + row, context);

    /// <summary>A decimal in bytes, unscaled; its scale is the column's.</summary>
    public static nint Decimal(nint p, FixedColumn<Int256Bits> column, int row, int precision, DecodeContext context) => (nint)AvroScan.Decimal256((byte*)p, column.Data + row, precision, context);

    /// <summary>A float, rounded to what a Half holds.</summary>
    public static nint Half(nint p, FixedColumn<float> column, int row, DecodeContext context)
    {
        byte* next = AvroScan.Float((byte*)p, column.Data + row, context);
        column.Data[row] = (float)(Half)column.Data[row];
        return (nint)next;
    }

    /// <summary>Bytes, to the end of the column, not committed.</summary>
    public static nint Bytes(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.Bytes((byte*)p, column, context);

    /// <summary>A fixed as wide as the column.</summary>
    public static nint FixedBytes(nint p, FixedBytesColumn column, int row, DecodeContext context) => (nint)AvroScan.FixedBytes((byte*)p, column, row, context);

    /// <summary>A fixed that holds text padded with zero bytes.</summary>
    public static nint FixedText(nint p, FixedBytesColumn column, int row, DecodeContext context) => (nint)AvroScan.FixedText((byte*)p, column, row, context);

    /// <summary>A UUID as fixed(16).</summary>
    public static nint UuidFixed(nint p, FixedColumn<UuidBits> column, int row, DecodeContext context) => (nint)AvroScan.UuidFixed((byte*)p, column.Data + row, context);

    /// <summary>A string that is a URI, not committed.</summary>
    public static nint Uri(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, column, &JsonScan.IsUri, context);

    /// <summary>A string that is a version, not committed.</summary>
    public static nint Version(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, column, &JsonScan.IsVersion, context);

    /// <summary>A string of one UTF-16 code unit, not committed.</summary>
    public static nint Char(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, column, &JsonScan.IsChar, context);

    /// <summary>A string that is JSON, not committed.</summary>
    public static nint Json(nint p, StringColumn column, DecodeContext context) => (nint)AvroScan.Checked((byte*)p, column, &AvroScan.IsJson, context);

    /// <summary>A string that is an IPv4 address.</summary>
    public static nint IPv4(nint p, FixedColumn<uint> column, int row, DecodeContext context) => (nint)AvroScan.IPv4((byte*)p, column.Data + row, context);

    /// <summary>A string that is an address of either version.</summary>
    public static nint IPv6(nint p, FixedColumn<Ipv6Bits> column, int row, DecodeContext context) => (nint)AvroScan.IPv6((byte*)p, column.Data + row, context);

    /// <summary>A date in days since 1970, at most 65535.</summary>
    public static nint Date16(nint p, FixedColumn<ushort> column, int row, DecodeContext context) => (nint)AvroScan.Date16((byte*)p, column.Data + row, context);
}
