using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>A page of a chunk that is being written, for the page index.</summary>
/// <param name="HasRange">It has values, and they have an order.</param>
internal sealed record WrittenPage(int Start, int Size, long FirstRow, bool IsAllNull, long Nulls, bool HasRange, byte[] Min, byte[] Max);

/// <summary>
/// Takes the levels and values of one column, row by row or many at once, and makes the pages of a chunk. Values go into a
/// dictionary as long as that pays.
/// </summary>
internal sealed class ColumnWriter
{
    /// <summary>So many values tell whether a dictionary pays.</summary>
    private const int Trial = 2048;

    private readonly ParquetWriteOptions _options;
    private readonly ValueOrder _order;
    private readonly ValueDictionary _dictionary;
    private readonly ValueRange _pageRange;
    private readonly ValueRange _chunkRange;
    private readonly PageEncoder _encoder;
    private readonly PageCodec _codec;
    private readonly ByteBuffer _plain = new();
    private readonly ByteBuffer _page = new();
    private readonly ByteBuffer _chunk = new();
    private readonly ByteBuffer _dictionaryPage = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly List<WrittenPage> _pages = [];
    private readonly HashSet<PageEncoding> _encodings = [];
    private byte[] _compressed = [];
    private int[] _levels = [];
    private int[] _indexes = [];
    private int[] _seenInPage = [];
    private byte[] _definitions = [];
    private byte[] _repetitions = [];
    private int _count;
    private int _values;
    private int _rows;
    private long _plainBytes;
    private bool _usesDictionary;
    private bool _wasTried;

    public ColumnWriter(ParquetLeaf leaf, ParquetWriteOptions options, PageCodec codec)
    {
        Leaf = leaf;
        _options = options;
        _codec = codec;
        _order = ValueOrders.Of(leaf.Node);
        _dictionary = new ValueDictionary(IsText ? 0 : leaf.Width);
        _pageRange = new ValueRange(_order);
        _chunkRange = new ValueRange(_order);
        _encoder = new PageEncoder(leaf, options.Compression, codec);
        Begin();
    }

    public ParquetLeaf Leaf { get; }

    /// <summary>Values of the chunk, nulls and empty lists included.</summary>
    public long ChunkValues { get; private set; }

    public long ChunkRows { get; private set; }

    public long ChunkNulls { get; private set; }

    /// <summary>Bytes of all pages before compression, their headers included.</summary>
    public long UncompressedBytes { get; private set; }

    public ValueRange Range => _chunkRange;

    public IReadOnlyList<WrittenPage> Pages => _pages;

    public IEnumerable<PageEncoding> Encodings => _encodings;

    /// <summary>The data pages, as they stand in the file.</summary>
    public ReadOnlyMemory<byte> Data => _chunk.Memory;

    /// <summary>About what the chunk takes.</summary>
    public long Bytes => _chunk.Length + _plain.Length + _dictionary.Plain.Length + _values;

    private bool IsText => Leaf.Node.Type == ParquetPhysicalType.ByteArray;

    /// <summary>Begins with a chunk.</summary>
    public void Begin()
    {
        _dictionary.Clear();
        _chunk.Clear();
        _pages.Clear();
        _encodings.Clear();
        _chunkRange.Clear();
        _encoder.Chosen = null;
        ChunkValues = ChunkRows = ChunkNulls = UncompressedBytes = 0;
        _usesDictionary = Leaf.Node.Type != ParquetPhysicalType.Boolean && _options.DictionaryBytes > 0;
        _wasTried = false;
        _plainBytes = 0;
    }

    /// <summary>Adds levels; the values that are there follow. Empty where the column has no such levels.</summary>
    public void AddLevels(ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> repetitions, int count)
    {
        Append(ref _definitions, definitions);
        Append(ref _repetitions, repetitions);
        _count += count;
    }

    /// <summary>Adds values of fixed width, booleans a byte each.</summary>
    public void AddFixed(ReadOnlySpan<byte> values)
    {
        int width = Leaf.Width;
        if (!_usesDictionary || width == 0)
        {
            _plain.Append(values);
            _values += width == 0 ? 0 : values.Length / width;
            return;
        }

        for (int at = 0; at < values.Length; at += width)
        {
            AddIndex(_dictionary.Add(values.Slice(at, width)));
        }

        _plainBytes += values.Length;
    }

