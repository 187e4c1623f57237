using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>Bytes in unmanaged memory that grow at their end.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>Readable bytes behind the end, for readers that load more than they need.</summary>
    private const int Padding = 64;

    private long _capacity;

    /// <summary>First byte; moves when the buffer grows.</summary>
    public byte* Data { get; private set; }

    /// <summary>Bytes that were written.</summary>
    public long Length { get; set; }

    /// <summary>Room for <paramref name="count"/> bytes at the end, which count as written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(long count)
    {
        if (_capacity - Length < count)
        {
            Grow(count);
        }

        byte* place = Data + Length;
        Length += count;
        return place;
    }

    public void Append(byte* source, long count) => Buffer.MemoryCopy(source, Take(count), count, count);

    public void Dispose()
    {
        NativeMemory.Free(Data);
        Data = null;
        Length = _capacity = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long count)
    {
        _capacity = Math.Max(Length + count, Math.Max(256, _capacity * 2));
        Data = (byte*)NativeMemory.Realloc(Data, (nuint)_capacity + Padding);
    }
}
