using System.Reflection;
using System.Text.Json;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// Files with the kinds that a person gave their paths: small ones of our own, and real ones that are kept beside the
/// project, not in it, and are tried where they are there.
/// </summary>
public class RubricTests
{
    internal static readonly string Repository =
        typeof(RubricTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Folders()
    {
        string[] folders = ["tests/Denormalized.Tool.Tests/Data", "../shared/data/infer"];
        return [.. folders.Where(f => Directory.Exists(Path.Combine(Repository, f)))];
    }

    private sealed record Case(string File, string Path, string Kind, string[] Accept, bool Nullable);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_file_is_inferred_as_a_person_would(string folder)
    {
        folder = Path.Combine(Repository, folder);
        var misses = new List<string>();
        foreach (IGrouping<string, Case> file in Cases(folder).GroupBy(c => c.File))
        {
            Dictionary<string, Decision> decisions = Sample.Infer(File.ReadAllBytes(Path.Combine(folder, file.Key))).Root.All().ToDictionary(d => d.Path);
            foreach (Case expected in file)
            {
                Decision? got = decisions.GetValueOrDefault(expected.Path);
                bool kind = got is not null && expected.Accept.Prepend(expected.Kind).Any(want => Fits(got.KindName, want));
                if (!kind || (got!.Nullable || got.Optional) != expected.Nullable)
                {
                    misses.Add($"{file.Key} {expected.Path}: {got?.KindName} {got?.Nullable} {got?.Optional}, want {expected.Kind} {expected.Nullable}");
                }
            }
        }

        Assert.Empty(misses);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Every_file_gives_a_record_that_reads_writes_and_stores_each_row(string folder)
    {
        (string, byte[], RowPath)[] files = Directory.EnumerateFiles(Path.Combine(Repository, folder))
            .Where(f => !f.EndsWith(".md", StringComparison.Ordinal) && !f.EndsWith("rubric.jsonl", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), File.ReadAllBytes(f), RowPath.Root))
            .ToArray();
        await Prove(files);
    }

    [Fact]
    public async Task Sample_data_of_the_packages_is_read_written_and_stored()
    {
        string packages = Path.Combine(Repository, ".native", "node_modules");
        string[] vega = ["cars", "countries", "crimea", "flare", "flights-2k", "football", "gapminder", "income", "jobs", "monarchs", "movies", "penguins", "weekly-weather", "wheat"];
        IEnumerable<(string, byte[], RowPath)> files = vega.Select(f => (f, File.ReadAllBytes(Path.Combine(packages, "vega-datasets/data", f + ".json")), RowPath.Root));
        files = files.Append(("earthquakes", File.ReadAllBytes(Path.Combine(packages, "vega-datasets/data/earthquakes.json")), RowPath.Parse("$.features")));
        files = files.Append(("webhooks", File.ReadAllBytes(Path.Combine(packages, "@octokit/webhooks-examples/api.github.com/index.json")), RowPath.Parse("$[*].examples")));
        await Prove([.. files]);
    }

    private static async Task Prove(IReadOnlyList<(string, byte[], RowPath)> files)
    {
        Assert.NotEmpty(files);
        var proven = new ProvenFiles(files);
        Assert.Empty(proven.RoundTripFailures().GroupBy(f => f.Split(',')[0]).SelectMany(g => g.Take(3)));
        Assert.Empty(await proven.TableFailuresAsync());
    }

    private static IEnumerable<Case> Cases(string folder)
    {
        foreach (string line in File.ReadLines(Path.Combine(folder, "rubric.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            yield return new Case(
                root.GetProperty("file").GetString()!,
                root.GetProperty("path").GetString()!,
                root.GetProperty("expected_kind").GetString()!,
                root.GetProperty("accept").EnumerateArray().Select(a => a.GetString()!).ToArray(),
                root.GetProperty("nullable").GetBoolean());
        }
    }

    private static bool Fits(string got, string want)
    {
        got = Same(got);
        want = Same(want);
        return got == want || new[] { "decimal", "map", "array" }.Any(p => got.StartsWith(p, StringComparison.Ordinal) && want.StartsWith(p, StringComparison.Ordinal));
    }

    private static string Same(string kind) => kind switch
    {
        "local-timestamp" => "timestamp",
        "int16" => "int32",
        "uint32" => "int64",
        _ => kind,
    };
}
