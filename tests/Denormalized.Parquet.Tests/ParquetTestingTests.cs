using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Xunit.Abstractions;

namespace Denormalized.Parquet.Tests;

/// <summary>
/// The test files of the Parquet project (github.com/apache/parquet-testing), where <c>DENORMALIZED_PARQUET_TESTING</c> names a
/// clone: all are read, and as DuckDB reads them where it does, but for those that are refused with a reason, which
/// <c>docs/parquet.md</c> lists.
/// </summary>
[Trait("Category", "Interop")]
public sealed partial class ParquetTestingTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["bad_data/ARROW-GH-41317.parquet"] = "column 'timestamp_us_no_tz', byte 3015: the pages end while 3 of 3 values are missing",
        ["bad_data/ARROW-GH-41321.parquet"] = "column 'int64', byte 1313: values of 254 bits are not possible",
        ["bad_data/ARROW-GH-45185.parquet"] = "column 'x.list.element', byte 4: the first row of the chunk begins in the middle",
        ["bad_data/ARROW-GH-47662.parquet"] = "column 'flba_field', byte 4: the page has fewer values than it claims",
        ["bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet"] = "column 'name', byte 129: the column claims 322 bytes from 129; data ends at 291",
        ["bad_data/ARROW-RS-GH-6229-LEVELS.parquet"] = "column 'outer.list.item.c', byte 19: a page claims 21 values, 1 are left in the chunk",
        ["bad_data/PARQUET-1481.parquet"] = "byte 289: 'Handle' of the schema has the type -7 and 0 children",
        ["data/datapage_v1-corrupt-checksum.parquet"] = "column 'a', byte 4: the checksum of a page is wrong",
        ["data/rle-dict-uncompressed-corrupt-checksum.parquet"] = "column 'long_field', byte 4: the checksum of a page is wrong",
        ["data/large_string_map.brotli.parquet"] = "a page has 1073741828 bytes; at most 268435456 are read",
        ["data/encrypt_columns_plaintext_footer.parquet.encrypted"] = "a column is encrypted",
        ["data/aes256/encrypt_columns_plaintext_footer.parquet.encrypted"] = "a column is encrypted",
    };

    /// <summary>
    /// DuckDB refuses types for BYTE_STREAM_SPLIT, Hadoop's LZ4, and maps without values; it wraps an INT96 of the year -294554.
    /// </summary>
    private static readonly string[] s_unknownToDuckDb = ["int96_from_spark.parquet", "byte_stream_split_extended.gzip.parquet", "hadoop_lz4_compressed.parquet", "hadoop_lz4_compressed_larger.parquet", "non_hadoop_lz4_compressed.parquet", "map_no_value.parquet"];

    private readonly string _theirs = Path.Combine(Path.GetTempPath(), $"denormalized-{Guid.NewGuid():N}.parquet");

    public void Dispose() => File.Delete(_theirs);

    [Fact]
    public async Task All_are_read_or_refused_with_a_reason()
    {
        string? folder = Environment.GetEnvironmentVariable("DENORMALIZED_PARQUET_TESTING");
        if (folder is null)
        {
            output.WriteLine("DENORMALIZED_PARQUET_TESTING names no clone of apache/parquet-testing: none of its files was read.");
            return;
        }

        int read = 0, refused = 0, compared = 0;
        var wrong = new List<string>();
        foreach (string path in new[] { "bad_data", "data" }.SelectMany(f => Directory.GetFiles(Path.Combine(folder, f), "*", SearchOption.AllDirectories)).Where(IsParquet).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path);
            string? reason = s_refused.GetValueOrDefault(name) ?? (name.EndsWith(".encrypted", StringComparison.Ordinal) ? "the file is encrypted" : null);
            try
            {
                List<string> rows = await RowsAsync(path);
                read++;
                string? difference = reason is null ? await DifferenceAsync(path, rows) : "was to be refused";
                compared += difference == "" ? 1 : 0;
                wrong.AddRange(difference is null or "" ? [] : [$"{name}: {difference}"]);
            }
            catch (ParquetException e)
            {
                refused++;
                wrong.AddRange(reason is not null && e.Message.Contains(reason, StringComparison.Ordinal) ? [] : [$"{name}: {e.Message}"]);
            }
        }

        output.WriteLine($"{read} read, {compared} of them as DuckDB reads them, {refused} refused");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(read > 50 && compared > 45 && refused >= s_refused.Count);
    }

    /// <summary>What differs from what DuckDB reads, empty for nothing; null where it does not read it.</summary>
    private async Task<string?> DifferenceAsync(string path, List<string> ours)
    {
        if (s_unknownToDuckDb.Contains(Path.GetFileName(path)))
        {
            return null;
        }

        try
        {
            Foreign.DuckDbQuery($"COPY (SELECT * FROM read_parquet('{path}')) TO '{_theirs}' (FORMAT parquet)");
        }
        catch (DuckDBException e)
        {
            return "DuckDB: " + e.Message;
        }

        List<string> theirs = await RowsAsync(_theirs);
        int row = Enumerable.Range(0, Math.Max(ours.Count, theirs.Count)).FirstOrDefault(i => Normal(ours.ElementAtOrDefault(i)) != Normal(theirs.ElementAtOrDefault(i)), -1);
        return row < 0 ? "" : $"row {row} is {ours.ElementAtOrDefault(row)}; in DuckDB {theirs.ElementAtOrDefault(row)}";
    }

    private static async Task<List<string>> RowsAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        var rows = new List<string>();
        await foreach (ReadOnlyMemory<byte> row in file.ReadJsonAsync())
        {
            rows.Add(System.Text.Encoding.UTF8.GetString(row.Span));
        }

        Assert.Equal(file.Rows, rows.Count);
        return rows;
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.Ordinal) || path.EndsWith(".encrypted", StringComparison.Ordinal);

    /// <summary>DuckDB takes INT96 for a local time in microseconds.</summary>
    private static string? Normal(string? row) => row is null ? null : TimeRegex().Replace(row, "$1");

    [GeneratedRegex(@"(\d\d:\d\d:\d\d\.\d{6})\d{0,3}Z?")]
    private static partial Regex TimeRegex();
}
