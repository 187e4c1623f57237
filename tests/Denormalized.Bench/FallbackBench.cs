using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Denormalized.Bench.Codecs;

namespace Denormalized.Bench;

/// <summary>
/// The codecs on lesser processors: the same work in child processes with instruction sets switched off, since the JIT
/// decides once for a process. Compared with a child that has them all; nothing is asked.
/// </summary>
public static class FallbackBench
{
    /// <summary>What the runtime calls the sets: .NET 10 has one switch for AVX-512, and BMI2 goes with AVX2.</summary>
    private static readonly (string Name, string[] Off)[] s_processors =
    [
        ("no AVX-512", ["EnableAVX512", "EnableAVX512F"]),
        ("no AVX-512, AVX2, BMI2", ["EnableAVX512", "EnableAVX512F", "EnableAVX2", "EnableBMI2"]),
        ("no vectors", ["EnableHWIntrinsic"]),
    ];

    /// <summary>The section of the child.</summary>
    public const string Child = "codecs-alone";

    public static List<Result> Run(bool isShort)
    {
        List<Result> all = RunChild([], isShort, out string sets);
        Harness.Print($"Codecs, all of this processor: {sets}", all);
        List<Result> results = [.. all];
        foreach ((string name, string[] off) in s_processors)
        {
            List<Result> lesser = RunChild(off, isShort, out sets);
            List<Result> lines =
            [
                .. lesser.Zip(all, (l, a) => l with
                {
                    Name = $"{l.Name} ({name})",
                    Peer = "all of this processor",
                    Ratio = l.MicrosPerRow / a.MicrosPerRow,
                    IsShare = true,
                }),
            ];
            Harness.Print($"Codecs, {name}: {sets}", lines);
            results.AddRange(lines);
        }

        return results;
    }

    /// <summary>The child: codecs without the bars, some of which need BMI2 themselves.</summary>
    public static List<Result> RunHere(bool isShort)
    {
        Console.WriteLine(Sets());
        return CodecBench.RunAlone(isShort ? 50_000 : 200_000, isShort ? 3 : 9);
    }

    /// <summary>What this process may use: shows that a switch worked.</summary>
    private static string Sets() => string.Join(", ", new[]
    {
        Vector512.IsHardwareAccelerated ? "512-bit vectors" : "",
        Vector256.IsHardwareAccelerated ? "256-bit vectors" : "",
        Vector128.IsHardwareAccelerated ? "128-bit vectors" : "",
        Bmi2.X64.IsSupported ? "BMI2" : "",
    }.Where(s => s != "").DefaultIfEmpty("none"));

    private static List<Result> RunChild(string[] off, bool isShort, out string sets)
    {
        string folder = Directory.CreateTempSubdirectory("denormalized-bench").FullName;
        try
        {
            string[] arguments = [typeof(FallbackBench).Assembly.Location, "--only", Child, .. isShort ? new[] { "--short" } : []];
            var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
            start.Environment["BENCH_RESULTS"] = folder;
            foreach (string set in off)
            {
                start.Environment["DOTNET_" + set] = "0";
            }

            using Process child = Process.Start(start)!;
            sets = child.StandardOutput.ReadLine() ?? "";
            string rest = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            return child.ExitCode == 0
                ? Read(Path.Combine(folder, "results.json"))
                : throw new InvalidOperationException($"The codecs without {string.Join(", ", off)} ended with exit code {child.ExitCode}: {rest}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Result> Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. document.RootElement.EnumerateArray().Select(line => new Result(
                line.GetProperty("name").GetString()!,
                line.GetProperty("cpu_us_per_row").GetDouble(),
                line.GetProperty("bytes_per_row_allocated").GetDouble(),
                null,
                null,
                null)),
        ];
    }
}
