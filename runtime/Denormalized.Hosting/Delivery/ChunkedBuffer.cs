using System.Buffers;

namespace Denormalized.Hosting;

/// <summary>A growing buffer of pooled chunks: the body of an insert, which outlives the columns it was written from.</summary>
internal sealed class ChunkedBuffer : IBufferWriter<byte>, IDisposable
{
    private const int ChunkSize = 2 << 20;

    private readonly List<byte[]> _arrays = [];
    private readonly List<int> _used = [];

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>What was written; valid until <see cref="Dispose"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks
    {
        get
        {
            var chunks = new ReadOnlyMemory<byte>[_arrays.Count];
            for (var i = 0; i < chunks.Length; i++)
            {
                chunks[i] = _arrays[i].AsMemory(0, _used[i]);
            }

            return chunks;
        }
    }

    public void Advance(int count)
    {
        _used[^1] += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_arrays.Count == 0 || _arrays[^1].Length - _used[^1] < Math.Max(sizeHint, 1))
        {
            _arrays.Add(ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, ChunkSize)));
            _used.Add(0);
        }

        return _arrays[^1].AsMemory(_used[^1]);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        foreach (var array in _arrays)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _arrays.Clear();
        _used.Clear();
    }
}
