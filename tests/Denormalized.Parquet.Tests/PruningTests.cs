using Denormalized.ParquetFormat;

namespace Denormalized.Parquet.Tests;

[Stream("ticks")]
public sealed partial record Tick
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public double? Level { get; init; }
    public IReadOnlyList<int> Samples { get; init; } = [];
}

/// <summary>
/// DuckDB and ClickHouse pass over row groups by our statistics, ClickHouse over pages by our page index: what they must not
/// need is made unreadable, and they find the same rows.
/// </summary>
public sealed class PruningTests
{
    private const int RowsOfGroup = 10_240, RowsOfPage = 1_024;

    /// <summary>Rows 21,504 to 34,815: of row groups 2 and 3, the pages 1 to 9 and 0 to 3.</summary>
    private const string Where = "WHERE id >= 21504 AND id < 34816";

    private const string Query = $"SELECT count(*), sum(id), min(name), max(level) FROM FILE {Where}";

    [Fact]
    public async Task Both_pass_over_row_groups()
    {
        byte[] file = await WriteAsync();
        byte[] damaged = await DamageAsync(file, (group, _) => group is 2 or 3);
        string expected = Foreign.DuckDbReads(file, Query);
        Assert.StartsWith("13312\t374859264\t", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Foreign.DuckDbReads(damaged, Query));
        Assert.Equal(expected, await Foreign.ClickHouseReadsAsync(damaged, Query));

        // Without the condition they have to read what is damaged.
        string all = Query.Replace(Where, "", StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Foreign.DuckDbReads(damaged, all));
        await Assert.ThrowsAnyAsync<Exception>(() => Foreign.ClickHouseReadsAsync(damaged, all));
    }

    [Fact]
    public async Task ClickHouse_passes_over_pages()
    {
        byte[] file = await WriteAsync();
        byte[] damaged = await DamageAsync(file, (group, page) => group switch { 2 => page >= 1, 3 => page <= 3, _ => false });
        Assert.Equal(await Foreign.ClickHouseReadsAsync(file, Query), await Foreign.ClickHouseReadsAsync(damaged, Query));
        await Assert.ThrowsAnyAsync<Exception>(() => Foreign.ClickHouseReadsAsync(damaged, Query + " SETTINGS input_format_parquet_page_filter_push_down = 0"));
    }

    /// <summary>Fills pages with bytes that are no header and no values, but for those that are to be kept.</summary>
    private static async Task<byte[]> DamageAsync(byte[] file, Func<int, int, bool> keep)
    {
        byte[] damaged = [.. file];
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file));
        for (int group = 0; group < parquet.RowGroups.Count; group++)
        {
            foreach (ParquetColumnChunk chunk in parquet.RowGroups[group].Columns)
            {
                int page = 0;
                for (int at = (int)chunk.Start, end = at + (int)chunk.CompressedBytes; at < end;)
                {
                    PageHeader header = MetadataReader.Page(file.AsSpan(at, end - at), out int length);
                    int size = length + header.CompressedSize;
                    bool isKept = header.Type == PageType.Dictionary ? Enumerable.Range(0, RowsOfGroup / RowsOfPage).Any(p => keep(group, p)) : keep(group, page);
                    page += header.Type == PageType.Dictionary ? 0 : 1;
                    damaged.AsSpan(at, isKept ? 0 : size).Fill(0xFF);
                    at += size;
                }

                Assert.Equal(RowsOfGroup / RowsOfPage, page);
            }
        }

        return damaged;
    }

    private static async Task<byte[]> WriteAsync()
    {
        using var stream = new MemoryStream();
        await using (var writer = new ParquetWriter<Tick>(stream, new ParquetWriteOptions { RowGroupRows = RowsOfGroup, PageRows = RowsOfPage }))
        {
            for (int i = 0; i < 5 * RowsOfGroup; i++)
            {
                await writer.WriteAsync(new Tick { Id = i, Name = $"name {i / 100}", Level = i % 7 == 0 ? null : i / 8.0, Samples = [.. Enumerable.Range(i, i % 3)] });
            }
        }

        return stream.ToArray();
    }
}
