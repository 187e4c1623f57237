using System.Buffers;
using Denormalized.CompilerServices;
using Denormalized.ParquetFormat;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Writes the rows of a stream to a Parquet file, column by column.</summary>
/// <remarks>
/// Dictionaries where they pay, else the encoding that makes the first page of a column smallest; statistics and a page index.
/// A row group is held until it is complete. The Avro schema of the stream stands in the metadata as
/// <c>denormalized.avro.schema</c>. Not thread-safe. Disposing writes the footer, without which there is no file; the stream
/// stays open.
/// </remarks>
public class ParquetWriter : IAsyncDisposable
{
    /// <summary>Rows that are taken apart at once: their levels stay in the cache.</summary>
    private const int Tile = 1024;

    private const string CreatedBy = "Denormalized version 0.1.0 (build dotnet)";

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private readonly Stream _stream;
    private readonly ParquetWriteOptions _options;
    private readonly StreamInfo _info;
    private readonly ParquetSchema _schema;
    private readonly PageCodec _codec = new();
    private readonly List<ColumnWriter> _writers = [];
    private readonly Shredder[] _shredders;
    private readonly Frame _rows = new(0, 0);
    private readonly ColumnBlock _block = new();
    private readonly List<(long Rows, IReadOnlyList<WrittenChunk> Chunks)> _groups = [];
    private long _position;
    private long _groupRows;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="stream">Takes the file; need not seek.</param>
    /// <param name="info">The stream whose rows are written.</param>
    /// <param name="options">Compression and sizes.</param>
    public ParquetWriter(Stream stream, StreamInfo info, ParquetWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(info);
        if (info.ParquetSchema.Length == 0)
        {
            throw new ArgumentException($"The stream '{info.Name}' has no Parquet schema: it was compiled with an older version.", nameof(info));
        }

        _stream = stream;
        _info = info;
        _options = options ?? new ParquetWriteOptions();
        if (_options.Compression == ParquetCompression.Lz4Hadoop || _options.PageVersion is not (1 or 2))
        {
            throw new ArgumentException("Hadoop's LZ4 is read, but not written; pages are of version 1 or 2.", nameof(options));
        }

        _schema = ParquetSchema.Parse(info.ParquetSchema);
        AddWriters(_schema.Fields, [], 0, 0);
        if (_options.BloomFilters.FirstOrDefault(b => _writers.All(w => w.Leaf.Name != b)) is { } unknown)
        {
            throw new ArgumentException($"There is no column '{unknown}' for a bloom filter; columns are {string.Join(", ", _writers.Select(w => w.Leaf.Name))}.", nameof(options));
        }

        var left = new Queue<ColumnWriter>(_writers);
        _shredders = [.. _schema.Fields.Select((f, i) => Shredder.Create(f, NativeColumnType.Parse(info.Columns[i].Type), left, 0, 0))];
    }

    /// <summary>Rows that were added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds rows; they stay in <paramref name="columns"/>.</summary>
    /// <param name="columns">Columns of the stream.</param>
    /// <param name="cancellationToken">Ends waiting for the stream; the file cannot be completed then.</param>
    /// <exception cref="WireRangeException">A value has no Parquet form; the file cannot be completed.</exception>
    public ValueTask WriteAsync(RecordColumns columns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _block.Begin(columns.Rows);
        columns.Describe(_block);
        return WriteAsync(_block, cancellationToken);
    }

    /// <summary>Adds the rows of a block in ClickHouse's Native layout, which must stay as it is until then.</summary>
    /// <param name="block">Has the columns of the stream, in their order.</param>
    /// <param name="cancellationToken">Ends waiting for the stream; the file cannot be completed then.</param>
    /// <exception cref="WireRangeException">A value has no Parquet form; the file cannot be completed.</exception>
    public async ValueTask WriteAsync(ColumnBlock block, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken)
        {
            throw new InvalidOperationException("An earlier write failed: the file cannot be completed. Write it again.");
        }

        _isBroken = true;
        for (int i = 0; i < _shredders.Length; i++)
        {
            int next = 0;
            _shredders[i].Bind(block.Segments(i), ref next);
        }

        for (int row = 0, count; row < block.Rows; row += count)
        {
            count = (int)Math.Min(Math.Min(Tile, block.Rows - row), Math.Max(1, _options.RowGroupRows - _groupRows));
            AddTile(row, count);
            if (_groupRows >= _options.RowGroupRows || HeldBytes() >= _options.RowGroupBytes)
            {
                await EndRowGroupAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _isBroken = false;
    }

    /// <summary>Ends the row group and writes it.</summary>
    public virtual async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await EndRowGroupAsync(cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the last row group and the footer, unless a write failed.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_isBroken)
        {
            await EndRowGroupAsync(default).ConfigureAwait(false);
            await WriteFooterAsync().ConfigureAwait(false);
        }

        _writers.ForEach(w => w.Dispose());
        _codec.Dispose();
    }

    private void AddWriters(IEnumerable<ParquetNode> nodes, string[] parents, int definition, int repetition)
    {
        foreach (ParquetNode node in nodes)
        {
            string[] path = [.. parents, node.Name];
            int inner = definition + (node.Repetition == ParquetRepetition.Required ? 0 : 1);
            int lists = repetition + (node.Repetition == ParquetRepetition.Repeated ? 1 : 0);
            if (node.IsGroup)
            {
                AddWriters(node.Children, path, inner, lists);
            }
            else
            {
                _writers.Add(new ColumnWriter(new ParquetLeaf(_writers.Count, node, path, inner, lists), _options, _codec));
            }
        }
    }

    private long HeldBytes()
    {
        long bytes = 0;
        foreach (ColumnWriter writer in _writers)
        {
            bytes += writer.Bytes;
        }

        return bytes;
    }

