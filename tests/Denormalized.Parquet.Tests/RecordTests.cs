using System.Text;

namespace Denormalized.Parquet.Tests;

[Stream("visits")]
public partial record Visit
{
    public required long Id { get; init; }
    public required string Page { get; init; }
    public string? Referrer { get; init; }
    public double Score { get; init; }
    public DateTimeOffset At { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Some of the columns, others as another writer could have them.</summary>
[Stream("some_of_visit")]
public partial record SomeOfVisit
{
    public required string Page { get; init; }
    [Decimal(9, 2)] public decimal? Missing { get; init; }
    public IReadOnlyList<int> MissingList { get; init; } = [];
    [Decimal(20, 3)] public decimal Id { get; init; }
}

[Stream("widened")]
public partial record Widened
{
    public long A { get; init; }
    public double B { get; init; }
    [Decimal(18, 4)] public decimal C { get; init; }
    public DateTimeOffset At { get; init; }
    public int? D { get; init; }
    public required IReadOnlyList<string> Items { get; init; }
}

[Stream("tiny")]
public partial record Tiny
{
    public int Id { get; init; }
    public string? Name { get; init; }
}

/// <summary>Records through our writer and reader, and what the file says about itself.</summary>
public class RecordTests
{
    [Fact]
    public async Task A_projection_reads_the_columns_that_it_has_and_fills_the_rest()
    {
        byte[] file = await WriteAsync(Visits(5000));
        List<SomeOfVisit> rows = await ReadAsync<SomeOfVisit>(file);
        Assert.Equal(5000, rows.Count);
        Assert.All(rows.Select((r, i) => (r, i)), p => Assert.Equal((p.i, $"/page/{p.i % 40}", null, 0), (p.r.Id, p.r.Page, p.r.Missing, p.r.MissingList.Count)));
    }

    [Fact]
    public async Task Columns_that_no_member_has_are_not_touched()
    {
        byte[] file = await WriteAsync(Visits(5000));
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file));
        ParquetColumnChunk score = parquet.RowGroups[0].Columns[parquet.Leaves.Single(l => l.Name == "score").Index];
        file.AsSpan((int)score.Start, (int)score.CompressedBytes).Fill(0xFF);
        Assert.Equal(5000, (await ReadAsync<SomeOfVisit>(file)).Count);
        await Assert.ThrowsAsync<ParquetException>(() => ReadAsync<Visit>(file));
    }

    [Fact]
    public async Task Other_types_are_read_where_nothing_is_lost()
    {
        byte[] file = Foreign.DuckDb("SELECT 1::TINYINT AS a, 3::INTEGER AS b, 1.25::DECIMAL(5,2) AS c, TIMESTAMPTZ '2024-01-01 00:00:00.5+00' AS at, 7::INTEGER AS d, ['x', 'y'] AS items");
        Widened row = Assert.Single(await ReadAsync<Widened>(file));
        Assert.Equal((1, 3.0, 1.25m, new DateTimeOffset(2024, 1, 1, 0, 0, 0, 500, TimeSpan.Zero), 7), (row.A, row.B, row.C, row.At, row.D));
        Assert.Equal(["x", "y"], row.Items);
    }

