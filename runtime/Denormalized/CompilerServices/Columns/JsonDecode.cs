using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// <see cref="JsonScan"/> for code that is not <c>unsafe</c>: addresses are <c>nint</c>, 0 means refused, values go to a
/// row of a column. Addresses lie in the padded copy that <see cref="DecodeContext"/> holds, so no scanner can run past it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class JsonDecode
{
    /// <summary>Copies a message behind which zero bytes follow; 0 when it is too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Load(DecodeContext context, ReadOnlySpan<byte> message, out nint end)
    {
        byte* p = context.Load(message, out byte* last);
        end = (nint)last;
        return (nint)p;
    }

    /// <summary>Records a refusal; always 0.</summary>
    public static nint Fail(nint p, DecodeFailure failure, DecodeContext context) => (nint)context.Fail((byte*)p, failure);

    /// <summary>Records a refusal that names a member; always 0.</summary>
    public static nint Fail(nint p, DecodeFailure failure, string member, DecodeContext context) => (nint)context.Fail((byte*)p, failure, member);

    /// <summary>Only white space is left; else the message is refused.</summary>
    public static bool AtEnd(nint p, nint end, DecodeContext context)
    {
        p = Ws(p);
        return p == end || Fail(p, DecodeFailure.Trailing, context) != 0;
    }

    /// <summary>Skips white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Ws(nint p) => (nint)JsonScan.Ws((byte*)p);

    /// <summary>The bytes at <paramref name="p"/> are these, among which is no NUL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(nint p, ReadOnlySpan<byte> literal) => JsonScan.Is((byte*)p, literal);

    /// <summary>The byte at <paramref name="p"/> is this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(nint p, char character) => *(byte*)p == (byte)character;

    /// <summary>The value is <c>null</c>, four bytes long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNull(nint p) => *(uint*)p == 0x6C6C756E;

    /// <summary>Reads a key behind its opening quote and the colon; unescaped where it has escapes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Key(nint p, out nint key, out int length, DecodeContext context)
    {
        byte* s = (byte*)p;
        length = JsonScan.KeyLength(s);
        if (length >= 0)
        {
            key = p;
            s += length + 1;
        }
        else
        {
            s = JsonScan.Key(s, context, out byte* name, out length);
            key = (nint)name;
            if (s == null)
            {
                return 0;
            }
        }

        s = JsonScan.Ws(s);
        return *s == (byte)':' ? (nint)JsonScan.Ws(s + 1) : (nint)context.Fail(s, DecodeFailure.Colon);
    }

    /// <summary>The value of the first member of an object that is called <paramref name="name"/>, wherever it stands.</summary>
    public static nint Find(nint p, ReadOnlySpan<byte> name, string member, DecodeContext context)
    {
        if (!Is(p, '{'))
        {
            return Fail(p, DecodeFailure.NotAnObject, context);
        }

        nint start = p;
        for (p = Ws(p + 1); !Is(p, '}'); p = Ws(p + 1))
        {
            if (!Is(p, '"'))
            {
                return Fail(p, DecodeFailure.Key, context);
            }

            p = Key(p + 1, out nint key, out int length, context);
            if (p == 0 || new ReadOnlySpan<byte>((void*)key, length).SequenceEqual(name))
            {
                return p;
            }

            p = Skip(p, context);
            if (p == 0)
            {
                return 0;
            }

            p = Ws(p);
            if (Is(p, '}'))
            {
                break;
            }

            if (!Is(p, ','))
            {
                return Fail(p, DecodeFailure.CommaOrEnd, context);
            }
        }

        return Fail(start, DecodeFailure.Missing, member, context);
    }

    /// <summary>Skips a value of any kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Skip(nint p, DecodeContext context) => (nint)JsonScan.Skip((byte*)p, context);

    /// <summary>true or false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Bool(nint p, FixedColumn<byte> column, int row, DecodeContext context) => (nint)JsonScan.Bool((byte*)p, column.Data + row, context);

    /// <summary>A string, to the end of the column, not committed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint String(nint p, StringColumn column, DecodeContext context) => (nint)JsonScan.String((byte*)p, column, context);

    /// <summary>A UUID in text form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Uuid(nint p, FixedColumn<UuidBits> column, int row, DecodeContext context) => (nint)JsonScan.Uuid((byte*)p, column.Data + row, context);

    /// <summary>An ISO 8601 instant in units of 10^-<paramref name="digits"/> s since 1970.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Instant(nint p, FixedColumn<long> column, int row, int digits, DecodeContext context) => (nint)JsonScan.Instant((byte*)p, column.Data + row, digits, context);

    /// <summary>An ISO 8601 instant in units of 10^-<paramref name="digits"/> s since 1970, and its offset from UTC in minutes.</summary>
    public static nint Instant(nint p, FixedColumn<long> column, FixedColumn<short> offset, int row, int digits, DecodeContext context)
        => (nint)JsonScan.InstantWithOffset((byte*)p, column.Data + row, offset.Data + row, digits, context);

    /// <summary>A number that counts units of 10^-<paramref name="epochDigits"/> s since 1970.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Epoch(nint p, FixedColumn<long> column, int row, int epochDigits, int digits, DecodeContext context) => (nint)JsonScan.Epoch((byte*)p, column.Data + row, epochDigits, digits, context);

    /// <summary>A date in days since 1970.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Date(nint p, FixedColumn<int> column, int row, DecodeContext context) => (nint)JsonScan.Date((byte*)p, column.Data + row, context);

    /// <summary>A time of day in microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Time(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)JsonScan.Time((byte*)p, column.Data + row, context);

    /// <summary>A duration in microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Duration(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)JsonScan.Duration((byte*)p, column.Data + row, context);

    /// <summary>A decimal with this precision and scale, unscaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<int> column, int row, int precision, int scale, DecodeContext context) => (nint)JsonScan.Decimal32((byte*)p, column.Data + row, precision, scale, context);

    /// <summary>A decimal with this precision and scale, unscaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<long> column, int row, int precision, int scale, DecodeContext context) => (nint)JsonScan.Decimal64((byte*)p, column.Data + row, precision, scale, context);

    /// <summary>A decimal with this precision and scale, unscaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Decimal(nint p, FixedColumn<Int128> column, int row, int precision, int scale, DecodeContext context) => (nint)JsonScan.Decimal128((byte*)p, column.Data + row, precision, scale, context);

    /// <summary>The unescaped text of a string, valid until the next text is read; used for enums.</summary>
    public static nint Text(nint p, out ReadOnlySpan<byte> text, DecodeContext context)
    {
        byte* end = JsonScan.Text((byte*)p, context, out byte* start, out int length);
        text = new ReadOnlySpan<byte>(start, end == null ? 0 : length);
        return (nint)end;
    }

    /// <summary>The number behind an enum that is not written by name.</summary>
    public static nint Int64(nint p, out long value, DecodeContext context)
    {
        long read = 0;
        byte* end = JsonScan.Int64((byte*)p, &read, context);
        value = read;
        return (nint)end;
    }

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int8(nint p, FixedColumn<sbyte> column, int row, DecodeContext context) => (nint)JsonScan.Int8((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int8Quoted(nint p, FixedColumn<sbyte> column, int row, DecodeContext context) => (nint)JsonScan.Int8Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int16(nint p, FixedColumn<short> column, int row, DecodeContext context) => (nint)JsonScan.Int16((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int16Quoted(nint p, FixedColumn<short> column, int row, DecodeContext context) => (nint)JsonScan.Int16Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int32(nint p, FixedColumn<int> column, int row, DecodeContext context) => (nint)JsonScan.Int32((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int32Quoted(nint p, FixedColumn<int> column, int row, DecodeContext context) => (nint)JsonScan.Int32Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int64(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)JsonScan.Int64((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Int64Quoted(nint p, FixedColumn<long> column, int row, DecodeContext context) => (nint)JsonScan.Int64Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt8(nint p, FixedColumn<byte> column, int row, DecodeContext context) => (nint)JsonScan.UInt8((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt8Quoted(nint p, FixedColumn<byte> column, int row, DecodeContext context) => (nint)JsonScan.UInt8Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt16(nint p, FixedColumn<ushort> column, int row, DecodeContext context) => (nint)JsonScan.UInt16((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt16Quoted(nint p, FixedColumn<ushort> column, int row, DecodeContext context) => (nint)JsonScan.UInt16Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt32(nint p, FixedColumn<uint> column, int row, DecodeContext context) => (nint)JsonScan.UInt32((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt32Quoted(nint p, FixedColumn<uint> column, int row, DecodeContext context) => (nint)JsonScan.UInt32Quoted((byte*)p, column.Data + row, context);

    /// <summary>An integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt64(nint p, FixedColumn<ulong> column, int row, DecodeContext context) => (nint)JsonScan.UInt64((byte*)p, column.Data + row, context);

    /// <summary>An integer, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint UInt64Quoted(nint p, FixedColumn<ulong> column, int row, DecodeContext context) => (nint)JsonScan.UInt64Quoted((byte*)p, column.Data + row, context);

    /// <summary>A number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float32(nint p, FixedColumn<float> column, int row, DecodeContext context) => (nint)JsonScan.Float32((byte*)p, column.Data + row, context);

    /// <summary>A number, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float32Quoted(nint p, FixedColumn<float> column, int row, DecodeContext context) => (nint)JsonScan.Float32Quoted((byte*)p, column.Data + row, context);

    /// <summary>A number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float64(nint p, FixedColumn<double> column, int row, DecodeContext context) => (nint)JsonScan.Float64((byte*)p, column.Data + row, context);

    /// <summary>A number, plain or in quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Float64Quoted(nint p, FixedColumn<double> column, int row, DecodeContext context) => (nint)JsonScan.Float64Quoted((byte*)p, column.Data + row, context);
}
