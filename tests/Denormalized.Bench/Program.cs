using Denormalized.Bench;
using Denormalized.Bench.EndToEnd;
using Denormalized.Bench.Generators;
using Denormalized.Bench.Infer;

// make bench: every claim of speed, side by side with what a user would pick instead, in one run.
//   --short            fewer rows and rounds, for a look
//   --only codecs|fallbacks|pipelines|infer|generator
if (args is [Broker.Argument, .. var loads])
{
    await Broker.ServeAsync(loads);
    return;
}

bool isShort = args.Contains("--short");
string? only = Array.IndexOf(args, "--only") is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
List<Result> results = [];
if (only is null or "codecs")
{
    results.AddRange(CodecBench.Run(isShort ? 50_000 : 200_000, isShort ? 5 : 15));
}

if (only is null or "fallbacks")
{
    results.AddRange(FallbackBench.Run(isShort));
}

if (only is "codecs-alone")
{
    results.AddRange(FallbackBench.RunHere(isShort));
}

if (only is null or "pipelines")
{
    results.AddRange(PipelineBench.Run(isShort));
}

if (only is null or "infer")
{
    results.AddRange(InferBench.Run(isShort ? 20_000_000 : 200_000_000, 3));
}

if (only is null or "generator")
{
    results.AddRange(GeneratorBench.Run(isShort ? 5 : 15));
}

string path = Path.Combine(Environment.GetEnvironmentVariable("BENCH_RESULTS") ?? "bench", "results.json");
Harness.Save(path, results);
Console.WriteLine();
Console.WriteLine($"{results.Count(r => r.Met == true)} of {results.Count(r => r.Met is not null)} targets met; figures in {path}");
