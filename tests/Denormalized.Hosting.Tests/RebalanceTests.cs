using Denormalized.Kafka;

namespace Denormalized.Hosting.Tests;

public sealed class RebalanceTests
{
    [Fact]
    public async Task WhatWasReadIsStoredAndCommittedBeforePartitionsGo()
    {
        await using var engine = new Engine();
        var cluster = Produced();
        var committed = new List<long>();
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(1_000_000), prepare: source => source.Enqueue(_ => { }));
        await run.UntilAsync(() => cluster.Partitions.All(p => run.Source.Lag(p) == 0), "all is read");
        var done = new TaskCompletionSource();
        run.Source.Enqueue(source =>
        {
            source.Revoke([cluster.Partitions[0]], false);
            committed.AddRange(cluster.Partitions.Select(p => cluster.CommittedOf(p).Offset));
            done.SetResult();
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal([50, 50], committed);
        Assert.Equal(100, (await run.IdsAsync()).Count);
    }

    [Fact]
    public async Task LostPartitionsAreNeitherStoredNorCommitted()
    {
        await using var engine = new Engine();
        var cluster = Produced();
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(1_000_000));
        await run.UntilAsync(() => cluster.Partitions.All(p => run.Source.Lag(p) == 0), "all is read");
        var lost = cluster.Partitions[0];
        var done = new TaskCompletionSource();
        run.Source.Enqueue(source =>
        {
            source.Revoke([lost], true);
            done.SetResult();
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // What is kept is read again.
        var kept = cluster.Partitions[1];
        await run.UntilAsync(() => run.Source.Seeks > 0 && run.Source.Lag(kept) == 0, "the other partition is read again");
        await run.StopAsync();
        Assert.Equal(KafkaOffset.None, cluster.CommittedOf(lost).Offset);
        Assert.Equal(50, cluster.CommittedOf(kept).Offset);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 2 == 1).Select(i => (long)i), await run.IdsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASourceThatWasPausedWhenItsPartitionsWentReadsOnWhenTheyComeBack(bool lost)
    {
        await using var engine = new Engine();
        var gate = new TaskCompletionSource();
        engine.BeforeInsert = (number, _) => number == 1 ? gate.Task : Task.CompletedTask;
        var cluster = Produced();
        var options = LoopRun.Fast(10);
        options.StopTimeout = TimeSpan.FromMilliseconds(50);
        await using var run = await LoopRun.StartAsync(cluster, engine, options: options);
        await run.UntilAsync(() => run.Source.Pauses == 1, "the source is paused behind a slow insert");
        run.Source.Enqueue(source =>
        {
            source.Revoke(cluster.Partitions, lost);
            gate.SetCanceled(); // the abandoned insert never arrives
            source.Assign(cluster.Partitions);
        });
        await run.UntilCommittedAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), await run.IdsAsync());
    }

    [Fact]
    public async Task PartitionsThatComeBackContinueWhereTheyWere()
    {
        await using var engine = new Engine();
        var cluster = Produced();
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(10));
        var all = cluster.Partitions;
        for (var i = 0; i < 5; i++)
        {
            var lost = i % 2 == 1;
            run.Source.Enqueue(source =>
            {
                source.Revoke(all, lost);
                source.Assign(all);
            });
            cluster.Produce(0, Enumerable.Range(1000 + (100 * i), 100).Select(n => EventPipeline.Message(n)));
        }

        await run.UntilCommittedAsync();
        Assert.Equal(Enumerable.Range(0, 100).Concat(Enumerable.Range(1000, 500)).Select(i => (long)i), await run.IdsAsync());
    }

    [Fact]
    public async Task AnInsertThatDoesNotEndInTimeIsAbandoned()
    {
        await using var engine = new Engine();
        var cluster = Produced();
        var gate = new TaskCompletionSource();
        engine.BeforeInsert = (number, _) => number == 1 ? gate.Task : Task.CompletedTask;
        var options = LoopRun.Fast();
        options.StopTimeout = TimeSpan.FromMilliseconds(50);
        await using var run = await LoopRun.StartAsync(cluster, engine, options: options);
        await run.UntilAsync(() => engine.Inserts == 1, "the insert began");
        var all = cluster.Partitions;
        run.Source.Enqueue(source =>
        {
            source.Revoke(all, false);
            source.Assign(all);
        });
        await run.UntilCommittedAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), await run.IdsAsync());
    }

    [Fact]
    public async Task AWorkerThatWasSilentTooLongAsksBeforeItInserts()
    {
        await using var engine = new Engine();
        var cluster = Produced();
        var fenced = false;
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(1_000_000), prepare: source =>
        {
            source.SessionTimeout = TimeSpan.FromMilliseconds(100);
            source.OnCommit = _ =>
            {
                if (Volatile.Read(ref fenced))
                {
                    throw new FencedException("generation");
                }
            };
        });
        await run.UntilAsync(() => cluster.Partitions.All(p => run.Source.Lag(p) == 0), "all is read");

        // The process is stopped for longer than its session; meanwhile another has read and stored everything.
        Volatile.Write(ref fenced, true);
        run.Source.Enqueue(_ => Thread.Sleep(300));
        var all = cluster.Partitions;
        await engine.ExecuteAsync("INSERT INTO stored SELECT number AS id, 'n', 'events', number % 2, intDiv(number, 2), 0, 'cluster/one', 'test@00000000000000ab' FROM numbers(100)");
        cluster.Commit([.. all.Select(p => new CommittedOffset(p, 50, "cluster/one"))]);
        await run.StopAsync();

        Assert.Equal(0, engine.Inserts);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), await run.IdsAsync());
    }

    private static FakeCluster Produced()
    {
        var cluster = new FakeCluster();
        cluster.Create(2);
        for (var i = 0; i < 100; i++)
        {
            cluster.Produce(i % 2, EventPipeline.Message(i));
        }

        return cluster;
    }
}
