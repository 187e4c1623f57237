namespace Denormalized.Parquet.Tests;

/// <summary>What is held while a file is written and read. Nothing else may run beside: the process's memory is counted.</summary>
[Collection(nameof(AloneCollection))]
public class MemoryTests
{
    private const int Rows = 60_000;

    /// <summary>Texts that no dictionary and no compression makes shorter: 24 MB in one row group.</summary>
    private static IEnumerable<Tiny> Large()
    {
        var random = new Random(3);
        char[] text = new char[400];
        for (int i = 0; i < Rows; i++)
        {
            for (int at = 0; at < text.Length; at++)
            {
                text[at] = (char)random.Next(' ', '~');
            }

            yield return new Tiny { Id = i, Name = new string(text) };
        }
    }

    [Fact]
    public async Task A_row_group_is_not_held_to_be_read()
    {
        byte[] bytes = await TestFiles.WriteAsync(Large(), new ParquetWriteOptions { Compression = ParquetCompression.None });
        var stream = new CountingStream(bytes);
        ParquetFile file = await ParquetFile.OpenAsync(stream, new ParquetReadOptions { ReadBytes = 100_000, BatchRows = 1000 });
        Assert.Single(file.RowGroups);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        int count = 0;
        await foreach (Tiny row in file.ReadAsync<Tiny>())
        {
            if (count++ % 10_000 == 5000)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Rows, count);
        Assert.InRange(most, 1, 6_000_000); // a page of a megabyte and what is decoded of it, of 24 MB
        Assert.InRange(stream.LongestRead, 1, 2_200_000);
    }

    [Fact]
    public async Task A_row_group_is_written_when_it_has_its_bytes()
    {
        await using var writer = new ParquetWriter<Tiny>(Stream.Null, new ParquetWriteOptions { Compression = ParquetCompression.None, RowGroupBytes = 2_000_000, PageBytes = 100_000 });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        int count = 0;
        foreach (Tiny row in Large())
        {
            await writer.WriteAsync(row);
            if (count++ % 10_000 == 5000)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.InRange(most, 1, 12_000_000); // a row group and the growth of its buffer, of 24 MB
    }

    [Fact]
    public async Task Row_groups_end_by_their_bytes()
    {
        byte[] bytes = await TestFiles.WriteAsync(Large().Take(20_000), new ParquetWriteOptions { Compression = ParquetCompression.None, RowGroupBytes = 2_000_000, PageBytes = 100_000 });
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(bytes));
        Assert.Equal(20_000, file.RowGroups.Sum(g => g.Rows));
        Assert.All(file.RowGroups.SkipLast(1), g => Assert.InRange(g.Columns.Sum(c => c.CompressedBytes), 1_500_000, 2_600_000));
        Assert.Equal("20000", Foreign.DuckDbReads(bytes, "SELECT count(DISTINCT name) FROM FILE"));
    }
}

/// <summary>Runs when no other test does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public class AloneCollection;
