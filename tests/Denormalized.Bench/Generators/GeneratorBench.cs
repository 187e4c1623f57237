using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.Bench.Generators;

/// <summary>
/// What a key press costs in an editor, and the first run: CPU of the whole process for all generators, with warmed JIT.
/// An edit is one <c>RunGenerators</c> on a compilation in which one file is another one; parsing that file is not part of it.
/// Cold is a new driver on newly parsed files, with all the binding that the generators cause; the parsing is not part of it.
/// The very first run includes loading Roslyn from IL and compiling it, which the compiler of the SDK does not do.
/// </summary>
public static class GeneratorBench
{
    private const int Records = 100;
    private const int QueryCount = 100;

    public static List<Result> Run(int rounds)
    {
        var folder = new GeneratorFolder();
        if (folder.Analyzers.Length > 0)
        {
            throw new InvalidOperationException("there are analyzers now: they belong into this measurement");
        }

        var solution = new SampleSolution(Records, QueryCount);
        double before = Environment.CpuUsage.TotalTime.TotalMicroseconds;
        Check(solution.Driver(folder).RunGenerators(solution.Parse()));
        double first = Environment.CpuUsage.TotalTime.TotalMicroseconds - before;
        solution.Driver(folder).RunGeneratorsAndUpdateCompilation(solution.Parse(), out Compilation whole, out _);
        if (whole.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new InvalidOperationException("the sample does not compile: " + error);
        }

        ImmutableArray<AdditionalText> locks = LockText.Of(whole);

        Contender cold = Cold("cold", folder, solution);
        Contender coldRecords = Cold("cold, the records alone", folder, new SampleSolution(Records, 0));
        Contender body = Edits("edit of an unrelated method's body", folder, solution, SampleSolution.Unrelated, (text, n) => Replace(text, "_seed + ", n));
        Contender member = Edits("edit of an unrelated type's members", folder, solution, SampleSolution.Unrelated, (text, n) => Replace(text, "public int Next", n));
        Contender name = Edits("edit of an unrelated type's name", folder, solution, SampleSolution.Unrelated, (text, n) => Replace(text, "public sealed class ServiceUnrelated", n));
        Contender record = Edits("edit of one record", folder, solution, "Records/Order7.cs", (text, n) => Replace(text, "Member29", n));
        Contender queries = Edits("edit of a file with five queries", folder, solution, "Queries/Reports1.cs", (text, n) => Replace(text, "v.Member0 > ", n));
        Contender pipeline = Edits("edit of one pipeline", folder, solution, "Pipelines/Clean1.cs", (text, n) => Replace(text, "v.Member0 > ", n));
        Contender lockedBody = Edits("with locks, edit of an unrelated method's body", folder, solution, SampleSolution.Unrelated, (text, n) => Replace(text, "_seed + ", n), locks);
        Contender lockedRecord = Edits("with locks, edit of one record", folder, solution, "Records/Order7.cs", (text, n) => Replace(text, "Member29", n), locks, drift: 1);
        Contender changedLock = Relocks("with locks, one lock changes", folder, solution, locks);
        Harness.Measure(rounds, cold, coldRecords, body, member, name, record, queries, pipeline, lockedBody, lockedRecord, changedLock);

        List<Result> results =
        [
            Asked(cold, 300),
            Line(coldRecords),
            Asked(body, 20),
            Asked(member, 20),
            Asked(name, 20),
            Line(record),
            Line(queries),
            Line(pipeline),
            Asked(lockedBody, 5),
            Asked(lockedRecord, 10),
            Asked(changedLock, 10),
            new($"generators: the first run of the process", first, 0, Peer, first / 1000, null),
        ];
        Print(results);
        return results;
    }

    private const string Peer = "1 ms of CPU";

    private static Contender Cold(string name, GeneratorFolder folder, SampleSolution solution)
    {
        CSharpCompilation? compilation = null;
        GeneratorDriver? driver = null;
        return new Contender("generators: " + name, () =>
        {
            driver = solution.Driver(folder).RunGenerators(compilation!);
            return 1;
        })
        {
            WholeProcess = true,
            WarmUps = 30, // until the JIT has done: it compiles beside, and the whole process counts
            Prepare = () =>
            {
                compilation = solution.Parse();
                GC.Collect(); // what earlier rounds left is not this one's work
            },
            Finish = () => Check(driver!),
        };
    }

