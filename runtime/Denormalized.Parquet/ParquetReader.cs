using System.Runtime.CompilerServices;
using Denormalized.CompilerServices;
using Denormalized.ParquetFormat;

namespace Denormalized;

/// <summary>
/// Reads the records of a Parquet file, whoever wrote it. Members are found by the names of their columns; columns that no member
/// has are not read, so a record with some of the columns is a projection.
/// </summary>
/// <remarks>
/// Schema resolution: a column that is never null can be a nullable member, and a nullable one a member that is not while no null
/// comes; integers widen, also to floats, decimals gain digits, times change their unit, floored. A member that is not
/// <c>required</c>, a nullable one, a list or a map without a column gets its default. Not thread-safe.
/// </remarks>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
public sealed class ParquetReader<T> : IAsyncEnumerable<T>
{
    private readonly ParquetReadOptions _options;

    internal ParquetReader(ParquetFile file, ParquetReadOptions options)
    {
        File = file;
        _options = options;
    }

    /// <summary>The file.</summary>
    public ParquetFile File { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Seekable; stays open.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends waiting for the stream.</param>
    /// <exception cref="ParquetException">It is no Parquet file, or its columns cannot be read as the members.</exception>
    public static async ValueTask<ParquetReader<T>> OpenAsync(Stream stream, ParquetReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ParquetReadOptions();
        var reader = new ParquetReader<T>(await ParquetFile.OpenAsync(stream, options, cancellationToken).ConfigureAwait(false), options);
        reader.Bind([]).Dispose();
        return reader;
    }

    /// <summary>Reads the records in their order.</summary>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => ReadAsync(null, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Reads the records that fit a filter, in their order. Row groups and pages without any are passed over.</summary>
    /// <param name="filter">Its columns need not be members of the record; null for all records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    /// <exception cref="ArgumentException">The filter has a column that the file has not, or a value of another type.</exception>
    public IAsyncEnumerable<T> ReadAsync(ParquetFilter? filter, CancellationToken cancellationToken = default) =>
        RecordsAsync(filter?.Bind(File.Leaves), cancellationToken);

    private async IAsyncEnumerable<T> RecordsAsync(BoundFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = new Dictionary<int, ColumnReader>();
        using RecordColumns<T> columns = StreamRegistry.Get<T>().CreateColumns();
        using RecordAssembler assembler = Bind(opened);
        foreach (ParquetLeaf leaf in filter?.Leaves ?? [])
        {
            Open(leaf.Index, opened);
        }

        Dictionary<int, ParquetColumn> values = opened.ToDictionary(o => o.Key, o => o.Value.Column);
        RowReader<T> rows = columns.CreateReader();
        var block = new ColumnBlock();
        bool[] wanted = new bool[filter is null ? 0 : _options.BatchRows];
        await foreach (ParquetBatch batch in File.BatchesAsync([.. opened.Values], filter, cancellationToken).ConfigureAwait(false))
        {
            filter?.Evaluate(values, wanted.AsSpan(0, batch.Rows));
            if (filter is not null && !wanted.AsSpan(0, batch.Rows).Contains(true))
            {
                continue;
            }

            try
            {
                assembler.Read(batch.Rows, block);
                rows.Bind(block);
            }
            catch (InvalidDataException e)
            {
                throw File.Refuse(batch, e);
            }

            for (int i = 0; i < batch.Rows; i++)
            {
                T row;
                try
                {
                    row = rows.Read();
                }
                catch (WireRangeException e)
                {
                    throw File.Refuse(batch, e);
                }

                if (filter is null || wanted[i])
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>Finds the columns that the record needs, and readers of them.</summary>
    private RecordAssembler Bind(Dictionary<int, ColumnReader> opened) =>
        new(StreamRegistry.Get<T>().Info, File, _options.AllowMissingColumns, leaf => Open(leaf, opened).Column, sharesTexts: true);

    private ColumnReader Open(int leaf, Dictionary<int, ColumnReader> opened)
    {
        if (!opened.TryGetValue(leaf, out ColumnReader? reader))
        {
            reader = new ColumnReader(File.Leaves[leaf], _options);
            opened.Add(leaf, reader);
        }

        return reader;
    }
}
