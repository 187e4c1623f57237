using Denormalized.SourceGen.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>What is remembered is the very object: binding did not happen again.</summary>
public class QueryMemoTests
{
    private static readonly (string Path, string Text)[] s_files =
    [
        ("Queries.cs", """
            using Denormalized;
            [Stream] public partial record Order { public required string Country { get; init; } }
            public static class Reports
            {
                public static Query<Order> Open(IClickHouse db, string country) => db.From<Order>().Where(o => o.Country == country);
            }
            """),
        ("Other.cs", "public class Other { public int A() { return 1; } }"),
    ];

    [Theory]
    [InlineData("return 1;", "return 2;", true)]
    [InlineData("public int A()", "public long A()", true)]
    [InlineData("public class Other", "public class Reports2 { } public class Other", true)]
    [InlineData("public class Other", "public class Country { } public class Other", false)]
    [InlineData("public class Other", "public static class Ext { public static Denormalized.Query<T> Where<T>(this Denormalized.Query<T> q, string s) => q; } public class Other", false)]
    public void Binding_happens_again_only_when_it_could_end_otherwise(string from, string to, bool remembered)
    {
        CSharpCompilation before = Compile.Create(s_files);
        QueryFile first = Bind(before);
        SyntaxTree other = before.SyntaxTrees.Single(t => t.FilePath == "Other.cs");
        CSharpCompilation after = before.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText(other.ToString().Replace(from, to), Compile.ParseOptions, "Other.cs"));
        Assert.Equal(remembered, ReferenceEquals(first, Bind(after)));
        Assert.Equal(first, Bind(after));
    }

    [Fact]
    public void Other_references_bind_again()
    {
        CSharpCompilation before = Compile.Create(s_files);
        QueryFile first = Bind(before);
        Assert.NotSame(first, Bind(before.AddReferences(MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location))));
    }

    [Fact]
    public void A_record_that_changes_binds_its_own_statements_again()
    {
        CSharpCompilation before = Compile.Create(
        [
            ("Order.cs", "[Denormalized.Stream] public partial record Order { public int Count { get; init; } }"),
            ("Visit.cs", "[Denormalized.Stream] public partial record Visit { public int Count { get; init; } }"),
            ("Queries.cs", """
                using Denormalized;
                public static class Reports
                {
                    public static Query<Order> Orders(IClickHouse db) => db.From<Order>().Where(o => o.Count > 1);
                    public static Query<Visit> Visits(IClickHouse db) => db.From<Visit>().Where(v => v.Count > 2);
                }
                """),
        ]);
        QueryFile first = Bind(before);
        QueryFile second = Bind(Edited(before, "Order.cs", "public int Count", "[Denormalized.Name(\"total\")] public int Count"));
        Assert.NotEqual(first, second);
        Assert.NotSame(first.Sites[0], second.Sites[0]);
        Assert.Same(first.Sites[1], second.Sites[1]);
    }

    /// <summary>The type of a variable may come from a statement that holds no query, and from a method in another file.</summary>
    [Theory]
    [InlineData("var query = Source.Rows(db); return query.Where(o => o.Count > 1).ToSql();")]
    [InlineData("foreach (var query in Source.All(db)) { return query.Where(o => o.Count > 1).ToSql(); } return null;")]
    [InlineData("return Source.Rows(db) is var query ? Denormalized.Tests.Twice.Of(query, q => { return q.Where(o => o.Count > 1).ToSql(); }) : null;")]
    public void Variables_are_followed_to_where_they_come_from(string statements)
    {
        CSharpCompilation before = Compile.Create(
        [
            ("Records.cs", """
                using Denormalized;
                [Stream] public partial record Order { public int Count { get; init; } }
                [Stream] public partial record Visit { [Name("total")] public int Count { get; init; } }
                namespace Denormalized.Tests { public static class Twice { public static R Of<T, R>(T value, System.Func<T, R> then) => then(value); } }
                """),
            ("Source.cs", """
                using Denormalized;
                public static class Source
                {
                    public static Query<Order> Rows(IClickHouse db) => throw null!;
                    public static Query<Order>[] All(IClickHouse db) => throw null!;
                }
                """),
            ("Queries.cs", $$"""
                using Denormalized;
                public static class Reports { public static QueryText? Open(IClickHouse db) { {{statements}} } }
                """),
        ]);
        QueryFile first = Bind(before);
        Assert.Single(first.Sites);
        QueryFile second = Bind(Edited(before, "Source.cs", "Query<Order>", "Query<Visit>"));
        Assert.Contains("total", Assert.Single(second.Shapes).Code);
        Assert.DoesNotContain("total", Assert.Single(first.Shapes).Code);
    }

    private static CSharpCompilation Edited(CSharpCompilation compilation, string path, string from, string to)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(t => t.FilePath == path);
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(from, to), Compile.ParseOptions, path));
    }

    private static QueryFile Bind(CSharpCompilation compilation)
        => QueryMemo.Of(compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == "Queries.cs")), default);
}
