using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>Each diagnostic by its id and the text under the squiggle.</summary>
public class PipelineDiagnosticsTests
{
    private const string Records = """
        using System; using System.Collections.Generic; using System.Linq; using Denormalized;
        [Stream] public record In { public int Id { get; init; } public string Text { get; init; } = ""; }
        [Stream] public record Out { public int Id { get; init; } public string Text { get; init; } = ""; }
        public record Plain { public int Id { get; init; } }

        """;

    [Theory]
    [InlineData("DNZ101", "P", "[Pipeline(\"p\")] public class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ101", "Outer", "public class Outer { [Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s; } }")]
    [InlineData("DNZ102", "\"\"", "[Pipeline(\"\")] public partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ102", "\"a b\"", "[Pipeline(\"a b\")] public partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ102", "\"grün\"", "[Pipeline(\"grün\")] public partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ102", "null!", "[Pipeline(null!)] public partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ103", "\"p\"", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s; } [Pipeline(\"p\")] public partial class Q { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ104", "P", "[Pipeline(\"p\")] public static partial class P { public static IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ104", "P", "[Pipeline(\"p\")] public abstract partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ104", "P", "[Pipeline(\"p\")] public partial class P<T> { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ104", "P", "public partial class Outer { [Pipeline(\"p\")] private partial class P { public IStream<In> M(IStream<In> s) => s; } }")]
    [InlineData("DNZ104", "P", "[Pipeline(\"p\")] file partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ105", "P", "[Pipeline(\"p\")] public partial class P { private P() { } public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ105", "P", "[Pipeline(\"p\")] public partial class P { public P() { } public P(int x) { } public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ105", "P", "[Pipeline(\"p\")] public partial class P { public P(ref int x) { } public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ105", "P", "[Pipeline(\"p\")] public partial class P { public required int X { get; init; } public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ106", "M", "[Pipeline(\"p\")] public partial class P { IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("DNZ106", "M", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s, int limit) => s; }")]
    [InlineData("DNZ106", "M", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(int s) => null!; }")]
    [InlineData("DNZ106", "M", "[Pipeline(\"p\")] public partial class P { public void M(IStream<In> s) { } }")]
    [InlineData("DNZ106", "M", "[Pipeline(\"p\")] public partial class P { public IStream<In> M<T>(IStream<In> s) => s; }")]
    [InlineData("DNZ107", "Plain", "[Pipeline(\"p\")] public partial class P { public IStream<Plain> M(IStream<Plain> s) => s; }")]
    [InlineData("DNZ107", "Plain", "[Pipeline(\"p\")] public partial class P { public IStream<Plain> M(IStream<In> s) => s.Select(v => new Plain { Id = v.Id }); }")]
    [InlineData("DNZ107", "T", "[Pipeline(\"p\")] public partial class P { public IStream<T> M<T>(IStream<T> s) => s; }", "DNZ106")]
    [InlineData("DNZ108", "Twice", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Twice().Where(v => true); } public static class X { public static IStream<T> Twice<T>(this IStream<T> s) => s; }")]
    [InlineData("DNZ108", "orderby v.Id", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => from v in s orderby v.Id select v; } public static class X { public static IStream<T> OrderBy<T, K>(this IStream<T> s, Func<T, K> k) => s; }")]
    [InlineData("DNZ109", "_keep", "[Pipeline(\"p\")] public partial class P { private static readonly Func<In, bool> _keep = _ => true; public IStream<In> M(IStream<In> s) => s.Where(_keep); }")]
    [InlineData("DNZ109", "Keep()", "[Pipeline(\"p\")] public partial class P { private static Func<In, bool> Keep() => _ => true; public IStream<In> M(IStream<In> s) => s.Where(Keep()); }")]
    [InlineData("DNZ110", "null", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => null!; }")]
    [InlineData("DNZ110", "_other", "[Pipeline(\"p\")] public partial class P { private readonly IStream<In> _other = null!; public IStream<In> M(IStream<In> s) => _other.Where(v => true); }")]
    [InlineData("DNZ110", "var limit = 5;", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) { var limit = 5; return s.Where(v => v.Id > limit); } }")]
    [InlineData("DNZ110", "s.GetHashCode() > 0 ? s : s.Where(v => true)", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.GetHashCode() > 0 ? s : s.Where(v => true); }")]
    [InlineData("DNZ110", "M", "[Pipeline(\"p\")] public partial class P { public partial IStream<In> M(IStream<In> s); }")]
    [InlineData("DNZ111", "s", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => s != null); }")]
    [InlineData("DNZ112", "P", "[Pipeline(\"p\")] public partial class P { public int X; }")]
    [InlineData("DNZ114", "Hidden", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => Hidden.Is(v.Id)); } file static class Hidden { public static bool Is(int id) => id > 0; }")]
    [InlineData("DNZ115", "Missing", "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Missing(v => true); }")]
    public void Is_reported_where_it_is(string id, string text, string source, string? instead = null)
    {
        var found = Compile.Diagnostics(Records + source, new PipelineGenerator());
        Assert.Contains((instead ?? id, instead is null ? text : "M"), found);
        Assert.All(found, d => Assert.StartsWith("DNZ1", d.Id));
    }

    [Fact]
    public void More_than_64_outputs_are_refused()
    {
        string methods = string.Concat(Enumerable.Range(0, 65).Select(i => $"public IStream<In> M{i}(IStream<In> s) => s;\n"));
        Assert.Contains(("DNZ113", "P"), Compile.Diagnostics(Records + $"[Pipeline(\"p\")] public partial class P {{ {methods} }}", new PipelineGenerator()));
    }

    [Fact]
    public void Sixty_four_are_not()
    {
        string methods = string.Concat(Enumerable.Range(0, 64).Select(i => $"public IStream<In> M{i}(IStream<In> s) => s;\n"));
        Assert.Empty(Compile.Diagnostics(Records + $"[Pipeline(\"p\")] public partial class P {{ {methods} }}", new PipelineGenerator()));
    }

    [Fact]
    public void Pragma_silences_it_and_nothing_is_emitted()
    {
        var compilation = Compile.Create(Records + "#pragma warning disable DNZ112\n[Pipeline(\"p\")] public partial class P { }");
        var driver = Compile.Driver(new PipelineGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out _, out var diagnostics);
        Assert.All(diagnostics, d => Assert.True(d.IsSuppressed));
        Assert.Empty(driver.GetRunResult().GeneratedTrees);
    }

    [Theory]
    [InlineData("[Pipeline(")]
    [InlineData("[Pipeline] partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("[Pipeline(\"p\")] partial class")]
    [InlineData("[Pipeline(\"p\")] partial class { }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream< M(IStream<In> s) => s; }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Missing> M(IStream<Missing> s) => s; }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> ) => }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s. }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where( }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => v. }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => v.Nope == \"\"); }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s.Where(v => v.Text == ); }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new Out { Id = , Text }); }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new { }); }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new Out(1, 2) { Id = 1 }); }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => from v in s }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => from v in s where select }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => from v in s group v by v.Id; }")]
    [InlineData("[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) { return } }")]
    [InlineData("[Pipeline(\"p\")] public partial class P(IMissing x) { public IStream<In> M(IStream<In> s) => s; }")]
    [InlineData("namespace { [Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s; } }")]
    [InlineData("using ; [Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => s; }")]
    public void Half_typed_code_breaks_nothing(string source)
    {
        foreach (int cut in new[] { 0, 1, 7 })
        {
            var result = Compile.Driver(new PipelineGenerator()).RunGenerators(Compile.Create(Records + source[..^cut])).GetRunResult();
            Assert.All(result.Results, r => Assert.Null(r.Exception));
        }
    }
}
