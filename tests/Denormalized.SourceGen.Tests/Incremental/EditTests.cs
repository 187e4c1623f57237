using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Denormalized.SourceGen.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Incremental;

/// <summary>
/// After an edit the generators say what they would say of the edited project in a new process, and read again only what
/// the edit could have changed; both for the edit and for taking it back.
/// </summary>
public class EditTests
{
    private static readonly (string Path, string Text)[] s_files =
    [
        ("Order.cs", """
            using System;
            using Denormalized;
            using Amount = System.Int32;
            namespace Shop.Orders;
            [Stream]
            public sealed partial record Order
            {
                [Name(Names.Land)] public required string Country { get; init; }
                public required Status State { get; init; }
                public Address To { get; init; }
                public Amount Count { get; init; }
                public OrderId Id { get; init; }
            }
            """),
        ("Order.Part.cs", "namespace Shop.Orders; public sealed partial record Order { public int Twice() { return Count * 2; } }"),
        ("Status.cs", "namespace Shop.Orders; public enum Status { Open, Closed }"),
        ("Address.cs", "using Text = System.String; namespace Shop.Orders; public record struct Address(Text Street) { public int Length() { return Street.Length; } }"),
        ("OrderId.cs", "namespace Shop; public readonly record struct OrderId(System.Guid Value);"),
        ("Names.cs", "namespace Shop; public static class Names { public const string Land = \"land\"; }"),
        ("Globals.cs", "global using Shop.Rules;"),
        ("Rules.cs", "namespace Shop.Rules; public static class Rule { public const int Least = 3; public static bool Keep(int count) { return count > 1; } }"),
        ("Wrong.cs", "namespace Shop.Orders; [Denormalized.Stream] public record Wrong { public required Missing Gone { get; init; } public int A { get; init; } }"),
        ("Clean.cs", """
            using Denormalized;
            namespace Shop.Orders;
            [Pipeline("clean")]
            public sealed partial class Clean
            {
                public IStream<Order> Kept(IStream<Order> orders) => orders.Where(o => o.Country != "" && Rule.Keep(o.Count) && o.State == Status.Open);
            }
            """),
        ("Reports.cs", """
            using Denormalized;
            namespace Shop.Orders;
            public static class Reports
            {
                public static string Open(IClickHouse db, string country) => db.From<Order>().Where(o => o.Country == country && o.Count > Rule.Least && o.State == Status.Closed).ToSql();
            }
            """),
        ("Envelope.cs", "namespace Shop.Orders; public sealed record Envelope<T>(T Body, string Note);"),
        ("Closed.cs", "[assembly: Denormalized.StreamOf(typeof(Shop.Orders.Envelope<Shop.Orders.Order>))]"),
        ("Other.cs", "using System; namespace Shop.Other; public class Other { public int Number() { return 1; } }"),
    ];

