using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Wide numbers, bytes, and strings that stand for something else.</content>
public static unsafe partial class JsonDecode
{
    /// <summary>An integer, plain or in quotes.</summary>
    public static nint Int128(nint p, FixedColumn<Int128> column, int row, DecodeContext context) => (nint)JsonScan.Int128((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    public static nint UInt128(nint p, FixedColumn<UInt128> column, int row, DecodeContext context) => (nint)JsonScan.UInt128((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    public static nint Int256(nint p, FixedColumn<Int256Bits> column, int row, DecodeContext context) => (nint)JsonScan.Int256((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    public static nint UInt256(nint p, FixedColumn<Int256Bits> column, int row, DecodeContext context) => (nint)JsonScan.UInt256((byte*)p, column.Data + row, context);

    /// <summary>A decimal with this precision and scale, unscaled.</summary>
    public static nint Decimal(nint p, FixedColumn<Int256Bits> column, int row, int precision, int scale, DecodeContext context) => (nint)JsonScan.Decimal256((byte*)p, column.Data + row, precision, scale, context);

    /// <summary>A number, rounded to what a Half holds; refused where that is infinite.</summary>
    public static nint Half(nint p, FixedColumn<float> column, int row, DecodeContext context)
    {
        byte* next = JsonScan.Float32Quoted((byte*)p, column.Data + row, context);
        column.Data[row] = (float)(Half)column.Data[row];
        return next == null || float.IsFinite(column.Data[row]) ? (nint)next : Fail(p, DecodeFailure.Range, context);
    }

    /// <summary>Bytes in base64, to the end of the column, not committed.</summary>
    public static nint Bytes(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.Bytes((byte*)p, column, context);

    /// <summary>As many bytes in base64 as the column is wide.</summary>
    public static nint FixedBytes(nint p, FixedBytesColumn column, int row, DecodeContext context) => (nint)JsonScan.FixedBytes((byte*)p, column, row, context);

    /// <summary>Text of at most as many bytes as the column is wide.</summary>
    public static nint FixedText(nint p, FixedBytesColumn column, int row, DecodeContext context) => (nint)JsonScan.FixedText((byte*)p, column, row, context);

    /// <summary>An absolute or relative URI, not committed.</summary>
    public static nint Uri(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.Checked((byte*)p, column, &JsonScan.IsUri, context);

    /// <summary>A version, not committed.</summary>
    public static nint Version(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.Checked((byte*)p, column, &JsonScan.IsVersion, context);

    /// <summary>A string of one UTF-16 code unit, not committed.</summary>
    public static nint Char(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.Checked((byte*)p, column, &JsonScan.IsChar, context);

    /// <summary>JSON of any kind as it stands, not committed.</summary>
    public static nint Json(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.Json((byte*)p, column, context);

    /// <summary>An IPv4 address.</summary>
    public static nint IPv4(nint p, FixedColumn<uint> column, int row, DecodeContext context) => (nint)JsonScan.IPv4((byte*)p, column.Data + row, context);

    /// <summary>An address of either version.</summary>
    public static nint IPv6(nint p, FixedColumn<Ipv6Bits> column, int row, DecodeContext context) => (nint)JsonScan.IPv6((byte*)p, column.Data + row, context);

    /// <summary>A date of 1970-01-01 to 2149-06-06.</summary>
    public static nint Date16(nint p, FixedColumn<ushort> column, int row, DecodeContext context)
    {
        int days;
        byte* next = JsonScan.Date((byte*)p, &days, context);
        column.Data[row] = (ushort)days;
        return next == null || days is >= 0 and <= ushort.MaxValue ? (nint)next : Fail(p, DecodeFailure.Range, context);
    }

    /// <summary>An ISO 8601 date and time without zone in units of 10^-<paramref name="digits"/> s since 1970.</summary>
    public static nint LocalTime(nint p, FixedColumn<long> column, int row, int digits, DecodeContext context) => (nint)JsonScan.LocalTime((byte*)p, column.Data + row, digits, context);
}
