using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>What cannot become SQL is an error at the very sub-expression.</summary>
public class QueryDiagnosticsTests
{
    [Theory]
    [InlineData("db.From<PageView>().Where(v => v.Country.Normalize() == \"DE\")", "DNZ201", "v.Country.Normalize()")]
    [InlineData("db.From<PageView>().Where(v => v.LatencyMs > 1 && v.Country.GetHashCode() > 3)", "DNZ201", "v.Country.GetHashCode()")]
    [InlineData("db.From<PageView>().Where(v => v.Label == \"x\")", "DNZ201", "v.Label")]
    [InlineData("db.From<PageView>().Where(v => v.Country.ToUpper() == \"x\")", "DNZ201", "v.Country.ToUpper()")]
    [InlineData("db.From<PageView>().Where(v => v.Country.StartsWith(\"x\", StringComparison.CurrentCulture))", "DNZ201", "StringComparison.CurrentCulture")]
    [InlineData("db.From<PageView>().Where(v => v.Country is var c && c == \"x\")", "DNZ201", "var c")]
    [InlineData("db.From<PageView>().Where(v => v.LatencyMs << 2 > 5)", "DNZ201", "v.LatencyMs << 2")]
    [InlineData("db.From<PageView>().Where(v => v.Price / 3 > 5)", "DNZ201", "v.Price / 3")]
    [InlineData("db.From<PageView>().Where(v => v.Score % 3 > 5)", "DNZ201", "v.Score % 3")]
    [InlineData("db.From<PageView>().Where(v => Math.Round(v.Score, 2) > 5)", "DNZ201", "Math.Round(v.Score, 2)")]
    [InlineData("db.From<PageView>().Where(v => Math.Pow(v.Score, 2) > 5)", "DNZ201", "Math.Pow(v.Score, 2)")]
    [InlineData("db.From<PageView>().Select(v => $\"{v.Score}\")", "DNZ201", "v.Score")]
    [InlineData("db.From<PageView>().Select(v => $\"{v.LatencyMs:000}\")", "DNZ201", "{v.LatencyMs:000}")]
    [InlineData("db.From<PageView>().Select(v => v.LatencyMs switch { 1 => 2, > 5 => 3 })", "DNZ201", "v.LatencyMs switch { 1 => 2, > 5 => 3 }")]
    [InlineData("db.From<PageView>().Where(v => ((Kind)7) == v.Kind)", "DNZ201", "(Kind)7")]
    [InlineData("db.From<PageView>().GroupBy(v => v.Country).Select(g => g.Quantile(1.5, v => v.Score))", "DNZ201", "1.5")]
    [InlineData("db.From<PageView>().GroupBy(v => v.Country).Select(g => g.Quantile(level, v => v.Score))", "DNZ201", "level")]
    [InlineData("db.From<PageView>().Where(v => v.At.ToLocalTime() > v.At)", "DNZ201", "v.At.ToLocalTime()")]
    [InlineData("db.From<PageView>().Where(predicate)", "DNZ202", "predicate")]
    [InlineData("db.From<PageView>().Where(Is)", "DNZ202", "Is")]
    [InlineData("db.From<PageView>().Where(v => v.Tags.Any(tag))", "DNZ202", "tag")]
    [InlineData("db.From<PageView>().Where(v => { bool b = v.IsBot; return b; })", "DNZ203", "v => { bool b = v.IsBot; return b; }")]
    [InlineData("db.From<PageView>().Select(v => v)", "DNZ204", "v")]
    [InlineData("db.From<PageView>().Select(v => new { Row = v, v.Url })", "DNZ204", "v")]
    [InlineData("db.From<PageView>().OrderBy(v => v)", "DNZ204", "v")]
    [InlineData("db.From<PageView>().GroupBy(v => v.Country)", "DNZ204", "db.From<PageView>().GroupBy(v => v.Country).ToSql()", true)]
    [InlineData("db.From<PageView>().Where(v => v.Country == Hidden)", "DNZ205", "Hidden")]
    [InlineData("db.From<PageView>().Where(v => v.Country == anonymous.Country)", "DNZ205", "anonymous.Country")]
    [InlineData("db.From<PageView>().Where(v => v.Country == names.First(n => n != \"\"))", "DNZ205", "n => n != \"\"")]
    [InlineData("db.From<PageView>().Select(v => new Secret { Url = v.Url })", "DNZ206", "new Secret { Url = v.Url }")]
    [InlineData("from v in db.From<PageView>() where v.Country == \"DE\" select v.Url", "DNZ208", "where v.Country == \"DE\"")]
    public void Refused_where_it_stands(string query, string id, string text, bool terminal = false)
    {
        string statements = """
            Func<PageView, bool> predicate = v => v.IsBot;
            Func<string, bool> tag = t => t == "";
            double level = 0.5;
            var anonymous = new { Country = "DE" };
            var names = new List<string>();
            """;
        string body = $$"""
            private static string Hidden => "x";
            private sealed class Secret { public string Url { get; init; } = ""; }
            private static bool Is(PageView v) => v.IsBot;
            public static string Run()
            {
                {{statements}}
                _ = (predicate, tag, level, anonymous, names, Hidden, new Secret(), Is(null!));
                return ({{query}}).ToSql().Sql;
            }
            """;
        if (terminal)
        {
            body = body.Replace($"({query})", query);
        }

        (string Id, string Text) problem = Assert.Single(Compile.Diagnostics(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator()));
        Assert.Equal((id, text), problem);
    }

