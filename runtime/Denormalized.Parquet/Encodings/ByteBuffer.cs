using System.Runtime.CompilerServices;

namespace Denormalized.ParquetFormat;

/// <summary>Bytes that grow at their end and keep their memory.</summary>
internal sealed class ByteBuffer
{
    private byte[] _data = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _data.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _data.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>So many bytes at least behind the end; <see cref="Advance"/> says how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int bytes)
    {
        if (_data.Length - Length < bytes)
        {
            Grow(bytes);
        }

        return _data.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int bytes) => Length += bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Bytes that were written, to change.</summary>
    public Span<byte> Written(int at, int count) => _data.AsSpan(at, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes) =>
        Array.Resize(ref _data, (int)Math.Max((long)Length + bytes, Math.Min(Array.MaxLength, Math.Max(256, _data.Length * 2L))));
}