    [Theory]
    [InlineData("SELECT 1::BIGINT AS id, NULL::VARCHAR AS page, 0::DOUBLE AS score, TIMESTAMPTZ '2024-01-01' AS at", "'page' has a null")]
    [InlineData("SELECT 'x' AS id, 'x' AS page, 0::DOUBLE AS score, TIMESTAMPTZ '2024-01-01' AS at", "'id' is BYTEARRAY (STRING), which cannot be read as INT64")]
    [InlineData("SELECT 1::BIGINT AS id, 'x' AS page, 0::DOUBLE AS score, TIMESTAMP '2024-01-01' AS at", "'at' is INT64 (TIMESTAMP(MICROS,false))")]
    [InlineData("SELECT 1::BIGINT AS id, 0::DOUBLE AS score, TIMESTAMPTZ '2024-01-01' AS at", "there is no column 'page'")]
    public async Task What_cannot_be_read_is_said(string select, string reason)
    {
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => ReadAsync<Visit>(Foreign.DuckDb(select)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_not_required_gets_its_default()
    {
        Visit visit = Assert.Single(await ReadAsync<Visit>(Foreign.DuckDb("SELECT 1::BIGINT AS id, 'x' AS page")));
        Assert.Equal((1, "x", null, 0.0, DateTimeOffset.UnixEpoch, 0), (visit.Id, visit.Page, visit.Referrer, visit.Score, visit.At, visit.Tags.Count));
    }

    /// <summary>A narrower member takes what fits and refuses the first that does not.</summary>
    [Fact]
    public async Task A_number_that_does_not_fit_is_refused()
    {
        Assert.Equal(7, Assert.Single(await ReadAsync<Tiny>(Foreign.DuckDb("SELECT 7::BIGINT AS id"))).Id);
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => ReadAsync<Tiny>(Foreign.DuckDb("SELECT 5000000000::BIGINT AS id")));
        Assert.Contains("5000000000 is no Int32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DuckDB_and_ClickHouse_find_rows_by_statistics_and_page_index()
    {
        byte[] file = await WriteAsync(Visits(50_000), new ParquetWriteOptions { PageRows = 1000, RowGroupRows = 10_000 });
        string query = "SELECT count(*), sum(id), min(page), max(referrer) FROM FILE WHERE id BETWEEN 20500 AND 31234 AND page > '/page/2'";
        string all = $"{Visits(50_000).Count(v => v.Id is >= 20500 and <= 31234 && string.CompareOrdinal(v.Page, "/page/2") > 0)}";
        Assert.StartsWith(all + "\t", Foreign.DuckDbReads(file, query), StringComparison.Ordinal);
        Assert.StartsWith(all + "\t", await Foreign.ClickHouseReadsAsync(file, query), StringComparison.Ordinal);
        Assert.Equal(Foreign.DuckDbReads(file, query), await Foreign.ClickHouseReadsAsync(file, query));
        string[] stats = Foreign.DuckDbReads(file, "SELECT stats_min_value, stats_max_value, stats_null_count FROM FILE WHERE path_in_schema = 'id' ORDER BY row_group_id", "parquet_metadata").Split('\n');
        Assert.Equal(["0\t9999\t0", "10000\t19999\t0", "20000\t29999\t0", "30000\t39999\t0", "40000\t49999\t0"], stats);
    }

    [Fact]
    public async Task Statistics_have_no_NaN_both_zeros_and_short_texts_that_are_bounds()
    {
        string text = new('z', 40);
        Visit[] rows =
        [
            new Visit { Id = -5, Page = text + new string('é', 40), Score = double.NaN, At = DateTimeOffset.UnixEpoch },
            new Visit { Id = 7, Page = "a", Score = 0.0, Referrer = "r", At = DateTimeOffset.UnixEpoch },
        ];
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(await WriteAsync(rows)));
        ParquetStatistics Of(string name) => file.RowGroups[0].Columns[file.Leaves.Single(l => l.Name == name).Index].Statistics!;
        Assert.Equal((-5L, 7L), (BitConverter.ToInt64(Of("id").Min!.Value.Span), BitConverter.ToInt64(Of("id").Max!.Value.Span)));
        Assert.Equal((BitConverter.DoubleToInt64Bits(-0.0), 0L), (BitConverter.ToInt64(Of("score").Min!.Value.Span), BitConverter.ToInt64(Of("score").Max!.Value.Span)));
        Assert.Equal(1, Of("referrer").NullCount);
        Assert.Equal("a", Encoding.UTF8.GetString(Of("page").Min!.Value.Span));
        byte[] max = Of("page").Max!.Value.ToArray();
        Assert.True(max.Length <= 64 && max.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(rows[0].Page)) > 0);
    }

    /// <summary>The layout, drawn: two rows, the second without a name.</summary>
    [Fact]
    public async Task The_bytes_of_a_small_file()
    {
        Tiny[] rows = [new Tiny { Id = 1, Name = "a" }, new Tiny { Id = 2 }];
        byte[] file = await WriteAsync(rows, new ParquetWriteOptions { Compression = ParquetCompression.None, WriteChecksums = false, DictionaryBytes = 0 });
        string hex = Convert.ToHexString(file);
        Assert.StartsWith(
            "50415231" // PAR1
            + "1500" + "1510" + "1510" + "2C" + "1504" + "1500" + "1506" + "1506" + "00" + "00" // data page of 8 bytes: 2 values, PLAIN, levels RLE
            + "01000000" + "02000000" // 1 2
            + "1500" + "1516" + "1516" + "2C" + "1504" + "1500" + "1506" + "1506" + "00" + "00" // data page of 11 bytes
            + "02000000" + "0301" // two bytes of levels: a packed group, 1 0
            + "01000000" + "61", // a
            hex,
            StringComparison.Ordinal);
        Assert.EndsWith("50415231", hex, StringComparison.Ordinal);
        Assert.Equal(rows, await ReadAsync<Tiny>(file));
    }

    [Fact]
    public async Task A_file_without_rows_is_a_file()
    {
        byte[] file = await WriteAsync(Array.Empty<Visit>());
        Assert.Empty(await ReadAsync<Visit>(file));
        Assert.Equal("0", Foreign.DuckDbReads(file, "SELECT count(*) FROM FILE"));
        Assert.Equal("0", await Foreign.ClickHouseReadsAsync(file, "SELECT count(*) FROM FILE"));
    }

    [Fact]
    public async Task Texts_of_the_writer_stand_in_the_metadata()
    {
        var options = new ParquetWriteOptions();
        options.Metadata["topic"] = "visits";
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(await WriteAsync(Visits(1), options)));
        Assert.Equal("visits", file.Metadata["topic"]);
        Assert.Contains("\"name\":\"visits\"", file.Metadata["denormalized.avro.schema"], StringComparison.Ordinal);
        Assert.Equal(StreamRegistry.Get<Visit>().Info.ParquetSchema, file.Schema.ToString());
    }