    /// <summary>File, text, replacement, and what is remembered: r(ecord), p(ipeline), q(uery).</summary>
    public static TheoryData<string, string, string, string> Edits => new()
    {
        // What has nothing to do with any of them
        { "Other.cs", "return 1;", "return 2;", "rpq" },
        { "Other.cs", "public int Number()", "public long Number()", "rpq" },
        { "Other.cs", "public class Other", "public class Another { } public class Other", "rpq" },
        { "Other.cs", "namespace Shop.Other;", "namespace Shop.Another;", "rpq" },
        { "Wrong.cs", "int A", "long A", "rpq" },
        { "Envelope.cs", "string Note", "long Note", "rpq" },

        // The file of the record, of another part, of a type of a member, of a base, of a constant in an attribute
        { "Order.cs", "public Amount Count", "[Name(\"n\")] public Amount Count", "" },
        { "Order.cs", "Amount = System.Int32", "Amount = System.Int64", "" },
        { "Order.Part.cs", "public int Twice()", "public int Extra { get; init; } public int Twice()", "" },
        { "Order.Part.cs", "return Count * 2;", "return Count + Count;", "q" },
        { "Status.cs", "Closed", "[Denormalized.Name(\"done\")] Closed", "" },
        { "Status.cs", "Open, Closed", "Open, Closed, Lost", "" },
        { "Address.cs", "(Text Street)", "(Text Street, int Number)", "" },
        { "Address.cs", "return Street.Length;", "return 0;", "q" },
        { "Address.cs", "Text = System.String", "Text = System.Guid", "" },
        { "OrderId.cs", "System.Guid Value", "long Value", "" },
        { "Names.cs", "\"land\"", "\"country\"", "" },

        // A name that was not found is declared now; a nearer type of a name appears
        { "Other.cs", "namespace Shop.Other;", "namespace Shop.Orders; public record Missing(string Here);", "rpq" },
        { "Other.cs", "namespace Shop.Other;", "namespace Shop.Orders; public readonly record struct OrderId(int Value);", "" },
        { "Other.cs", "namespace Shop.Other;", "namespace Shop.Orders; public static class Names { public const string Land = \"nearer\"; }", "" },
        { "Other.cs", "namespace Shop.Other;", "namespace Shop.Orders; public static class Rule { public const int Least = 4; public static bool Keep(int count) => true; }", "r" },

        // Global usings, attributes of the assembly
        { "Globals.cs", "Shop.Rules;", "Shop.Rules; global using Shop.Other;", "" },
        { "Other.cs", "using System;", "global using Missing = System.Int32; using System;", "" },
        { "Other.cs", "using System;", "using System; [assembly: Denormalized.StreamDefaults(Columns = Denormalized.Naming.CamelCase)]", "" },

        { "Closed.cs", "Order>))", "Order>), \"orders\")", "" },

        // Code that lambdas call counts for a pipeline's fingerprint, a constant for a query's text
        { "Rules.cs", "count > 1", "count > 2", "rq" },
        { "Rules.cs", "Least = 3", "Least = 4", "r" },

        // The pipeline and the queries themselves
        { "Clean.cs", "o.Country != \"\"", "o.Country != \"-\"", "rq" },
        { "Reports.cs", "o.Count >", "o.Count >=", "rp" },

        // An operator that could be found first
        {
            "Other.cs", "namespace Shop.Other;",
            "namespace Shop.Orders; public static class Ours { public static Denormalized.IStream<T> Where<T>(this Denormalized.IStream<T> s, System.Func<T, bool> f) => s; }", "r"
        },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_and_its_opposite(string path, string from, string to, string remembered)
    {
        CSharpCompilation before = Compile.Create(s_files);
        GeneratorDriver driver = Driver().RunGenerators(before);
        (object Record, object Pipeline, object Query) first = Answers(before);

        CSharpCompilation after = Replace(before, path, from, to);
        driver = driver.RunGenerators(after);
        Assert.Equal(Fresh(after), Said(driver));
        Assert.Equal(remembered, Same(first, Answers(after)));

        (object, object, object) second = Answers(after);
        CSharpCompilation again = Replace(after, path, to, from);
        driver = driver.RunGenerators(again);
        Assert.Equal(Fresh(again), Said(driver));
        Assert.Equal(Fresh(before), Said(driver));
        Assert.Equal(remembered, Same(second, Answers(again)));
    }

    [Fact]
    public void Other_references_count_and_the_same_ones_do_not()
    {
        CSharpCompilation contracts = Compile.Create("namespace Far; public enum Missing { A }", "Contracts");
        CSharpCompilation before = Compile.Create(s_files);
        var first = Answers(before);
        CSharpCompilation after = before.AddReferences(contracts.ToMetadataReference());
        Assert.Equal("", Same(first, Answers(after)));
        Assert.Equal("rpq", Same(Answers(after), Answers(after.WithReferences(after.ExternalReferences))));
        Assert.Equal("", Same(Answers(after), Answers(after.WithOptions(after.Options.WithNullableContextOptions(NullableContextOptions.Disable)))));
    }

    /// <summary>Any order of edits, as somebody at work makes them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Many_edits_one_after_the_other(int seed)
    {
        var random = new Random(seed);
        (string Path, string From, string To)[] edits = [.. Edits.Select(e => ((string)e[0], (string)e[1], (string)e[2]))];
        CSharpCompilation compilation = Compile.Create(s_files);
        GeneratorDriver driver = Driver().RunGenerators(compilation);
        for (int i = 0; i < 40; i++)
        {
            (string path, string from, string to) = edits[random.Next(edits.Length)];
            if (random.Next(2) == 0)
            {
                (from, to) = (to, from);
            }

            if (compilation.SyntaxTrees.First(t => t.FilePath == path).ToString().Contains(from, StringComparison.Ordinal))
            {
                compilation = Replace(compilation, path, from, to);
                driver = driver.RunGenerators(compilation);
                Assert.Equal(Fresh(compilation), Said(driver));
            }
        }
    }

    [Fact]
    public void An_alias_of_the_attribute_is_seen_wherever_it_stands()
    {
        (string, string)[] files = [("A.cs", "[Row] public record A(int X);"), ("B.cs", "public class B { }")];
        CSharpCompilation before = Compile.Create(files);
        GeneratorDriver driver = Driver().RunGenerators(before);
        Assert.Empty(driver.GetRunResult().GeneratedTrees);
        CSharpCompilation global = Replace(before, "B.cs", "public class B { }", "global using Row = Denormalized.StreamAttribute;");
        Assert.NotEmpty(driver.RunGenerators(global).GetRunResult().GeneratedTrees);
        CSharpCompilation local = Replace(before, "A.cs", "[Row]", "using Row = Denormalized.StreamAttribute; [Row]");
        Assert.NotEmpty(driver.RunGenerators(local).GetRunResult().GeneratedTrees);
    }

    [Fact]
    public void Earlier_compilations_are_not_kept()
    {
        List<WeakReference> earlier = [];
        (CSharpCompilation, GeneratorDriver) latest = Work(earlier);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal("gone gone gone", string.Join(' ', earlier.Select(e => e.IsAlive ? "kept" : "gone")));
        GC.KeepAlive(latest);

        // A method of its own, so that no local of this one keeps a compilation.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static (CSharpCompilation, GeneratorDriver) Work(List<WeakReference> earlier)
        {
            CSharpCompilation current = Compile.Create(s_files);
            GeneratorDriver driver = Driver();
            foreach ((string path, string from, string to) in new[] { ("Other.cs", "1;", "2;"), ("Order.cs", "Count", "Sum"), ("Rules.cs", "Least = 3", "Least = 4") })
            {
                driver = driver.RunGenerators(current);
                earlier.Add(new WeakReference(current));
                current = Replace(current, path, from, to);
            }

            return (current, driver.RunGenerators(current));
        }
    }

    private static GeneratorDriver Driver() => Compile.Driver(new StreamGenerator(), new PipelineGenerator(), new QueryGenerator());

    private static CSharpCompilation Replace(CSharpCompilation compilation, string path, string from, string to)
    {
        SyntaxTree old = compilation.SyntaxTrees.Single(t => t.FilePath == path);
        Assert.Contains(from, old.ToString(), StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(old.ToString().Replace(from, to), Compile.ParseOptions, path));
    }

    /// <summary>What is said of the same files, parsed anew, by a new driver: nothing can be remembered.</summary>
    private static string Fresh(CSharpCompilation compilation)
        => Said(Driver().RunGenerators(Compile.Create(compilation.SyntaxTrees.Select(t => (t.FilePath, t.ToString())))));

    private static string Said(GeneratorDriver driver)
    {
        GeneratorDriverRunResult result = driver.GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        IEnumerable<string> files = result.GeneratedTrees.Select(t => t.FilePath + "\n" + t).Order(StringComparer.Ordinal);
        IEnumerable<string> diagnostics = result.Diagnostics.Select(d => d.ToString()).Order(StringComparer.Ordinal);
        return string.Join("\n", files.Concat(diagnostics));
    }

    private static (object Record, object Pipeline, object Query) Answers(CSharpCompilation compilation)
    {
        SemanticModel Model(string path) => compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == path));
        return (StreamGenerator.Records.In(Model("Order.cs"), default)[0], PipelineGenerator.Pipelines.In(Model("Clean.cs"), default)[0], QueryMemo.Of(Model("Reports.cs"), default));
    }

    private static string Same((object Record, object Pipeline, object Query) a, (object Record, object Pipeline, object Query) b)
        => (ReferenceEquals(a.Record, b.Record) ? "r" : "") + (ReferenceEquals(a.Pipeline, b.Pipeline) ? "p" : "") + (ReferenceEquals(a.Query, b.Query) ? "q" : "");
}
