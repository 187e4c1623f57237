using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Reads the pages of a column chunk one after the other and gives their rows in any portions.</summary>
internal sealed class ColumnReader
{
    /// <summary>Levels are decoded so many at a time, whatever a page claims to have.</summary>
    private const int Window = 4096;

    private readonly ParquetLeaf _leaf;
    private readonly ParquetReadOptions _options;
    private readonly ParquetColumn _dictionary;
    private readonly LevelReader? _definitions;
    private readonly LevelReader? _repetitions;
    private readonly byte[] _definition;
    private readonly byte[] _repetition;
    private readonly DictionaryReader _indexes;
    private ParquetColumnChunk _chunk = null!;
    private byte[] _bytes = [];
    private byte[] _page = [];
    private ValueReader _values = null!;
    private int _end;
    private int _at;
    private int _pageStart;
    private long _left;
    private int _pageLeft;
    private int _windowAt;
    private int _windowEnd;
    private bool _hasDictionary;

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
    public long Offset => _chunk.Start + _pageStart;

    /// <summary>Where the bytes of a chunk are to be put, before <see cref="Start"/>.</summary>
    public Memory<byte> Room(int bytes)
    {
        if (_bytes.Length < bytes + BitPacking.Padding)
        {
            _bytes = new byte[bytes + BitPacking.Padding];
        }

        return _bytes.AsMemory(0, bytes);
    }

    /// <summary>Begins with a chunk whose bytes are there.</summary>
    public void Start(ParquetColumnChunk chunk)
    {
        _chunk = chunk;
        _end = (int)chunk.CompressedBytes;
        _at = _pageStart = _pageLeft = _windowAt = _windowEnd = 0;
        _left = chunk.Values;
        _hasDictionary = false;
    }

    /// <summary>Reads up to so many rows into <see cref="Column"/>; fewer at the end of the chunk. Returns how many.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public int Read(int rows)
    {
        Column.Clear();
        int read = 0;
        while (_windowAt < _windowEnd || Fill())
        {
            int count = Rows(rows, ref read);
            if (count == 0)
            {
                break;
            }

            Take(count);
        }

        return read;
    }

    /// <summary>Entries of the window that belong to the wanted rows; 0 when the next entry begins a row too many.</summary>
    private int Rows(int wanted, ref int read)
    {
        int there = _windowEnd - _windowAt;
        if (_repetitions is null)
        {
            int count = Math.Min(there, wanted - read);
            read += count;
            return count;
        }

        ReadOnlySpan<byte> repetition = _repetition.AsSpan(_windowAt, there);
        for (int i = 0; i < repetition.Length; i++)
        {
            if (repetition[i] != 0)
            {
                if (read == 0)
                {
                    throw new InvalidDataException("the first row of the chunk begins in the middle");
                }
            }
            else if (read == wanted)
            {
                return i;
            }
            else
            {
                read++;
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

    /// <summary>Decodes the next levels; false at the end of the chunk.</summary>
    private bool Fill()
    {
        while (_pageLeft == 0)
        {
            if (_left == 0)
            {
                return false;
            }

            NextPage();
        }

        _windowAt = 0;
        _windowEnd = _definitions is null ? _pageLeft : Math.Min(_pageLeft, Window);
        _repetitions?.Read(_repetition.AsSpan(0, _windowEnd));
        _definitions?.Read(_definition.AsSpan(0, _windowEnd));
        _pageLeft -= _windowEnd;
        _left -= _windowEnd;
        return true;
    }

    private void NextPage()
    {
        _pageStart = _at;
        if (_at >= _end)
        {
            throw new InvalidDataException($"the pages end while {_left} of {_chunk.Values} values are missing");
        }

        PageHeader header = MetadataReader.Page(_bytes.AsSpan(_at, _end - _at), out int length);
        _at += length;
        if (header.CompressedSize < 0 || header.UncompressedSize < 0 || header.CompressedSize > _end - _at)
        {
            throw new InvalidDataException($"a page claims {header.CompressedSize} bytes, of {header.UncompressedSize}; {_end - _at} are left in the chunk");
        }

        if (header.UncompressedSize > _options.MaxPageBytes)
        {
            throw new InvalidDataException($"a page has {header.UncompressedSize} bytes; at most {_options.MaxPageBytes} are read ({nameof(ParquetReadOptions)}.{nameof(ParquetReadOptions.MaxPageBytes)})");
        }

        var raw = new PageBytes(_bytes, _at, _at + header.CompressedSize);
        _at = raw.End;
        if (_options.VerifyChecksums && header.Crc is { } crc && Crc32.Of(raw.Span) != crc)
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
            _page = new byte[Math.Max(length, Math.Min(2 * _page.Length, _options.MaxPageBytes)) + BitPacking.Padding];
        }

        try
        {
            PageCodec.Decompress(_chunk.Compression, new ArraySegment<byte>(page.Data, page.Start, page.Length), _page.AsSpan(0, length));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"a page cannot be decompressed ({_chunk.Compression}): {e.Message}", e);
        }

        return new PageBytes(_page, 0, length);
    }
}
