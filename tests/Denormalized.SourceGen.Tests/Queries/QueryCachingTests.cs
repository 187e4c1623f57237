using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>A file's queries are bound again when, and only when, something they rest on has changed.</summary>
public class QueryCachingTests
{
    private const string Record = """
        using System;
        using Denormalized;
        namespace Shop;
        [Stream] public partial record Order { public required string Country { get; init; } public required Status State { get; init; } public int Count { get; init; } }
        """;

    private const string Enum = """
        namespace Shop;
        public enum Status { Open, Closed }
        """;

    private const string Queries = """
        using Denormalized;
        namespace Shop;
        public static class Reports
        {
            public static Query<Order> Open(IClickHouse db, string country) => db.From<Order>().Where(o => o.Country == country && o.State == Status.Closed && o.Count > Limits.Least);
        }
        """;

    private const string Limits = """
        namespace Shop;
        public static class Limits
        {
            public const int Least = 5;
            public static int Twice(int n) { return n * 2; }
        }
        """;

    private const string Other = """
        namespace Shop;
        public class Unrelated
        {
            public int Number() { return 1; }
        }
        """;

    private static readonly (string Path, string Text)[] s_files =
        [("Record.cs", Record), ("Enum.cs", Enum), ("Queries.cs", Queries), ("Limits.cs", Limits), ("Other.cs", Other)];

    [Theory]
    [InlineData("Other.cs", "return 1;", "return 2;")]
    [InlineData("Other.cs", "public int Number()", "public long Number()")]
    [InlineData("Other.cs", "{ return 1; }", "{ return 1; } public string? Name { get; set; }")]
    [InlineData("Limits.cs", "return n * 2;", "return n + n;")]
    public void Edit_that_means_nothing_to_the_queries(string file, string from, string to)
        => Assert.Equal((IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached), Normalized(Reasons(file, from, to)));

    [Theory]
    [InlineData("Record.cs", "public required string Country", "[Name(\"land\")] public required string Country")]
    [InlineData("Record.cs", "public int Count", "[Name(\"total\")] public int Count")]
    [InlineData("Enum.cs", "Closed", "[Denormalized.Name(\"done\")] Closed")]
    [InlineData("Limits.cs", "Least = 5", "Least = 6")]
    [InlineData("Queries.cs", "o.Country == country", "o.Country != country")]
    [InlineData("Other.cs", "public class Unrelated", "[Denormalized.Stream] public partial record Unrelated2 { public int A { get; set; } } public class Unrelated", false)]
    public void Edit_that_changes_the_sql(string file, string from, string to, bool changes = true)
        => Assert.Equal(changes ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Cached, Normalized(Reasons(file, from, to)).Shapes);

    [Fact]
    public void Global_using_elsewhere_is_seen()
    {
        CSharpCompilation before = Compilation(s_files);
        GeneratorDriver driver = Compile.Driver(new QueryGenerator()).RunGenerators(before);
        SyntaxTree other = before.SyntaxTrees.Single(t => t.FilePath == "Other.cs");
        CSharpCompilation after = before.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("global using Least = Shop.Limits;\n" + Other, Compile.ParseOptions, "Other.cs"));
        driver = driver.RunGenerators(after);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        Assert.Equal(2, driver.GetRunResult().GeneratedTrees.Length);
    }

    [Fact]
    public void Edit_in_the_file_itself_changes_the_calls_and_not_the_sql()
    {
        (IncrementalStepRunReason shapes, IncrementalStepRunReason sites) = Normalized(Reasons("Queries.cs", "public static class Reports", "// moved\npublic static class Reports"));
        Assert.Equal(IncrementalStepRunReason.Cached, shapes);
        Assert.Equal(IncrementalStepRunReason.Modified, sites);
    }

    [Fact]
    public void Output_does_not_depend_on_the_order_of_files_or_the_culture()
    {
        string first = Generated(Compilation(s_files));
        System.Globalization.CultureInfo culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            System.Globalization.CultureInfo.CurrentCulture.NumberFormat.NegativeSign = "~";
            System.Globalization.CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            Assert.Equal(first, Generated(Compilation([.. s_files.Reverse()])));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Models_hold_nothing_of_Roslyn()
    {
        var open = new Queue<Type>([typeof(SourceGen.Queries.QueryFile)]);
        var seen = new HashSet<Type>();
        while (open.TryDequeue(out Type? type))
        {
            if (!seen.Add(type) || type.IsPrimitive || type == typeof(string))
            {
                continue;
            }

            Assert.False(typeof(ISymbol).IsAssignableFrom(type) || typeof(SyntaxNode).IsAssignableFrom(type) || type == typeof(Location) || typeof(Compilation).IsAssignableFrom(type), type.FullName);
            foreach (System.Reflection.FieldInfo field in type.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
            {
                open.Enqueue(field.FieldType.IsArray ? field.FieldType.GetElementType()! : field.FieldType);
            }
        }

        Assert.Contains(typeof(SourceGen.Queries.QueryShapeCode), seen);
    }

    private static CSharpCompilation Compilation(IEnumerable<(string, string)> files) => Compile.Create(files);

    private static string Generated(CSharpCompilation compilation)
        => string.Join("\n", Compile.Driver(new QueryGenerator()).RunGenerators(compilation).GetRunResult().GeneratedTrees.OrderBy(t => t.FilePath, StringComparer.Ordinal).Select(t => t.ToString()));

    private static (IncrementalStepRunReason Shapes, IncrementalStepRunReason Sites) Reasons(string file, string from, string to)
    {
        CSharpCompilation before = Compilation(s_files);
        GeneratorDriver driver = Compile.Driver(new QueryGenerator()).RunGenerators(before);
        Assert.Equal(2, driver.GetRunResult().GeneratedTrees.Length);
        SyntaxTree tree = before.SyntaxTrees.Single(t => t.FilePath == file);
        string text = tree.ToString();
        Assert.Contains(from, text);
        CSharpCompilation after = before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(from, to), Compile.ParseOptions, file));
        GeneratorRunResult result = driver.RunGenerators(after).GetRunResult().Results.Single();
        return (Reason(result.TrackedSteps, QueryGenerator.ShapesStep), Reason(result.TrackedSteps, QueryGenerator.SitesStep));
    }

    private static IncrementalStepRunReason Reason(ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps, string name)
        => steps[name].Single().Outputs.Single().Reason;

    /// <summary>Unchanged is computed again with the same answer; for what comes after it is the same as Cached.</summary>
    private static (IncrementalStepRunReason Shapes, IncrementalStepRunReason Sites) Normalized((IncrementalStepRunReason Shapes, IncrementalStepRunReason Sites) reasons)
    {
        return (One(reasons.Shapes), One(reasons.Sites));

        static IncrementalStepRunReason One(IncrementalStepRunReason reason) => reason == IncrementalStepRunReason.Unchanged ? IncrementalStepRunReason.Cached : reason;
    }
}
