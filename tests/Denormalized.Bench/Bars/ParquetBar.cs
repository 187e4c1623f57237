using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.Bench.Bars;

/// <summary>
/// PageView as a Parquet file, by hand: tiles of 256 rows, a buffer a column, a dictionary for every text, levels a byte each.
/// One row group, one page a column, no compression, no statistics, no checksums. Frozen.
/// </summary>
internal sealed class ParquetBar
{
    private const int Tile = 256;

    private readonly int _rows;
    private readonly byte[][] _fixed;
    private readonly byte[] _flags;
    private readonly BarDictionary[] _dictionaries = [.. Enumerable.Range(0, 6).Select(_ => new BarDictionary())];
    private readonly int[][] _indexes;
    private readonly byte[] _referrerLevels;
    private readonly byte[][] _levels;
    private readonly ParquetBarFile _file;

    public ParquetBar(int rows)
    {
        _rows = rows;
        _fixed = [.. Widths.Select(w => new byte[(w * rows) + 16])];
        _flags = new byte[rows + 8];
        _indexes = [new int[rows], new int[rows], new int[rows], new int[rows * 5], new int[rows * 4], new int[rows * 4]];
        _referrerLevels = new byte[rows + 8];
        _levels = [.. Enumerable.Range(0, 4).Select(_ => new byte[(rows * 5) + 8])];
        _file = new ParquetBarFile(rows);
    }

    private static ReadOnlySpan<int> WidthsOf => [16, 8, 8, 4, 8, 8];

    private static int[] Widths => WidthsOf.ToArray();

    /// <summary>The file that was written last.</summary>
    public ReadOnlySpan<byte> File => _file.Bytes;

    public int Write(PageView[] rows)
    {
        Array.ForEach(_dictionaries, d => d.Clear());
        int referrers = 0, tags = 0, tagLevels = 0, attributes = 0, attributeLevels = 0;
        for (int at = 0; at < _rows; at += Tile)
        {
            int end = Math.Min(_rows, at + Tile);
            Fixed(rows, at, end);
            Texts(rows, at, end, ref referrers);
            Tags(rows, at, end, ref tags, ref tagLevels);
            Attributes(rows, at, end, ref attributes, ref attributeLevels);
        }

        _file.Begin();
        _file.Plain("id", 7, _fixed[0].AsSpan(0, 16 * _rows));
        _file.Plain("user_id", 2, _fixed[1].AsSpan(0, 8 * _rows));
        _file.Dictionary(["url"], _dictionaries[0], _indexes[0].AsSpan(0, _rows), default, default, _rows);
        _file.Dictionary(["country"], _dictionaries[1], _indexes[1].AsSpan(0, _rows), default, default, _rows);
        _file.Dictionary(["referrer"], _dictionaries[2], _indexes[2].AsSpan(0, referrers), _referrerLevels, default, _rows);
        _file.Plain("occurred_at", 2, _fixed[2].AsSpan(0, 8 * _rows));
        _file.Plain("latency_ms", 1, _fixed[3].AsSpan(0, 4 * _rows));
        _file.Plain("score", 5, _fixed[4].AsSpan(0, 8 * _rows));
        _file.Flags("is_bot", _flags);
        _file.Plain("price", 2, _fixed[5].AsSpan(0, 8 * _rows));
        _file.Dictionary(["tags", "list", "element"], _dictionaries[3], _indexes[3].AsSpan(0, tags), _levels[0], _levels[1], tagLevels);
        _file.Dictionary(["attributes", "key_value", "key"], _dictionaries[4], _indexes[4].AsSpan(0, attributes), _levels[2], _levels[3], attributeLevels);
        _file.Dictionary(["attributes", "key_value", "value"], _dictionaries[5], _indexes[5].AsSpan(0, attributes), _levels[2], _levels[3], attributeLevels);
        _file.Footer();
        return _rows;
    }

    private void Fixed(PageView[] rows, int at, int end)
    {
        byte[] ids = _fixed[0], users = _fixed[1], times = _fixed[2], latencies = _fixed[3], scores = _fixed[4], prices = _fixed[5];
        for (int i = at; i < end; i++)
        {
            rows[i].Id.TryWriteBytes(ids.AsSpan(i * 16, 16), bigEndian: true, out _);
        }

        for (int i = at; i < end; i++)
        {
            PageView row = rows[i];
            Unsafe.WriteUnaligned(ref users[i * 8], row.UserId);
            Unsafe.WriteUnaligned(ref times[i * 8], BarWriter.Micros(row.OccurredAt));
            Unsafe.WriteUnaligned(ref latencies[i * 4], row.LatencyMs);
            Unsafe.WriteUnaligned(ref scores[i * 8], row.Score);
            Unsafe.WriteUnaligned(ref prices[i * 8], BarWriter.Unscaled4(row.Price));
            _flags[i] = row.IsBot ? (byte)1 : (byte)0;
        }
    }

