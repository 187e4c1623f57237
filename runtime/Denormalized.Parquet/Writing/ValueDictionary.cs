using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>The distinct values of a chunk, in the order in which they came: an open hash table over the PLAIN-encoded keys.</summary>
/// <param name="width">Bytes of a value; 0 for texts, which have a length in front.</param>
internal sealed class ValueDictionary(int width)
{
    private const int LengthPrefix = 4;

    private readonly ByteBuffer _keys = new();
    private int[] _slots = new int[1024];
    private uint[] _hashes = new uint[512];
    private int[] _ends = new int[512];

    public int Count { get; private set; }

    /// <summary>The keys PLAIN-encoded: the dictionary page.</summary>
    public ReadOnlySpan<byte> Plain => _keys.Span;

    /// <summary>A key without its length.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        int start = (index == 0 ? 0 : _ends[index - 1]) + (width == 0 ? LengthPrefix : 0);
        return _keys.Span[start.._ends[index]];
    }

    /// <summary>A key as it stands in a page.</summary>
    public ReadOnlySpan<byte> PlainKey(int index) => _keys.Span[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_slots);
        }

        Count = 0;
        _keys.Clear();
    }

    /// <summary>Index of the value, which is added when it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(ReadOnlySpan<byte> value)
    {
        uint hash = Hash(value);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0)
            {
                return AddNew(value, hash, slot);
            }

            if (_hashes[index] == hash && Key(index).SequenceEqual(value))
            {
                return index;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddNew(ReadOnlySpan<byte> value, uint hash, int slot)
    {
        if (Count == _hashes.Length)
        {
            Grow();
            int mask = _slots.Length - 1;
            for (slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
            {
            }
        }

        if (width == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_keys.Room(LengthPrefix), value.Length);
            _keys.Advance(LengthPrefix);
        }

        _keys.Append(value);
        _ends[Count] = _keys.Length;
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _hashes, 2 * Count);
        Array.Resize(ref _ends, 2 * Count);
        _slots = new int[2 * _slots.Length];
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)_hashes[i] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>Two multiplications for sixteen bytes; good enough for a table that compares the values too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        const ulong A = 0x9E3779B97F4A7C15, B = 0xC2B2AE3D27D4EB4F;
        ref byte p = ref MemoryMarshal.GetReference(value);
        int length = value.Length;
        ulong hash = (ulong)length * A;
        if (length >= 8)
        {
            for (int at = 0; at < length - 8; at += 8)
            {
                hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, at)), B);
            }

            hash ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, length - 8));
        }
        else if (length >= 4)
        {
            hash ^= Unsafe.ReadUnaligned<uint>(ref p) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref p, length - 4)) << 32);
        }
        else
        {
            for (int i = 0; i < length; i++)
            {
                hash ^= (ulong)Unsafe.Add(ref p, i) << (8 * (i + 1));
            }
        }

        return (uint)(Mix(hash, A) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value, ulong factor)
    {
        value *= factor;
        return value ^ (value >> 29);
    }
}
