using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Ddl;

/// <summary>Every table that is printed is one that the engine makes.</summary>
public sealed class DdlTests : IDisposable
{
    private const string Records = """
        using System;
        using System.Collections.Generic;
        using Denormalized;
        namespace Shop
        {
            public enum Device { Unknown, Phone }
            public readonly record struct ViewId(Guid Value);
            public sealed record Place(double Latitude, double Longitude);

            [Stream, Retention(400)]
            public sealed record PageView
            {
                public required ViewId Id { get; init; }
                [EventTime] public required DateTimeOffset At { get; init; }
                [LowCardinality] public required string Country { get; init; }
                [LowCardinality] public string? Region { get; init; }
                public Device Device { get; init; }
                [Decimal(18, 4)] public decimal? Price { get; init; }
                public Place? Place { get; init; }
                public IReadOnlyList<string> Tags { get; init; } = [];
                public Dictionary<string, int> Counts { get; init; } = new();
                [LocalTime] public DateTime Wall { get; init; }
                public TimeSpan Took { get; init; }
            }

            [Stream, Retention(7)] public sealed record Ping([property: SortKey(2), EventTime] DateTime At, [property: SortKey(1)] int Host);

            [Stream("odd `name'\n)\nENGINE = MergeTree\n")] public sealed record Odd([property: Name("a`b\n(\n'")] int A);
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    public DdlTests() => File.WriteAllBytes(_file, CompiledRecord.Image(Records));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_engine_makes_every_table_and_keeps_what_was_declared()
    {
        string[] statements = await Statements();
        Assert.Equal(3, statements.Length);
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl" });
        foreach (string statement in statements)
        {
            await db.ExecuteAsync(statement);
        }

        Assert.Equal(
            "page_view|toYYYYMM(at)|country, at|1\nping|toDate(at)|host, at|1",
            await Text(db, """
                SELECT arrayStringConcat(groupArray(line), '\n') FROM (
                    SELECT concat(name, '|', partition_key, '|', sorting_key, '|', toString(position(create_table_query, 'TTL toDateTime(at) + ') > 0)) AS line
                    FROM system.tables WHERE database = currentDatabase() AND name IN ('page_view', 'ping') ORDER BY name)
                """));
        Assert.Equal("1", await Text(db, "SELECT count() FROM system.tables WHERE database = currentDatabase() AND partition_key = '' AND sorting_key = ''"));
    }

    [Fact]
    public async Task Rows_of_another_time_than_is_kept_go()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl_retention" });
        await db.ExecuteAsync((await Statements()).Single(s => s.StartsWith("CREATE TABLE IF NOT EXISTS `ping`", StringComparison.Ordinal)));
        await db.ExecuteAsync("INSERT INTO ping (at, host) VALUES (now64() - INTERVAL 30 DAY, 1)");
        await db.ExecuteAsync("INSERT INTO ping (at, host) VALUES (now64(), 2)");
        await db.ExecuteAsync("OPTIMIZE TABLE ping FINAL");
        Assert.Equal("2", await Text(db, "SELECT arrayStringConcat(groupArray(toString(host)), ',') FROM ping"));
    }

    [Fact]
    public async Task For_a_cluster_tables_are_replicated_and_made_everywhere()
    {
        string[] statements = await Statements("--cluster", "main `one`");
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl_cluster" });
        Assert.All(statements, s => Assert.Contains(" ON CLUSTER `main \\`one\\``\n(", s, StringComparison.Ordinal));
        Assert.All(statements, s => Assert.Contains("\nENGINE = ReplicatedMergeTree\n", s, StringComparison.Ordinal));
        foreach (string statement in statements)
        {
            Assert.Contains("ReplicatedMergeTree", await Text(db, "EXPLAIN AST " + statement), StringComparison.Ordinal); // there is no cluster here to make it on
        }
    }

    [Fact]
    public async Task Explains_each_choice()
    {
        (_, string output, _) = await Run(_file, "--explain");
        Assert.Contains("-- `country` LowCardinality(String): [LowCardinality]: fewer than some ten thousand values\n", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY (`country`, `at`): columns of few values first", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY (`host`, `at`): declared by [SortKey]\n", output, StringComparison.Ordinal);
        Assert.Contains("-- PARTITION BY toYYYYMM(`at`), TTL toDateTime(`at`) + INTERVAL 400 DAY: [Retention(400)]", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY tuple(): nothing says what is filtered by: declare [SortKey]", output, StringComparison.Ordinal);
        Assert.Contains("-- no PARTITION BY: no [Retention]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_it_cannot_read()
    {
        string text = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(text, "no assembly");
        (int code, _, string error) = await Run(text);
        File.Delete(text);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("not a .NET assembly", error, StringComparison.Ordinal);
        (code, _, error) = await Run(typeof(DdlTests).Assembly.Location);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("no streams in it", error, StringComparison.Ordinal);
        (code, _, error) = await Run("missing.dll");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("missing.dll: there is no such file", error, StringComparison.Ordinal);
    }

    private async Task<string[]> Statements(params string[] options)
    {
        (int code, string output, string error) = await Run([_file, .. options]);
        Assert.True(code == 0, error);
        return output.Split(";\n\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter();
        int code = await ToolCommands.RunAsync(["ddl", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task<string> Text(IClickHouse db, string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> part in db.QueryAsync(sql, "TSVRaw"))
        {
            text.Append(Encoding.UTF8.GetString(part.Span));
        }

        return text.ToString().TrimEnd('\n');
    }
}
