using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ArrowSchema = Apache.Arrow.Schema;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to Arrow, through IPC and ClickHouse, and back.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public void We_read_the_batches_that_we_made(int rows) =>
        Hops.AssertSame(Corpus.Cases.Select(c => c.Row).ToRecordBatches(rows).SelectMany(b => b.ReadRecords<Everything>()));

    [Fact]
    public async Task We_read_the_stream_that_Apache_wrote() => Hops.AssertSame(await ReadAsync(await StreamAsync()));

    /// <summary>Slices begin inside of bytes and of lists.</summary>
    [Fact]
    public void We_read_parts_of_batches()
    {
        RecordBatch batch = Corpus.Cases.Select(c => c.Row).ToRecordBatches().Single();
        var rows = new List<Everything>();
        for (int i = 0, step = 1; i < batch.Length; i += step, step = (step % 5) + 1)
        {
            rows.AddRange(batch.Slice(i, Math.Min(step, batch.Length - i)).ReadRecords<Everything>());
        }

        Hops.AssertSame(rows);
    }

    [Fact]
    public async Task ClickHouse_reads_the_values_that_we_wrote()
    {
        await Hops.CreateTableAsync("arrow_in");
        await Hops.Engine.InsertAsync(new InsertCommand("arrow_in", Hops.ColumnNames) { Format = "ArrowStream" }, [await StreamAsync()]);
        Assert.Empty(await Hops.WrongAsync("arrow_in", c => c.Name != "nullable nested")); // a struct that is null has no flag that a Tuple could take
    }

    [Fact]
    public async Task A_query_gives_batches_and_its_records()
    {
        await Hops.CreateTableAsync("arrow_query");
        await Hops.Engine.InsertAsync(new InsertCommand("arrow_query", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        var rows = new List<Everything>();
        await foreach (RecordBatch batch in Hops.Engine.QueryArrowAsync("SELECT * FROM arrow_query", stream: Hops.Codec.Info))
        {
            rows.AddRange(batch.ReadRecords<Everything>());
        }

        Hops.AssertSame(rows);
    }

    [Fact]
    public void Types_are_those_of_the_table()
    {
        ArrowSchema schema = Hops.Codec.Info.ArrowSchema();
        Assert.IsType<StringType>(schema.GetFieldByName("text").DataType);
        Assert.IsType<BinaryType>(schema.GetFieldByName("bytes").DataType);
        Assert.Equal("arrow.uuid", schema.GetFieldByName("id").Metadata["ARROW:extension:name"]);
        Assert.Equal("UTC", Assert.IsType<TimestampType>(schema.GetFieldByName("at").DataType).Timezone);
        Assert.Null(Assert.IsType<TimestampType>(schema.GetFieldByName("local").DataType).Timezone);
        Assert.True(schema.GetFieldByName("i32_or_null").IsNullable);
        Assert.False(schema.GetFieldByName("i32").IsNullable);
        Assert.Contains("\"name\":\"everything\"", schema.Metadata["denormalized.avro.schema"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_batch_lacks_is_said()
    {
        Field field = new("case", Int32Type.Default, true);
        RecordBatch batch = new(new ArrowSchema([field], null), [new Int32Array.Builder().Append(1).Build()], 1);
        Assert.Contains("There is no column 'bool'", Refused(batch), StringComparison.Ordinal);

        RecordBatch all = Corpus.Cases.Select(c => c.Row).ToRecordBatches().Single();
        Assert.Contains("Column 'case' is null in row 1", Refused(With(all, "case", new Int32Array.Builder().AppendRange(Enumerable.Range(0, 1)).AppendNull().AppendRange(Enumerable.Range(2, all.Length - 2)).Build())), StringComparison.Ordinal);
        Assert.Contains("Column 'case' is int64, expected int32", Refused(With(all, "case", new Int64Array.Builder().AppendRange(Enumerable.Range(0, all.Length).Select(i => (long)i)).Build())), StringComparison.Ordinal);
        Assert.Contains("Column 'at' is timestamp[Microsecond, no zone], expected timestamp[Microsecond, UTC]", Refused(With(all, "at", all.Column("local"))), StringComparison.Ordinal);
    }

    private static string Refused(RecordBatch batch) => Assert.Throws<ArrowConversionException>(() => batch.ReadRecords<Everything>().ToList()).Message;

    private static RecordBatch With(RecordBatch batch, string column, IArrowArray array)
    {
        int index = batch.Schema.GetFieldIndex(column);
        ArrowSchema schema = batch.Schema.SetField(index, new Field(column, array.Data.DataType, true));
        return new RecordBatch(schema, batch.Arrays.Select((a, i) => i == index ? array : a), batch.Length);
    }

    private static async Task<byte[]> StreamAsync()
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, Hops.Codec.Info.ArrowSchema(), leaveOpen: true))
        {
            foreach (RecordBatch batch in Corpus.Cases.Select(c => c.Row).ToRecordBatches(100))
            {
                await writer.WriteRecordBatchAsync(batch);
            }

            await writer.WriteEndAsync();
        }

        return stream.ToArray();
    }

    private static async Task<List<Everything>> ReadAsync(byte[] stream)
    {
        using var reader = new ArrowStreamReader(stream);
        var rows = new List<Everything>();
        while (await reader.ReadNextRecordBatchAsync() is { } batch)
        {
            rows.AddRange(batch.ReadRecords<Everything>());
        }

        return rows;
    }
}
