using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>A hash table from UTF-8 keys to values that keeps the order of insertion and is looked up without allocating.</summary>
internal sealed class Utf8Table<T>
{
    private int[] _buckets = [];
    private Entry[] _entries = [];

    private struct Entry
    {
        public byte[] Key;
        public T Value;
        public uint Hash;
        public int Next;
    }

    public int Count { get; private set; }

    public ref T this[int index] => ref _entries[index].Value;

    public byte[] Key(int index) => _entries[index].Key;

    public bool KeyEquals(int index, ReadOnlySpan<byte> key) =>
        (uint)index < (uint)Count && key.SequenceEqual(_entries[index].Key);

    /// <summary>Index of the key, -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        if (Count == 0)
        {
            return -1;
        }

        uint hash = Utf8Hash.Of(key);
        int next = _buckets[hash & (uint)(_buckets.Length - 1)];
        while (next != 0)
        {
            ref Entry entry = ref _entries[next - 1];
            if (entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                return next - 1;
            }

            next = entry.Next;
        }

        return -1;
    }

    public int Add(ReadOnlySpan<byte> key, T value)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        uint hash = Utf8Hash.Of(key);
        ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _entries[Count] = new Entry { Key = key.ToArray(), Value = value, Hash = hash, Next = bucket };
        bucket = Count + 1;
        return Count++;
    }

    private void Grow()
    {
        int capacity = Math.Max(4, _entries.Length * 2);
        Array.Resize(ref _entries, capacity);
        _buckets = new int[capacity];
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref _entries[i];
            ref int bucket = ref _buckets[entry.Hash & (uint)(capacity - 1)];
            entry.Next = bucket;
            bucket = i + 1;
        }
    }
}

/// <summary>Hashes bytes, eight at a time. Seeded at random in each process: keys of a hostile file cannot be made to collide.</summary>
internal static class Utf8Hash
{
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong Factor = (ulong)Random.Shared.NextInt64() | (1UL << 63) | 1;

    public static uint Of(ReadOnlySpan<byte> key)
    {
        ulong hash = Seed ^ (uint)key.Length;
        ref byte at = ref MemoryMarshal.GetReference(key);
        int length = key.Length;
        for (; length >= sizeof(ulong); length -= sizeof(ulong))
        {
            hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref at));
            at = ref Unsafe.Add(ref at, sizeof(ulong));
        }

        ulong tail = 0;
        for (; length > 0; length--)
        {
            tail = (tail << 8) | Unsafe.Add(ref at, length - 1);
        }

        hash = Mix(hash ^ tail);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor, out ulong low);
        return high ^ low;
    }
}
