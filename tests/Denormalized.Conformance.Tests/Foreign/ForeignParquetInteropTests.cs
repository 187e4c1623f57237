using Denormalized.Schema;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>parquet-wasm (arrow-rs) and hyparquet: our files are read by them, and theirs by us. <c>make interop</c> runs it.</summary>
[Trait("Category", "Interop")]
public sealed class ForeignParquetInteropTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-parquet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ForeignReader.ParquetWasm, "everything", 1, ParquetCompression.Snappy)]
    [InlineData(ForeignReader.ParquetWasm, "everything", 2, ParquetCompression.Zstd)]
    [InlineData(ForeignReader.ParquetWasm, "nestings", 1, ParquetCompression.Gzip)]
    [InlineData(ForeignReader.ParquetWasm, "nestings", 2, ParquetCompression.Lz4)]
    [InlineData(ForeignReader.ParquetWasm, "nestings", 1, ParquetCompression.Brotli)]
    [InlineData(ForeignReader.Hyparquet, "everything", 1, ParquetCompression.Snappy)]
    [InlineData(ForeignReader.Hyparquet, "everything", 2, ParquetCompression.Zstd)]
    [InlineData(ForeignReader.Hyparquet, "nestings", 1, ParquetCompression.Gzip)]
    [InlineData(ForeignReader.Hyparquet, "nestings", 2, ParquetCompression.Lz4)]
    [InlineData(ForeignReader.Hyparquet, "nestings", 1, ParquetCompression.Brotli)]
    public async Task It_reads_what_we_wrote(string reader, string name, int version, ParquetCompression compression)
    {
        using var foreign = new ForeignReader(reader);
        foreach (int dictionary in new[] { 1 << 20, 0 })
        {
            string ours = await ForeignParquet.WriteAsync(_folder, name, new ParquetWriteOptions { PageVersion = version, Compression = compression, DictionaryBytes = dictionary });
            ForeignParquetTests.AssertSame(await ParquetText.OfAsync(ours), foreign.Read(ours));
        }
    }

    [Theory]
    [MemberData(nameof(GoldenParquet.Ways), MemberType = typeof(GoldenParquet))]
    public async Task We_read_what_parquet_wasm_writes(string codec, int version, int encodings)
    {
        using var foreign = new ForeignReader(ForeignReader.ParquetWasm);
        foreach (string name in new[] { "everything", "nestings" })
        {
            string ours = await ForeignParquet.WriteAsync(_folder, name);
            string theirs = Path.Combine(_folder, name + ".theirs.parquet");
            await GoldenParquet.RewriteAsync(foreign, ours, theirs, codec, version, encodings);
            ForeignParquetTests.AssertSame(await ParquetText.OfAsync(ours), await ParquetText.OfAsync(theirs));
        }
    }

    /// <summary>With <c>DENORMALIZED_RECORD=1</c> what they read and write is recorded anew.</summary>
    [Fact]
    public async Task What_was_recorded_of_them_is_what_they_do()
    {
        GoldenParquet golden = await GoldenParquet.RecordAsync(_folder);
        if (Environment.GetEnvironmentVariable("DENORMALIZED_RECORD") == "1")
        {
            golden.Save();
            return;
        }

        GoldenParquet recorded = GoldenParquet.Load();
        Assert.Equal(recorded.Rows, golden.Rows);
        Assert.Equal(recorded.Files.Keys, golden.Files.Keys);
    }
}
