using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>An edit makes again what depends on it, and nothing else: both directions.</summary>
public class StreamCachingTests
{
    private const string Record = "using Denormalized; namespace N; [Stream] public sealed partial record R(int LatencyMs, Colour C, Part P);";
    private const string Colour = "namespace N; public enum Colour { Red, Green }";
    private const string Part = "namespace N; public sealed record Part(string Name);";
    private const string Other = "namespace N; public static class Other { public static int F() => 1; }";

    [Theory]
    [InlineData("Other.cs", "namespace N; public static class Other { public static int F() => 2; }")]
    [InlineData("Record.cs", "using Denormalized; namespace N; /* a comment */ [Stream] public sealed partial record R(int LatencyMs, Colour C, Part P);")]
    [InlineData("Colour.cs", "namespace N; public enum Colour { Red = 0, Green = 1 }")]
    public void An_edit_that_changes_no_meaning_emits_nothing(string file, string text)
        => Assert.All(Reasons(file, text), r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));

    [Theory]
    [InlineData("Record.cs", "using Denormalized; namespace N; [Stream] public sealed partial record R(long LatencyMs, Colour C, Part P);")]
    [InlineData("Colour.cs", "namespace N; public enum Colour { Red, Green, Blue }")]
    [InlineData("Part.cs", "namespace N; public sealed record Part(string Name, int Count);")]
    [InlineData("Other.cs", "[assembly: Denormalized.StreamDefaults(Naming = Denormalized.Naming.CamelCase)]")]
    public void An_edit_of_what_the_record_depends_on_emits_it_again(string file, string text)
        => Assert.Contains(IncrementalStepRunReason.Modified, Reasons(file, text));

    private static IEnumerable<IncrementalStepRunReason> Reasons(string file, string text)
    {
        CSharpCompilation before = Compile.Create([("Record.cs", Record), ("Colour.cs", Colour), ("Part.cs", Part), ("Other.cs", Other)]);
        GeneratorDriver driver = Compile.Driver(new StreamGenerator()).RunGenerators(before);
        SyntaxTree edited = before.SyntaxTrees.Single(t => t.FilePath == file);
        CSharpCompilation after = before.ReplaceSyntaxTree(edited, CSharpSyntaxTree.ParseText(text, Compile.ParseOptions, file));
        return driver.RunGenerators(after).GetRunResult().Results.Single()
            .TrackedSteps[StreamGenerator.ModelStep].SelectMany(s => s.Outputs).Select(o => o.Reason);
    }
}
