using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Denormalized.ParquetFormat;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>
/// A Parquet file as columns, whoever wrote it: its schema and its values.
/// </summary>
/// <remarks>
/// Read are data pages of both versions, all encodings and all compressions but LZO. Of each column a part of its pages, compressed
/// (<see cref="ParquetReadOptions.ReadBytes"/>), one page, its dictionary and a batch are held. Not thread-safe; the stream stays open.
/// <code>
/// PAR1 | row group: a chunk of pages for each column | ... | page index | footer | its length | PAR1
/// </code>
/// </remarks>
public sealed class ParquetFile
{
    private const int TailLength = 8;
    private const int MaxDictionaryHeader = 100;

    private readonly Stream _stream;
    private readonly ParquetReadOptions _options;
    private readonly FileMetadata _metadata;
    private readonly string? _name;
    private readonly long _dataEnd;

    private ParquetFile(Stream stream, ParquetReadOptions options, string? name, FileMetadata metadata, long dataEnd)
    {
        _stream = stream;
        _options = options;
        _name = name;
        _metadata = metadata;
        _dataEnd = dataEnd;
    }

    /// <summary>The schema.</summary>
    public ParquetSchema Schema => _metadata.Schema;

    /// <summary>Its leaves: the columns.</summary>
    public IReadOnlyList<ParquetLeaf> Leaves => _metadata.Leaves;

    /// <summary>Number of rows.</summary>
    public long Rows => _metadata.Rows;

    /// <summary>The row groups.</summary>
    public IReadOnlyList<ParquetRowGroup> RowGroups => _metadata.RowGroups;

    /// <summary>What the writer noted beside the data, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata.KeyValues;

    /// <summary>The program that wrote the file.</summary>
    public string? CreatedBy => _metadata.CreatedBy;

