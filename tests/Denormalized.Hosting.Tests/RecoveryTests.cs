using Denormalized.Kafka;

namespace Denormalized.Hosting.Tests;

/// <summary>Whatever happens in between: every message once.</summary>
public sealed class RecoveryTests
{
    private static readonly long[] s_hundred = [.. Enumerable.Range(0, 100).Select(i => (long)i)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AfterACrashBetweenInsertAndCommitNothingIsStoredTwice(int crashAtCommit)
    {
        await using var engine = new Engine();
        var cluster = Produced(2);
        var commits = 0;
        await using (var crashed = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(10), prepare: source => source.OnCommit = _ =>
        {
            if (++commits == crashAtCommit)
            {
                source.Crash();
            }
        }))
        {
            Assert.IsType<CrashException>(await crashed.FailureAsync());
        }

        Assert.False(cluster.IsCommittedToEnd());
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        Assert.Equal(s_hundred, await run.IdsAsync());
        Assert.True(run.Status.MessagesSkipped > 0, "nothing was skipped");
    }

    [Fact]
    public async Task AfterACrashBetweenTwoInsertsEachTableGetsWhatItMisses()
    {
        await using var engine = new Engine();
        var cluster = Produced(1);
        var info = EventPipeline.CreateInfo(outputs: 2);
        FakeSource? source = null;
        var never = new TaskCompletionSource();
        engine.BeforeInsert = (_, command) => command.Table == "stored_1" ? never.Task : Task.CompletedTask;
        var stored = false;
        engine.AfterInsert = (_, command) =>
        {
            Volatile.Write(ref stored, command.Table == "stored");
            return Task.CompletedTask;
        };
        await using (var crashed = await LoopRun.StartAsync(cluster, engine, info, prepare: s => source = s))
        {
            await crashed.UntilAsync(() => engine.Inserts >= 2 && Volatile.Read(ref stored), "both inserts began and one is done");
            source!.Enqueue(s => s.Crash());
            await crashed.FailureAsync();
            never.SetException(new ClickHouseException(210, "NETWORK_ERROR", "the process is gone"));
        }

        Assert.NotEmpty(await engine.NumbersAsync("SELECT id FROM stored"));
        Assert.Empty(await engine.NumbersAsync("SELECT id FROM stored_1"));
        engine.BeforeInsert = (_, _) => Task.CompletedTask;
        await using var run = await LoopRun.StartAsync(cluster, engine, info);
        await run.UntilCommittedAsync();

        Assert.Equal(s_hundred, await run.IdsAsync());
        Assert.Equal(s_hundred.Where(i => i % 2 == 0), await run.IdsAsync("stored_1"));
    }

