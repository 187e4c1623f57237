using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>
/// The distinct values of a chunk, in the order in which they came: an open hash table over the PLAIN-encoded keys. The first and
/// last eight bytes of a key stand beside its hash, which is all of it up to sixteen.
/// </summary>
/// <param name="width">Bytes of a value; 0 for texts, which have a length in front.</param>
internal sealed class ValueDictionary(int width) : IDisposable
{
    private const int LengthPrefix = 4;
    private const ulong A = 0x9E3779B97F4A7C15, B = 0xC2B2AE3D27D4EB4F;

    private readonly ByteBuffer _keys = new();
    private readonly PoolBuffer<Entry> _entries = new();
    private readonly PoolBuffer<int> _slots = new();

    public int Count => _entries.Length;

    /// <summary>The keys PLAIN-encoded: the dictionary page.</summary>
    public ReadOnlySpan<byte> Plain => _keys.Span;

    public int PlainLength => _keys.Length;

    /// <summary>A key without its length.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        Entry entry = _entries.Span[index];
        return _keys.Span.Slice(entry.Start, entry.Length);
    }

    /// <summary>A key as it stands in a page.</summary>
    public ReadOnlySpan<byte> PlainKey(int index)
    {
        Entry entry = _entries.Span[index];
        int prefix = width == 0 ? LengthPrefix : 0;
        return _keys.Span.Slice(entry.Start - prefix, entry.Length + prefix);
    }

    /// <summary>Whether the key comes for the first time in the page of this number, from 1 on.</summary>
    public bool IsFirstIn(int index, int page)
    {
        ref Entry entry = ref _entries.Span[index];
        bool isFirst = entry.Page != page;
        entry.Page = page;
        return isFirst;
    }

    public void Clear()
    {
        _slots.Span.Clear();
        _entries.Clear();
        _keys.Clear();
    }

    public void Dispose()
    {
        _keys.Dispose();
        _entries.Dispose();
        _slots.Dispose();
    }

    /// <summary>Index of the value, which is added when it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(ReadOnlySpan<byte> value)
    {
        ref byte p = ref MemoryMarshal.GetReference(value);
        int length = value.Length;
        ulong low, high;
        if (length >= 8)
        {
            low = Unsafe.ReadUnaligned<ulong>(ref p);
            high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, length - 8));
        }
        else if (length >= 4)
        {
            low = Unsafe.ReadUnaligned<uint>(ref p);
            high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref p, length - 4));
        }
        else
        {
            (low, high) = (0, 0);
            for (int i = 0; i < length; i++)
            {
                low |= (ulong)Unsafe.Add(ref p, i) << (8 * i);
            }
        }

        ulong hash = Mix(low ^ ((ulong)length * A), B) ^ high;
        for (int at = 8; at < length - 8; at += 8)
        {
            hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, at)), B);
        }

        return Find(new Entry { Low = low, High = high, Hash = (uint)(Mix(hash, A) >> 32), Length = length }, value);
    }

    /// <summary>Index of a number of four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(in uint value) => Find(
        new Entry { Low = value, High = value, Hash = (uint)(Mix(value, A) >> 32), Length = sizeof(uint) }, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Index of a number of eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(in ulong value) => Find(
        new Entry { Low = value, High = value, Hash = (uint)(Mix(value, A) >> 32), Length = sizeof(ulong) }, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(in Entry wanted, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<int> slots = _slots.Span;
        ReadOnlySpan<Entry> entries = _entries.Span;
        int mask = slots.Length - 1;
        for (int slot = (int)wanted.Hash & mask; (uint)slot < (uint)slots.Length; slot = (slot + 1) & mask)
        {
            int index = slots[slot] - 1;
            if (index < 0)
            {
                break;
            }

            ref readonly Entry entry = ref entries[index];
            if (entry.Low == wanted.Low && entry.High == wanted.High && entry.Length == wanted.Length && (wanted.Length <= 16 || IsSame(entry, value)))
            {
                return index;
            }
        }

        return AddNew(wanted, value);
    }

    private bool IsSame(in Entry entry, ReadOnlySpan<byte> value) => _keys.Span.Slice(entry.Start, entry.Length).SequenceEqual(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddNew(Entry entry, ReadOnlySpan<byte> value)
    {
        if (2 * Count >= _slots.Length)
        {
            Grow();
        }

        if (width == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_keys.Room(LengthPrefix), value.Length);
            _keys.Advance(LengthPrefix);
        }

        entry.Start = _keys.Length;
        _keys.Append(value);
        _entries.Append(entry);
        Place(Count - 1);
        return Count - 1;
    }

    private void Grow()
    {
        int size = Math.Max(1024, 2 * _slots.Length);
        _slots.Clear();
        _slots.Room(size)[..size].Clear();
        _slots.Advance(size);
        for (int i = 0; i < Count; i++)
        {
            Place(i);
        }
    }

    private void Place(int index)
    {
        Span<int> slots = _slots.Span;
        int mask = slots.Length - 1;
        int slot = (int)_entries.Span[index].Hash & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        slots[slot] = index + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value, ulong factor)
    {
        value *= factor;
        return value ^ (value >> 29);
    }

    private struct Entry
    {
        public ulong Low;
        public ulong High;
        public uint Hash;
        public int Length;
        public int Start;
        public int Page;
    }
}