    private void Texts(PageView[] rows, int at, int end, ref int referrers)
    {
        int[] urls = _indexes[0], countries = _indexes[1], some = _indexes[2];
        for (int i = at; i < end; i++) { urls[i] = _dictionaries[0].Add(rows[i].Url); }
        for (int i = at; i < end; i++) { countries[i] = _dictionaries[1].Add(rows[i].Country); }
        for (int i = at; i < end; i++)
        {
            string? referrer = rows[i].Referrer;
            _referrerLevels[i] = referrer is null ? (byte)0 : (byte)1;
            if (referrer is not null)
            {
                some[referrers++] = _dictionaries[2].Add(referrer);
            }
        }
    }

    private void Tags(PageView[] rows, int at, int end, ref int values, ref int levels)
    {
        (int[] indexes, byte[] definitions, byte[] repetitions, BarDictionary dictionary) = (_indexes[3], _levels[0], _levels[1], _dictionaries[3]);
        for (int i = at; i < end; i++)
        {
            string[] tags = rows[i].Tags;
            if (tags.Length == 0)
            {
                definitions[levels] = 0;
                repetitions[levels++] = 0;
            }

            for (int j = 0; j < tags.Length; j++)
            {
                definitions[levels] = 1;
                repetitions[levels++] = j == 0 ? (byte)0 : (byte)1;
                indexes[values++] = dictionary.Add(tags[j]);
            }
        }
    }

    private void Attributes(PageView[] rows, int at, int end, ref int values, ref int levels)
    {
        (int[] keys, int[] texts, byte[] definitions, byte[] repetitions) = (_indexes[4], _indexes[5], _levels[2], _levels[3]);
        for (int i = at; i < end; i++)
        {
            Dictionary<string, string> attributes = rows[i].Attributes;
            if (attributes.Count == 0)
            {
                definitions[levels] = 0;
                repetitions[levels++] = 0;
                continue;
            }

            byte repeated = 0;
            foreach ((string key, string value) in attributes)
            {
                definitions[levels] = 1;
                repetitions[levels++] = repeated;
                repeated = 1;
                keys[values] = _dictionaries[4].Add(key);
                texts[values++] = _dictionaries[5].Add(value);
            }
        }
    }
}

/// <summary>Distinct strings as they are: an open hash table.</summary>
internal sealed class BarDictionary
{
    private string[] _keys = new string[1024];
    private uint[] _hashes = new uint[1024];
    private int[] _slots = new int[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<string> Keys => _keys.AsSpan(0, Count);

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(string text)
    {
        uint hash = Hash(text);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int key = _slots[slot];
            if (key == 0)
            {
                return New(text, hash, slot);
            }

            if (_hashes[key - 1] == hash && _keys[key - 1].Length == text.Length && text.AsSpan().SequenceEqual(_keys[key - 1]))
            {
                return key - 1;
            }
        }
    }

    private int New(string text, uint hash, int slot)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
            _slots = new int[_slots.Length * 2];
            int mask = _slots.Length - 1;
            for (int k = 0; k < Count; k++)
            {
                int free = (int)_hashes[k] & mask;
                while (_slots[free] != 0) { free = (free + 1) & mask; }
                _slots[free] = k + 1;
            }

            slot = (int)hash & mask;
            while (_slots[slot] != 0) { slot = (slot + 1) & mask; }
        }

        _keys[Count] = text;
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(string text)
    {
        ref byte p = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text.AsSpan()));
        int length = text.Length * 2;
        ulong h = (ulong)length * 0x9E3779B97F4A7C15, g = 0x1234567;
        if (length >= 16)
        {
            for (int i = 0; i <= length - 16; i += 16)
            {
                h = (h ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, i))) * 0xFF51AFD7ED558CCD;
                h ^= h >> 32;
                g = (g ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, i + 8))) * 0xC4CEB9FE1A85EC53;
                g ^= g >> 29;
            }

            h ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, length - 16));
            g ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, length - 8));
        }
        else if (length >= 8)
        {
            h ^= Unsafe.ReadUnaligned<ulong>(ref p);
            g ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, length - 8));
        }
        else
        {
            foreach (char c in text) { h = (h ^ c) * 0x100000001B3; }
        }

        h = (h ^ (g * 0x9E3779B97F4A7C15)) * 0xFF51AFD7ED558CCD;
        return (uint)(h >> 32);
    }
}

