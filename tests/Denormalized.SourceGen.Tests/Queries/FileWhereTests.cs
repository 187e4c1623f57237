using Denormalized.SourceGen.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>Where of a Parquet file: what is understood of the lambda, in a strict project, whatever its names are.</summary>
public sealed class FileWhereTests
{
    private static readonly MetadataReference s_parquet = MetadataReference.CreateFromFile(typeof(ParquetFile).Assembly.Location);

    private const string Record = """
        using System;
        using System.Collections.Generic;
        using Denormalized;
        public enum Kind { [Name("page-view")] View = 1, Click }
        public record Known { public int? lambda { get; init; } }
        [Stream] public partial record Where
        {
            public long @class { get; init; }
            [Name("a.b \"c\"")] public string? ParquetPredicate { get; init; }
            public Known? Known { get; init; }
            public Kind Kind { get; init; }
            public DateTime At { get; init; }
            public int ParquetReader() => 1;
        }
        """;

    [Theory]
    [InlineData("r.@class > 1", "ParquetPredicate.Greater(\"class\", ((long)(1)))")]
    [InlineData("r.@class > @event", "ParquetPredicate.Greater(\"class\", ((long)c0.Get(lambda)!))")]
    [InlineData("r.ParquetPredicate == \"\\\"\"", "ParquetPredicate.Equal(\"a.b \\\"c\\\"\", \"\\\"\")")]
    [InlineData("r.Known!.lambda <= 3", "ParquetPredicate.AtMost(\"known.lambda\", ((int)(3)))")]
    [InlineData("r.Kind != Kind.View", "ParquetPredicate.NotEqual(\"kind\", \"page-view\")")]
    [InlineData("r.At < at", "ParquetPredicate.Less(\"at\", ParquetPredicate.Instant(((global::System.DateTime)c0.Get(lambda)!)))")]
    [InlineData("r.ParquetReader() == 1 && r.@class == 2", "ParquetPredicate.Equal(\"class\", ((long)(2)))")]
    [InlineData("!(r.@class > 1 || r.ParquetPredicate == null)", "ParquetPredicate.And(ParquetPredicate.AtMost(\"class\", ((long)(1))), ParquetPredicate.NotEqual(\"a.b \\\"c\\\"\", null))")]
    [InlineData("r.ParquetReader() == 1 || r.@class == 2", null)]
    [InlineData("r.Known == known", null)]
    [InlineData("(int)r.@class == 2", null)]
    [InlineData("r.@class + 1 == 2", null)]
    public void A_lambda_is_understood_as(string predicate, string? expected)
    {
        CSharpCompilation compilation = Compile.Create(Files(predicate), references: s_parquet);
        CSharpCompilation output = Compile.Generate(compilation, new StreamGenerator(), new QueryGenerator());
        string? code = output.SyntaxTrees.Select(t => t.ToString()).SingleOrDefault(t => t.Contains("ParquetFilter? Known(", StringComparison.Ordinal));
        Assert.Equal(expected is null, code is null);
        if (expected is not null)
        {
            Assert.Contains($"Known(Delegate lambda) => {expected};", code, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("r.@class > \"1\"", "CS0019")]
    [InlineData("r.At == 5", "CS0019")]
    [InlineData("r.Missing == 5", "CS1061")]
    public void Wrong_types_and_members_that_are_gone_do_not_compile(string predicate, string id)
    {
        Compile.Driver(new StreamGenerator(), new QueryGenerator())
            .RunGeneratorsAndUpdateCompilation(Compile.Create(Files(predicate), references: s_parquet), out Compilation output, out var diagnostics);
        Assert.Empty(diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(id, Assert.Single(output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error).Id);
    }

    [Theory]
    [InlineData("Other.cs", "return 1;", "return 2;", true)]
    [InlineData("Other.cs", "class Other", "class Other2", true)]
    [InlineData("Record.cs", "public int ParquetReader() => 1;", "public int ParquetReader() => 2;", true)]
    [InlineData("Record.cs", "public long @class", "[Name(\"number\")] public long @class", false)]
    public void It_is_bound_again_only_when_it_could_end_otherwise(string file, string from, string to, bool remembered)
    {
        CSharpCompilation before = Compile.Create(Files("r.@class > 1"), references: s_parquet);
        QueryFile first = Bind(before);
        SyntaxTree tree = before.SyntaxTrees.Single(t => t.FilePath == file);
        QueryFile again = Bind(before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(from, to, StringComparison.Ordinal), Compile.ParseOptions, file)));
        Assert.Equal(remembered, ReferenceEquals(first, again));
        Assert.Equal(remembered, first.Shapes.Equals(again.Shapes));
    }

    private static (string Path, string Text)[] Files(string predicate) =>
    [
        ("Record.cs", Record),
        ("Files.cs", $$"""
            using System;
            using System.Collections.Generic;
            using Denormalized;
            public static class Files
            {
                public static IAsyncEnumerable<Where> Read(ParquetReader<Where> reader, long @event, DateTime at, Known? known) => reader.Where(r => {{predicate}});
            }
            """),
        ("Other.cs", "public class Other { public int A() { return 1; } }"),
    ];

    private static QueryFile Bind(CSharpCompilation compilation)
        => QueryMemo.Of(compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == "Files.cs")), default);
}
