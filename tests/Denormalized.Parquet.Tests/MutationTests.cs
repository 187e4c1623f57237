using System.Buffers.Binary;
using Denormalized.Conformance.Tests.Hostile;
using Xunit.Abstractions;

namespace Denormalized.Parquet.Tests;

public sealed record TargetPart(int? X, IReadOnlyList<string?> Y);

/// <summary>What mutated files hold: each way in which a column can be kept, and nestings.</summary>
[Stream("targets")]
public sealed partial record Target
{
    public required long Id { get; init; }
    public required string Word { get; init; }
    public string? Text { get; init; }
    public double F { get; init; }
    public bool Flag { get; init; }
    public long? Gap { get; init; }
    public Guid Key { get; init; }
    [Decimal(9, 2)] public decimal D { get; init; }
    public DateTimeOffset At { get; init; }
    public List<long?> Items { get; init; } = [];
    public Dictionary<string, long?> Map { get; init; } = [];
    public TargetPart? Part { get; init; }
    public List<TargetPart?> Parts { get; init; } = [];
}

/// <summary>
/// Mutated files of ours and of DuckDB, read as JSON and as records: rows, or an error of our own, never another one, never much
/// memory. Files that failed are kept in <c>Corpus</c>.
/// </summary>
[Collection("alone")]
public sealed class MutationTests(ITestOutputHelper output)
{
    /// <summary>
    /// All that two readings of twenty columns allocate, with a page, values and levels of a batch each, which grow by doubling;
    /// and by how much the process grows, native buffers and all.
    /// </summary>
    private const long MaxBytes = 64 << 20;

    private static readonly ParquetReadOptions s_options = new() { MaxPageBytes = 1 << 18, MaxBatchBytes = 1 << 18, FileName = "x", AllowMissingColumns = true };

    public static TheoryData<string> Corpus => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus")).Select(f => Path.GetFileName(f)!)];

    [Fact]
    public Task Mutated_files_short() => RunAsync(1_500, seed: 1);