    /// <param name="name">For people.</param>
    /// <param name="folder">The generators.</param>
    /// <param name="solution">The project.</param>
    /// <param name="path">The file that is edited.</param>
    /// <param name="edit">Makes the text of each edit from the one before.</param>
    /// <param name="locks">A lock for each record, or none.</param>
    /// <param name="drift">How many diagnostics an edit leads to.</param>
    private static Contender Edits(
        string name, GeneratorFolder folder, SampleSolution solution, string path, Func<string, int, string> edit, ImmutableArray<AdditionalText> locks = default, int drift = 0)
    {
        CSharpCompilation compilation = solution.Parse();
        GeneratorDriver driver = solution.Driver(folder).AddAdditionalTexts(locks.IsDefault ? [] : locks).RunGenerators(compilation);
        int number = 0;
        return new Contender("generators: " + name, () =>
        {
            driver = driver.RunGenerators(compilation);
            return 1;
        })
        {
            WholeProcess = true,
            WarmUps = 100, // a method is compiled well when it has run thirty times, some time later
            Prepare = () => compilation = SampleSolution.Edit(compilation, path, edit, ++number),
            Finish = () => Check(driver, drift),
        };
    }

    /// <summary>The lock of one record is another file, as after a pull.</summary>
    private static Contender Relocks(string name, GeneratorFolder folder, SampleSolution solution, ImmutableArray<AdditionalText> locks)
    {
        CSharpCompilation compilation = solution.Parse();
        GeneratorDriver driver = solution.Driver(folder).AddAdditionalTexts(locks).RunGenerators(compilation);
        var current = (LockText)locks[7];
        return new Contender("generators: " + name, () =>
        {
            driver = driver.RunGenerators(compilation);
            return 1;
        })
        {
            WholeProcess = true,
            WarmUps = 100,
            Prepare = () =>
            {
                LockText next = current.Touched();
                driver = driver.ReplaceAdditionalText(current, next);
                current = next;
            },
            Finish = () => Check(driver),
        };
    }

    /// <summary>Puts a number behind a text, in place of the one that an earlier edit has put there.</summary>
    private static string Replace(string text, string at, int number)
    {
        int start = text.IndexOf(at, StringComparison.Ordinal) + at.Length;
        int end = start;
        while (char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return string.Concat(text.AsSpan(0, start), number.ToString(CultureInfo.InvariantCulture), text.AsSpan(end));
    }

    private static void Check(GeneratorDriver driver, int drift = 0)
    {
        GeneratorDriverRunResult result = driver.GetRunResult();
        if (result.Diagnostics.Length != drift || result.GeneratedTrees.Length < Records)
        {
            throw new InvalidOperationException($"{result.GeneratedTrees.Length} files generated; {result.Diagnostics.FirstOrDefault()}");
        }
    }

    private static Result Line(Contender c) => new(c.Name, Harness.Median(c.Micros), Harness.Median(c.Bytes), Peer, Harness.Median(c.Micros) / 1000, null);

    private static Result Asked(Contender c, int milliseconds) => Line(c) with { Target = FormattableString.Invariant($"<={milliseconds}"), IsShare = true };

    private static void Print(List<Result> results)
    {
        Console.WriteLine();
        Console.WriteLine($"Generators: {Records} records of 30 fields, {QueryCount} queries, 5 pipelines, a contracts project; ms of CPU");
        foreach (Result r in results)
        {
            string asked = r.Target is null ? "" : $"   (asked {r.Target}: {(r.Met == true ? "met" : "MISSED")})";
            Console.WriteLine(FormattableString.Invariant($"  {r.Name,-52} {r.Ratio,9:F2} ms {r.BytesPerRow / 1e6,8:F1} MB{asked}"));
        }
    }
}
