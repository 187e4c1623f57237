using Denormalized.Bench;

// make bench: every claim of speed, side by side with what a user would pick instead, in one run.
int rows = args.Contains("--short") ? 50_000 : 200_000;
int rounds = args.Contains("--short") ? 5 : 15;
List<Result> results = [.. CodecBench.Run(rows, rounds)];
string path = Path.Combine(Environment.GetEnvironmentVariable("BENCH_RESULTS") ?? "bench", "results.json");
Harness.Save(path, results);
Console.WriteLine();
Console.WriteLine($"{results.Count(r => r.Met == true)} of {results.Count(r => r.Met is not null)} targets met; figures in {path}");