    /// <summary>Adds a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddText(ReadOnlySpan<byte> text)
    {
        if (_usesDictionary)
        {
            AddIndex(_dictionary.Add(text));
            _plainBytes += 4 + text.Length;
            return;
        }

        Span<byte> room = _plain.Room(4 + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(room, text.Length);
        text.CopyTo(room[4..]);
        _plain.Advance(4 + text.Length);
        _values++;
    }

    /// <summary>All levels and values of so many rows were added.</summary>
    public void EndRows(int rows)
    {
        _rows += rows;
        if (_usesDictionary && !_wasTried && _values >= Trial)
        {
            Try();
        }

        if (_rows >= _options.PageRows || _plain.Length >= _options.PageBytes || _values >= _options.PageBytes)
        {
            EndPage();
        }
    }

    /// <summary>Ends the last page.</summary>
    public void End()
    {
        if (_rows > 0)
        {
            EndPage();
        }
    }

    /// <summary>The page of the dictionary; false when there is none.</summary>
    public bool TryDictionary(out ReadOnlyMemory<byte> page)
    {
        page = default;
        if (_dictionary.Count == 0)
        {
            return false;
        }

        _page.Clear();
        _page.Append(_dictionary.Plain);
        ReadOnlyMemory<byte> body = Compress(_page.Memory);
        CompactWriter thrift = Header(PageType.Dictionary, _page.Length, body);
        thrift.Begin(7);
        thrift.I32(1, _dictionary.Count);
        thrift.I32(2, (int)PageEncoding.Plain);
        thrift.End();
        thrift.End();
        UncompressedBytes += _header.WrittenCount + _page.Length;
        _encodings.Add(PageEncoding.Plain);
        _dictionaryPage.Clear();
        _dictionaryPage.Append(_header.WrittenSpan);
        _dictionaryPage.Append(body.Span);
        page = _dictionaryPage.Memory;
        return true;
    }

    private void AddIndex(int index)
    {
        if (_values == _indexes.Length)
        {
            Array.Resize(ref _indexes, Math.Max(Trial, 2 * _values));
        }

        _indexes[_values++] = index;
    }

    private void Append(ref byte[] levels, ReadOnlySpan<byte> more)
    {
        if (more.IsEmpty)
        {
            return;
        }

        if (levels.Length - _count < more.Length)
        {
            Array.Resize(ref levels, Math.Max(_count + more.Length, Math.Max(1024, 2 * levels.Length)));
        }

        more.CopyTo(levels.AsSpan(_count));
    }

    /// <summary>Nothing is written yet: when key and index cost about what the values do, the values are taken back out.</summary>
    private void Try()
    {
        _wasTried = true;
        if (Cost() < 0.8 * _plainBytes)
        {
            return;
        }

        for (int i = 0; i < _values; i++)
        {
            _plain.Append(_dictionary.PlainKey(_indexes[i]));
        }

        _dictionary.Clear();
        _usesDictionary = false;
    }

    private double Cost() => _dictionary.Plain.Length + (_values * RleWriter.Width(_dictionary.Count) / 8.0);

    private void EndPage()
    {
        if (_usesDictionary && !_wasTried)
        {
            Try();
        }

        _page.Clear();
        int nulls = Leaf.MaxDefinition == 0 ? 0 : _count - _definitions.AsSpan(0, _count).Count((byte)Leaf.MaxDefinition);
        (int repetitionBytes, int definitionBytes) = (WriteLevels(_repetitions, Leaf.MaxRepetition), WriteLevels(_definitions, Leaf.MaxDefinition));
        PageEncoding encoding = WriteValues();
        _encodings.Add(encoding);
        _encodings.Add(PageEncoding.Rle);
        WritePage(encoding, nulls, repetitionBytes, definitionBytes);
        ChunkValues += _count;
        ChunkRows += _rows;
        ChunkNulls += nulls;
        _count = _values = _rows = 0;
        _plain.Clear();
        if (_usesDictionary && _dictionary.Plain.Length > _options.DictionaryBytes)
        {
            _usesDictionary = false; // what comes now is not in it
        }
    }

    private int WriteLevels(byte[] levels, int max)
    {
        if (max == 0)
        {
            return 0;
        }

        if (_levels.Length < _count)
        {
            _levels = new int[Math.Max(_count, 2 * _levels.Length)];
        }

        for (int i = 0; i < _count; i++)
        {
            _levels[i] = levels[i];
        }

        int start = _page.Length;
        int prefix = _options.PageVersion == 1 ? 4 : 0;
        _page.Room(prefix);
        _page.Advance(prefix);
        RleWriter.Write(_levels.AsSpan(0, _count), RleWriter.Width(max), _page);
        int bytes = _page.Length - start - prefix;
        if (prefix > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_page.Written(start, prefix), bytes);
        }

        return bytes;
    }