    [Fact]
    public async Task ABlockOfWhichOnlyAPartArrivedIsCompleted()
    {
        await using var engine = new Engine();
        var cluster = Produced(1);
        var info = EventPipeline.CreateInfo();
        await engine.ExecuteAsync(info.Outputs[0].CreateTable);
        await engine.ExecuteAsync(
            "INSERT INTO stored SELECT number AS id, 'n', 'events', 0, number, 0, 'cluster/one', 'test@00000000000000cd' FROM numbers(100) WHERE number % 3 = 0");

        // Rows of another pipeline, topic or incarnation do not count.
        await engine.ExecuteAsync("INSERT INTO stored SELECT -number, 'n', 'events', 0, number, 0, 'cluster/one', 'tester@00000000000000ab' FROM numbers(1, 100)");
        await engine.ExecuteAsync("INSERT INTO stored SELECT -number, 'n', 'events', 0, number, 0, 'cluster/zero', 'test@00000000000000ab' FROM numbers(1, 100)");
        await using var run = await LoopRun.StartAsync(cluster, engine, info);
        await run.UntilCommittedAsync();

        Assert.Equal(s_hundred, await engine.NumbersAsync("SELECT id FROM stored WHERE id >= 0 AND _source = 'cluster/one' AND startsWith(_pipeline, 'test@') ORDER BY id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnInsertThatFailsIsSentAgainAndStoredOnce(bool answerIsLost)
    {
        await using var engine = new Engine();
        var cluster = Produced(2);
        Func<int, InsertCommand, Task> fail = (number, _) => number is 2 or 3
            ? Task.FromException(new ClickHouseException(0, "", "connection reset"))
            : Task.CompletedTask;
        if (answerIsLost)
        {
            engine.AfterInsert = fail;
        }
        else
        {
            engine.BeforeInsert = fail;
        }

        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(20));
        await run.UntilCommittedAsync();

        Assert.Equal(s_hundred, await run.IdsAsync());
    }

    [Fact]
    public async Task ACommitThatFailsIsMadeUpFor()
    {
        await using var engine = new Engine();
        var cluster = Produced(1);
        var commits = 0;
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(10), prepare: source => source.OnCommit = _ =>
        {
            if (++commits is 1 or 2)
            {
                throw new KafkaException(KafkaErrorCode.LocalTimedOut, "commit");
            }
        });
        await run.UntilCommittedAsync();

        Assert.Equal(s_hundred, await run.IdsAsync());
    }

    [Fact]
    public async Task ATopicMadeAgainIsReadFromItsStart()
    {
        await using var engine = new Engine();
        var cluster = Produced(1);
        await using (var run = await LoopRun.StartAsync(cluster, engine))
        {
            await run.UntilCommittedAsync();
            await run.StopAsync();
        }

        // Deleted and made again with other messages; the group's offset is still there.
        cluster.Create(1);
        cluster.Incarnation = "cluster/two";
        cluster.Produce(0, Enumerable.Range(1000, 150).Select(i => EventPipeline.Message(i)));
        await using var again = await LoopRun.StartAsync(cluster, engine);
        await again.UntilCommittedAsync();

        Assert.Equal(s_hundred.Concat(Enumerable.Range(1000, 150).Select(i => (long)i)), await again.IdsAsync());
    }

    [Fact]
    public async Task WithoutTopicIdsACommittedOffsetBehindTheEndStopsTheStart()
    {
        await using var engine = new Engine();
        var cluster = Produced(1);
        cluster.Incarnation = null;
        await using (var run = await LoopRun.StartAsync(cluster, engine))
        {
            await run.UntilCommittedAsync();
            await run.StopAsync();
        }

        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(1000));
        await using (var refused = await LoopRun.StartAsync(cluster, engine))
        {
            var error = Assert.IsType<PipelineStartException>(await refused.FailureAsync());
            Assert.Contains("The topic was made again", error.Message);
            Assert.Contains("committed offset 100", error.Message);
            Assert.Contains("Kafka:Incarnation", error.Message);
        }

        // The remedy that the message names.
        var options = LoopRun.Fast();
        options.Incarnation = "second";
        await using var again = await LoopRun.StartAsync(cluster, engine, options: options);
        await again.UntilCommittedAsync();
        Assert.Equal(s_hundred.Append(1000), await again.IdsAsync());
    }

    [Fact]
    public async Task WithoutTopicIdsAStoredOffsetBehindTheEndStopsTheStart()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster { Incarnation = null };
        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(1));
        var info = EventPipeline.CreateInfo();
        await engine.ExecuteAsync(info.Outputs[0].CreateTable);
        await engine.ExecuteAsync("INSERT INTO stored VALUES (7, 'n', 'events', 0, 50, 0, 'configured', 'test@00000000000000ab')");
        await using var run = await LoopRun.StartAsync(cluster, engine, info);

        var error = Assert.IsType<PipelineStartException>(await run.FailureAsync());
        Assert.Contains("a row with offset 50 is stored", error.Message);
        Assert.Equal([7], await run.IdsAsync());
    }

    private static FakeCluster Produced(int partitions)
    {
        var cluster = new FakeCluster();
        cluster.Create(partitions);
        for (var i = 0; i < 100; i++)
        {
            cluster.Produce(i % partitions, EventPipeline.Message(i));
        }

        return cluster;
    }
}
