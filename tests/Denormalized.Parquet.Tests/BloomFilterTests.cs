namespace Denormalized.Parquet.Tests;

/// <summary>Bloom filters: written so that others find every value, and read from others.</summary>
public class BloomFilterTests
{
    private const int Rows = 5000;

    private static Tiny[] Spread => [.. Enumerable.Range(0, Rows).Select(i => new Tiny { Id = i * 2, Name = i % 10 == 0 ? null : $"name {i * 2}" })];

    /// <summary>DuckDB asks the filter alone: every value may be there, and nearly none of those between.</summary>
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public async Task DuckDB_finds_the_values_in_our_filter(int dictionaryBytes)
    {
        byte[] file = await TestFiles.WriteAsync(Spread, Options(dictionaryBytes));
        for (int i = 1; i < Rows; i += 500)
        {
            Assert.Equal("False", Foreign.DuckDbReads(file, $"SELECT bloom_filter_excludes FROM FILE", $"parquet_bloom_probe", $"'name', 'name {i * 2}'"));
            Assert.Equal("False", Foreign.DuckDbReads(file, $"SELECT bloom_filter_excludes FROM FILE", $"parquet_bloom_probe", $"'id', {i * 2}::INTEGER"));
        }

        int excluded = Enumerable.Range(0, 40).Count(i => Foreign.DuckDbReads(file, "SELECT bloom_filter_excludes FROM FILE", "parquet_bloom_probe", $"'id', {(i * 200) + 1}::INTEGER") == "True");
        Assert.InRange(excluded, 36, 40);
    }

    [Fact]
    public async Task ClickHouse_finds_the_same_rows_with_our_filter()
    {
        byte[] file = await TestFiles.WriteAsync(Spread, Options(0));
        const string Settings = "SETTINGS input_format_parquet_bloom_filter_push_down = 1, input_format_parquet_filter_push_down = 0";
        Assert.Equal("1\t4002", await Foreign.ClickHouseReadsAsync(file, $"SELECT count(), any(id) FROM FILE WHERE name = 'name 4002' {Settings}"));
        Assert.Equal("0", await Foreign.ClickHouseReadsAsync(file, $"SELECT count() FROM FILE WHERE name = 'name 4003' {Settings}"));
    }

    /// <summary>Within the bounds of the statistics, so that only the filter can say that it is not there.</summary>
    [Fact]
    public async Task A_value_that_is_not_there_is_not_looked_for()
    {
        byte[] file = await TestFiles.WriteAsync(Spread, Options(1 << 20));
        Assert.Equal((1, true), await FindAsync(file, ParquetFilter.Equal("id", 4002)));
        Assert.Equal((1, true), await FindAsync(file, ParquetFilter.Equal("name", "name 4002")));
        int skipped = 0;
        for (int i = 0; i < 40; i++)
        {
            (int found, bool hasRead) = await FindAsync(file, ParquetFilter.Equal("id", (i * 200) + 1));
            Assert.Equal(0, found);
            skipped += hasRead ? 0 : 1;
        }

        Assert.InRange(skipped, 36, 40);
    }

    [Fact]
    public async Task Filters_of_DuckDB_are_used()
    {
        byte[] file = Foreign.DuckDb("SELECT ((i % 100) * 2)::INTEGER AS id, 'name ' || (i % 100) * 2 AS name FROM range(20000) r(i)");
        Assert.Equal((200, true), await FindAsync(file, ParquetFilter.Equal("id", 42)));
        int skipped = 0;
        for (int i = 1; i < 99; i += 2)
        {
            skipped += (await FindAsync(file, ParquetFilter.Equal("id", i))).HasRead ? 0 : 1;
        }

        Assert.InRange(skipped, 40, 49);
    }

    [Fact]
    public async Task Filters_of_ClickHouse_are_used()
    {
        byte[] file = await Foreign.ClickHouseAsync("SELECT toInt32(number * 2) AS id, concat('name ', toString(number * 2)) AS name FROM numbers(5000)", "output_format_parquet_write_bloom_filter=1, output_format_parquet_row_group_size=1000000");
        Assert.Equal((1, true), await FindAsync(file, ParquetFilter.Equal("name", "name 4002")));
        int skipped = 0;
        for (int i = 0; i < 40; i++)
        {
            skipped += (await FindAsync(file, ParquetFilter.Equal("name", $"name {(i * 200) + 1}"))).HasRead ? 0 : 1;
        }

        Assert.InRange(skipped, 36, 40);
    }

    [Fact]
    public void A_filter_of_a_column_that_is_not_there_is_refused()
    {
        var options = new ParquetWriteOptions();
        options.BloomFilters.Add("nothing");
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ParquetWriter<Tiny>(Stream.Null, options));
        Assert.Contains("'nothing' for a bloom filter; columns are id, name", error.Message, StringComparison.Ordinal);
    }

    private static ParquetWriteOptions Options(int dictionaryBytes)
    {
        var options = new ParquetWriteOptions { DictionaryBytes = dictionaryBytes };
        options.BloomFilters.Add("id");
        options.BloomFilters.Add("name");
        return options;
    }

    /// <summary>Rows that were found, and whether any batch was read for it.</summary>
    private static async Task<(int Found, bool HasRead)> FindAsync(byte[] bytes, ParquetFilter filter)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(bytes));
        int found = (await TestFiles.ListAsync(file.ReadAsync<Tiny>(filter))).Count;
        int batches = (await TestFiles.ListAsync(file.ReadBatchesAsync(null, filter))).Count;
        return (found, batches > 0);
    }
}
