using Denormalized.Bench.Codecs;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>Parquet files of records and back, against the libraries that one would use instead.</summary>
public static class ParquetBench
{
    /// <summary>All rows are in one row group, for everyone.</summary>
    public const int RowGroupRows = 1 << 20;

    /// <summary>What a run writes into.</summary>
    private const int FileBytes = 64 << 20;

    /// <summary>Writing, and how large the files are.</summary>
    public static List<Result> RunWrite(Sample sample)
    {
        PageView[] rows = sample.Cold;
        using var files = new ParquetFolder();
        using var duck = new DuckDbPeer();
        File.WriteAllBytes(files.Ours, Write(rows));
        duck.Load(files.Ours);
        var bar = new Bars.ParquetBar(rows.Length);
        NetPageView[] netRows = [.. rows.Select(NetPageView.Of)];
        SharpPageView[] sharpRows = [.. rows.Select(SharpPageView.Of)];
        var output = new MemoryStream(FileBytes);
        Contender byHand = new("Parquet write: hand-written, tiled, not compressed, no statistics", () => bar.Write(rows)) { WholeProcess = true };
        Contender plain = new("Parquet write, not compressed", () => Write(rows, output, new ParquetWriteOptions { Compression = ParquetCompression.None })) { WholeProcess = true };
        Contender ours = new("Parquet write", () => Write(rows, output, null)) { WholeProcess = true };
        Contender net = new("Parquet write: Parquet.Net, class serializer", () => Into(output, rows.Length, () => ParquetNetPeer.WriteAsync(netRows, output).GetAwaiter().GetResult())) { WholeProcess = true, WarmUps = 3 };
        Contender sharp = new("Parquet write: ParquetSharp, typed row writer", () => Into(output, rows.Length, () => ParquetSharpPeer.Write(sharpRows, output))) { WholeProcess = true, WarmUps = 3 };
        Contender duckDb = new("Parquet write: DuckDB COPY TO of its table, one thread", () => Into(output, rows.Length, () => duck.Copy(files.DuckDb))) { WholeProcess = true, WarmUps = 3 };
        Harness.Measure(sample.Rounds, byHand, plain, ours, net, sharp, duckDb);
        File.WriteAllBytes(files.ParquetNet, Into(output, () => ParquetNetPeer.WriteAsync(netRows, output).GetAwaiter().GetResult()));
        File.WriteAllBytes(files.ParquetSharp, Into(output, () => ParquetSharpPeer.Write(sharpRows, output)));
        File.WriteAllBytes(files.ByHand, bar.File);
        List<Result> results =
        [
            Harness.Line(byHand),
            Harness.Within(plain, byHand, 1.3),
            Harness.Within(ours, byHand, 1.3) with { Name = "Parquet write, compressed, against the same bar", Target = null, IsShare = true },
            Harness.Line(net),
            Harness.Faster(ours, net, 2.8),
            Harness.Line(sharp),
            Harness.Faster(ours, sharp, 1.5),
            Harness.Line(duckDb),
            Harness.Faster(ours, duckDb, 1),
            new Result("Parquet write, garbage of one more row", 0, 0, "a byte", Garbage(rows, output), "<=0.5") { IsShare = true },
            .. files.Sizes(duck, rows.Length),
        ];
        Harness.Print($"Parquet files of {rows.Length:N0} page views in one row group, snappy", results);
        return results;
    }

    /// <summary>Reading into records, all of them or some columns.</summary>
    public static List<Result> RunRead(Sample sample)
    {
        PageView[] rows = sample.Cold;
        byte[] file = Write(rows);
        var output = new MemoryStream(FileBytes);
        NetPageView[] netRows = [.. rows.Select(NetPageView.Of)];
        byte[] netFile = Into(output, () => ParquetNetPeer.WriteAsync(netRows, output).GetAwaiter().GetResult());
        NativeBlocks native = NativeBlocks.Of(rows);
        Contender full = new("Parquet to records", () => Read<PageView>(file, v => v.UserId)) { WholeProcess = true };
        Contender fromNet = new("Parquet to records, file of Parquet.Net", () => Read<PageViewOfNet>(netFile, v => v.UserId)) { WholeProcess = true };
        Contender some = new("Parquet to records, 3 of 12 columns", () => Read<PageViewPart>(file, v => v.LatencyMs)) { WholeProcess = true };
        Contender net = new("Parquet to records: Parquet.Net, its own file", () => ParquetNetPeer.ReadAsync(netFile).GetAwaiter().GetResult()) { WholeProcess = true, WarmUps = 3 };
        Contender fromNative = new("Native to records", native.Read) { WholeProcess = true };
        Harness.Measure(sample.Rounds, full, fromNet, some, net, fromNative);
        List<Result> results =
        [
            Harness.Line(net),
            Harness.Faster(full, net, 4),
            Harness.Faster(fromNet, net, 4),
            Harness.Line(fromNative),
            Harness.Faster(full, fromNative, 0.8) with { Name = "Parquet to records, of the speed of Native" },
            Harness.Within(some, full, 0.33),
        ];
        Harness.Print($"Parquet to {rows.Length:N0} records", results);
        return results;
    }

