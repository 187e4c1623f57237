using System.Buffers;
using System.Runtime.InteropServices;
using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>Memory that an <see cref="AvroResolver"/> writes one message after the other into; not thread-safe.</summary>
public sealed class AvroBuffer : IDisposable
{
    private byte[] _bytes = [];
    private int[] _offsets = [];
    private int _offsetsUsed;

    /// <summary>A message that would become longer is refused as <see cref="DecodeFailure.TooLarge"/>.</summary>
    public int MaxBytes { get; set; } = 64 << 20;

    /// <summary>Why the last message was refused; offsets are those of the message as it was written.</summary>
    public DecodeError Error { get; internal set; }

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        Length = 0;
    }

    internal void Clear()
    {
        Length = 0;
        _offsetsUsed = 0;
    }

    internal bool TryWrite(scoped ReadOnlySpan<byte> bytes, ref AvroCursor input)
    {
        if (bytes.Length > _bytes.Length - Length && !TryGrow(bytes.Length))
        {
            return input.Fail(DecodeFailure.TooLarge, input.At);
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
        return true;
    }

    internal bool TryWriteLong(long value, ref AvroCursor input)
    {
        Span<byte> bytes = stackalloc byte[VarInt.MaxBytes];
        int count = 0;
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            bytes[count++] = (byte)(zigzag | 0x80);
        }

        bytes[count++] = (byte)zigzag;
        return TryWrite(bytes[..count], ref input);
    }

    internal bool TryWriteRaw<T>(T value, ref AvroCursor input)
        where T : unmanaged => TryWrite(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), ref input);

    /// <summary>Room for the offsets of a record's fields, given back with <see cref="FreeOffsets"/> in reverse order.</summary>
    internal int TakeOffsets(int count)
    {
        int start = _offsetsUsed;
        _offsetsUsed += count;
        if (_offsetsUsed > _offsets.Length)
        {
            Array.Resize(ref _offsets, Math.Max(_offsetsUsed, 2 * _offsets.Length));
        }

        return start;
    }

    internal void FreeOffsets(int start) => _offsetsUsed = start;

    internal ref int Offset(int index) => ref _offsets[index];

    private bool TryGrow(int more)
    {
        long needed = (long)Length + more;
        if (needed > MaxBytes)
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, Math.Max(4096, 2L * _bytes.Length)), Math.Max(needed, MaxBytes)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
        return true;
    }
}
