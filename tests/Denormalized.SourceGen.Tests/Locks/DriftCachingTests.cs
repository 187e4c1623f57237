using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Of a hundred streams with locks, an edit concerns the one whose record or lock it changes; both directions.</summary>
public class DriftCachingTests
{
    private const int Streams = 100;

    [Fact]
    public void Only_what_an_edit_concerns_is_compared_again()
    {
        var files = Enumerable.Range(0, Streams).Select(i => ($"R{i}.cs", Record(i, "int A"))).Append(("Other.cs", "public static class Other { public static int F() => 1; }"));
        CSharpCompilation compilation = Compile.Create(files);
        LockedCode.TextFile[] locks = [.. Enumerable.Range(0, Streams).Select(i => Lock(i, "int A"))];
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new StreamGenerator().AsSourceGenerator()],
            additionalTexts: locks,
            parseOptions: Compile.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        Assert.Equal(Streams, Compared(driver));
        Assert.Empty(driver.GetRunResult().Diagnostics);

        Assert.Equal(0, Compared(driver.RunGenerators(Edit(compilation, "Other.cs", "public static class Other { public static int F() => 2; }"))));
        GeneratorDriver edited = driver.RunGenerators(Edit(compilation, "R7.cs", Record(7, "int A, int B")));
        Assert.Equal(1, Compared(edited));
        Assert.Equal("DNZ302", Assert.Single(edited.GetRunResult().Diagnostics).Id);

        LockedCode.TextFile other = Lock(9, "int A, string B");
        GeneratorDriver relocked = driver.ReplaceAdditionalText(locks[9], other).RunGenerators(compilation);
        Assert.Equal(1, Compared(relocked));
        Assert.Equal("DNZ301", Assert.Single(relocked.GetRunResult().Diagnostics).Id);
        GeneratorDriver back = relocked.ReplaceAdditionalText(other, locks[9]).RunGenerators(compilation);
        Assert.Equal(1, Compared(back));
        Assert.Empty(back.GetRunResult().Diagnostics);
    }

    private static string Record(int i, string members) => $"using Denormalized; [Stream] public sealed record R{i}({members});";

    private static LockedCode.TextFile Lock(int i, string members)
        => new($"schemas/r{i}.lock.json", LockedCode.Lock($"[Stream] public sealed record R{i}({members});", CompatibilityMode.Full).Print());

    private static CSharpCompilation Edit(CSharpCompilation compilation, string path, string text)
        => compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Single(t => t.FilePath == path), CSharpSyntaxTree.ParseText(text, Compile.ParseOptions, path));

    /// <summary>How many records were compared with their locks in the last run.</summary>
    private static int Compared(GeneratorDriver driver) => driver.GetRunResult().Results.Single()
        .TrackedSteps[StreamGenerator.DriftStep].SelectMany(s => s.Outputs)
        .Count(o => o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);
}