    /// <summary>Three million real rows into an aggregate; also without compression, to tell the codec from the rest.</summary>
    public static List<Result> RunScan(int rounds)
    {
        using var duck = new DuckDbPeer();
        using var files = new ParquetFolder();
        duck.Query($"COPY (SELECT * FROM read_parquet('{Flights.Original}')) TO '{files.DuckDb}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 272727)");
        List<Result> results = [.. Scan("flights-3m.parquet (zstd)", Flights.Original, 0.7), .. Scan("flights, not compressed", files.DuckDb, null)];
        Harness.Print("Parquet scan of all five columns into an aggregate", results);
        return results;

        Result[] Scan(string name, string path, double? asked)
        {
            Contender ours = new(name, () => Flights.Scan(path).GetAwaiter().GetResult().Rows) { WholeProcess = true, WarmUps = 5 };
            Contender theirs = new($"{name}: DuckDB, one thread", () => Flights.Scan(duck, path).Rows) { WholeProcess = true, WarmUps = 2 };
            FlightSums expected = Flights.Scan(duck, path), sums = Flights.Scan(path).GetAwaiter().GetResult();
            if (sums != expected)
            {
                throw new InvalidOperationException($"{sums} is not what DuckDB says: {expected}.");
            }

            Harness.Measure(rounds, ours, theirs);
            return [Harness.Line(theirs), asked is { } times ? Harness.Faster(ours, theirs, times) : Harness.Beside(ours, theirs)];
        }
    }

    /// <summary>Managed bytes for a row, apart from what a file costs: twice the rows in one file, less the rows once.</summary>
    private static double Garbage(PageView[] rows, MemoryStream output)
    {
        PageView[] twice = [.. rows, .. rows];
        Write(twice, output, null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(rows, output, null);
        long between = GC.GetAllocatedBytesForCurrentThread();
        Write(twice, output, null);
        return (GC.GetAllocatedBytesForCurrentThread() - between - (between - before)) / (double)rows.Length;
    }

    private static byte[] Write(PageView[] rows)
    {
        var output = new MemoryStream();
        Write(rows, output, null);
        return output.ToArray();
    }

    private static int Write(PageView[] rows, MemoryStream output, ParquetWriteOptions? options)
    {
        output.SetLength(0);
        WriteAsync(rows, output, options ?? new ParquetWriteOptions()).GetAwaiter().GetResult();
        return rows.Length;
    }

    private static async Task WriteAsync(PageView[] rows, MemoryStream output, ParquetWriteOptions options)
    {
        options.RowGroupRows = RowGroupRows;
        await using var writer = new ParquetWriter<PageView>(output, options);
        foreach (PageView row in rows)
        {
            await writer.WriteAsync(row);
        }
    }

    private static int Read<T>(byte[] file, Func<T, long> look) => ReadAsync(file, look).GetAwaiter().GetResult();

    private static async Task<int> ReadAsync<T>(byte[] file, Func<T, long> look)
    {
        long sum = 0;
        int count = 0;
        await foreach (T row in await ParquetReader<T>.OpenAsync(new MemoryStream(file)))
        {
            sum += look(row);
            count++;
        }

        GC.KeepAlive(sum);
        return count;
    }

    private static int Into(MemoryStream output, int rows, Action write)
    {
        output.SetLength(0);
        write();
        return rows;
    }

    private static byte[] Into(MemoryStream output, Action write)
    {
        Into(output, 0, write);
        return output.ToArray();
    }
}
