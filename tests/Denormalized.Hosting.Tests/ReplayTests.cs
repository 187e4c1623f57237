using Denormalized.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting.Tests;

/// <summary>Replays of a pipeline whose logic has changed; what happens when one is killed stands in <see cref="CrashOfSeveralTests"/>.</summary>
public sealed class ReplayTests
{
    private const string Older = "test@0000000000000001";
    private const string Newer = "test@0000000000000002";

    [Fact]
    public async Task RowsAreMadeAnewAndTheTablesExchanged()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 100);
        await engine.ExecuteAsync("ALTER TABLE stored MODIFY COMMENT 'events as they came'");
        await engine.ExecuteAsync($"INSERT INTO stored SELECT number, 'gone', 'events', 0, number, 0, 'cluster/zero', '{Older}' FROM numbers(7)");

        var lines = await ReplayAsync(engine, cluster);
        Assert.Contains(lines, l => l.Contains("table stored: 107 rows before, 107 after: 107 equal, 0 different, 0 only before, 0 only after", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("caught up; nothing is exchanged yet", StringComparison.Ordinal));
        Assert.Equal($"cluster/one\t{Older}\t100\ncluster/zero\t{Older}\t7\n", await OriginsAsync(engine, "stored"));

        await ReplayAsync(engine, cluster, r => r.Exchange = true);
        Assert.Equal($"cluster/one\t{Newer}\t100\ncluster/zero\t{Older}\t7\n", await OriginsAsync(engine, "stored"));
        Assert.Equal($"cluster/one\t{Older}\t100\ncluster/zero\t{Older}\t7\n", await OriginsAsync(engine, "stored_replay"));
        Assert.Equal("100\t100\n", await engine.TextAsync("SELECT count(), uniqExact(_partition, _offset) FROM stored WHERE _source = 'cluster/one'"));
        Assert.Equal(
            $"events as they came\nrows of stored from before the replay of {Newer}\n",
            await engine.TextAsync("SELECT comment FROM system.tables WHERE database = currentDatabase() ORDER BY name"));

        // The workers go on behind what was replayed.
        cluster.Produce(0, EventPipeline.Message(1000));
        await using var run = await LoopRun.StartAsync(cluster, engine, EventPipeline.CreateInfo(fingerprint: 2));
        await run.UntilCommittedAsync();
        Assert.Equal((1, 1, 0), (run.Status.MessagesRead, run.Status.RowsStored, run.Status.MessagesSkipped));
    }

    [Fact]
    public async Task FromATimeOnEarlierRowsStayAsTheyAre()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 100);
        await ReplayAsync(engine, cluster, r => (r.From, r.Exchange) = (DateTimeOffset.FromUnixTimeMilliseconds(FakeSource.FirstTimestamp + 20), true));
        Assert.Equal($"cluster/one\t{Older}\t40\ncluster/one\t{Newer}\t60\n", await OriginsAsync(engine, "stored"));
        Assert.Equal("20\t49\n", await engine.TextAsync($"SELECT min(_offset), max(_offset) FROM stored WHERE _pipeline = '{Newer}'"));
    }

    [Fact]
    public async Task WhatWorkersCommittedMeanwhileIsReadBeforeTheExchange()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 100);
        await using (var worker = await LoopRun.StartAsync(cluster, engine, EventPipeline.CreateInfo(fingerprint: 1)))
        {
            await ReplayAsync(engine, cluster);
            cluster.Produce(1, Enumerable.Range(100, 50).Select(i => EventPipeline.Message(i)));
            await worker.UntilCommittedAsync();
            await worker.StopAsync();
        }

        await ReplayAsync(engine, cluster, r => r.Exchange = true);
        Assert.Equal($"cluster/one\t{Newer}\t150\n", await OriginsAsync(engine, "stored"));
        Assert.Equal(100, cluster.Committed[new TopicPartition(EventPipeline.Topic, 1)].Offset);
    }

    [Fact]
    public async Task AReplayThatIsDoneIsNotDoneTwiceUnlessAsked()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 10);
        await ReplayAsync(engine, cluster, r => r.Exchange = true);
        var lines = await ReplayAsync(engine, cluster, r => r.Exchange = true, fails: true);
        Assert.Contains(lines, l => l.Contains("was replayed by test@0000000000000002 already; stored_replay holds the rows from before", StringComparison.Ordinal));
        await ReplayAsync(engine, cluster, r => (r.Exchange, r.Discard) = (true, true));
        Assert.Equal($"cluster/one\t{Newer}\t10\n", await OriginsAsync(engine, "stored_replay"));
    }

    [Theory]
    [InlineData("INSERT INTO stored SELECT 1, 'x', 'events', 0, 1, 0, 'cluster/one', 'other@01'", "Table 'stored' holds rows of other@01 too")]
    [InlineData("CREATE MATERIALIZED VIEW counts ENGINE = SummingMergeTree ORDER BY name AS SELECT name, count() AS c FROM stored GROUP BY name", "Materialized view counts reads table 'stored'")]
    [InlineData("CREATE TABLE stored_replay (a Int8) ENGINE = MergeTree ORDER BY a COMMENT 'mine'", "Table 'stored_replay' is there already: its comment is 'mine'. Drop it")]
    [InlineData("CREATE TABLE stored_replay (a Int8) ENGINE = MergeTree ORDER BY a COMMENT 'denormalized replay {'", "cannot be read")]
    [InlineData("ALTER TABLE stored DROP COLUMN name", "column 'name' is missing")]
    public async Task WhatAnExchangeWouldLoseIsRefused(string obstacle, string message)
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 10);
        await engine.ExecuteAsync(obstacle);
        var lines = await ReplayAsync(engine, cluster, r => r.Exchange = true, fails: true);
        Assert.Contains(lines, l => l.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AReplayOfOtherLogicIsNotGoneOnWith()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 10);
        await ReplayAsync(engine, cluster);
        var lines = await ReplayAsync(engine, cluster, fingerprint: 3, fails: true);
        Assert.Contains(lines, l => l.Contains("a replay of test@0000000000000002 fills it, and this program is test@0000000000000003", StringComparison.Ordinal));
        await ReplayAsync(engine, cluster, r => (r.Exchange, r.Discard) = (true, true), fingerprint: 3);
        Assert.Equal("cluster/one\ttest@0000000000000003\t10\n", await OriginsAsync(engine, "stored"));
    }

    [Fact]
    public async Task AnUnknownPipelineStopsTheStart()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 1);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => ReplayAsync(engine, cluster, r => r.Pipeline = "tset"));
        Assert.Contains("Denormalized:Replay:Pipeline is 'tset', but this program runs test.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DifferencesAreCountedByMessageAndColumn()
    {
        await using var engine = new Engine();
        var output = EventPipeline.CreateInfo().Outputs[0];
        const string columns = "id, name, 'events', 0, id, 0, 'cluster/one', 'test@01'";
        await engine.ExecuteAsync(output.CreateTable);
        await engine.ExecuteAsync($"INSERT INTO stored SELECT {columns} FROM (SELECT number::Int64 AS id, 'n' AS name FROM numbers(20))");
        var table = await ShadowTable.FindAsync(engine, output, Newer, false, CancellationToken.None);
        await table.CreateAsync(new ReplayMarker { Provenance = Newer, Run = "r", From = new Dictionary<TopicPartition, ReplayStart>(), Comment = "" }, CancellationToken.None);
        await engine.ExecuteAsync($"INSERT INTO stored_replay SELECT {columns} FROM (SELECT number::Int64 AS id, number = 7 ? 'm' : 'n' AS name FROM numbers(5, 18))");

        var comparison = await ReplayComparison.RunAsync(engine, table, CancellationToken.None);
        Assert.Equal("20 rows before, 18 after: 14 equal, 1 different (name: 1), 5 only before, 3 only after", comparison.ToString());
    }

    [Fact]
    public async Task AHostNamesRowsOfOlderLogic()
    {
        await using var engine = new Engine();
        var cluster = await StoredAsync(engine, 12);
        var log = new LogLines();
        using var host = Build(engine, cluster, _ => { }, 2, log);
        await host.StartAsync();
        for (var end = DateTime.UtcNow.AddMinutes(1); !log.Lines.Any(l => l.Contains("holds rows of older logic (test@0000000000000001: 12)", StringComparison.Ordinal)); await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < end, string.Join('\n', log.Lines));
        }

        await host.StopAsync();
    }

    [Fact]
    public void MarkersAreReadAsTheyWereWritten()
    {
        var marker = new ReplayMarker
        {
            Provenance = Newer,
            Run = "abc",
            Filling = true,
            From = new Dictionary<TopicPartition, ReplayStart> { [new("a\"b", 0)] = new(12, "c/1"), [new("a\"b", 1)] = new(0, "c/1") },
            Comment = "it's a \\ comment",
        };
        var read = ReplayMarker.Parse(marker.ToString())!;
        Assert.Equal(marker.From.ToList(), read.From.ToList());
        Assert.Equal(marker with { From = read.From }, read);
        Assert.Null(ReplayMarker.Parse("denormalized"));
    }

    /// <summary>Messages in two partitions, stored by older logic.</summary>
    private static async Task<FakeCluster> StoredAsync(Engine engine, int count)
    {
        var cluster = new FakeCluster();
        cluster.Create(2);
        for (var i = 0; i < count; i++)
        {
            cluster.Produce(i % 2, EventPipeline.Message(i));
        }

        await using var run = await LoopRun.StartAsync(cluster, engine, EventPipeline.CreateInfo(fingerprint: 1));
        await run.UntilCommittedAsync();
        await run.StopAsync();
        return cluster;
    }

    private static async Task<IReadOnlyList<string>> ReplayAsync(
        Engine engine, FakeCluster cluster, Action<ReplayOptions>? configure = null, ulong fingerprint = 2, bool fails = false)
    {
        var log = new LogLines();
        using var host = Build(
            engine, cluster,
            options =>
            {
                options.Pipeline = "test";
                configure?.Invoke(options);
            },
            fingerprint, log);
        await host.RunAsync();
        Assert.True(fails == log.Lines.Any(l => l.Contains("Replay of test failed", StringComparison.Ordinal)), string.Join('\n', log.Lines));
        return [.. log.Lines];
    }

    private static IHost Build(Engine engine, FakeCluster cluster, Action<ReplayOptions> replay, ulong fingerprint, LogLines log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Denormalized:LatencyTarget"] = "00:00:00.040", ["Denormalized:CreateMissing"] = "false" });
        builder.Services.AddLogging(logging => logging.AddProvider(log));
        builder.Services.AddSingleton<IClickHouse>(_ => new BorrowedEngine(engine));
        builder.Services.AddSingleton<IBroker>(cluster);
        builder.AddDenormalized(d =>
        {
            d.UseEmbedded();
            replay(d.Replay);
        }).AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo(fingerprint: fingerprint)), null);
        return builder.Build();
    }

    private static Task<string> OriginsAsync(Engine engine, string table) =>
        engine.TextAsync($"SELECT _source, _pipeline, count() FROM {table} GROUP BY 1, 2 ORDER BY 1, 2");
}
