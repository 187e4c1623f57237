namespace Denormalized.Hosting.Tests;

public sealed class DeliveryTests
{
    [Fact]
    public async Task RowsAreStoredWithWhereTheyComeFromAndOffsetsCommitted()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(2);
        cluster.Produce(0, EventPipeline.Message(10, "a"), EventPipeline.Message(-1), EventPipeline.Message(11, "b"));
        cluster.Produce(1, EventPipeline.Message(12, "c"));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();
        await run.StopAsync();

        Assert.Equal(
            "10\ta\tevents\t0\t0\t0\tcluster/one\ttest@00000000000000ab\n"
            + "11\tb\tevents\t0\t2\t0\tcluster/one\ttest@00000000000000ab\n"
            + "12\tc\tevents\t1\t0\t0\tcluster/one\ttest@00000000000000ab\n",
            await engine.TextAsync("SELECT * FROM stored ORDER BY id"));
        Assert.Equal((4, 3, 1), (run.Status.MessagesRead, run.Status.RowsStored, run.Status.MessagesFiltered));
        Assert.All(cluster.Committed.Values, c => Assert.Equal("cluster/one", c.Incarnation));
    }

    [Fact]
    public async Task ABatchIsSentWhenItsRowsAreThere()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, Enumerable.Range(0, 25).Select(i => EventPipeline.Message(i)));
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(10));
        await run.UntilAsync(() => run.Status.RowsStored == 20, "two batches of ten are stored");

        Assert.Equal(2, engine.Inserts);
        Assert.Equal(20, cluster.CommittedOf(cluster.Partitions[0]).Offset);
        await run.StopAsync();
        Assert.Equal(25, (await run.IdsAsync()).Count);
        Assert.Equal(25, cluster.CommittedOf(cluster.Partitions[0]).Offset);
    }

    [Fact]
    public async Task ABatchIsSentWhenItsTimeIsOver()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        await using var run = await LoopRun.StartAsync(cluster, engine);
        cluster.Produce(0, EventPipeline.Message(1));

        await run.UntilAsync(() => run.Status.RowsStored == 1, "a single row is stored without company");
    }

    [Fact]
    public async Task ABatchIsSentWhenItsBytesAreThere()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var name = new string('x', 1000);
        cluster.Produce(0, Enumerable.Range(0, 500).Select(i => EventPipeline.Message(i, name)));
        var options = LoopRun.Patient(1_000_000);
        options.BatchBytes = 100_000;
        await using var run = await LoopRun.StartAsync(cluster, engine, options: options);

        await run.UntilAsync(() => run.Status.RowsStored >= 400, "most rows are stored though the time is far away");
        Assert.True(engine.Inserts >= 4, $"{engine.Inserts} inserts");
    }

    [Fact]
    public async Task FilteredMessagesAreCommittedThoughNothingIsInserted()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(-1), null, EventPipeline.Message(-2));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        Assert.Equal(0, engine.Inserts);
        await run.UntilAsync(() => run.Status.MessagesFiltered == 3, "all are counted");
    }

    [Fact]
    public async Task EachOutputHasItsTable()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, Enumerable.Range(0, 10).Select(i => EventPipeline.Message(i)));
        await using var run = await LoopRun.StartAsync(cluster, engine, EventPipeline.CreateInfo(outputs: 2));
        await run.UntilCommittedAsync();

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], await run.IdsAsync());
        Assert.Equal([0, 2, 4, 6, 8], await run.IdsAsync("stored_1"));
    }

    [Fact]
    public async Task ASlowInsertPausesTheSourceAndNothingIsSkipped()
    {
        await using var engine = new Engine();
        var gate = new TaskCompletionSource();
        engine.BeforeInsert = (number, _) => number == 1 ? gate.Task : Task.CompletedTask;
        var cluster = new FakeCluster();
        cluster.Create(2);
        cluster.Produce(0, Enumerable.Range(0, 100).Select(i => EventPipeline.Message(i)));
        cluster.Produce(1, Enumerable.Range(100, 100).Select(i => EventPipeline.Message(i)));
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(10));
        await run.UntilAsync(() => run.Source.Pauses == 1, "the source is paused");
        gate.SetResult();
        await run.UntilCommittedAsync();

        Assert.Equal(1, run.Source.Resumes);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), await run.IdsAsync());
    }

    [Fact]
    public async Task StoppingStoresWhatWasRead()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, Enumerable.Range(0, 7).Select(i => EventPipeline.Message(i)));
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(1_000_000));
        var lag = cluster.Partitions[0];
        await run.UntilAsync(() => run.Source.Lag(lag) == 0, "all is read");
        Assert.Equal(0, engine.Inserts);
        await run.StopAsync();

        Assert.Equal(7, (await run.IdsAsync()).Count);
        Assert.True(cluster.IsCommittedToEnd());
    }
}