/// <summary>Pages and footer of the bar's file.</summary>
internal sealed class ParquetBarFile(int rows)
{
    private readonly List<(string[] Path, int Type, long Values, long Start, long Dictionary, long Data, long Size)> _chunks = [];
    private readonly byte[] _header = new byte[1 << 16];
    private byte[] _output = new byte[1 << 24];
    private byte[] _page = new byte[1 << 20];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _output.AsSpan(0, _length);

    public void Begin()
    {
        _chunks.Clear();
        _length = 0;
        Append("PAR1"u8);
    }

    public void Plain(string name, int type, ReadOnlySpan<byte> values)
    {
        int start = _length;
        Page(0, rows, 0, values);
        _chunks.Add(([name], type, rows, start, -1, start, _length - start));
    }

    public void Flags(string name, byte[] flags)
    {
        var w = new BarWriter(_page);
        w.Ensure((rows / 8) + 64);
        Bits(ref w, flags, rows);
        _page = w.Buffer;
        Plain(name, 0, _page.AsSpan(0, w.Position));
    }

    public void Dictionary(string[] path, BarDictionary dictionary, ReadOnlySpan<int> indexes, byte[]? definitions, byte[]? repetitions, int levels)
    {
        int start = _length;
        var w = new BarWriter(_page);
        foreach (string key in dictionary.Keys)
        {
            w.Ensure((key.Length * 3) + 8);
            int bytes = System.Text.Encoding.UTF8.GetBytes(key, w.Buffer.AsSpan(w.Position + 4));
            w.Raw(bytes);
            w.Position += bytes;
        }

        _page = w.Buffer;
        Page(2, dictionary.Count, 0, _page.AsSpan(0, w.Position));
        int data = _length;
        w = new BarWriter(_page);
        Levels(ref w, repetitions, levels);
        Levels(ref w, definitions, levels);
        int width = dictionary.Count <= 1 ? 1 : 32 - BitOperations.LeadingZeroCount((uint)(dictionary.Count - 1));
        w.Ensure(1);
        w.Byte((byte)width);
        Pack(ref w, indexes, width);
        _page = w.Buffer;
        Page(0, levels, 8, _page.AsSpan(0, w.Position));
        _chunks.Add((path, 6, levels, start, start, data, _length - start));
    }

    public void Footer()
    {
        var t = new BarThrift(_header);
        t.I32(1, 1);
        t.List(2, 12, 18);
        Element(ref t, "page_views", kids: 12);
        Element(ref t, "id", 7, length: 16);
        Element(ref t, "user_id", 2);
        Element(ref t, "url", 6, converted: 0);
        Element(ref t, "country", 6, converted: 0);
        Element(ref t, "referrer", 6, repetition: 1, converted: 0);
        Element(ref t, "occurred_at", 2, converted: 10);
        Element(ref t, "latency_ms", 1);
        Element(ref t, "score", 5);
        Element(ref t, "is_bot", 0);
        Element(ref t, "price", 2, converted: 5, scale: 4, precision: 18);
        Element(ref t, "tags", kids: 1, converted: 3);
        Element(ref t, "list", repetition: 2, kids: 1);
        Element(ref t, "element", 6, converted: 0);
        Element(ref t, "attributes", kids: 1, converted: 1);
        Element(ref t, "key_value", repetition: 2, kids: 2);
        Element(ref t, "key", 6, converted: 0);
        Element(ref t, "value", 6, converted: 0);
        t.I64(3, rows);
        t.List(4, 12, 1);
        t.Push();
        t.List(1, 12, _chunks.Count);
        foreach (var chunk in _chunks)
        {
            Chunk(ref t, chunk);
        }

        t.I64(2, _chunks.Sum(c => c.Size));
        t.I64(3, rows);
        t.Close();
        t.String(6, "by hand");
        t.Close();
        int length = t.Writer.Position;
        Append(t.Writer.Buffer.AsSpan(0, length));
        Append(BitConverter.GetBytes(length));
        Append("PAR1"u8);
    }

    private static void Chunk(ref BarThrift t, (string[] Path, int Type, long Values, long Start, long Dictionary, long Data, long Size) chunk)
    {
        t.Push();
        t.I64(2, chunk.Start);
        t.Open(3);
        t.I32(1, chunk.Type);
        t.List(2, 5, 2);
        t.Writer.ZigZag(chunk.Dictionary >= 0 ? 8 : 0);
        t.Writer.ZigZag(3);
        t.List(3, 8, chunk.Path.Length);
        foreach (string name in chunk.Path) { t.Writer.String(name, 0); }
        t.I32(4, 0);
        t.I64(5, chunk.Values);
        t.I64(6, chunk.Size);
        t.I64(7, chunk.Size);
        t.I64(9, chunk.Data);
        if (chunk.Dictionary >= 0) { t.I64(11, chunk.Dictionary); }
        t.Close();
        t.Close();
    }

