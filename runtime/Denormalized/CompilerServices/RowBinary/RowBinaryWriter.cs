using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Writes the values of rows in ClickHouse's RowBinary, one after the other:
/// <code>
/// T of fixed width   the value, little-endian
/// String             LEB128 length, bytes              "ab"     02 61 62
/// Nullable(X)        1, or 0 and X                     null     01
/// Array(X)           LEB128 count, then the elements   [7, 8]   02 07 08
/// Map(K, V)          LEB128 count, then K and V in turn
/// Tuple(A, B)        A, B
/// </code>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct RowBinaryWriter
{
    private WireBuffer _buffer;

    /// <summary>Makes a writer.</summary>
    public RowBinaryWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _buffer = new WireBuffer(output);
    }

    /// <summary>A value of fixed width, or a flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Value<T>(T value)
        where T : unmanaged => _buffer.Raw(value);

    /// <summary>Number of elements of an array or a map; they follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int count) => _buffer.VarInt((uint)count);

    /// <summary>A String.</summary>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void String(string value, string member) => _buffer.String(value, shift: 0, member);

    /// <summary>A String that is UTF-8 or other bytes already.</summary>
    public void Utf8(scoped ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        _buffer.Bytes(value);
    }

    /// <summary>Bytes that were laid out before.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value) => _buffer.Bytes(value);

    /// <summary>Text in a FixedString, padded with zero bytes.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000.</exception>
    public void FixedText(string value, int length, string member) => Wire.ToFixed(value, _buffer.Take(length), member);

    /// <summary>Bytes in a FixedString.</summary>
    /// <exception cref="WireRangeException">There are more or fewer.</exception>
    public void FixedBytes(scoped ReadOnlySpan<byte> value, int length, string member)
    {
        Wire.CheckFixed(value, length, member);
        _buffer.Bytes(value);
    }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush() => _buffer.Flush();
}
