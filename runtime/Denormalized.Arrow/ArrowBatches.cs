using System.Runtime.CompilerServices;
using Apache.Arrow;
using Denormalized.ArrowFormat;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>
/// Apache Arrow (format 1.0, <see href="https://arrow.apache.org/docs/format/Columnar.html"/>): columns of a stream and results of
/// queries as record batches, and back. No record object is made on the way.
/// </summary>
/// <remarks>
/// A batch owns its memory. Into Arrow, columns of one layout are copied whole; out of Arrow, they are read where they lie.
/// Streams of batches are written and read by Apache.Arrow's <c>ArrowStreamWriter</c> and <c>ArrowStreamReader</c>.
/// </remarks>
public static class ArrowBatches
{
    private const int BatchRows = 65_536;

    /// <summary>The schema of a stream's batches.</summary>
    /// <exception cref="ArrowConversionException">A column has no form in Arrow.</exception>
    public static Apache.Arrow.Schema ArrowSchema(this StreamInfo stream) => Schema(stream, Columns(stream));

    /// <summary>A batch of all rows of the columns, which stay as they are.</summary>
    /// <param name="columns">Columns of a stream.</param>
    /// <param name="stream">The stream.</param>
    public static RecordBatch ToRecordBatch(this RecordColumns columns, StreamInfo stream)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArrowColumn[] arrow = Columns(stream);
        return Batch(Schema(stream, arrow), arrow, columns);
    }

    /// <summary>Batches of records.</summary>
    /// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="rows">Rows of a batch.</param>
    /// <exception cref="WireRangeException">A value has no form in its column; the message names the member.</exception>
    public static IEnumerable<RecordBatch> ToRecordBatches<T>(this IEnumerable<T> records, int rows = BatchRows)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return Batches(records, rows);
    }

    /// <summary>The records of a batch. Columns that the record does not have are left alone.</summary>
    /// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
    /// <param name="batch">Has a column of the stream's name and type for each member.</param>
    /// <exception cref="ArrowConversionException">A column is missing, has another type, or a null where the member takes none.</exception>
    public static IEnumerable<T> ReadRecords<T>(this RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Records<T>(batch);
    }

    /// <summary>The result of a query in batches, as ClickHouse sends its blocks.</summary>
    /// <param name="database">Where it runs.</param>
    /// <param name="sql">A query, e.g. that of <c>ToSql()</c>.</param>
    /// <param name="parameters">Values of its placeholders.</param>
    /// <param name="stream">Says of columns with its names which are bytes and which are local times; ClickHouse has neither, so without it they are texts and instants in UTC.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="ClickHouseException">ClickHouse refused it.</exception>
    /// <exception cref="ArrowConversionException">A column has no form in Arrow.</exception>
    public static async IAsyncEnumerable<RecordBatch> QueryArrowAsync(
        this IClickHouse database, string sql, IReadOnlyList<QueryParameter>? parameters = null, StreamInfo? stream = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var reader = new NativeReader();
        var block = new ColumnBlock();
        ArrowColumn[]? columns = null;
        Apache.Arrow.Schema? schema = null;
        await foreach (ReadOnlyMemory<byte> chunk in database.QueryAsync(sql, "Native", parameters, cancellationToken).ConfigureAwait(false))
        {
            reader.Feed(chunk.Span);
            while (reader.TryRead(block))
            {
                if (block.Rows == 0)
                {
                    continue; // the header of the result, or its end
                }

                if (columns is null)
                {
                    columns = Columns(block, stream);
                    schema = new Apache.Arrow.Schema(columns.Select((c, i) => c.Field(block.Name(i))), null);
                }

                yield return Batch(schema!, columns, block);
            }
        }

        reader.Complete();
    }

    private static IEnumerable<RecordBatch> Batches<T>(IEnumerable<T> records, int rows)
    {
        StreamCodec<T> codec = StreamRegistry.Get<T>();
        ArrowColumn[] arrow = Columns(codec.Info);
        Apache.Arrow.Schema schema = Schema(codec.Info, arrow);
        using RecordColumns<T> columns = codec.CreateColumns();
        foreach (T record in records)
        {
            columns.Add(record);
            if (columns.Rows == rows)
            {
                yield return Batch(schema, arrow, columns);
                columns.Clear();
            }
        }

        if (columns.Rows > 0)
        {
            yield return Batch(schema, arrow, columns);
        }
    }

    private static IEnumerable<T> Records<T>(RecordBatch batch)
    {
        StreamCodec<T> codec = StreamRegistry.Get<T>();
        using RecordColumns<T> columns = codec.CreateColumns();
        using var segments = new NativeSegments();
        RowReader<T> reader = columns.CreateReader();
        reader.Bind(Block(batch, codec.Info, segments));
        for (int i = 0; i < batch.Length; i++)
        {
            yield return reader.Read();
        }
    }

    private static ColumnBlock Block(RecordBatch batch, StreamInfo stream, NativeSegments segments)
    {
        ArrowColumn[] columns = Columns(stream);
        var block = new ColumnBlock();
        block.Begin(batch.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            StreamColumn column = stream.Columns[i];
            int index = batch.Schema.GetFieldIndex(column.Name);
            if (index < 0)
            {
                throw new ArrowConversionException($"There is no column '{column.Name}', which {stream.Name} needs; there are {string.Join(", ", batch.Schema.FieldsList.Select(f => f.Name))}.");
            }

            ArrayData array = batch.Column(index).Data;
            columns[i].ToNative(array, array.Offset, batch.Length, segments);
            block.Column(column.Name, column.Type);
            segments.AddTo(block);
        }

        return block;
    }

    private static RecordBatch Batch(Apache.Arrow.Schema schema, ArrowColumn[] columns, RecordColumns rows)
    {
        var block = new ColumnBlock();
        block.Begin(rows.Rows);
        rows.Describe(block);
        return Batch(schema, columns, block);
    }

    private static RecordBatch Batch(Apache.Arrow.Schema schema, ArrowColumn[] columns, ColumnBlock block) =>
        new(schema, columns.Select((c, i) => ArrowArrayFactory.BuildArray(c.ToArrow(new SegmentQueue(block, i), block.Rows))), block.Rows);

    private static ArrowColumn[] Columns(StreamInfo stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ParquetSchema? hints = stream.ParquetSchema.Length > 0 ? ParquetSchema.Parse(stream.ParquetSchema) : null;
        return [.. stream.Columns.Select((c, i) => ArrowColumns.Create(c.Name, c.Type, hints?.Fields[i]))];
    }

    private static ArrowColumn[] Columns(ColumnBlock block, StreamInfo? stream)
    {
        ParquetSchema? hints = stream is { ParquetSchema.Length: > 0 } ? ParquetSchema.Parse(stream.ParquetSchema) : null;
        return [.. Enumerable.Range(0, block.Count).Select(i => ArrowColumns.Create(block.Name(i), block.Type(i), hints?.Fields.FirstOrDefault(f => f.Name == block.Name(i))))];
    }

    private static Apache.Arrow.Schema Schema(StreamInfo stream, ArrowColumn[] columns)
    {
        Dictionary<string, string>? metadata = stream.AvroSchema.Length > 0 ? new() { ["denormalized.avro.schema"] = stream.AvroSchema } : null;
        return new Apache.Arrow.Schema(columns.Select((c, i) => c.Field(stream.Columns[i].Name)), metadata);
    }
}
