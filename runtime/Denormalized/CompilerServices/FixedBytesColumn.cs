using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>Values of <paramref name="width"/> bytes each, one after the other: ClickHouse's FixedString.</summary>
/// <param name="width">Bytes of a value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class FixedBytesColumn(int width) : IFixedColumn
{
    private byte* _data;
    private int _capacity;

    /// <summary>Bytes of a value.</summary>
    public int Width { get; } = width;

    /// <summary>Writes a value of at most <see cref="Width"/> bytes into a row for which there is room; zeros follow it.</summary>
    public void Set(int row, scoped ReadOnlySpan<byte> value)
    {
        var place = new Span<byte>(_data + ((nint)row * Width), Width);
        value.CopyTo(place);
        place[value.Length..].Clear();
    }

    /// <summary>Writes text, padded with zeros.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000, which could not be told from padding.</exception>
    public void SetText(int row, string value, [CallerArgumentExpression(nameof(value))] string member = "")
        => Wire.ToFixed(value, new Span<byte>(_data + ((nint)row * Width), Width), member);

    /// <summary>Writes exactly <see cref="Width"/> bytes.</summary>
    /// <exception cref="WireRangeException">There are more or fewer.</exception>
    public void SetBytes(int row, scoped ReadOnlySpan<byte> value, string member)
    {
        Wire.CheckFixed(value, Width, member);
        Set(row, value);
    }

    /// <summary>The bytes of a row that was written.</summary>
    public ReadOnlySpan<byte> Get(int row) => new(_data + ((nint)row * Width), Width);

    /// <summary>Cursor at the first value.</summary>
    public FixedBytesCursor Cursor() => new() { P = _data, Width = Width };

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_data);
        _data = null;
        _capacity = 0;
    }

    void IFixedColumn.Grow(int capacity)
    {
        if (capacity > _capacity)
        {
            _data = (byte*)NativeMemory.Realloc(_data, (nuint)capacity * (nuint)Width);
            _capacity = capacity;
        }
    }

    void IFixedColumn.AddTo(ColumnBlock block, int count) => block.Add(_data, (long)count * Width);
}

/// <summary>Reads values of one number of bytes in order. There are no checks: the extents were validated before.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct FixedBytesCursor
{
    /// <summary>The next value.</summary>
    public byte* P;

    /// <summary>Bytes of a value.</summary>
    public int Width;

    /// <summary>Takes the next value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Next()
    {
        var value = new ReadOnlySpan<byte>(P, Width);
        P += Width;
        return value;
    }
}
