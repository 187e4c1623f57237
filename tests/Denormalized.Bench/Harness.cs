using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Denormalized.Bench;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="MicrosPerRow">CPU time of the thread, or of the process, for one row.</param>
/// <param name="BytesPerRow">Managed bytes allocated for one row.</param>
/// <param name="Peer">What it is compared with; null for a peer.</param>
/// <param name="Ratio">Ours through the peer's, or the peer's through ours where faster by a multiple is asked.</param>
/// <param name="Target">What is asked, e.g. <c>&lt;= 1.25</c>.</param>
public sealed record Result(string Name, double MicrosPerRow, double BytesPerRow, string? Peer, double? Ratio, string? Target)
{
    /// <summary>The ratio is ours through the peer's: smaller is better.</summary>
    public bool IsShare { get; init; } = Target is not null && Target.StartsWith("<=", StringComparison.Ordinal);

    /// <summary>As <see cref="MicrosPerRow"/>, with the start counted, where the former is that of one more row.</summary>
    public double? MicrosWithStart { get; init; }

    /// <summary>As <see cref="Ratio"/>, with the start of both counted.</summary>
    public double? RatioWithStart { get; init; }

    /// <summary>Why there is no figure.</summary>
    public string? Failure { get; init; }

    /// <summary>A line for what could not be measured.</summary>
    public static Result Failed(string name, Exception error) => new(name, double.NaN, double.NaN, null, null, null) { Failure = error.Message };

    /// <summary>Null where nothing is asked; a target without a figure is missed.</summary>
    public bool? Met => Target is not null && Failure is not null ? false : Target is null || Ratio is null ? null : IsShare ? Ratio <= Number : Ratio >= Number;

    private double Number => double.Parse(Target!.AsSpan(2), CultureInfo.InvariantCulture);
}

/// <summary>One thing to time: does the work for all rows once and returns their number.</summary>
public sealed record Contender(string Name, Func<int> Run)
{
    /// <summary>CPU and allocations of the whole process count, not those of the calling thread alone.</summary>
    public bool WholeProcess { get; init; }

    /// <summary>Runs before the first round, so that tiered compilation has settled.</summary>
    public int WarmUps { get; init; } = 8;

    /// <summary>Before every run, outside the measurement.</summary>
    public Action? Prepare { get; init; }

    /// <summary>After every run, outside the measurement.</summary>
    public Action? Finish { get; init; }

    /// <summary>Why it was given up.</summary>
    public Exception? Error { get; internal set; }

    internal List<double> Micros { get; init; } = [];

    internal List<double> Bytes { get; init; } = [];
}

