using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Reads the levels and values of a column chunk and gives its rows in any portions. Where bytes of the file are missing it says
/// so, and goes on when they are there.
/// </summary>
internal sealed class ColumnReader : IDisposable
{
    /// <summary>Levels are decoded so many at a time, whatever a page claims to have.</summary>
    private const int Window = 4096;

    private readonly ParquetLeaf _leaf;
    private readonly ParquetColumn _dictionary;
    private readonly LevelReader? _definitions;
    private readonly LevelReader? _repetitions;
    private readonly byte[] _definition;
    private readonly byte[] _repetition;
    private readonly DictionaryReader _indexes;
    private readonly PageReader _pages;
    private ParquetColumnChunk _chunk = null!;
    private IReadOnlyList<PageLocation> _locations = [];
    private ValueReader _values = null!;
    private long _expectedEnd;
    private long _row;
    private long _left;
    private int _pageLeft;
    private int _windowAt;
    private int _windowEnd;
    private bool _hasDictionary;
    private bool _hasSkipped;

    public ColumnReader(ParquetLeaf leaf, ParquetReadOptions options)
    {
        _leaf = leaf;
        _pages = new PageReader(options);
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
    public long Offset => _pages.PageStart;

    /// <summary>Rows in <see cref="Column"/>.</summary>
    public int Rows { get; private set; }

    public void Dispose() => _pages.Dispose();

    /// <summary>Begins with a chunk, whose extent was checked.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="locations">Where its pages are; empty where the file does not say.</param>
    public void Start(ParquetColumnChunk chunk, IReadOnlyList<PageLocation> locations)
    {
        _chunk = chunk;
        _locations = locations;
        _pages.Start(chunk);
        _pageLeft = _windowAt = _windowEnd = 0;
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
        if (_locations.Count > 0)
        {
            PageLocation last = PageOf(range.End - 1);
            _expectedEnd = last.Offset + last.Size;
        }
    }

    /// <summary>Where in the file the bytes are that are missing, and where they are to be put.</summary>
    public (long Offset, Memory<byte> Room) Missing() =>
        _pages.Missing(_locations.Count > 0 && _pages.Position < _locations[0].Offset ? _locations[0].Offset : _expectedEnd); // a dictionary, or pages

    /// <summary>
    /// Passes over rows up to this one. Whole pages are not read where it is known where they are. False: bytes are missing; call
    /// again when they are there.
    /// </summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public bool TrySkipTo(long row, int batch)
    {
        if (_locations.Count > 0 && PageOf(row) is var page && page.FirstRow > _row)
        {
            bool hasDictionaryPage = _locations[0].Offset > _chunk.Start;
            if (hasDictionaryPage && !_hasDictionary && !TryNextPage())
            {
                return false;
            }

            _pages.MoveTo(page.Offset);
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
        for (int high = _locations.Count - 1; low < high;)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _locations[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return _locations[low];
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
            if (_left == 0 || (_hasSkipped && _pages.IsAtEnd))
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
        if (!_pages.MoveNext())
        {
            throw new InvalidDataException($"the pages end while {_left} of {_chunk.Values} values are missing");
        }

        if (!_pages.TryRead(out PageHeader header, out PageBytes raw))
        {
            return false;
        }

        switch (header.Type)
        {
            case PageType.Data: StartV1(header, _pages.Decompress(raw, header.UncompressedSize)); break;
            case PageType.DataV2: StartV2(header, raw); break;
            case PageType.Dictionary: ReadDictionary(header, _pages.Decompress(raw, header.UncompressedSize)); break;
            case PageType.Index: break;
            default: throw new InvalidDataException($"a page has the type {(int)header.Type}");
        }

        return true;
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
        StartValues(header.Encoding, header.IsCompressed ? _pages.Decompress(values, header.UncompressedSize - (int)levels) : values);
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
}
