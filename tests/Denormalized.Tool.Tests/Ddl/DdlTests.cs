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

            /// <summary>An order as it
            /// stands: the <see cref="Changed"/> with the largest time counts.</summary>
            /// <param name="Id">Given by the shop; it's <c>'unique'</c>.</param>
            [Stream, Replacing(nameof(Changed))] public sealed record Order(long Id, DateTimeOffset Changed)
            {
                /// <summary>What it comes to, \ and `all`.
                /// </summary>
                [Decimal(9, 2)] public decimal Total { get; init; }
                [Values(ValueKind.Monotonic)] public long Counter { get; init; }
                [Values(ValueKind.Monotonic)] public DateTimeOffset? Paid { get; init; }
                [Values(ValueKind.Gauge)] public double? Load { get; init; }
                [Values(ValueKind.Gauge)] public float Heat { get; init; }
                [Values(ValueKind.SmallRange)] public int Age { get; init; }
                [Values(ValueKind.SmallRange)] public DateOnly? Day { get; init; }
            }

            [Stream, Replacing] public sealed record Place2([property: SortKey(1)] string City, [property: SortKey(0), LowCardinality] string Country, int People);

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
        Assert.Equal(5, statements.Length);
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl" });
        foreach (string statement in statements)
        {
            await db.ExecuteAsync(statement);
        }

        Assert.Equal(
            "page_view|toYYYYMM(at)|device, country, at|1\nping|toDate(at)|host, at|1",
            await Text(db, """
                SELECT arrayStringConcat(groupArray(line), '\n') FROM (
                    SELECT concat(name, '|', partition_key, '|', sorting_key, '|', toString(position(create_table_query, 'TTL toDateTime(at) + ') > 0)) AS line
                    FROM system.tables WHERE database = currentDatabase() AND name IN ('page_view', 'ping') ORDER BY name)
                """));
        Assert.Equal("1", await Text(db, "SELECT count() FROM system.tables WHERE database = currentDatabase() AND partition_key = '' AND sorting_key = ''"));
    }

    [Fact]
    public async Task A_row_takes_the_place_of_those_with_its_key()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl_replacing" });
        foreach (string statement in (await Statements()).Where(s => s.Contains("Replacing", StringComparison.Ordinal)))
        {
            await db.ExecuteAsync(statement);
        }

        await db.ExecuteAsync("INSERT INTO order (id, changed, total) VALUES (1, '2026-01-02 00:00:00', 2), (1, '2026-01-03 00:00:00', 3), (2, '2026-01-01 00:00:00', 1)");
        await db.ExecuteAsync("INSERT INTO order (id, changed, total) VALUES (1, '2026-01-01 00:00:00', 1), (1, '2026-01-02 00:00:00', 2)"); // delivered again
        Assert.Equal("1=3,2=1", await Text(db, "SELECT arrayStringConcat(arraySort(groupArray(concat(toString(id), '=', toString(total)))), ',') FROM order FINAL"));
        await db.ExecuteAsync("INSERT INTO place2 (city, country, people, _offset) VALUES ('Graz', 'AT', 2, 8), ('Graz', 'AT', 1, 7), ('Graz', 'XX', 5, 1)");
        Assert.Equal("5,2", await Text(db, "SELECT arrayStringConcat(groupArray(toString(people)), ',') FROM (SELECT people FROM place2 FINAL ORDER BY country DESC)"));
        Assert.Equal(
            "order|ReplacingMergeTree|(id)|An order as it stands: the Changed with the largest time counts.\nplace2|ReplacingMergeTree|country, city|",
            await Text(db, "SELECT arrayStringConcat(groupArray(concat(name, '|', engine, '|', sorting_key, '|', comment)), '\n') FROM (SELECT * FROM system.tables WHERE database = currentDatabase() ORDER BY name)"));
        Assert.Equal(
            "age|CODEC(T64, ZSTD(1))|\nchanged||\ncounter|CODEC(Delta(8), ZSTD(1))|\nday|CODEC(T64, ZSTD(1))|\nheat|CODEC(Gorilla(4), ZSTD(1))|\n"
            + "id||Given by the shop; it's 'unique'.\nload|CODEC(Gorilla(8), ZSTD(1))|\npaid|CODEC(Delta(8), ZSTD(1))|\ntotal||What it comes to, \\ and `all`.",
            await Text(db, "SELECT arrayStringConcat(groupArray(concat(name, '|', compression_codec, '|', comment)), '\n') FROM (SELECT * FROM system.columns WHERE database = currentDatabase() AND table = 'order' AND name NOT LIKE '\\_%' ORDER BY name)"));
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
        Assert.All(statements, s => Assert.Contains("\nENGINE = Replicated", s, StringComparison.Ordinal));
        Assert.Equal(2, statements.Count(s => s.Contains("\nENGINE = ReplicatedReplacingMergeTree(`", StringComparison.Ordinal)));
        foreach (string statement in statements)
        {
            Assert.Contains("Function Replicated", await Text(db, "EXPLAIN AST " + statement), StringComparison.Ordinal); // there is no cluster here to make it on
        }
    }

    [Fact]
    public async Task For_shards_there_is_a_table_over_those_of_each()
    {
        string[] statements = await Statements("--cluster", "main", "--sharded");
        Assert.Equal(10, statements.Length);
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "ddl_shards" });
        foreach (string statement in statements)
        {
            Assert.Contains("CreateQuery", await Text(db, "EXPLAIN AST " + statement), StringComparison.Ordinal);
        }

        Assert.Contains("CREATE TABLE IF NOT EXISTS `ping` ON CLUSTER `main` AS `ping_local`\nENGINE = Distributed(`main`, currentDatabase(), `ping_local`, rand())", statements);
        Assert.Contains("CREATE TABLE IF NOT EXISTS `order` ON CLUSTER `main` AS `order_local`\nENGINE = Distributed(`main`, currentDatabase(), `order_local`, cityHash64(`id`))", statements);
        Assert.Contains(statements, s => s.StartsWith("CREATE TABLE IF NOT EXISTS `order_local` ON CLUSTER `main`\n(", StringComparison.Ordinal));

        // The engine takes all of it but the cluster, which is not there.
        string[] ping = [.. statements.Where(s => s.Contains("ping", StringComparison.Ordinal)).Select(s => s.Replace(" ON CLUSTER `main`", ""))];
        await db.ExecuteAsync(ping[0].Replace("ReplicatedMergeTree", "MergeTree"));
        Assert.Contains("Requested cluster 'main' not found", (await Assert.ThrowsAsync<ClickHouseException>(() => db.ExecuteAsync(ping[1]))).Message, StringComparison.Ordinal);

        (int code, _, string error) = await Run(_file, "--sharded");
        Assert.Equal((ExitCodes.Failed, true), (code, error.Contains("--sharded needs --cluster", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_project_is_asked_for_its_assembly()
    {
        string folder = Directory.CreateTempSubdirectory("denormalized-ddl").FullName;
        try
        {
            string project = Path.Combine(folder, "Shop.csproj");
            File.WriteAllText(project, "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
            (int code, _, string error) = await Run(project);
            Assert.Equal(ExitCodes.Failed, code);
            Assert.Contains("not built yet", error, StringComparison.Ordinal);
            string assembly = Path.Combine(folder, "bin", "Release", "net10.0", "Shop.dll");
            Directory.CreateDirectory(Path.GetDirectoryName(assembly)!);
            File.Copy(_file, assembly);
            foreach (string input in new[] { project, folder })
            {
                (code, string output, error) = await Run(input, "--configuration", "Release");
                Assert.True(code == 0, error);
                Assert.Contains("CREATE TABLE IF NOT EXISTS `page_view`", output, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Explains_each_choice()
    {
        (_, string output, _) = await Run(_file, "--explain");
        Assert.Contains("-- `country` LowCardinality(String): [LowCardinality]: fewer than some ten thousand values\n", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY (`device`, `country`, `at`): columns of few values first (enums, then [LowCardinality], 3 at most), then [EventTime]", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY (`host`, `at`): declared by [SortKey]\n", output, StringComparison.Ordinal);
        Assert.Contains("-- PARTITION BY toYYYYMM(`at`), TTL toDateTime(`at`) + INTERVAL 400 DAY: [Retention(400)]", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY tuple(): nothing says what is filtered by: declare [SortKey]", output, StringComparison.Ordinal);
        Assert.Contains("-- ENGINE = ReplacingMergeTree(`changed`): [Replacing]: of the rows with one sorting key", output, StringComparison.Ordinal);
        Assert.Contains("-- ORDER BY (`id`): the id alone says which row is replaced", output, StringComparison.Ordinal);
        Assert.Contains("-- `load` Nullable(Float64) CODEC(Gorilla, ZSTD(1)): what double is; can be null; [Values(Gauge)]: most bits", output, StringComparison.Ordinal);
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