/// <summary>
/// Times contenders against each other: all of them in every round, in turn, so that a noisy minute hurts all alike;
/// medians of CPU time, never wall-clock.
/// </summary>
public static partial class Harness
{
    private const int ThreadCpuClock = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static void Measure(int rounds, params Contender[] contenders)
    {
        foreach (Contender contender in contenders)
        {
            Try(contender, () =>
            {
                for (int i = 0; i < contender.WarmUps; i++)
                {
                    RunOnce(contender);
                    Thread.Sleep(60);
                }
            });
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                Try(contender, () =>
                {
                    (double micros, double bytes) = RunOnce(contender);
                    contender.Micros.Add(micros);
                    contender.Bytes.Add(bytes);
                });
            }
        }
    }

    /// <summary>A contender that fails is given up, so that the others are measured.</summary>
    private static void Try(Contender contender, Action action)
    {
        if (contender.Error is not null)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            contender.Error = error;
            Console.WriteLine($"  {contender.Name}: given up. {error}");
        }
    }

    private static (double Micros, double Bytes) RunOnce(Contender contender)
    {
        contender.Prepare?.Invoke();
        try
        {
            (double micros, long bytes) = Usage(contender.WholeProcess);
            int rows = contender.Run();
            (double microsAfter, long bytesAfter) = Usage(contender.WholeProcess);
            return ((microsAfter - micros) / rows, (double)(bytesAfter - bytes) / rows);
        }
        finally
        {
            contender.Finish?.Invoke();
        }
    }

    /// <summary>The middle one; no number where there is none.</summary>
    public static double Median(List<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);

    /// <summary>A line without a comparison.</summary>
    public static Result Line(Contender contender) =>
        new(contender.Name, Median(contender.Micros), Median(contender.Bytes), null, null, null) { Failure = contender.Error?.Message };

    /// <summary>Ours against a bar that it may exceed by so much.</summary>
    public static Result Within(Contender ours, Contender bar, double factor) => Compare(ours, bar, Median(ours.Micros) / Median(bar.Micros), "<=", factor);

    /// <summary>Ours against a peer that it must beat by so much.</summary>
    public static Result Faster(Contender ours, Contender peer, double factor) => Compare(ours, peer, Median(peer.Micros) / Median(ours.Micros), ">=", factor);

    /// <summary>Ours against a peer, for comparison alone: nothing is asked.</summary>
    public static Result Beside(Contender ours, Contender peer) => Faster(ours, peer, 0) with { Target = null };

    private static Result Compare(Contender ours, Contender other, double ratio, string sign, double factor) => Line(ours) with
    {
        Peer = other.Name,
        Ratio = ratio,
        Target = string.Create(CultureInfo.InvariantCulture, $"{sign}{factor}"),
        IsShare = sign == "<=",
        Failure = ours.Error?.Message ?? other.Error?.Message,
    };

    public static void Print(string title, IReadOnlyCollection<Result> results)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        bool withStart = results.Any(r => r.MicrosWithStart is not null);
        Console.WriteLine($"  {"",-64} {"us/row",8} {(withStart ? "w/start" : ""),8} {"B/row",8}   compared with");
        foreach (Result r in results)
        {
            string start = r.MicrosWithStart is { } micros ? FormattableString.Invariant($"{micros:F3}") : "";
            string ratioWithStart = r.RatioWithStart is { } ratio ? FormattableString.Invariant($", {ratio:F2} with the start") : "";
            string asked = r.Target is null ? "" : $" (asked {r.Target}: {(r.Met == true ? "met" : "MISSED")})";
            string compared = r.Peer is null ? "" : FormattableString.Invariant($"{r.Ratio:F2} {(r.IsShare ? "of" : "times cheaper than")} {r.Peer}{ratioWithStart}{asked}");
            if (r.Failure is not null)
            {
                Console.WriteLine($"  {r.Name,-64} {"",8} {"",8} {"",8}   not measured{asked}: {r.Failure}");
                continue;
            }

            Console.WriteLine(FormattableString.Invariant($"  {r.Name,-64} {r.MicrosPerRow,8:F3} {start,8} {r.BytesPerRow,8:F0}   {compared}"));
        }
    }

    /// <summary>A JSON list of {name, cpu_us_per_row, bytes_per_row_allocated, peer, ratio, target, met}.</summary>
    public static void Save(string path, IEnumerable<Result> results)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (Result r in results)
        {
            json.WriteStartObject();
            json.WriteString("name", r.Name);
            WriteNumber(json, "cpu_us_per_row", r.MicrosPerRow);
            WriteNumber(json, "bytes_per_row_allocated", r.BytesPerRow);
            json.WriteString("peer", r.Peer);
            WriteNumber(json, "ratio", r.Ratio);
            if (r.MicrosWithStart is not null)
            {
                WriteNumber(json, "cpu_us_per_row_with_start", r.MicrosWithStart);
                WriteNumber(json, "ratio_with_start", r.RatioWithStart);
            }

            json.WriteString("target", r.Target);
            if (r.Met is { } met)
            {
                json.WriteBoolean("met", met);
            }
            else
            {
                json.WriteNull("met");
            }

            if (r.Failure is not null)
            {
                json.WriteString("failure", r.Failure);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, Math.Round(number, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static (double Micros, long Bytes) Usage(bool wholeProcess) => wholeProcess
        ? (Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes())
        : (ThreadMicros(), GC.GetAllocatedBytesForCurrentThread());

    private static unsafe double ThreadMicros()
    {
        long* time = stackalloc long[2]; // struct timespec
        _ = ClockGetTime(ThreadCpuClock, time);
        return (time[0] * 1e6) + (time[1] / 1e3);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, long* time);
}