    [Fact]
    public async Task A_record_that_is_refused_adds_nothing()
    {
        using var stream = new MemoryStream();
        await using (var writer = new ParquetWriter<Visit>(stream))
        {
            await writer.WriteAsync(Visits(1).Single());
            await Assert.ThrowsAsync<WireRangeException>(async () => await writer.WriteAsync(new Visit { Id = 1, Page = null!, At = DateTimeOffset.UnixEpoch }));
            await writer.WriteAsync(Visits(1).Single());
        }

        Assert.Equal(2, (await ReadAsync<Visit>(stream.ToArray())).Count);
    }

    [Fact]
    public async Task Writing_allocates_nothing_per_row()
    {
        Visit[] rows = [.. Visits(20_000)];
        await using var writer = new ParquetWriter<Visit>(Stream.Null, new ParquetWriteOptions { RowGroupRows = 100_000 });
        await AddAsync(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        await AddAsync(5);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes / (5.0 * rows.Length), 0, 4); // by tile, page and row group; the smallest object of a row would be 24

        async Task AddAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                foreach (Visit row in rows)
                {
                    await writer.WriteAsync(row);
                }
            }
        }
    }

    private static IEnumerable<Visit> Visits(int count) => Enumerable.Range(0, count).Select(i => new Visit
    {
        Id = i,
        Page = $"/page/{i % 40}",
        Referrer = i % 3 == 0 ? null : $"https://example.org/{i}",
        Score = i / 8.0,
        At = DateTimeOffset.UnixEpoch.AddSeconds(i),
        Tags = [.. Enumerable.Range(0, i % 4).Select(t => $"tag {t}")],
    });

    private static Task<byte[]> WriteAsync<T>(IEnumerable<T> rows, ParquetWriteOptions? options = null) => TestFiles.WriteAsync(rows, options);

    private static async Task<List<T>> ReadAsync<T>(byte[] file)
    {
        var rows = new List<T>();
        await foreach (T row in await ParquetReader<T>.OpenAsync(new MemoryStream(file)))
        {
            rows.Add(row);
        }

        return rows;
    }
}