    [Fact]
    public void Operator_as_a_delegate()
    {
        string body = """
            public static string Run()
            {
                Func<Func<PageView, bool>, string, int, Query<PageView>> where = db.From<PageView>().Where;
                return where(v => v.IsBot, "", 0).ToSql().Sql;
            }
            """;
        Assert.Equal(("DNZ209", "Where"), Assert.Single(Compile.Diagnostics(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator())));
    }

    [Fact]
    public void Member_of_a_type_parameter()
    {
        string body = """
            public interface IHasUrl { string Url { get; } }
            public static Query<T> Only<T>(Query<T> query) where T : IHasUrl => query.Where(v => v.Url != "");
            public static string Run() => "";
            """;
        Assert.Equal(("DNZ207", "v => v.Url != \"\""), Assert.Single(Compile.Diagnostics(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator())));
    }

    [Fact]
    public void Pragma_suppresses_and_the_call_then_throws_with_its_place()
    {
        string body = """
            public static string Run()
            {
            #pragma warning disable DNZ201
                try { return db.From<PageView>().Where(v => v.Country.Normalize() == "").ToSql().Sql; }
                catch (InvalidOperationException e) { return e.Message; }
            }
            """;
        Compile.Driver(new StreamGenerator(), new QueryGenerator()).RunGeneratorsAndUpdateCompilation(Compile.Create(QueryCode.Source(body)), out Compilation output, out var diagnostics);
        Assert.True(Assert.Single(diagnostics).IsSuppressed);
        object? message = Compile.Load((CSharpCompilation)output).GetType("Test")!.GetMethod("Run")!.Invoke(null, null);
        Assert.StartsWith("Where at Source.cs:", (string?)message);
    }

    [Fact]
    public void Code_that_does_not_compile_is_left_to_the_compiler()
    {
        string body = """
            public static string Run() => db.From<PageView>().Where(v => v.Contry == "DE").ToSql().Sql;
            """;
        Assert.Empty(Compile.Diagnostics(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator()));
    }

    [Fact]
    public void Linq_over_objects_is_no_query()
    {
        string body = """
            public static string Run() => string.Join(",", new List<int> { 1, 2, 3 }.Where(i => i.GetHashCode() > 1).OrderBy(i => -i).Select(i => i.ToString("000")));
            """;
        Assert.Equal("003,002", Compile.Run(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator()));
    }

    [Fact]
    public void Every_descriptor_has_its_own_id()
    {
        foreach (int number in Enumerable.Range(201, 9))
        {
            Assert.Equal($"DNZ{number}", SourceGen.Diagnostics.QueryDiagnostics.ById($"DNZ{number}").Id);
        }
    }
}
