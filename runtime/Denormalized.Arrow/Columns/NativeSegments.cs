using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Denormalized.CompilerServices;

namespace Denormalized.ArrowFormat;

/// <summary>Hands out the segments of one column of a block, in their order.</summary>
internal sealed class SegmentQueue(ColumnBlock block, int column)
{
    private int _next;

    public Segment Take() => block.Segments(column)[_next++];
}

/// <summary>
/// Segments that are made of arrays. Where the layouts agree, a segment is the array's own memory, pinned; else it is memory of
/// this object. Valid until it is disposed.
/// </summary>
internal sealed unsafe class NativeSegments : IDisposable
{
    /// <summary>Readers of columns load wider than a value.</summary>
    private const int Padding = 64;

    private readonly List<nint> _owned = [];
    private readonly List<MemoryHandle> _pinned = [];

    private readonly List<(nint Data, long Bytes)> _segments = [];

    /// <summary>A new segment to be filled.</summary>
    public byte* Add(long bytes)
    {
        nint data = (nint)NativeMemory.Alloc((nuint)(bytes + Padding));
        _owned.Add(data);
        _segments.Add((data, bytes));
        return (byte*)data;
    }

    /// <summary>Shortens the last segment, of which not all was needed.</summary>
    public void Trim(long bytes) => _segments[^1] = _segments[^1] with { Bytes = bytes };

    /// <summary>A part of an array's buffer as it lies.</summary>
    public void Share(ArrowBuffer buffer, long offset, long bytes)
    {
        MemoryHandle pin = buffer.Memory.Pin();
        _pinned.Add(pin);
        if (offset + bytes + Padding <= buffer.Memory.Length)
        {
            _segments.Add(((nint)pin.Pointer + (nint)offset, bytes));
            return;
        }

        // A wide load at its end would leave the buffer.
        buffer.Span.Slice((int)offset, (int)bytes).CopyTo(new Span<byte>(Add(bytes), (int)bytes));
    }

    public void AddTo(ColumnBlock block)
    {
        foreach ((nint data, long bytes) in _segments)
        {
            block.Add((void*)data, bytes);
        }

        _segments.Clear();
    }

    public void Dispose()
    {
        _owned.ForEach(data => NativeMemory.Free((void*)data));
        _pinned.ForEach(pin => pin.Dispose());
        _owned.Clear();
        _pinned.Clear();
        GC.SuppressFinalize(this);
    }

    ~NativeSegments() => Dispose();
}
