using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>What is emitted again after an edit, and what is not: both directions.</summary>
public class PipelineIncrementalTests
{
    private const string Record = "[Denormalized.Stream] public record In { public int Id { get; init; } public string Text { get; init; } = \"\"; }";

    private const string Pipeline = """
        using Denormalized;
        [Pipeline("p")] public partial class P(int service)
        {
            public IStream<In> M(IStream<In> s) => s.Where(v => v.Id > service);
        }
        """;

    private static readonly (string Path, string Text)[] s_files =
    [
        ("Record.cs", Record),
        ("Pipeline.cs", Pipeline),
        ("Other.cs", "public class Other { public int X; }"),
    ];

    [Theory]
    [InlineData("Other.cs", "int X", "long Y", false)] // another file
    [InlineData("Pipeline.cs", "v.Id > service", "v.Id > 7", true)] // the lambda
    [InlineData("Pipeline.cs", "(int service)", "(long service)", true)] // a service
    [InlineData("Pipeline.cs", "\"p\"", "\"q\"", true)] // the name
    [InlineData("Pipeline.cs", "using Denormalized;", "using Denormalized; using System;", true)] // a using
    [InlineData("Pipeline.cs", "using Denormalized;", "\nusing Denormalized;", true)] // lines shift, and #line with them
    [InlineData("Record.cs", "int Id", "long Id", true)] // the record, in another file
    [InlineData("Record.cs", "public int Id", "/* c */ public int Id", false)] // a comment
    public void Emits_again_when_it_must(string path, string from, string to, bool again)
    {
        var compilation = Compile.Create(s_files);
        GeneratorDriver driver = Compile.Driver(new PipelineGenerator()).RunGenerators(compilation);
        SyntaxTree old = compilation.SyntaxTrees.First(t => t.FilePath == path);
        string text = old.ToString();
        Assert.Contains(from, text);
        SyntaxTree edited = CSharpSyntaxTree.ParseText(text.Replace(from, to), Compile.ParseOptions, path);
        GeneratorRunResult result = driver.RunGenerators(compilation.ReplaceSyntaxTree(old, edited)).GetRunResult().Results[0];
        bool emitted = result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => s.Inputs.Any(i => i.Source.Name == PipelineGenerator.ModelStep))
            .SelectMany(s => s.Outputs).Any(o => o.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New);
        Assert.Equal(again, emitted);
    }

    [Fact]
    public void Output_does_not_depend_on_culture_or_order()
    {
        string Emit(IEnumerable<(string, string)> files) => string.Join('\n', Compile.Driver(new PipelineGenerator())
            .RunGenerators(Compile.Create(files)).GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        string expected = Emit(s_files);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NegativeSign = "~";
            odd.NumberFormat.NumberDecimalSeparator = "!";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Emit(s_files.Reverse()));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("v.Id > service", "v.Id  >  service /* same */", true)]
    [InlineData("v => v.Id", "other => other.Id", true)]
    [InlineData("using Denormalized;", "\n\nusing Denormalized;", true)]
    [InlineData("IStream<In> s) => s.", "IStream<In> rows) => rows.", true)]
    [InlineData("\"p\"", "\"q\"", true)] // the name is beside the fingerprint
    [InlineData("v.Id > service", "v.Id >= service", false)]
    [InlineData("s.Where(v => v.Id > service)", "s", false)]
    [InlineData("\"p\")]", "\"p\")] /* x */", true)]
    public void Fingerprint_follows_the_logic_alone(string from, string to, bool same)
        => Assert.Equal(same, Print(s_files) == Print(s_files.Select(f => (f.Path, f.Path == "Pipeline.cs" ? f.Text.Replace(from, to) : f.Text))));

    [Theory]
    [InlineData("id > Limit", "id >= Limit", false)]
    [InlineData("Limit = 5", "Limit = 6", false)]
    [InlineData("Deep() => 1", "Deep() => 2", false)]
    [InlineData("_field = 3", "_field = 4", false)]
    [InlineData("Unused() => 1", "Unused() => 2", true)]
    [InlineData("id > Limit", "id  >  Limit", true)]
    public void Fingerprint_follows_the_code_that_lambdas_call(string from, string to, bool same)
    {
        const string helpers = """
            using Denormalized;
            [Pipeline("p")] public partial class P
            {
                private const int Limit = 5;
                private static readonly int _field = 3;
                private bool Keep(int id) => id > Limit && Helper.Deep() > _field;
                private int Unused() => 1;
                public IStream<In> M(IStream<In> s) => s.Where(v => Keep(v.Id));
            }
            public static class Helper { public static int Deep() => 1; }
            """;
        Assert.Contains(from, helpers, StringComparison.Ordinal);
        Assert.Equal(same, Print([("Record.cs", Record), ("P.cs", helpers)]) == Print([("Record.cs", Record), ("P.cs", helpers.Replace(from, to))]));
    }

    [Theory]
    [InlineData("int Id", "long Id")]
    [InlineData("public string Text", "[Denormalized.Name(\"other\")] public string Text")]
    public void Fingerprint_follows_the_layout(string from, string to)
        => Assert.NotEqual(Print(s_files), Print(s_files.Select(f => (f.Path, f.Text.Replace(from, to)))));

    private static string Print(IEnumerable<(string, string)> files)
    {
        string code = Compile.Driver(new PipelineGenerator()).RunGenerators(Compile.Create(files)).GetRunResult().GeneratedTrees
            .Select(t => t.ToString()).First(t => t.Contains("new PipelineInfo") || t.Contains("PipelineInfo s_info"));
        return System.Text.RegularExpressions.Regex.Match(code, "0x[0-9a-f]{16}UL").Value;
    }
}
