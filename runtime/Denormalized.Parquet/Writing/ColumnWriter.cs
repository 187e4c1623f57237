using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Takes the levels and values of one column, row by row or many at once, and makes the pages of a chunk. Values go into a
/// dictionary as long as that pays.
/// </summary>
internal sealed class ColumnWriter : IDisposable
{
    /// <summary>So many values tell whether a dictionary pays.</summary>
    private const int Trial = 2048;

    private readonly ParquetWriteOptions _options;
    private readonly ValueDictionary _dictionary;
    private readonly ValueRange _pageRange;
    private readonly PageEncoder _encoder;
    private readonly ChunkPages _chunk;
    private readonly BloomFilterBuilder? _bloom;
    private readonly ByteBuffer _plain = new();
    private readonly ByteBuffer _page = new();
    private readonly PoolBuffer<int> _indexes = new();
    private readonly ByteBuffer _definitions = new();
    private readonly ByteBuffer _repetitions = new();
    private readonly List<WrittenPage> _pages = [];
    private readonly HashSet<PageEncoding> _encodings = [];
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
        ValueOrder order = ValueOrders.Of(leaf.Node);
        _dictionary = new ValueDictionary(IsText ? 0 : leaf.Width);
        _pageRange = new ValueRange(order);
        Range = new ValueRange(order);
        _encoder = new PageEncoder(leaf, options.Compression, codec);
        _chunk = new ChunkPages(options, codec);
        _bloom = options.BloomFilters.Contains(leaf.Name) ? new BloomFilterBuilder(options.BloomFilterFalsePositives) : null;
        Begin();
    }

    public ParquetLeaf Leaf { get; }

    /// <summary>Values of the chunk, nulls and empty lists included.</summary>
    public long ChunkValues { get; private set; }

    public long ChunkRows { get; private set; }

    public long ChunkNulls { get; private set; }

    /// <summary>Bytes of all pages before compression, their headers included.</summary>
    public long UncompressedBytes => _chunk.UncompressedBytes;

    public ValueRange Range { get; }

    public IReadOnlyList<WrittenPage> Pages => _pages;

    public IEnumerable<PageEncoding> Encodings => _encodings;

    /// <summary>The data pages, as they stand in the file.</summary>
    public ReadOnlyMemory<byte> Data => _chunk.Data;

    /// <summary>About what the chunk takes.</summary>
    public long Bytes => _chunk.Data.Length + _plain.Length + _dictionary.PlainLength + _values;

    private bool IsText => Leaf.Node.Type == ParquetPhysicalType.ByteArray;

    /// <summary>Begins with a chunk.</summary>
    public void Begin()
    {
        _dictionary.Clear();
        _chunk.Clear();
        _pages.Clear();
        _encodings.Clear();
        Range.Clear();
        _bloom?.Clear();
        _encoder.Chosen = null;
        ChunkValues = ChunkRows = ChunkNulls = 0;
        _usesDictionary = Leaf.Node.Type != ParquetPhysicalType.Boolean && _options.DictionaryBytes > 0;
        _wasTried = false;
        _plainBytes = 0;
    }

    public void Dispose()
    {
        _dictionary.Dispose();
        _pageRange.Dispose();
        Range.Dispose();
        _encoder.Dispose();
        _chunk.Dispose();
        _bloom?.Dispose();
        _plain.Dispose();
        _page.Dispose();
        _indexes.Dispose();
        _definitions.Dispose();
        _repetitions.Dispose();
    }

    /// <summary>Adds levels; the values that are there follow. Empty where the column has no such levels.</summary>
    public void AddLevels(ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> repetitions, int count)
    {
        _definitions.Append(definitions);
        _repetitions.Append(repetitions);
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

        _values += values.Length / width;
        _plainBytes += values.Length;
        Span<int> indexes = _indexes.Room(values.Length / width)[..(values.Length / width)];
        _indexes.Advance(indexes.Length);
        switch (width)
        {
            case sizeof(uint): AddNumbers(MemoryMarshal.Cast<byte, uint>(values), indexes); break;
            case sizeof(ulong): AddNumbers(MemoryMarshal.Cast<byte, ulong>(values), indexes); break;
            default:
                for (int i = 0; i < indexes.Length; i++)
                {
                    indexes[i] = _dictionary.Add(values.Slice(i * width, width));
                }

                break;
        }
    }

    /// <summary>Adds a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddText(ReadOnlySpan<byte> text)
    {
        _values++;
        if (_usesDictionary)
        {
            _indexes.Append(_dictionary.Add(text));
            _plainBytes += 4 + text.Length;
            return;
        }

        Span<byte> room = _plain.Room(4 + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(room, text.Length);
        text.CopyTo(room[4..]);
        _plain.Advance(4 + text.Length);
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

        _encodings.Add(PageEncoding.Plain);
        page = _chunk.Dictionary(_dictionary);
        return true;
    }

    /// <summary>The bloom filter of the chunk, where one was asked for.</summary>
    public BloomFilter? BloomFilter()
    {
        if (_bloom is null)
        {
            return null;
        }

        for (int i = 0; i < _dictionary.Count; i++)
        {
            _bloom.Add(_dictionary.Key(i));
        }

        return _bloom.Build();
    }

    private void AddNumbers(ReadOnlySpan<uint> values, Span<int> indexes)
    {
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = _dictionary.Add(in values[i]);
        }
    }

    private void AddNumbers(ReadOnlySpan<ulong> values, Span<int> indexes)
    {
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = _dictionary.Add(in values[i]);
        }
    }

    /// <summary>Nothing is written yet: when key and index cost about what the values do, the values are taken back out.</summary>
    private void Try()
    {
        _wasTried = true;
        if (Cost() < 0.8 * _plainBytes)
        {
            return;
        }

        foreach (int index in _indexes.Span)
        {
            _plain.Append(_dictionary.PlainKey(index));
        }

        _indexes.Clear();
        _dictionary.Clear();
        _usesDictionary = false;
    }

    private double Cost() => _dictionary.PlainLength + (_values * RleWriter.Width(_dictionary.Count) / 8.0);

    private void EndPage()
    {
        if (_usesDictionary && !_wasTried)
        {
            Try();
        }

        _page.Clear();
        int nulls = Leaf.MaxDefinition == 0 ? 0 : _count - _definitions.Span.Count((byte)Leaf.MaxDefinition);
        (int repetitionBytes, int definitionBytes) = (WriteLevels(_repetitions, Leaf.MaxRepetition), WriteLevels(_definitions, Leaf.MaxDefinition));
        _pageRange.Clear();
        PageEncoding encoding = _usesDictionary ? WriteIndexes() : WritePlain();
        _encodings.Add(encoding);
        _encodings.Add(PageEncoding.Rle);
        WritePage(new DataPage(encoding, _count, _rows, nulls, repetitionBytes, definitionBytes));
        ChunkValues += _count;
        ChunkRows += _rows;
        ChunkNulls += nulls;
        _count = _values = _rows = 0;
        _plain.Clear();
        _indexes.Clear();
        _definitions.Clear();
        _repetitions.Clear();
        if (_usesDictionary && _dictionary.PlainLength > _options.DictionaryBytes)
        {
            _usesDictionary = false; // what comes now is not in it
        }
    }

    private int WriteLevels(ByteBuffer levels, int max)
    {
        if (max == 0)
        {
            return 0;
        }

        int start = _page.Length;
        int prefix = _options.PageVersion == 1 ? 4 : 0;
        _page.Room(prefix);
        _page.Advance(prefix);
        RleWriter.Write(levels.Span, RleWriter.Width(max), _page);
        int bytes = _page.Length - start - prefix;
        if (prefix > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_page.Span[start..], bytes);
        }

        return bytes;
    }

    private PageEncoding WritePlain()
    {
        if (IsText)
        {
            _pageRange.AddTexts(_plain.Span);
            _bloom?.AddTexts(_plain.Span);
        }
        else
        {
            _pageRange.AddFixed(_plain.Span, Leaf.Width);
            _bloom?.AddFixed(_plain.Span, Leaf.Width);
        }

        return _encoder.Encode(_plain.Span, _values, _page);
    }

    private PageEncoding WriteIndexes()
    {
        RangeOfIndexes();
        int width = Math.Max(1, RleWriter.Width(Math.Max(0, _dictionary.Count - 1)));
        _page.Append((byte)width);
        RleWriter.Write(_indexes.Span, width, _page);
        return PageEncoding.RleDictionary;
    }

    /// <summary>Each key counts once in a page.</summary>
    private void RangeOfIndexes()
    {
        int page = _pages.Count + 1;
        foreach (int index in _indexes.Span)
        {
            if (_dictionary.IsFirstIn(index, page))
            {
                _pageRange.Add(_dictionary.Key(index));
            }
        }
    }

    private void WritePage(in DataPage page)
    {
        Range.Add(_pageRange);
        _pageRange.Close();
        (int start, int size) = _chunk.Add(page, _page.Memory);
        byte[] min = _pageRange.HasValue ? _pageRange.Min.ToArray() : [];
        byte[] max = _pageRange.HasValue ? _pageRange.Max.ToArray() : [];
        _pages.Add(new WrittenPage(start, size, ChunkRows, _values == 0, page.Nulls, _pageRange.HasValue, min, max));
    }
}
