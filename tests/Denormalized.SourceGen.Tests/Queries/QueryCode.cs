namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>A small program around a query, compiled as a consumer would; its answer is the query's SQL and parameters.</summary>
internal static class QueryCode
{
    private const string Program = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Denormalized;

        public enum Kind { [Name("page-view")] View, Click = 5 }

        public readonly record struct OrderId(Guid Value);

        public record User { public required string Login { get; init; } public int? Age { get; init; } }

        [Stream("page_views")]
        public partial record PageView
        {
            public required Guid Id { get; init; }
            [EventTime] public required DateTimeOffset At { get; init; }
            [LowCardinality] public required string Country { get; init; }
            public required string Url { get; init; }
            public string? Referrer { get; init; }
            public int LatencyMs { get; init; }
            public long Bytes { get; init; }
            public uint Port { get; init; }
            public double Score { get; init; }
            public float Ratio { get; init; }
            public int? Status { get; init; }
            public bool IsBot { get; init; }
            public Kind Kind { get; init; }
            public OrderId Order { get; init; }
            public User? User { get; init; }
            [Decimal(18, 4)] public decimal Price { get; init; }
            public IReadOnlyList<string> Tags { get; init; } = [];
            public Dictionary<string, string> Attributes { get; init; } = [];
            public TimeSpan Spent { get; init; }
            public DateOnly Day { get; init; }
            public string Label => Country + Url;
        }

        public sealed class NoDatabase : IClickHouse
        {
            public string Description => "none";
            public Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public ValueTask DisposeAsync() => default;
        }

        public static partial class Test
        {
            private static readonly NoDatabase db = new();

            public static string Text<T>(Query<T> query)
            {
                QueryText text = query.ToSql();
                return text.Sql + string.Concat(text.Parameters.Select(p => $"\n-- {p.Name}:{p.Type} = {p.Value ?? "NULL"}"));
            }

            BODY
        }

        """;

    /// <summary>Source with <paramref name="body"/> as members of the class <c>Test</c>, which needs a method <c>Run</c>.</summary>
    public static string Source(string body) => Program.Replace("BODY", body);

    /// <summary>SQL of an expression that makes a query; statements before it are separated by the last line.</summary>
    public static string Sql(string query, string statements = "")
        => Compile.Run(
            Source($$"""
                public static string Run()
                {
                    {{statements}}
                    return Text({{query}});
                }
                """),
            new StreamGenerator(), new QueryGenerator());

    /// <summary>SQL of the condition of <c>Where(v => ...)</c>.</summary>
    public static string Where(string condition, string statements = "")
    {
        string sql = Sql($"db.From<PageView>().Where(v => {condition})", statements);
        return sql[(sql.IndexOf("WHERE ", StringComparison.Ordinal) + 6)..].Replace("_t.", "");
    }

    /// <summary>SQL of the one value of <c>Select(v => ...)</c>.</summary>
    public static string Select(string value, string statements = "")
    {
        string sql = Sql($"db.From<PageView>().Select(v => {value})", statements);
        string list = sql["SELECT ".Length..sql.IndexOf(" AS `value`", StringComparison.Ordinal)];
        return list.Replace("_t.", "");
    }

    /// <summary>Ids and squiggled texts of the diagnostics of <c>db.From...</c>.</summary>
    public static IReadOnlyList<(string Id, string Text)> Problems(string query, string statements = "")
        => Compile.Diagnostics(
            Source($$"""
                public static string Run()
                {
                    {{statements}}
                    return Text({{query}});
                }
                """),
            new StreamGenerator(), new QueryGenerator());
}
