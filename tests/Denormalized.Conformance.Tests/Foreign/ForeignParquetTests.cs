using ParquetSharp;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// Every row of the type table and every nesting, between us and the other implementations: what they read in our files and what
/// we read in theirs is the same, value by value. That we read the corpus in our files is said by <see cref="ParquetTests"/>.
/// </summary>
public sealed class ForeignParquetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-parquet-").FullName;

    public static TheoryData<string> Files => ["everything", "nestings"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task We_read_the_nestings_that_we_wrote()
    {
        Nesting[] rows = Nesting.Make(400, seed: 1);
        await using FileStream file = File.OpenRead(await ForeignParquet.WriteAsync(_folder, "nestings"));
        int at = 0;
        await foreach (Nesting row in await ParquetReader<Nesting>.OpenAsync(file, new ParquetReadOptions { BatchRows = 7 }))
        {
            Assert.Equal(Json(rows[at++]), Json(row));
        }

        Assert.Equal(rows.Length, at);
    }

    [Theory]
    [InlineData("everything", 1, ParquetCompression.Snappy)]
    [InlineData("everything", 2, ParquetCompression.Zstd)]
    [InlineData("nestings", 1, ParquetCompression.Lz4)]
    [InlineData("nestings", 2, ParquetCompression.Brotli)]
    public async Task Arrow_reads_what_we_wrote(string name, int version, ParquetCompression compression)
    {
        string ours = await ForeignParquet.WriteAsync(_folder, name, new ParquetWriteOptions { PageVersion = version, Compression = compression });
        AssertSame(await ParquetText.OfAsync(ours), await ForeignParquet.ArrowReadsAsync(ours));
    }

    /// <summary>Each codec, each encoding for each type, both page versions.</summary>
    [Theory]
    [InlineData("everything", Compression.Uncompressed, 0, ParquetDataPageVersion.V1)]
    [InlineData("everything", Compression.Snappy, 1, ParquetDataPageVersion.V1)]
    [InlineData("everything", Compression.Zstd, 2, ParquetDataPageVersion.V2)]
    [InlineData("everything", Compression.Lz4, -1, ParquetDataPageVersion.V2)]
    [InlineData("nestings", Compression.Gzip, 1, ParquetDataPageVersion.V2)]
    [InlineData("nestings", Compression.Brotli, 2, ParquetDataPageVersion.V1)]
    [InlineData("nestings", Compression.Lz4Hadoop, -1, ParquetDataPageVersion.V1)]
    public async Task We_read_what_Arrow_writes(string name, Compression compression, int encodings, ParquetDataPageVersion version)
    {
        string ours = await ForeignParquet.WriteAsync(_folder, name);
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(compression).DataPageVersion(version).DataPagesize(1000).EnableStoreDecimalAsInteger().EnablePageChecksum().MaxRowGroupLength(300);
        if (encodings >= 0)
        {
            builder.DisableDictionary();
            await using FileStream file = File.OpenRead(ours);
            foreach ((ParquetLeaf leaf, string encoding) in ForeignParquet.Encodings(await ParquetFile.OpenAsync(file), encodings))
            {
                builder.Encoding(leaf.Name, Enum.Parse<Encoding>(encoding));
            }
        }

        using WriterProperties properties = builder.Build();
        string theirs = Path.Combine(_folder, "theirs.parquet");
        await ForeignParquet.ArrowRewritesAsync(ours, theirs, properties);
        AssertSame(await ParquetText.OfAsync(ours), await ParquetText.OfAsync(theirs));
    }

    /// <summary>It does not know all pages of version 2, and has instants of 100 ns.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Parquet_Net_reads_what_we_wrote(string name)
    {
        string ours = await ForeignParquet.WriteAsync(_folder, name);
        List<string> different = await ParquetNetText.DifferencesAsync(ours);
        different.RemoveAll(d => d.StartsWith("at_nanos", StringComparison.Ordinal));
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task DuckDB_reads_and_writes_nestings(int version)
    {
        string ours = await ForeignParquet.WriteAsync(_folder, "nestings", new ParquetWriteOptions { PageVersion = version });
        string theirs = Path.Combine(_folder, "theirs.parquet");
        ForeignParquet.DuckDbRewrites(ours, theirs, options: $", PARQUET_VERSION v{version}");
        AssertSame(await ParquetText.OfAsync(ours), await ParquetText.OfAsync(theirs));
    }

    /// <summary>ClickHouse has no records that are null: without them. Its encodings are a dictionary and none.</summary>
    [Theory]
    [InlineData("zstd", 1_000_000)]
    [InlineData("lz4", 0)]
    [InlineData("snappy", 100)]
    [InlineData("brotli", 0)]
    [InlineData("gzip", 1_000_000)]
    [InlineData("none", 0)]
    public async Task ClickHouse_reads_and_writes_nestings(string codec, int dictionary)
    {
        string ours = Path.Combine(_folder, "ours.parquet");
        await using (FileStream file = File.Create(ours))
        {
            await ForeignParquet.WriteAsync(file, Nesting.Make(400, seed: 1, hasNullRecords: false));
        }

        string theirs = Path.Combine(_folder, "theirs.parquet");
        await Hops.Engine.ExecuteAsync($"INSERT INTO FUNCTION file('{theirs}', Parquet) SETTINGS output_format_parquet_compression_method = '{codec}', output_format_parquet_max_dictionary_size = {dictionary}, output_format_parquet_data_page_size = 2000 SELECT * FROM file('{ours}', Parquet)");
        AssertSame(await ParquetText.OfAsync(ours), await ParquetText.OfAsync(theirs));
    }

    private static string Json(Nesting row)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        StreamRegistry.Get<Nesting>().WriteJson(json, row);
        return System.Text.Encoding.UTF8.GetString(json.WrittenSpan);
    }

    internal static void AssertSame(string[] expected, string[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            int at = expected[row].AsSpan().CommonPrefixLength(actual[row]);
            Assert.True(expected[row] == actual[row], $"row {row}, character {at}:\n{Part(expected[row], at)}\n{Part(actual[row], at)}");
        }

        static string Part(string text, int at) => text.Substring(Math.Max(0, at - 60), Math.Min(text.Length - Math.Max(0, at - 60), 160));
    }
}
