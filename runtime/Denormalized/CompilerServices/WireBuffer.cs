using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>What the writers of row formats have in common: the room that a buffer writer gave, and how much of it is used.</summary>
internal unsafe ref struct WireBuffer(IBufferWriter<byte> output)
{
    /// <summary>Room that is asked for at least, so that a record of small fields asks once.</summary>
    private const int SmallestSpan = 512;

    private Span<byte> _span;
    private int _at;

    private readonly ref byte Here => ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _at);

    /// <summary>Unsigned LEB128, see <see cref="CompilerServices.VarInt"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void VarInt(ulong value)
    {
        Ensure(CompilerServices.VarInt.MaxBytes);
        _at += CompilerServices.VarInt.Write(ref Here, value);
    }

    /// <summary>A value as it lies in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw<T>(T value)
        where T : unmanaged
    {
        Ensure(sizeof(T));
        Unsafe.WriteUnaligned(ref Here, value);
        _at += sizeof(T);
    }

    /// <summary>The first bytes of a number, lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void First(int count, long value)
    {
        Ensure(sizeof(long));
        Unsafe.WriteUnaligned(ref Here, value);
        _at += count;
    }

    /// <summary>Bytes as they are.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Room for bytes that the caller writes.</summary>
    public Span<byte> Take(int count)
    {
        Ensure(count);
        Span<byte> room = _span.Slice(_at, count);
        _at += count;
        return room;
    }

    /// <summary>UTF-8 behind its length, which is shifted: by 1 it is the zigzag of Avro, by 0 the length of ClickHouse.</summary>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void String(string value, int shift, string member)
    {
        int count = value.Length;
        if (count < 1 << 13)
        {
            Ensure((3 * count) + CompilerServices.VarInt.MaxBytes);

            // The prefix is written for the ASCII case; the units go straight behind it.
            int length = count << shift;
            int prefix = length < 1 << 7 ? 1 : 2;
            ref byte p = ref Here;
            if (Utf16.TryNarrow(value, ref Unsafe.Add(ref p, prefix)))
            {
                if (prefix == 1)
                {
                    p = (byte)length;
                }
                else
                {
                    Unsafe.WriteUnaligned(ref p, (ushort)((length & 0x7F) | 0x80 | (length >> 7 << 8)));
                }

                _at += prefix + count;
                return;
            }
        }

        StringSlow(value, shift, member);
    }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush()
    {
        if (_at != 0)
        {
            output.Advance(_at);
        }

        _span = default;
        _at = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int room)
    {
        if (_span.Length - _at < room)
        {
            More(room);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void More(int room)
    {
        Flush();
        _span = output.GetSpan(Math.Max(room, SmallestSpan));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StringSlow(string value, int shift, string member)
    {
        int bytes = Utf16.ByteCount(value, member);
        VarInt((ulong)bytes << shift);
        Utf16.Encode(value, Take(bytes));
    }
}
