using Denormalized.CompilerServices;
using Denormalized.ParquetFormat;

namespace Denormalized;

/// <summary>
/// Reads the records of a Parquet file, whoever wrote it. Members are found by the names of their columns; columns that no member
/// has are not read, so a record with some of the columns is a projection.
/// </summary>
/// <remarks>
/// Schema resolution: a column that is never null can be a nullable member, and a nullable one a member that is not while no null
/// comes; integers widen, also to floats, decimals gain digits, times change their unit, floored. A nullable member, list or map
/// without a column is null or empty. Not thread-safe.
/// </remarks>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
public sealed class ParquetReader<T> : IAsyncEnumerable<T>
{
    private readonly ParquetReadOptions _options;

    private ParquetReader(ParquetFile file, ParquetReadOptions options)
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
        reader.Bind(out _).Dispose();
        return reader;
    }

    /// <summary>Reads the records in their order.</summary>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using RecordColumns<T> columns = StreamRegistry.Get<T>().CreateColumns();
        using RecordAssembler assembler = Bind(out ColumnReader[] readers);
        RowReader<T> rows = columns.CreateReader();
        var block = new ColumnBlock();
        await foreach (ParquetBatch batch in File.BatchesAsync(readers, cancellationToken).ConfigureAwait(false))
        {
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

                yield return row;
            }
        }
    }

    /// <summary>Finds the columns that the record needs, and readers of them.</summary>
    private RecordAssembler Bind(out ColumnReader[] readers)
    {
        var opened = new Dictionary<int, ColumnReader>();
        var assembler = new RecordAssembler(StreamRegistry.Get<T>().Info, File, _options.AllowMissingColumns, leaf =>
        {
            if (!opened.TryGetValue(leaf, out ColumnReader? reader))
            {
                reader = new ColumnReader(File.Leaves[leaf], _options);
                opened.Add(leaf, reader);
            }

            return reader.Column;
        });
        readers = [.. opened.Values];
        return assembler;
    }
}