    private void AddTile(int first, int count)
    {
        _rows.StartRows(first, count);
        foreach (Shredder shredder in _shredders)
        {
            shredder.Write(_rows);
        }

        foreach (ColumnWriter writer in _writers)
        {
            writer.EndRows(count);
        }

        _groupRows += count;
        Rows += count;
    }

    private async ValueTask EndRowGroupAsync(CancellationToken cancellationToken)
    {
        if (_groupRows == 0)
        {
            return;
        }

        var chunks = new List<WrittenChunk>();
        foreach (ColumnWriter writer in _writers)
        {
            chunks.Add(await WriteChunkAsync(writer, cancellationToken).ConfigureAwait(false));
        }

        for (int i = 0; i < chunks.Count; i++)
        {
            await WriteBloomFilterAsync(_writers[i], chunks[i], cancellationToken).ConfigureAwait(false);
            _writers[i].Begin();
        }

        _groups.Add((_groupRows, chunks));
        _groupRows = 0;
    }

    private async ValueTask<WrittenChunk> WriteChunkAsync(ColumnWriter writer, CancellationToken cancellationToken)
    {
        writer.End();
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        long dictionary = 0;
        long start = _position;
        if (writer.TryDictionary(out ReadOnlyMemory<byte> page))
        {
            dictionary = start;
            await PutAsync(page, cancellationToken).ConfigureAwait(false);
        }

        long data = _position;
        await PutAsync(writer.Data, cancellationToken).ConfigureAwait(false);
        writer.Range.Close();
        bool hasRange = writer.Range.HasValue;
        return new WrittenChunk(writer.Leaf, [.. writer.Encodings], writer.ChunkValues, writer.UncompressedBytes, _position - start, dictionary, data)
        {
            Compression = _options.Compression,
            Nulls = writer.ChunkNulls,
            Min = hasRange ? (writer.Range.Min.ToArray(), writer.Range.IsMinExact) : null,
            Max = hasRange ? (writer.Range.Max.ToArray(), writer.Range.IsMaxExact) : null,
            Pages = [.. writer.Pages.Select(p => (data + p.Start, p))],
        };
    }

    /// <summary>Filters stand behind the row group, so that none is held.</summary>
    private async ValueTask WriteBloomFilterAsync(ColumnWriter writer, WrittenChunk chunk, CancellationToken cancellationToken)
    {
        if (writer.BloomFilter() is { } filter)
        {
            var output = new ArrayBufferWriter<byte>();
            FooterWriter.BloomFilter(new CompactWriter(output), filter.Bytes.Length);
            output.Write(filter.Bytes);
            chunk.BloomFilter = (_position, output.WrittenCount);
            await PutAsync(output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteFooterAsync()
    {
        await BeginAsync(default).ConfigureAwait(false);
        var output = new ArrayBufferWriter<byte>();
        WrittenChunk[] chunks = [.. _groups.SelectMany(g => g.Chunks)];
        foreach (WrittenChunk chunk in chunks.Where(c => c.Pages.All(p => p.Page.HasRange || p.Page.IsAllNull)))
        {
            long start = _position + output.WrittenCount;
            FooterWriter.ColumnIndex(new CompactWriter(output), chunk);
            chunk.ColumnIndex = (start, (int)(_position + output.WrittenCount - start));
        }

        foreach (WrittenChunk chunk in chunks)
        {
            long start = _position + output.WrittenCount;
            FooterWriter.OffsetIndex(new CompactWriter(output), chunk);
            chunk.OffsetIndex = (start, (int)(_position + output.WrittenCount - start));
        }

        int index = output.WrittenCount;
        IEnumerable<KeyValuePair<string, string>> metadata = _options.Metadata;
        if (_info.AvroSchema.Length > 0)
        {
            metadata = metadata.Append(new("denormalized.avro.schema", _info.AvroSchema));
        }

        FooterWriter.Footer(new CompactWriter(output), _schema, _groups, metadata, CreatedBy);
        output.Write(BitConverter.GetBytes(output.WrittenCount - index));
        output.Write(Magic);
        await PutAsync(output.WrittenMemory, default).ConfigureAwait(false);
        await _stream.FlushAsync().ConfigureAwait(false);
    }

    private ValueTask BeginAsync(CancellationToken cancellationToken) => _position == 0 ? PutAsync(Magic, cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _position += bytes.Length;
    }
}

/// <summary>Writes records to a Parquet file.</summary>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
public sealed class ParquetWriter<T> : ParquetWriter
{
    /// <summary>Records that wait as columns: they fit the cache.</summary>
    private const int Waiting = 1024;

    private readonly RecordColumns<T> _columns;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="stream">Takes the file; need not seek.</param>
    /// <param name="options">Compression and sizes.</param>
    public ParquetWriter(Stream stream, ParquetWriteOptions? options = null)
        : base(stream, StreamRegistry.Get<T>().Info, options) => _columns = StreamRegistry.Get<T>().CreateColumns();

    /// <summary>Adds a record.</summary>
    /// <exception cref="WireRangeException">A value has no Parquet form; the message names the member.</exception>
    public ValueTask WriteAsync(T record, CancellationToken cancellationToken = default)
    {
        _columns.Add(record);
        return _columns.Rows < Waiting ? ValueTask.CompletedTask : AddWaitingAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        await AddWaitingAsync(cancellationToken).ConfigureAwait(false);
        await base.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_columns.Rows > 0)
        {
            await AddWaitingAsync(default).ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
        _columns.Dispose();
    }

    private async ValueTask AddWaitingAsync(CancellationToken cancellationToken)
    {
        await WriteAsync((RecordColumns)_columns, cancellationToken).ConfigureAwait(false);
        _columns.Clear();
    }
}