    /// <summary>Reads the footer of a file.</summary>
    /// <param name="stream">Seekable; the file is all of it.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends waiting for the stream.</param>
    /// <exception cref="ParquetException">It is no Parquet file, encrypted or damaged.</exception>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static async ValueTask<ParquetFile> OpenAsync(Stream stream, ParquetReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("A Parquet file is read from its end: the stream must be able to seek. Copy it into a file or MemoryStream.", nameof(stream));
        }

        options ??= new ParquetReadOptions();
        string? name = options.FileName ?? (stream as FileStream)?.Name;
        long length = stream.Length;
        if (length < TailLength + 4)
        {
            throw new ParquetException($"{length} bytes are no Parquet file", new ParquetPlace(name, null, null, 0));
        }

        byte[] tail = new byte[TailLength];
        await ReadAsync(stream, length - TailLength, tail, name, cancellationToken).ConfigureAwait(false);
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            string reason = tail.AsSpan(4).SequenceEqual("PARE"u8) ? "the file is encrypted" : "it does not end with 'PAR1', as Parquet files do: it is another kind of file, or was cut short";
            throw new ParquetException(reason, new ParquetPlace(name, null, null, length - 4));
        }

        uint footerLength = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        long footerStart = length - TailLength - footerLength;
        if (footerStart < 4 || footerLength > options.MaxMetadataBytes)
        {
            throw new ParquetException(
                $"the file claims {footerLength} bytes of metadata, it has {length}; at most {options.MaxMetadataBytes} are read",
                new ParquetPlace(name, null, null, length - TailLength));
        }

        byte[] footer = new byte[footerLength];
        await ReadAsync(stream, footerStart, footer, name, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ParquetFile(stream, options, name, MetadataReader.File(footer), footerStart);
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(e.Message, new ParquetPlace(name, null, null, footerStart), e);
        }
    }

    /// <summary>Reads the file in batches of rows, row group by row group.</summary>
    /// <param name="leaves">Numbers of the columns to read, in this order; null for all. Others are not touched.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches, each valid until the next is asked for.</returns>
    /// <exception cref="ParquetException">The file is damaged, or of a kind that is not read.</exception>
    public IAsyncEnumerable<ParquetBatch> ReadBatchesAsync(IReadOnlyList<int>? leaves = null, CancellationToken cancellationToken = default) =>
        ReadBatchesAsync(leaves, null, cancellationToken);

    /// <summary>
    /// Reads the file in batches of rows, without the row groups and pages in which no row fits a filter. What is beside such a row
    /// in its page is read too: see <see cref="ParquetBatch.FirstRow"/> for which rows these are.
    /// </summary>
    /// <param name="leaves">Numbers of the columns to read, in this order; null for all. Others are not touched.</param>
    /// <param name="filter">Which rows are wanted; its columns need not be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches, each valid until the next is asked for.</returns>
    /// <exception cref="ParquetException">The file is damaged, or of a kind that is not read.</exception>
    /// <exception cref="ArgumentException">The filter has a column that the file has not, or a value of another type.</exception>
    public IAsyncEnumerable<ParquetBatch> ReadBatchesAsync(IReadOnlyList<int>? leaves, ParquetFilter? filter, CancellationToken cancellationToken = default)
    {
        ColumnReader[] readers = [.. (leaves ?? [.. Enumerable.Range(0, Leaves.Count)]).Select(l => new ColumnReader(Leaves[l], _options))];
        return BatchesAsync(readers, filter?.Bind(Leaves), cancellationToken);
    }

    /// <summary>Reads the file as records, which may have some of its columns. The file's stream is at one place: read one after the other.</summary>
    /// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
    /// <param name="filter">Which rows are wanted; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ParquetException">The file is damaged, or its columns cannot be read as the members.</exception>
    /// <exception cref="ArgumentException">The filter has a column that the file has not, or a value of another type.</exception>
    public IAsyncEnumerable<T> ReadAsync<T>(ParquetFilter? filter = null, CancellationToken cancellationToken = default) =>
        new ParquetReader<T>(this, _options).ReadAsync(filter, cancellationToken);

    internal async IAsyncEnumerable<ParquetBatch> BatchesAsync(ColumnReader[] readers, BoundFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new ParquetBatch([.. readers.Select(r => r.Column)]);
        try
        {
            for (int group = 0; group < RowGroups.Count; group++)
            {
                var known = new RowGroupReader(RowGroups[group]);
                RowRanges wanted = filter?.Prune(known) ?? RowRanges.All(known.Rows);
                if (filter is not null && !wanted.IsEmpty)
                {
                    await LoadAsync(known, group, readers, filter, cancellationToken).ConfigureAwait(false);
                    wanted = filter.Prune(known);
                }

                if (wanted.IsEmpty)
                {
                    continue;
                }

                Array.ForEach(readers, r => Start(group, r, known));
                batch.RowGroup = group;
                foreach (RowRange range in wanted.Ranges)
                {
                    Array.ForEach(readers, r => r.Expect(range));
                    for (batch.FirstRow = range.Start; batch.FirstRow < range.End; batch.FirstRow += batch.Rows)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        batch.Rows = (int)Math.Min(range.End - batch.FirstRow, _options.BatchRows);
                        foreach (ColumnReader reader in readers)
                        {
                            await ReadRowsAsync(reader, batch, cancellationToken).ConfigureAwait(false);
                        }

                        yield return batch;
                    }
                }
            }
        }
        finally
        {
            Array.ForEach(readers, r => r.Dispose());
        }
    }

    /// <summary>The file cannot be read as a record.</summary>
    internal ParquetException Mismatch(string message) => new(message, new ParquetPlace(_name, null, null, _dataEnd));

    /// <summary>A value of a batch has no form in its member.</summary>
    internal ParquetException Refuse(ParquetBatch batch, Exception cause) => new(cause.Message, new ParquetPlace(_name, batch.RowGroup, null, 0), cause);

    /// <summary>What puts rows together.</summary>
    internal (IReadOnlyList<(string Name, RowWriter Writer)> Fields, IReadOnlyList<RowWriter.Leaf> Leaves) Writers()
    {
        try
        {
            return RowWriter.Create(Schema);
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(e.Message, new ParquetPlace(_name, null, null, _dataEnd), e);
        }
    }

    /// <summary>Writes the next value of a field.</summary>
    internal void Write(ParquetBatch batch, string field, RowWriter writer, Utf8JsonWriter json)
    {
        try
        {
            writer.Write(json);
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(e.Message, new ParquetPlace(_name, batch.RowGroup, field, 0), e);
        }
    }

    /// <summary>All columns end their row together.</summary>
    internal void EndRow(ParquetBatch batch, IReadOnlyList<RowWriter.Leaf> leaves)
    {
        try
        {
            foreach (RowWriter.Leaf leaf in leaves)
            {
                leaf.EndRow();
            }
        }
        catch (InvalidDataException e)
        {
            throw Refuse(batch, e);
        }
    }

    private async ValueTask LoadAsync(RowGroupReader known, int group, ColumnReader[] readers, BoundFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            await known.LoadAsync(
                filter.Leaves.Select(l => l.Index),
                readers.Select(r => r.Column.Leaf.Index),
                _options.MaxMetadataBytes,
                _dataEnd,
                (offset, bytes, token) => ReadAsync(_stream, offset, bytes, _name, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(e.Message, new ParquetPlace(_name, group, null, 0), e);
        }
    }

    private void Start(int group, ColumnReader reader, RowGroupReader known)
    {
        int leaf = reader.Column.Leaf.Index;
        ParquetColumnChunk chunk = RowGroups[group].Columns[leaf];
        if (_metadata.LosesDictionaryHeader)
        {
            chunk = chunk with { CompressedBytes = Math.Max(chunk.CompressedBytes, Math.Min(chunk.CompressedBytes + MaxDictionaryHeader, _dataEnd - chunk.Start)) };
        }

        if (chunk.Start < 4 || chunk.CompressedBytes > _dataEnd - chunk.Start)
        {
            throw new ParquetException(
                $"the column claims {chunk.CompressedBytes} bytes from {chunk.Start}; data ends at {_dataEnd}", Place(group, reader, chunk.Start));
        }

        reader.Start(chunk, known.Locations(leaf));
    }

    private async ValueTask ReadRowsAsync(ColumnReader reader, ParquetBatch batch, CancellationToken cancellationToken)
    {
        reader.Clear();
        while (!TryReadRows(reader, batch))
        {
            (long offset, Memory<byte> room) = reader.Missing();
            await ReadAsync(_stream, offset, room, _name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False when bytes are missing.</summary>
    private bool TryReadRows(ColumnReader reader, ParquetBatch batch)
    {
        try
        {
            if (!reader.TrySkipTo(batch.FirstRow, _options.BatchRows) || !reader.TryRead(batch.Rows))
            {
                return false;
            }

            return reader.Rows == batch.Rows
                ? true
                : throw new InvalidDataException($"the row group claims {RowGroups[batch.RowGroup].Rows} rows, the column has fewer");
        }
        catch (InvalidDataException e)
        {
            throw new ParquetException(e.Message, Place(batch.RowGroup, reader, reader.Offset), e);
        }
    }

    private ParquetPlace Place(int group, ColumnReader reader, long offset) => new(_name, group, reader.Column.Leaf.Name, offset);

    private static async ValueTask ReadAsync(Stream stream, long offset, Memory<byte> bytes, string? name, CancellationToken cancellationToken)
    {
        stream.Position = offset;
        int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < bytes.Length)
        {
            throw new ParquetException($"the file ends early: {bytes.Length} bytes are expected, {read} are there", new ParquetPlace(name, null, null, offset));
        }
    }
}

/// <summary>Rows of a Parquet file, as columns.</summary>
public sealed class ParquetBatch
{
    internal ParquetBatch(IReadOnlyList<ParquetColumn> columns) => Columns = columns;

    /// <summary>Number of rows.</summary>
    public int Rows { get; internal set; }

    /// <summary>The row group that they are of.</summary>
    public int RowGroup { get; internal set; }

    /// <summary>Number of the first of them in the row group.</summary>
    public long FirstRow { get; internal set; }

    /// <summary>The columns that were asked for.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }
}
