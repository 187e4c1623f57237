using System.Buffers;
using System.Runtime.CompilerServices;

namespace Denormalized.ParquetFormat;

/// <summary>Values that grow at their end, in memory of the shared pool: file after file costs no garbage.</summary>
internal class PoolBuffer<T> : IDisposable
    where T : unmanaged
{
    private T[] _data = [];

    public int Length { get; private set; }

    public Span<T> Span => _data.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>So many values at least behind the end; <see cref="Advance"/> says how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Room(int count)
    {
        if (_data.Length - Length < count)
        {
            Grow(count);
        }

        return _data.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => Length += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<T> values)
    {
        values.CopyTo(Room(values.Length));
        Length += values.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value)
    {
        if (Length == _data.Length)
        {
            Grow(1);
        }

        _data[Length++] = value;
    }

    /// <summary>Gives the memory back; the buffer is empty.</summary>
    public void Dispose()
    {
        T[] data = _data;
        (_data, Length) = ([], 0);
        if (data.Length > 0)
        {
            ArrayPool<T>.Shared.Return(data);
        }
    }

    protected ReadOnlyMemory<T> AsMemory() => _data.AsMemory(0, Length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        T[] larger = ArrayPool<T>.Shared.Rent((int)Math.Max((long)Length + count, Math.Min(Array.MaxLength, Math.Max(256, _data.Length * 2L))));
        Span.CopyTo(larger);
        if (_data.Length > 0)
        {
            ArrayPool<T>.Shared.Return(_data);
        }

        _data = larger;
    }
}

/// <summary>Bytes that grow at their end.</summary>
internal sealed class ByteBuffer : PoolBuffer<byte>
{
    public ReadOnlyMemory<byte> Memory => AsMemory();
}