    /// <summary>The long form, 200,000 files in all; <c>make interop</c> runs it.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait("Category", "Interop")]
    public Task Mutated_files_long(int seed) => RunAsync(50_000, seed);

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task Kept_files_are_read_or_refused(string name) => await TakesAsync(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Corpus", name)));

    public static IEnumerable<Target> Rows(int count) => Enumerable.Range(0, count).Select(i => new Target
    {
        Id = i * 1000L,
        Word = "word " + (i % 3),
        Text = i % 5 == 0 ? null : "unique " + i,
        F = i / 3.0,
        Flag = i % 2 == 0,
        Gap = i % 3 == 0 ? null : i,
        Key = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        D = i * 3.25m,
        At = DateTimeOffset.UnixEpoch.AddDays(i),
        Items = [.. Enumerable.Range(0, i % 4).Select(n => n == 1 ? (long?)null : n)],
        Map = Enumerable.Range(0, i % 3).ToDictionary(n => "k" + n, n => n == 1 ? (long?)null : i),
        Part = Part(i),
        Parts = [.. Enumerable.Range(0, i % 4).Select(n => Part(i + n))],
    });

    public static async Task<byte[]> WriteAsync(IEnumerable<Target> rows, ParquetWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        await using (var writer = new ParquetWriter<Target>(stream, options))
        {
            foreach (Target row in rows)
            {
                await writer.WriteAsync(row);
            }
        }

        return stream.ToArray();
    }

    private static TargetPart? Part(int i) => i % 4 == 0 ? null : new TargetPart(i % 3 == 0 ? null : i, [.. Enumerable.Range(0, i % 3).Select(n => n == 1 ? null : "y" + n)]);

    private async Task RunAsync(int count, int seed)
    {
        byte[][] good = await GoodAsync();
        foreach (byte[] file in good)
        {
            Assert.Null(await TakesAsync(file));
        }

        var random = new Random(seed);
        int refused = 0;
        var memory = new ResidentMemory();
        long largest = 0;
        for (int i = 0; i < count; i++)
        {
            memory.Next();
            byte[] file = Mutate([.. good[i % good.Length]], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                refused += await TakesAsync(file) is null ? 0 : 1;
            }
            catch (Exception e)
            {
                string path = Path.Combine(Path.GetTempPath(), $"mutated-{seed}-{i}.parquet");
                await File.WriteAllBytesAsync(path, file);
                throw new InvalidOperationException($"file {i} of seed {seed}: keep {path} in Corpus, named after what is wrong", e);
            }

            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{refused} of {count} refused, {largest} bytes of objects for one at most, {memory.Largest} bytes of memory for {ResidentMemory.Inputs} at most");
        Assert.InRange(refused, count / 4, count - 1);
        Assert.InRange(largest, 0, MaxBytes);
        Assert.InRange(memory.Largest, 0, MaxBytes);
    }

    /// <summary>Why a file is refused, as rows or as records; null when it is read.</summary>
    private static async Task<string?> TakesAsync(byte[] file)
    {
        string? reason = await RefusalAsync(() => Foreign.RowsAsync(file, s_options));
        return await RefusalAsync(async () =>
        {
            await foreach (Target row in await ParquetReader<Target>.OpenAsync(new MemoryStream(file), s_options))
            {
                Assert.NotNull(row.Word);
            }
        }) ?? reason;
    }

    private static async Task<string?> RefusalAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (ParquetException e)
        {
            Assert.StartsWith("Parquet file 'x'", e.Message, StringComparison.Ordinal);
            return e.Message;
        }
    }

    /// <summary>Every codec, both page versions, with dictionaries and without. Checksums would refuse most mutations.</summary>
    private static async Task<byte[][]> GoodAsync()
    {
        var files = new List<byte[]>();
        foreach (ParquetCompression compression in new[] { ParquetCompression.None, ParquetCompression.Snappy, ParquetCompression.Gzip, ParquetCompression.Brotli, ParquetCompression.Zstd, ParquetCompression.Lz4, ParquetCompression.None })
        {
            files.Add(await WriteAsync(Rows(40), new ParquetWriteOptions
            {
                Compression = compression,
                PageVersion = 1 + (files.Count % 2),
                DictionaryBytes = files.Count % 3 == 0 ? 0 : 1 << 20,
                PageRows = 15,
                WriteChecksums = false,
            }));
        }

        const string Select = """
            SELECT i AS id, 'word ' || (i % 7) AS word, 'unique ' || i AS text, i / 3.0::DOUBLE AS f, i % 2 = 0 AS flag, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gap,
                   uuid() AS key, (i * 3.25)::DECIMAL(9,2) AS d, TIMESTAMPTZ '2024-01-01 00:00:00Z' AS at, [i, NULL, i + 1] AS items, MAP {'k': i} AS map,
                   {'x': i::INTEGER, 'y': ['p', NULL]} AS part, [{'x': 1, 'y': ['q']}, NULL] AS parts FROM range(60) r(i)
            """;
        files.Add(Foreign.DuckDb(Select, "COMPRESSION uncompressed"));
        files.Add(Foreign.DuckDb(Select, "COMPRESSION zstd, PARQUET_VERSION v2"));
        return [.. files];
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        // Half of them in the footer, which is small beside the pages.
        int footer = Math.Max(0, file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8)));
        int from = random.Next(2) == 0 ? footer : 4;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(from, file.Length - 4);
            switch (random.Next(5))
            {
                case 0: file[at] = (byte)random.Next(256); break;
                case 1: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: file[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0; break;
                case 3: file[at] += (byte)(random.Next(2) == 0 ? 1 : -1); break;
                default: // a piece of it elsewhere
                    int length = Math.Min(random.Next(1, 16), file.Length - 4 - at);
                    file.AsSpan(random.Next(4, file.Length - length), length).CopyTo(file.AsSpan(at));
                    break;
            }
        }

        return file;
    }
}
