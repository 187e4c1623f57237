using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Incremental;

/// <summary>
/// An editor shows the generators code that nobody has finished. Whatever stands there, they neither fail (CS8785) nor say
/// something twice, or about nothing.
/// </summary>
public class HalfTypedTests
{
    private const string Records = """
        using System;
        using System.Collections.Generic;
        using Denormalized;

        namespace Shop;

        public enum Colour { Red, [Name("verde")] Green = 4 }

        public readonly record struct OrderId(Guid Value);

        public record struct Address(string Street, string? Zip);

        public sealed record Envelope<T>(T Body, [property: LowCardinality] string Source);

        [Stream("orders", Naming = Naming.CamelCase)]
        public sealed partial record Order
        {
            [SortKey(1)] public required OrderId Id { get; init; }
            [EventTime, Resolution(TimeUnit.Milliseconds)] public required DateTimeOffset At { get; init; }
            [LowCardinality] public required string Country { get; init; }
            [Decimal(18, 4)] public decimal Price { get; init; }
            public Colour? Tint { get; init; }
            public IReadOnlyList<Address> To { get; init; } = [];
            public Dictionary<string, int?> Counts { get; init; } = new();
            [Ignore] public object? Cache { get; set; }
            public int Twice => (int)Price * 2;
        }

        public partial class Outer
        {
            [Stream] public partial struct Point { public int X; public double? Y { get; set; } }
        }
        """;

    private const string Closed = """
        using Shop;
        [assembly: Denormalized.StreamOf(typeof(Envelope<Order>), "envelopes")]
        [assembly: Denormalized.StreamDefaults(Columns = Denormalized.Naming.SnakeCase)]
        """;

    private const string Pipelines = """
        using System;
        using Denormalized;

        namespace Shop;

        public interface IRates { double Of(string country); }

        [Stream] public sealed record Cheap(OrderId Id, string Label, double Rate);

        [Pipeline("cheap-orders")]
        public sealed partial class CheapOrders(IRates rates)
        {
            private const int Limit = 10;

            private static bool IsCheap(decimal price) => price < Limit;

            public IStream<Cheap> Labelled(IStream<Order> orders) => orders
                .Where(o => o.Country != "" && IsCheap(o.Price))
                .Select(o => new Cheap(o.Id, $"{o.Country}/{o.Tint}", rates.Of(o.Country)));

            public IStream<Order> Red(IStream<Order> orders)
            {
                return from o in orders where o.Tint == Colour.Red select o;
            }
        }
        """;

    private const string Queries = """
        using System;
        using System.Linq;
        using Denormalized;

        namespace Shop;

        public static class Reports
        {
            public static Query<Order> Dear(IClickHouse db, decimal least, string[] countries)
            {
                var query = db.From<Order>().Where(o => o.Price > least && countries.Contains(o.Country));
                return query.OrderByDescending(o => o.At).ThenBy(o => o.Country);
            }

            public static QueryText Top(IClickHouse db, (string Country, int Days) args) => db.From<Order>()
                .Where(args, static (o, a) => o.Country.StartsWith(a.Country))
                .GroupBy(o => new { o.Country, o.Tint })
                .Select(g => new { g.Key.Country, Count = g.Count(), Worst = g.Max(o => o.Price), P9 = g.Quantile(0.9, o => (double)o.Price) })
                .OrderBy(t => t.Count)
                .Take(10)
                .ToSql();
        }
        """;

    private static readonly (string Path, string Text)[] s_files = [("Records.cs", Records), ("Closed.cs", Closed), ("Pipelines.cs", Pipelines), ("Queries.cs", Queries)];

    [Fact]
    public void Whole_the_sample_is_right()
        => Compile.Generate(Compile.Create(s_files), new StreamGenerator(), new PipelineGenerator(), new QueryGenerator());

    /// <summary>As it is typed: up to each token.</summary>
    [Theory]
    [InlineData("Records.cs")]
    [InlineData("Closed.cs")]
    [InlineData("Pipelines.cs")]
    [InlineData("Queries.cs")]
    public void Every_beginning(string path)
    {
        string text = s_files.Single(f => f.Path == path).Text;
        IEnumerable<int> ends = CSharpSyntaxTree.ParseText(text, Compile.ParseOptions).GetRoot().DescendantTokens()
            .Select(t => t.Span.End).Distinct();
        Look(path, ends.Select(end => text[..end]));
    }

