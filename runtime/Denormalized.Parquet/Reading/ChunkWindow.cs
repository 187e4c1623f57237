using System.Buffers;

namespace Denormalized.ParquetFormat;

/// <summary>
/// The part of a column chunk that is in memory: a window that moves forward over the file as pages are read.
/// <code>
///   chunk  |------------------------------------------|
///   window          |===== had =====|-- asked for --|
///                        ^ Position
/// </code>
/// </summary>
internal sealed class ChunkWindow : IDisposable
{
    private byte[] _data = [];
    private long _start;
    private int _length;
    private long _end;

    /// <summary>The bytes, and <see cref="BitPacking.Padding"/> behind them.</summary>
    public byte[] Data => _data;

    /// <summary>Offset in the file of what is read next.</summary>
    public long Position { get; private set; }

    /// <summary>No byte is left.</summary>
    public bool IsAtEnd => Position >= _end;

    /// <summary>Bytes of the chunk behind <see cref="Position"/>, whether in memory or not.</summary>
    public long Left => _end - Position;

    /// <summary>Where <see cref="Position"/> is in <see cref="Data"/>.</summary>
    public int At => (int)(Position - _start);

    /// <summary>Bytes in memory from <see cref="Position"/> on.</summary>
    public int Had => Position < _start || Position > _start + _length ? 0 : (int)(_start + _length - Position);

    /// <summary>Begins with a chunk.</summary>
    public void Start(long position, long length)
    {
        (_start, _length, Position, _end) = (position, 0, position, position + length);
    }

    /// <summary>Goes on elsewhere in the chunk, or behind what was taken.</summary>
    public void MoveTo(long position) => Position = position;

    /// <summary>Where the file's bytes from the returned offset on are to be put: so many from <see cref="Position"/> on at least.</summary>
    /// <param name="wanted">Not more than <see cref="Left"/>.</param>
    /// <param name="ahead">Read so many where they are there.</param>
    public (long Offset, Memory<byte> Room) Extend(int wanted, int ahead)
    {
        int had = Had;
        int size = (int)Math.Min(Left, Math.Max(wanted, ahead));
        byte[] data = _data;
        if (_data.Length < size + BitPacking.Padding)
        {
            data = ArrayPool<byte>.Shared.Rent(size + BitPacking.Padding);
        }

        _data.AsSpan(had == 0 ? 0 : At, had).CopyTo(data);
        if (data != _data)
        {
            Dispose();
            _data = data;
        }

        (_start, _length) = (Position, size);
        return (_start + had, _data.AsMemory(had, size - had));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_data.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_data);
        }

        _data = [];
    }
}
