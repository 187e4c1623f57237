using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Reads the values of rows in ClickHouse's RowBinary (see <see cref="RowBinaryWriter"/>) from bytes of which more may come:
/// each method returns false where the value is not complete, and its row is read again then.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe ref struct RowBinaryReader
{
    private readonly byte* _end;
    private byte* _next;

    internal RowBinaryReader(byte* start, byte* end)
    {
        _next = start;
        _end = end;
    }

    internal readonly byte* Next => _next;

    /// <summary>A value of fixed width, or a flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryValue<T>(out T value)
        where T : unmanaged
    {
        if (_end - _next < sizeof(T))
        {
            value = default;
            return false;
        }

        value = Unsafe.ReadUnaligned<T>(_next);
        _next += sizeof(T);
        return true;
    }

    /// <summary>The bytes of a FixedString.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBytes(int width, out ReadOnlySpan<byte> value)
    {
        if (_end - _next < width)
        {
            value = default;
            return false;
        }

        value = new ReadOnlySpan<byte>(_next, width);
        _next += width;
        return true;
    }

    /// <summary>A String as the bytes that it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryUtf8(out ReadOnlySpan<byte> value)
    {
        if (!TryLength(out int length))
        {
            value = default;
            return false;
        }

        value = new ReadOnlySpan<byte>(_next, length);
        _next += length;
        return true;
    }

    /// <summary>A String.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryString(out string value)
    {
        if (!TryLength(out int length))
        {
            value = "";
            return false;
        }

        value = Utf16.Decode(_next, length);
        _next += length;
        return true;
    }

    /// <summary>
    /// Number of elements of an array or a map. Each takes a byte at least, so there are never more of them than bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCount(out int count) => TryLength(out count);

    /// <summary>Passes a number of bytes over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkip(long count)
    {
        if (_end - _next < count)
        {
            return false;
        }

        _next += count;
        return true;
    }

    /// <summary>Passes a String over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkipText() => TryLength(out int length) && TrySkip(length);

    /// <summary>A number that is not larger than that of the bytes behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLength(out int length)
    {
        byte* p = _next;
        if (p < _end && *p < 0x80)
        {
            length = *p;
            _next = p + 1;
            return length <= _end - _next;
        }

        return TryLengthSlow(out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLengthSlow(out int length)
    {
        byte* p = VarInt.ReadBounded(_next, _end, out ulong value, out bool isMalformed);
        length = (int)value;
        if (isMalformed || value > int.MaxValue)
        {
            throw new InvalidDataException($"A length of {(isMalformed ? "more than 64 bits" : value.ToString(System.Globalization.CultureInfo.InvariantCulture))} is not that of a value in ClickHouse's RowBinary format.");
        }

        if (p == null || length > _end - p)
        {
            return false;
        }

        _next = p;
        return true;
    }
}
