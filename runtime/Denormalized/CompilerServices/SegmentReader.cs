using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>Hands out cursors over the segments of one column, in their order.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct SegmentReader
{
    private readonly ColumnBlock _block;
    private readonly int _column;
    private int _next;

    internal SegmentReader(ColumnBlock block, int column)
    {
        _block = block;
        _column = column;
        _next = 0;
    }

    /// <summary>Cursor over values of one width: data, a null map, or end offsets.</summary>
    public unsafe FixedCursor<T> Fixed<T>()
        where T : unmanaged => new() { P = (T*)Take().Data };

    /// <summary>Cursor over values of <paramref name="width"/> bytes.</summary>
    public unsafe FixedBytesCursor Bytes(int width) => new() { P = Take().Data, Width = width };

    /// <summary>Cursor over strings.</summary>
    public unsafe StringCursor String()
    {
        Segment segment = Take();
        return new StringCursor { P = segment.Data, Texts = segment.Texts };
    }

    private Segment Take()
    {
        ReadOnlySpan<Segment> segments = _block.Segments(_column);
        return _next < segments.Length
            ? segments[_next++]
            : throw new InvalidOperationException(
                $"Column '{_block.Name(_column)}' of type {_block.Type(_column)} has only {segments.Length} segments.");
    }
}