    private PageEncoding WriteValues()
    {
        _pageRange.Clear();
        if (!_usesDictionary)
        {
            RangeOfPlain();
            (PageEncoding encoding, ByteBuffer values) = _values == 0 ? (PageEncoding.Plain, _plain) : _encoder.Encode(_plain.Span, _values);
            _page.Append(values.Span);
            return encoding;
        }

        RangeOfIndexes();
        int width = Math.Max(1, RleWriter.Width(Math.Max(0, _dictionary.Count - 1)));
        _page.Room(1)[0] = (byte)width;
        _page.Advance(1);
        RleWriter.Write(_indexes.AsSpan(0, _values), width, _page);
        return PageEncoding.RleDictionary;
    }

    private void RangeOfPlain()
    {
        ReadOnlySpan<byte> left = _plain.Span;
        for (int i = 0; i < _values; i++)
        {
            int prefix = IsText ? 4 : 0;
            int length = IsText ? BinaryPrimitives.ReadInt32LittleEndian(left) : Leaf.Width;
            _pageRange.Add(left.Slice(prefix, length));
            left = left[(prefix + length)..];
        }
    }

    /// <summary>Each key counts once in a page.</summary>
    private void RangeOfIndexes()
    {
        if (_seenInPage.Length < _dictionary.Count)
        {
            Array.Resize(ref _seenInPage, Math.Max(_dictionary.Count, 2 * _seenInPage.Length));
        }

        int page = _pages.Count + 1;
        if (page == 1)
        {
            Array.Clear(_seenInPage);
        }

        for (int i = 0; i < _values; i++)
        {
            int index = _indexes[i];
            if (_seenInPage[index] != page)
            {
                _seenInPage[index] = page;
                _pageRange.Add(_dictionary.Key(index));
            }
        }
    }

    private void WritePage(PageEncoding encoding, int nulls, int repetitionBytes, int definitionBytes)
    {
        _chunkRange.Add(_pageRange);
        _pageRange.Close();
        int levels = repetitionBytes + definitionBytes;
        bool isV1 = _options.PageVersion == 1;
        ReadOnlyMemory<byte> body = isV1 ? Compress(_page.Memory) : CompressBehind(levels);
        CompactWriter thrift = Header(isV1 ? PageType.Data : PageType.DataV2, _page.Length, body);
        thrift.Begin(isV1 ? 5 : 8);
        thrift.I32(1, _count);
        if (isV1)
        {
            thrift.I32(2, (int)encoding);
            thrift.I32(3, (int)PageEncoding.Rle);
            thrift.I32(4, (int)PageEncoding.Rle);
        }
        else
        {
            thrift.I32(2, nulls);
            thrift.I32(3, _rows);
            thrift.I32(4, (int)encoding);
            thrift.I32(5, definitionBytes);
            thrift.I32(6, repetitionBytes);
            thrift.Bool(7, _options.Compression != ParquetCompression.None);
        }

        thrift.End();
        thrift.End();
        int start = _chunk.Length;
        _chunk.Append(_header.WrittenSpan);
        _chunk.Append(body.Span);
        UncompressedBytes += _header.WrittenCount + _page.Length;
        byte[] min = _pageRange.HasValue ? _pageRange.Min.ToArray() : [];
        byte[] max = _pageRange.HasValue ? _pageRange.Max.ToArray() : [];
        _pages.Add(new WrittenPage(start, _chunk.Length - start, ChunkRows, _values == 0, nulls, _pageRange.HasValue, min, max));
    }

    private CompactWriter Header(PageType type, int uncompressed, ReadOnlyMemory<byte> body)
    {
        _header.ResetWrittenCount();
        var thrift = new CompactWriter(_header);
        thrift.Begin();
        thrift.I32(1, (int)type);
        thrift.I32(2, uncompressed);
        thrift.I32(3, body.Length);
        if (_options.WriteChecksums)
        {
            thrift.I32(4, (int)Crc32.Of(body.Span));
        }

        return thrift;
    }

    private ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> page)
    {
        if (_options.Compression == ParquetCompression.None)
        {
            return page;
        }

        int length = _codec.Compress(_options.Compression, page.Span, ref _compressed);
        return _compressed.AsMemory(0, length);
    }

    /// <summary>The levels of a version 2 page stand in front, as they are.</summary>
    private ReadOnlyMemory<byte> CompressBehind(int levels)
    {
        if (_options.Compression == ParquetCompression.None)
        {
            return _page.Memory;
        }

        ReadOnlyMemory<byte> values = Compress(_page.Memory[levels..]);
        byte[] body = new byte[levels + values.Length];
        _page.Span[..levels].CopyTo(body);
        values.Span.CopyTo(body.AsSpan(levels));
        return body;
    }
}
