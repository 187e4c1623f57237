using System.Buffers;
using System.IO.Hashing;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Reads the pages of a column chunk one after the other and gives their rows in any portions. It does not read the file itself:
/// where bytes are missing it says so, and goes on when they are there.
/// </summary>
internal sealed class ColumnReader : IDisposable
{
    /// <summary>Levels are decoded so many at a time, whatever a page claims to have.</summary>
    private const int Window = 4096;

    /// <summary>Most headers of pages are far shorter; for longer ones more is asked for.</summary>
    private const int HeaderBytes = 4096;

    private readonly ParquetLeaf _leaf;
    private readonly ParquetReadOptions _options;
    private readonly ParquetColumn _dictionary;
    private readonly LevelReader? _definitions;
    private readonly LevelReader? _repetitions;
    private readonly byte[] _definition;
    private readonly byte[] _repetition;
    private readonly DictionaryReader _indexes;
    private readonly PageCodec _codec = new();
    private readonly ChunkWindow _bytes = new();
    private ParquetColumnChunk _chunk = null!;
    private IReadOnlyList<PageLocation> _pages = [];
    private byte[] _page = [];
    private ValueReader _values = null!;
    private long _expectedEnd;
    private long _pageStart;
    private long _row;
    private long _left;
    private int _wanted;
    private int _pageLeft;
    private int _windowAt;
    private int _windowEnd;
    private bool _hasDictionary;
    private bool _hasSkipped;

    public ColumnReader(ParquetLeaf leaf, ParquetReadOptions options)
    {
        _leaf = leaf;
        _options = options;
        _dictionary = new ParquetColumn(leaf, options.MaxBatchBytes);
        _indexes = new DictionaryReader(_dictionary);
        _definitions = leaf.MaxDefinition > 0 ? new LevelReader(leaf.MaxDefinition) : null;
        _repetitions = leaf.MaxRepetition > 0 ? new LevelReader(leaf.MaxRepetition) : null;
        _definition = new byte[_definitions is null ? 0 : Window];
        _repetition = new byte[_repetitions is null ? 0 : Window];
        Column = new ParquetColumn(leaf, options.MaxBatchBytes);
    }

    /// <summary>What was read last.</summary>
    public ParquetColumn Column { get; }

    /// <summary>Offset in the file of the page at hand.</summary>
    public long Offset => _pageStart;

    /// <summary>Rows in <see cref="Column"/>.</summary>
    public int Rows { get; private set; }

    public void Dispose()
    {
        _bytes.Dispose();
        _codec.Dispose();
        if (_page.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_page);
        }

