using System.Diagnostics;
using System.Text.Json;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Input;
using DuckDB.NET.Data;

namespace Denormalized.Bench.Infer;

/// <summary>Schema inference against DuckDB's over every row, and against what the framework needs for the tokens alone.</summary>
internal static class InferBench
{
    private const double TimesDuckDb = 3;
    private const double OfTokenScan = 0.4;
    private const int Buffer = 256 * 1024;
    private const int MaxMegabytes = 150;

    public static List<Result> Run(long bytes, int rounds)
    {
        using var files = new InferFiles(bytes);
        List<Result> results = [];
        foreach (string file in files.All)
        {
            results.AddRange(Compare(file, rounds));
        }

        results.AddRange(files.All.Select(Memory));
        Harness.Print($"infer over {bytes / 1e6:F0} MB each", results);
        return results;
    }

    private static Result[] Compare(string file, int rounds)
    {
        string shape = Path.GetFileNameWithoutExtension(file);
        int rows = File.ReadLines(file).Count();
        var scan = new Contender($"{shape}: Utf8JsonReader, tokens only", () => Scan(file, rows)) { WholeProcess = true, WarmUps = 1 };
        var duck = new Contender($"{shape}: DuckDB, sample_size=-1", () => DuckDb(file, rows)) { WholeProcess = true, WarmUps = 0 };
        var infer = new Contender($"{shape}: infer", () => Infer(file, rows, threads: 1)) { WholeProcess = true, WarmUps = 3 };
        Harness.Measure(rounds, scan, duck, infer);
        double bytes = new FileInfo(file).Length;
        foreach (Contender contender in (Contender[])[scan, duck, infer])
        {
            Console.WriteLine(FormattableString.Invariant($"  {contender.Name,-46} {bytes / rows / Harness.Median(contender.Micros) / 1000:F3} GB a CPU second"));
        }

        Console.WriteLine(FormattableString.Invariant($"  {shape}: infer on {new ReadOptions().Threads} threads {bytes / 1e9 / Seconds(() => Infer(file, rows, new ReadOptions().Threads)):F3} GB a second, on one {bytes / 1e9 / Seconds(() => Infer(file, rows, threads: 1)):F3}"));
        Result ours = Harness.Faster(infer, duck, TimesDuckDb);
        return [Harness.Line(scan), Harness.Line(duck), ours, Harness.Faster(infer, scan, OfTokenScan) with { Name = $"{shape}: infer, of the token scan's speed" }];
    }

    private static double Seconds(Func<int> run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static int Infer(string file, int rows, int threads)
    {
        InferenceResult result = Inference.Run([file], new ReadOptions { Threads = threads });
        return result.Rows == rows ? rows : throw new InvalidOperationException($"{result.Rows} rows read of {rows}.");
    }

    private static int DuckDb(string file, int rows)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE SELECT * FROM read_json_auto('{file}', sample_size=-1, maximum_object_size=67108864)";
        using DuckDBDataReader reader = command.ExecuteReader();
        return reader.Read() ? rows : throw new InvalidOperationException("DuckDB found no column.");
    }

    private static int Scan(string file, int rows)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] buffer = new byte[Buffer];
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true });
        int length = 0;
        bool final = false;
        while (!final)
        {
            int read = stream.Read(buffer.AsSpan(length));
            final = read == 0;
            length += read;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, length), final, state);
            while (reader.Read())
            {
            }

            state = reader.CurrentState;
            int consumed = (int)reader.BytesConsumed;
            length -= consumed;
            buffer.AsSpan(consumed, length).CopyTo(buffer);
        }

        return rows;
    }

    /// <summary>Peak memory of the tool in a process of its own.</summary>
    private static Result Memory(string file)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Inference).Assembly.Location, "infer", file, "--emit", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        do
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(5)));
        return process.ExitCode == 0
            ? new Result($"{Path.GetFileNameWithoutExtension(file)}: peak memory", 0, 0, "1 MB", peak / 1e6, $"<={MaxMegabytes}")
            : throw new InvalidOperationException($"The tool ended with {process.ExitCode}.");
    }
}
