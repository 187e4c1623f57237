using System.Reflection;
using System.Text.Json;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// Real files with the kinds that a person gave their paths. They are kept beside the project, not in it; where they
/// are not there, only <see cref="The_rules_of_the_rubric"/> runs.
/// </summary>
public class RubricTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(
        typeof(RubricTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "../shared/data/infer"));

    private sealed record Case(string File, string Path, string Kind, string[] Accept, bool Nullable);

    [Fact]
    public void The_rules_of_the_rubric()
    {
        Assert.True(Fits("int32", "int64") is false && Fits("map<string,json>", "map<string,record>") && Fits("decimal(18,2)", "decimal(18,4)"));
    }

    [Fact]
    public void Every_file_is_inferred_as_a_person_would()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        var misses = new List<string>();
        foreach (IGrouping<string, Case> file in Cases().GroupBy(c => c.File))
        {
            Dictionary<string, Decision> decisions = Sample.Infer(File.ReadAllBytes(Path.Combine(Folder, file.Key))).Root.All().ToDictionary(d => d.Path.Replace("[\"", "['", StringComparison.Ordinal));
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

    [Fact]
    public void Every_file_gives_a_record_that_compiles_and_decodes_the_file()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal) && !f.EndsWith("rubric.jsonl", StringComparison.Ordinal)))
        {
            byte[] json = File.ReadAllBytes(file);
            CompiledRecord.AssertClean(Sample.CSharp(json));
            IReadOnlyList<string> errors = DecodedFile.Errors(json);
            failures.AddRange(errors.Take(3).Select(e => $"{Path.GetFileName(file)}: {errors.Count} rows: {e}"));
        }

        Assert.Empty(failures);
    }

    private static IEnumerable<Case> Cases()
    {
        foreach (string line in File.ReadLines(Path.Combine(Folder, "rubric.jsonl")))
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
