using Denormalized.Bench;
using Denormalized.Bench.Codecs;
using Denormalized.Bench.EndToEnd;
using Denormalized.Bench.Generators;
using Denormalized.Bench.Infer;
using Denormalized.Bench.ParquetFiles;

// make bench: every claim of speed, side by side with what a user would pick instead, in one run.
//   --short        fewer rows and rounds, for a look
//   --only NAME    one section, e.g. codecs or codecs/avro
if (args is [Broker.Argument, .. var loads])
{
    await Broker.ServeAsync(loads);
    return 0;
}

bool isShort = args.Contains("--short");
string? only = Array.IndexOf(args, "--only") is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
string path = Path.Combine(Environment.GetEnvironmentVariable("BENCH_RESULTS") ?? "bench", "results.json");
if (only == FallbackBench.Child)
{
    Harness.Save(path, FallbackBench.RunHere(isShort));
    return 0;
}

Section[] sections =
[
    new("codecs/json", () => JsonBench.Run(Sample.Make(isShort))),
    new("codecs/avro", () => AvroBench.Run(Sample.Make(isShort))),
    new("codecs/native", () => NativeBench.Run(Sample.Make(isShort))),
    new("codecs/rowbinary", () => RowBinaryBench.Run(Sample.Make(isShort))),
    new("parquet/write", () => ParquetBench.RunWrite(Sample.Make(isShort))),
    new("parquet/read", () => ParquetBench.RunRead(Sample.Make(isShort))),
    new("parquet/scan", () => ParquetBench.RunScan(isShort ? 3 : 9)),
    new("fallbacks", () => FallbackBench.Run(isShort)),
    new("pipelines/parse", () => PipelineBench.RunParse(isShort)),
    new("pipelines/ways", () => PipelineBench.RunWays(isShort)),
    new("pipelines/host", () => PipelineBench.RunHost(isShort)) { IsExtra = true },
    new("infer", () => InferBench.Run(isShort ? 20_000_000 : 200_000_000, 3)),
    new("generator", () => GeneratorBench.Run(isShort ? 5 : 15)),
];
Section[] chosen = [.. sections.Where(s => s.IsIn(only))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no section '{only}': {string.Join(", ", sections.Select(s => s.Name))}.");
    return 2;
}

List<Result> results = [];
foreach (Section section in chosen)
{
    results.AddRange(section.Run());
    Harness.Save(path, results); // what was measured stays when a later section is stopped
}

Console.WriteLine();
Console.WriteLine($"{results.Count(r => r.Met == true)} of {results.Count(r => r.Met is not null)} targets met; figures in {path}");
foreach (Result missed in results.Where(r => r.Met == false))
{
    Console.WriteLine(FormattableString.Invariant($"  MISSED  {missed.Name}: {missed.Ratio:F2} of {missed.Peer}, asked {missed.Target}"));
}

foreach (Result failed in results.Where(r => r.Failure is not null))
{
    Console.WriteLine($"  FAILED  {failed.Name}: {failed.Failure}");
}

return results.Any(r => r.Failure is not null) ? 1 : 0;