        _page = [];
    }

    /// <summary>Begins with a chunk, whose extent was checked.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="pages">Where its pages are; empty where the file does not say.</param>
    public void Start(ParquetColumnChunk chunk, IReadOnlyList<PageLocation> pages)
    {
        _chunk = chunk;
        _pages = pages;
        _bytes.Start(chunk.Start, chunk.CompressedBytes);
        _pageStart = chunk.Start;
        _pageLeft = _windowAt = _windowEnd = _wanted = 0;
        _left = chunk.Values;
        _row = 0;
        _hasDictionary = _hasSkipped = false;
        Clear();
    }

    /// <summary>Forgets the rows that were read.</summary>
    public void Clear()
    {
        Column.Clear();
        Rows = 0;
    }

    /// <summary>Rows behind these are not wanted soon: their pages are not read ahead.</summary>
    public void Expect(RowRange range)
    {
        _expectedEnd = long.MaxValue;
        if (_pages.Count > 0)
        {
            PageLocation last = PageOf(range.End - 1);
            _expectedEnd = last.Offset + last.Size;
        }
    }

    /// <summary>Where in the file the bytes are that are missing, and where they are to be put.</summary>
    public (long Offset, Memory<byte> Room) Missing()
    {
        long end = _pages.Count > 0 && _bytes.Position < _pages[0].Offset ? _pages[0].Offset : _expectedEnd; // a dictionary, or pages
        return _bytes.Extend(_wanted, (int)Math.Clamp(end - _bytes.Position, 0, _options.ReadBytes));
    }

    /// <summary>
    /// Passes over rows up to this one. Whole pages are not read where it is known where they are. False: bytes are missing; call
    /// again when they are there.
    /// </summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public bool TrySkipTo(long row, int batch)
    {
        if (_pages.Count > 0 && PageOf(row) is var page && page.FirstRow > _row)
        {
            bool hasDictionaryPage = _pages[0].Offset > _chunk.Start;
            if (hasDictionaryPage && !_hasDictionary && !TryNextPage())
            {
                return false;
            }

            _bytes.MoveTo(page.Offset);
            (_pageLeft, _windowAt, _windowEnd, _row, _hasSkipped) = (0, 0, 0, page.FirstRow, true);
        }

        // What was read before bytes were missing stands in the column still.
        while (_row - Rows < row)
        {
            int rows = (int)Math.Min(batch, row - _row + Rows);
            if (!TryRead(rows))
            {
                return false;
            }

            if (Rows < rows)
            {
                throw new InvalidDataException($"row {row} is not there: the chunk ends before");
            }

            Clear();
        }

        return true;
    }

    /// <summary>
    /// Reads on into <see cref="Column"/> until it has so many rows; fewer at the end of the chunk. False: bytes are missing; call
    /// again when they are there.
    /// </summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public bool TryRead(int rows)
    {
        int before = Rows;
        bool isDone = true;
        while (_repetitions is not null || Rows < rows)
        {
            if (_windowAt == _windowEnd && (!(isDone = TryFill(out bool isEnd)) || isEnd))
            {
                break;
            }

            int count = TakeRows(rows);
            if (count == 0)
            {
                break;
            }

            Take(count);
        }

        _row += Rows - before;
        return isDone;
    }

    private PageLocation PageOf(long row)
    {
        int low = 0;
        for (int high = _pages.Count - 1; low < high;)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _pages[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return _pages[low];
    }

    /// <summary>Entries of the window that belong to the wanted rows; 0 when the next entry begins a row too many.</summary>
    private int TakeRows(int wanted)
    {
        int there = _windowEnd - _windowAt;
        if (_repetitions is null)
        {
            int count = Math.Min(there, wanted - Rows);
            Rows += count;
            return count;
        }

        ReadOnlySpan<byte> repetition = _repetition.AsSpan(_windowAt, there);
        for (int i = 0; i < repetition.Length; i++)
        {
            if (repetition[i] != 0)
            {
                if (Rows == 0)
                {
                    throw new InvalidDataException("the first row of the chunk begins in the middle");
                }
            }
            else if (Rows == wanted)
            {
                return i;
            }
            else
            {
                Rows++;
            }
        }

        return there;
    }

    private void Take(int count)
    {
        ReadOnlySpan<byte> definition = _definitions is null ? default : _definition.AsSpan(_windowAt, count);
        ReadOnlySpan<byte> repetition = _repetitions is null ? default : _repetition.AsSpan(_windowAt, count);
        Column.AddLevels(definition, repetition, count);
        int values = _definitions is null ? count : definition.Count((byte)_leaf.MaxDefinition);
        if (values > 0)
        {
            _values.Read(values, Column);
        }

        _windowAt += count;
    }

    /// <summary>Decodes the next levels; false when bytes are missing.</summary>
    private bool TryFill(out bool isEnd)
    {
        isEnd = false;
        while (_pageLeft == 0)
        {
            if (_left == 0 || (_hasSkipped && _bytes.IsAtEnd))
            {
                isEnd = true;
                return true;
            }

            if (!TryNextPage())
            {
                return false;
            }
        }

        _windowAt = 0;
        _windowEnd = _definitions is null ? _pageLeft : Math.Min(_pageLeft, Window);
        _repetitions?.Read(_repetition.AsSpan(0, _windowEnd));
        _definitions?.Read(_definition.AsSpan(0, _windowEnd));
        _pageLeft -= _windowEnd;
        _left -= _hasSkipped ? 0 : _windowEnd; // how many were in the pages that were passed over is not known
        return true;
    }

    /// <summary>Begins with the next page; false when bytes are missing.</summary>
    private bool TryNextPage()
    {
        _pageStart = _bytes.Position;
        if (_bytes.IsAtEnd)
        {
            throw new InvalidDataException($"the pages end while {_left} of {_chunk.Values} values are missing");
        }

        if (!TryHeader(out PageHeader header, out int length) || !Has((long)length + header.CompressedSize))
        {
            return false;
        }

        var raw = new PageBytes(_bytes.Data, _bytes.At + length, _bytes.At + length + header.CompressedSize);
        _bytes.MoveTo(_bytes.Position + length + header.CompressedSize);
        if (_options.VerifyChecksums && header.Crc is { } crc && Crc32.HashToUInt32(raw.Span) != crc)
        {
            throw new InvalidDataException("the checksum of a page is wrong");
        }

        switch (header.Type)
        {
            case PageType.Data: StartV1(header, Decompress(raw, header.UncompressedSize)); break;
            case PageType.DataV2: StartV2(header, raw); break;
            case PageType.Dictionary: ReadDictionary(header, Decompress(raw, header.UncompressedSize)); break;
            case PageType.Index: break;
            default: throw new InvalidDataException($"a page has the type {(int)header.Type}");
        }

        return true;
    }

    private bool TryHeader(out PageHeader header, out int length)
    {
        (header, length) = (default, 0);
        if (_bytes.Had == 0 && !Has(Math.Min(HeaderBytes, _bytes.Left)))
        {
            return false;
        }

        try
        {
            header = MetadataReader.Page(_bytes.Data.AsSpan(_bytes.At, _bytes.Had), out length);
        }
        catch (InvalidDataException) when (_bytes.Had < Math.Min(_bytes.Left, _options.MaxPageBytes))
        {
            // It may only be cut: statistics in headers can be as long as values are.
            return Has(Math.Min(_bytes.Left, Math.Max(HeaderBytes, 4L * _bytes.Had)));
        }

        long left = _bytes.Left - length;
        if (header.CompressedSize < 0 || header.UncompressedSize < 0 || header.CompressedSize > left)
        {
            throw new InvalidDataException($"a page claims {header.CompressedSize} bytes, of {header.UncompressedSize}; {left} are left in the chunk");
        }

        int larger = Math.Max(header.CompressedSize, header.UncompressedSize);
        if (larger > _options.MaxPageBytes)
        {
            throw new InvalidDataException($"a page has {larger} bytes; at most {_options.MaxPageBytes} are read ({nameof(ParquetReadOptions)}.{nameof(ParquetReadOptions.MaxPageBytes)})");
        }

        return true;
    }

    /// <summary>Whether so many bytes are in memory; otherwise they are missing.</summary>
    private bool Has(long bytes)
    {
        _wanted = _bytes.Had >= bytes ? 0 : (int)bytes;
        return _wanted == 0;
    }

    private void StartV1(PageHeader header, PageBytes page)
    {
        Begin(header);
        int start = page.Start;
        if (_repetitions is not null)
        {
            start = _repetitions.StartV1(page, header.RepetitionEncoding, header.Values);
        }

        if (_definitions is not null)
        {
            start = _definitions.StartV1(page with { Start = start }, header.DefinitionEncoding, header.Values);
        }

        StartValues(header.Encoding, page with { Start = start });
    }

    private void StartV2(PageHeader header, PageBytes page)
    {
        Begin(header);
        long levels = (long)header.DefinitionBytes + header.RepetitionBytes;
        if (header.DefinitionBytes < 0 || header.RepetitionBytes < 0 || levels > page.Length || levels > header.UncompressedSize)
        {
            throw new InvalidDataException($"a page of {page.Length} bytes claims {levels} bytes of levels");
        }

        int start = page.Start + header.RepetitionBytes;
        _repetitions?.StartV2(page, header.RepetitionBytes);
        _definitions?.StartV2(page with { Start = start }, header.DefinitionBytes);
        PageBytes values = page with { Start = page.Start + (int)levels };
        StartValues(header.Encoding, header.IsCompressed ? Decompress(values, header.UncompressedSize - (int)levels) : values);
    }

    private void Begin(PageHeader header)
    {
        if (header.Values < 0 || header.Values > _left)
        {
            throw new InvalidDataException($"a page claims {header.Values} values, {_left} are left in the chunk");
        }

        _pageLeft = header.Values;
    }

    private void StartValues(PageEncoding encoding, PageBytes values)
    {
        if (encoding is PageEncoding.RleDictionary or PageEncoding.PlainDictionary)
        {
            _values = _hasDictionary ? _indexes : throw new InvalidDataException("a page has indexes into a dictionary that is not there");
            _indexes.Start(values);
        }
        else if (values.Length > 0)
        {
            _values = ValueReader.Create(encoding, _leaf, values);
        }
        else
        {
            // No value is there, as in a page of nulls: delta encodings then have not even their header.
            _values = ValueReader.Create(PageEncoding.Plain, _leaf, values);
        }
    }

    private void ReadDictionary(PageHeader header, PageBytes page)
    {
        if (header.Encoding is not (PageEncoding.Plain or PageEncoding.PlainDictionary) || header.Values < 0 || _leaf.Node.Type == ParquetPhysicalType.Boolean)
        {
            throw new InvalidDataException($"a dictionary of {header.Values} values with the encoding {header.Encoding} is not possible");
        }

        _dictionary.Clear();
        ValueReader.Create(PageEncoding.Plain, _leaf, page).Read(header.Values, _dictionary);
        _indexes.Measure();
        _hasDictionary = true;
    }

    private PageBytes Decompress(PageBytes page, int length)
    {
        if (!PageCodec.IsPlausible(_chunk.Compression, page.Span, length))
        {
            throw new InvalidDataException($"a page of {page.Length} bytes cannot hold {length} ({_chunk.Compression})");
        }

        if (_chunk.Compression == ParquetCompression.None || length == 0)
        {
            return page with { End = page.Start + length };
        }

        if (_page.Length < length + BitPacking.Padding)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(length + BitPacking.Padding);
            if (_page.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_page);
            }

            _page = larger;
        }

        try
        {
            _codec.Decompress(_chunk.Compression, new ArraySegment<byte>(page.Data, page.Start, page.Length), _page.AsSpan(0, length));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"a page cannot be decompressed ({_chunk.Compression}): {e.Message}", e);
        }

        return new PageBytes(_page, 0, length);
    }
}