    private static void Element(ref BarThrift t, string name, int type = -1, int length = 0, int repetition = 0, int kids = 0, int converted = -1, int scale = -1, int precision = 0)
    {
        t.Push();
        if (type >= 0) { t.I32(1, type); }
        if (length > 0) { t.I32(2, length); }
        t.I32(3, repetition);
        t.String(4, name);
        if (kids > 0) { t.I32(5, kids); }
        if (converted >= 0) { t.I32(6, converted); }
        if (scale >= 0)
        {
            t.I32(7, scale);
            t.I32(8, precision);
        }

        if (length == 16)
        {
            t.Open(10);
            t.Open(14);
            t.Close();
            t.Close();
        }

        t.Close();
    }

    private void Page(int type, int values, int encoding, ReadOnlySpan<byte> bytes)
    {
        var t = new BarThrift(_header);
        t.I32(1, type);
        t.I32(2, bytes.Length);
        t.I32(3, bytes.Length);
        t.Open((short)(type == 0 ? 5 : 7));
        t.I32(1, values);
        t.I32(2, encoding);
        if (type == 0)
        {
            t.I32(3, 3);
            t.I32(4, 3);
        }

        t.Close();
        t.Close();
        Append(t.Writer.Buffer.AsSpan(0, t.Writer.Position));
        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_output.Length - _length < bytes.Length)
        {
            Array.Resize(ref _output, Math.Max(_output.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_output.AsSpan(_length));
        _length += bytes.Length;
    }

    private static void Levels(ref BarWriter w, byte[]? levels, int count)
    {
        if (levels is null)
        {
            return;
        }

        w.Ensure((count / 8) + 64);
        int at = w.Position;
        w.Position += 4;
        w.VarInt(((ulong)((count + 7) / 8) << 1) | 1);
        Bits(ref w, levels, count);
        BinaryPrimitives.WriteInt32LittleEndian(w.Buffer.AsSpan(at), w.Position - at - 4);
    }

    /// <summary>Eight bytes of 0 or 1 to a byte at a time.</summary>
    private static void Bits(ref BarWriter w, byte[] flags, int count)
    {
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            w.Byte((byte)((Unsafe.ReadUnaligned<ulong>(ref flags[i]) * 0x0102040810204080UL) >> 56));
        }

        int rest = 0;
        for (int k = 0; i + k < count; k++) { rest |= flags[i + k] << k; }
        if (i < count) { w.Byte((byte)rest); }
    }

    private static void Pack(ref BarWriter w, ReadOnlySpan<int> values, int width)
    {
        int padded = (values.Length + 7) / 8 * 8;
        w.Ensure((int)((long)padded * width / 8) + 64);
        w.VarInt(((ulong)(padded / 8) << 1) | 1);
        int start = w.Position;
        ulong word = 0;
        int bits = 0;
        for (int i = 0; i < padded; i++)
        {
            ulong value = i < values.Length ? (uint)values[i] : 0;
            word |= value << bits;
            bits += width;
            if (bits >= 64)
            {
                w.Raw(word);
                bits -= 64;
                word = bits == 0 ? 0 : value >> (width - bits);
            }
        }

        w.Raw(word);
        w.Position = start + (padded / 8 * width);
    }
}

/// <summary>Thrift's compact protocol, as much of it as the bar needs.</summary>
internal ref struct BarThrift(byte[] buffer)
{
    private readonly short[] _outer = new short[16];
    private short _last;
    private int _depth;

    public BarWriter Writer = new(buffer);

    public void I32(short id, int value)
    {
        Field(id, 5);
        Writer.ZigZag(value);
    }

    public void I64(short id, long value)
    {
        Field(id, 6);
        Writer.Ensure(12);
        Writer.ZigZag(value);
    }

    public void String(short id, string value)
    {
        Field(id, 8);
        Writer.String(value, 0);
    }

    public void Open(short id)
    {
        Field(id, 12);
        Push();
    }

    public void Push()
    {
        _outer[_depth++] = _last;
        _last = 0;
    }

    public void Close()
    {
        Writer.Ensure(1);
        Writer.Byte(0);
        if (_depth > 0) { _last = _outer[--_depth]; }
    }

    public void List(short id, int type, int count)
    {
        Field(id, 9);
        if (count < 15)
        {
            Writer.Byte((byte)((count << 4) | type));
        }
        else
        {
            Writer.Byte((byte)(0xF0 | type));
            Writer.VarInt((ulong)count);
        }
    }

    private void Field(short id, int type)
    {
        Writer.Ensure(24);
        int step = id - _last;
        if (step is > 0 and < 16)
        {
            Writer.Byte((byte)((step << 4) | type));
        }
        else
        {
            Writer.Byte((byte)type);
            Writer.ZigZag(id);
        }

        _last = id;
    }
}