    /// <summary>As it is edited: pieces gone, exchanged or doubled.</summary>
    [Theory]
    [InlineData("Records.cs", 1)]
    [InlineData("Closed.cs", 2)]
    [InlineData("Pipelines.cs", 3)]
    [InlineData("Queries.cs", 4)]
    public void Tokens_deleted_exchanged_and_doubled(string path, int seed)
    {
        string text = s_files.Single(f => f.Path == path).Text;
        SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(text, Compile.ParseOptions).GetRoot().DescendantTokens().Where(t => t.Span.Length > 0)];
        var random = new Random(seed);
        Look(path, Enumerable.Range(0, 100).Select(_ =>
        {
            SyntaxToken first = tokens[random.Next(tokens.Length)];
            SyntaxToken second = tokens[random.Next(tokens.Length)];
            (SyntaxToken a, SyntaxToken b) = first.SpanStart <= second.SpanStart ? (first, second) : (second, first);
            string before = text[..a.SpanStart];
            string after = text[b.Span.End..];
            string between = a == b ? "" : text[a.Span.End..b.SpanStart];
            return random.Next(4) switch
            {
                0 => text.Remove(a.SpanStart, a.Span.Length),
                1 => a == b ? before + after : before + b.Text + between + a.Text + after,
                2 => text.Insert(a.SpanStart, b.Text + " "),
                _ => text.Remove(a.SpanStart, Math.Min(text.Length - a.SpanStart, random.Next(40))),
            };
        }));
    }

    /// <summary>A file that was copied, before its types are renamed; a type of another kind with the same name.</summary>
    [Theory]
    [InlineData(Records)]
    [InlineData(Closed)]
    [InlineData(Pipelines)]
    [InlineData("using Denormalized; namespace Shop; [Stream(\"orders2\")] public partial class Order { public int Id { get; set; } }")]
    [InlineData("using Denormalized; namespace Shop; [Stream] public partial record Order<T> { public int Id { get; set; } }")]
    [InlineData("using Denormalized; namespace Shop; [Pipeline(\"cheap-orders\")] public sealed partial record CheapOrders;")]
    public void Types_declared_twice(string copy)
    {
        CSharpCompilation compilation = Compile.Create([.. s_files, ("Copy.cs", copy)]);
        GeneratorDriver driver = Compile.Driver(new StreamGenerator(), new PipelineGenerator(), new QueryGenerator()).RunGenerators(compilation);
        Assert.All(driver.GetRunResult().Results, r => Assert.Null(r.Exception));
    }

    /// <summary>C# takes that: a type that is local to another file hides no stream.</summary>
    [Fact]
    public void A_type_of_another_file_may_have_the_name()
    {
        CSharpCompilation compilation = Compile.Create(
        [
            ("A.cs", "namespace Shop; file record Order(int Id); public static class Uses { public static object One() => new Order(1); }"),
            ("B.cs", "namespace Shop; [Denormalized.Stream] public partial record Order(int Id);"),
        ]);
        Assert.Contains(Compile.Driver(new StreamGenerator()).RunGenerators(compilation).GetRunResult().GeneratedTrees, t => t.FilePath.Contains("Shop.Order", StringComparison.Ordinal));
    }

    private static void Look(string path, IEnumerable<string> texts)
    {
        CSharpCompilation compilation = Compile.Create(s_files);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new StreamGenerator().AsSourceGenerator(), new PipelineGenerator().AsSourceGenerator(), new QueryGenerator().AsSourceGenerator()], parseOptions: Compile.ParseOptions);
        SyntaxTree current = compilation.SyntaxTrees.Single(t => t.FilePath == path);
        List<string> problems = [];
        int count = 0;
        foreach (string text in texts)
        {
            SyntaxTree next = CSharpSyntaxTree.ParseText(text, Compile.ParseOptions, path);
            compilation = compilation.ReplaceSyntaxTree(current, next);
            current = next;
            driver = driver.RunGenerators(compilation);
            count++;
            GeneratorDriverRunResult result = driver.GetRunResult();
            problems.AddRange(result.Results.Where(r => r.Exception is not null).Select(r => $"{r.Generator.GetGeneratorType().Name}: {r.Exception}\n{End(text)}"));
            foreach (IGrouping<string, Diagnostic> said in result.Diagnostics.Where(d => d.Id.StartsWith("DNZ", StringComparison.Ordinal)).GroupBy(d => d.ToString()))
            {
                if (said.Count() > 1)
                {
                    problems.Add($"said {said.Count()} times: {said.Key}\n{End(text)}");
                }

                if (said.Key.Contains("''", StringComparison.Ordinal) || said.Key.Contains("'?'", StringComparison.Ordinal))
                {
                    problems.Add($"said about nothing: {said.Key}\n{End(text)}");
                }
            }
        }

        Assert.True(count > 10);
        Assert.True(problems.Count == 0, $"{problems.Count} of {count}\n" + string.Join("\n\n", problems.Take(5)));
    }

    private static string End(string text) => text.Length <= 200 ? text : "..." + text[^200..];
}
