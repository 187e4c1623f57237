using System.Text.Json;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>What parquet-wasm and hyparquet were seen to read and write, kept in <c>Golden/parquet.json</c>.</summary>
internal sealed record GoldenParquet
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Where it comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>The rows of every file, as both read them in <see cref="Ours"/>.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Our file of <see cref="GoldenRow"/> at that time.</summary>
    public byte[] Ours { get; init; } = [];

    /// <summary>Files that parquet-wasm wrote of these rows, by codec, page version and encodings.</summary>
    public SortedDictionary<string, byte[]> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Its codecs, versions of pages and encodings; -1 for dictionaries.</summary>
    public static TheoryData<string, int, int> Ways => new()
    {
        { "UNCOMPRESSED", 1, 0 },
        { "SNAPPY", 1, -1 },
        { "GZIP", 2, 1 },
        { "BROTLI", 1, 2 },
        { "ZSTD", 2, 2 },
        { "LZ4_RAW", 2, -1 },
        { "LZ4", 1, 1 },
    };

    private static string Name => Path.Combine("Foreign", "Golden", "parquet.json");

    public static GoldenParquet Load() => JsonSerializer.Deserialize<GoldenParquet>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Name)), s_json)!;

    public void Save() => File.WriteAllText(Path.Combine(ForeignReader.Root, "tests", "Denormalized.Conformance.Tests", Name), JsonSerializer.Serialize(this, s_json).ReplaceLineEndings("\n") + "\n");

    /// <summary>Encodings can be chosen for columns that are no lists and groups.</summary>
    public static async Task RewriteAsync(ForeignReader wasm, string ours, string theirs, string codec, int version, int encodings)
    {
        await using FileStream file = File.OpenRead(ours);
        ParquetFile parquet = await ParquetFile.OpenAsync(file);
        wasm.Rewrite(ours, theirs, codec, version, encodings < 0 ? new Dictionary<string, string>() : ForeignParquet.Encodings(parquet, encodings)
            .Where(e => e.Leaf.Path.Count == 1 && e.Encoding != "ByteStreamSplit") // it has no name there
            .ToDictionary(e => e.Leaf.Name, e => JsonNamingPolicy.SnakeCaseUpper.ConvertName(e.Encoding)));
    }

    /// <summary>Asks the readers of this machine.</summary>
    public static async Task<GoldenParquet> RecordAsync(string folder)
    {
        string ours = Path.Combine(folder, "golden.parquet");
        await using (FileStream file = File.Create(ours))
        {
            await ForeignParquet.WriteAsync(file, Enumerable.Range(0, 8).Select(GoldenRow.Make));
        }

        using var wasm = new ForeignReader(ForeignReader.ParquetWasm);
        using var hyparquet = new ForeignReader(ForeignReader.Hyparquet);
        string[] rows = wasm.Read(ours);
        Assert.Equal(rows, hyparquet.Read(ours));
        var golden = new GoldenParquet
        {
            Source = "Recorded by make interop from npm parquet-wasm 0.8.0 and npm hyparquet 1.33.0; see tools/build/npm-interop.",
            Rows = rows,
            Ours = await File.ReadAllBytesAsync(ours),
        };
        foreach (object[] way in Ways)
        {
            string theirs = Path.Combine(folder, "theirs.parquet");
            await RewriteAsync(wasm, ours, theirs, (string)way[0], (int)way[1], (int)way[2]);
            golden.Files.Add(string.Join(' ', way), await File.ReadAllBytesAsync(theirs));
        }

        return golden;
    }
}

/// <summary>What they were seen to do, without them.</summary>
public sealed class GoldenParquetTests
{
    private static readonly GoldenParquet s_golden = GoldenParquet.Load();

    public static TheoryData<string> Files => [.. s_golden.Files.Keys];

    /// <summary>They read these rows; we do, and write the same ones today, whatever the bytes.</summary>
    [Fact]
    public async Task We_read_and_write_the_rows_that_they_read()
    {
        Assert.Equal(s_golden.Rows, await ParquetText.OfAsync(new MemoryStream(s_golden.Ours)));
        using var file = new MemoryStream();
        await ForeignParquet.WriteAsync(file, Enumerable.Range(0, 8).Select(GoldenRow.Make));
        Assert.Equal(s_golden.Rows, await ParquetText.OfAsync(file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task We_read_the_file_that_parquet_wasm_wrote(string name)
    {
        Assert.Equal(s_golden.Rows, await ParquetText.OfAsync(new MemoryStream(s_golden.Files[name])));
        int row = 0;
        await foreach (GoldenRow read in await ParquetReader<GoldenRow>.OpenAsync(new MemoryStream(s_golden.Files[name])))
        {
            Assert.Null(Structure.Difference(GoldenRow.Make(row++), read));
        }

        Assert.Equal(s_golden.Rows.Count, row);
    }
}
