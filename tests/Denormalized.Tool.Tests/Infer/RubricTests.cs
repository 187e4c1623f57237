using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// Files with the kinds that a person gave their paths: small ones of our own, and real ones that are kept beside the
/// project, not in it, and are tried where they are there.
/// </summary>
public class RubricTests
{
    private static readonly string Repository =
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
    public void Every_file_gives_a_record_that_compiles_and_decodes_the_file(string folder)
    {
        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository, folder)).Where(f => !f.EndsWith(".md", StringComparison.Ordinal) && !f.EndsWith("rubric.jsonl", StringComparison.Ordinal)))
        {
            byte[] json = File.ReadAllBytes(file);
            CompiledRecord.AssertClean(Sample.CSharp(json));
            IReadOnlyList<string> errors = DecodedFile.Errors(json);
            failures.AddRange(errors.Take(3).Select(e => $"{Path.GetFileName(file)}: {errors.Count} rows: {e}"));
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Rows_are_written_again_as_they_were_read()
    {
        // Instants come back in UTC without trailing zeros, what is left out or absent is null: here is nothing of it.
        byte[] rows = """
            {"id":"fd4f1042-c7f6-4107-a6ee-d841d92596e7","at":"2020-09-14T00:44:23.5Z","seen":1636406685123,"price":"12.50","n":-5,"big":18446744073709551615,"x":0.1,"day":"1969-12-31","ok":true,"none":null,"tags":["a",""],"m":{"2020-01-01":1.5},"sub":{"e":"é\n","l":[{"q":1},{"q":2}]}}
            {"id":"ad4f1042-c7f6-4107-a6ee-d841d92596e7","at":"1969-12-31T23:59:59.999999Z","seen":1636406685000,"price":"7.05","n":2147483648,"big":0,"x":1E+300,"day":"2020-02-29","ok":false,"none":"n","tags":[],"m":{},"sub":{"e":"","l":[]}}
            """u8.ToArray();
        foreach ((byte[] row, byte[] again) in DecodedFile.RoundTrips(rows))
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(row), JsonNode.Parse(again)), Encoding.UTF8.GetString(again));
        }
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
