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

    private static QueryFile Bind(CSharpCompilation compilation)
        => QueryMemo.Of(compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == "Queries.cs")), default);
}
