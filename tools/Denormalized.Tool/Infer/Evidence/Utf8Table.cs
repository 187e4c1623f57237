namespace Denormalized.Tool.Infer.Evidence;

/// <summary>A hash table from UTF-8 keys to values that keeps the order of insertion and is looked up without allocating.</summary>
internal sealed class Utf8Table<T>
    where T : class
{
    private int[] _buckets = [];
    private Entry[] _entries = [];

    private struct Entry
    {
        public byte[] Key;
        public T Value;
        public int Hash;
        public int Next;
    }

    public int Count { get; private set; }

    public T this[int index] => _entries[index].Value;

    public byte[] Key(int index) => _entries[index].Key;

    public bool KeyEquals(int index, ReadOnlySpan<byte> key) =>
        (uint)index < (uint)Count && key.SequenceEqual(_entries[index].Key);

    /// <summary>Index of the key, -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> key) => Count == 0 ? -1 : Find(key, Hash(key));

    public int Add(ReadOnlySpan<byte> key, T value)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        int hash = Hash(key);
        ref int bucket = ref _buckets[(uint)hash % (uint)_buckets.Length];
        _entries[Count] = new Entry { Key = key.ToArray(), Value = value, Hash = hash, Next = bucket };
        bucket = Count + 1;
        return Count++;
    }

    private int Find(ReadOnlySpan<byte> key, int hash)
    {
        int next = _buckets[(uint)hash % (uint)_buckets.Length];
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

    private void Grow()
    {
        int capacity = Math.Max(4, _entries.Length * 2);
        Array.Resize(ref _entries, capacity);
        _buckets = new int[capacity];
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref _entries[i];
            ref int bucket = ref _buckets[(uint)entry.Hash % (uint)capacity];
            entry.Next = bucket;
            bucket = i + 1;
        }
    }

    // HashCode is seeded at random in each process: keys of a hostile file cannot be made to collide.
    private static int Hash(ReadOnlySpan<byte> key)
    {
        HashCode hash = default;
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
