using System.Diagnostics;
using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denormalized.Hosting.Tests;

/// <summary>A delivery loop on a thread of its own, against the fake cluster and the real engine.</summary>
internal sealed class LoopRun : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _thread;
    private readonly DeliveryLoop _loop;

    private LoopRun(FakeCluster cluster, Engine engine, PipelineInfo info, DenormalizedOptions options, PipelineOptions pipelineOptions, Action<FakeSource>? prepare,
        PipelineRuntime runtime, ISchemaRegistry? registry)
    {
        Engine = engine;
        Cluster = cluster;
        Monitor = new PipelineMonitor();
        Metrics = new PipelineMetrics(Monitor);
        Status = new PipelineStatus(info.Name, 0, Monitor, Metrics, TimeProvider.System);
        var logger = NullLogger.Instance;
        var stored = new StoredOffsets(engine, info.Name);
        var ownership = new Ownership(TimeProvider.System);
        Source = (FakeSource)cluster.CreateSource(info.Name, options.LatencyTarget);
        prepare?.Invoke(Source);
        _loop = new DeliveryLoop(runtime, Source, new LoopServices
        {
            Options = options,
            PipelineOptions = pipelineOptions,
            Stored = stored,
            Ownership = ownership,
            Inserter = new Inserter(engine, stored, ownership, options, Status, logger, TimeProvider.System),
            DeadLetters = new DeadLetterWriter(cluster.DeadLetters, new DeadLetterTable(engine, options, TimeProvider.System), options, Status, logger, TimeProvider.System),
            Schemas = new WriterSchemas(info, pipelineOptions, registry, TimeProvider.System),
            Status = Status,
            Logger = logger,
            Time = TimeProvider.System,
        }, new FlushPolicy(options.LatencyTarget, options.BatchRows, options.BatchBytes));
        _thread = Task.Factory.StartNew(() => _loop.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Engine Engine { get; }

    public FakeCluster Cluster { get; }

    public FakeSource Source { get; }

    public PipelineStatus Status { get; }

    public PipelineMonitor Monitor { get; }

    public PipelineMetrics Metrics { get; }

    public static async Task<LoopRun> StartAsync(
        FakeCluster cluster, Engine engine, PipelineInfo? info = null, DenormalizedOptions? options = null, PipelineOptions? pipelineOptions = null, Action<FakeSource>? prepare = null,
        PipelineRuntime? runtime = null, ISchemaRegistry? registry = null)
    {
        info ??= runtime?.Info ?? EventPipeline.CreateInfo();
        await new TableCheck(engine, true, NullLogger.Instance).RunAsync(info.Name, info.Outputs, CancellationToken.None);
        return new LoopRun(cluster, engine, info, options ?? Fast(), pipelineOptions ?? new PipelineOptions(), prepare, runtime ?? new EventPipeline(info), registry);
    }

    /// <summary>Flushes after each quarter of 40 ms or after <paramref name="rows"/>.</summary>
    public static DenormalizedOptions Fast(int rows = 65_536) => new() { LatencyTarget = TimeSpan.FromMilliseconds(40), BatchRows = rows };

    /// <summary>Flushes by rows alone.</summary>
    public static DenormalizedOptions Patient(int rows) => new() { LatencyTarget = TimeSpan.FromHours(1), BatchRows = rows };

    /// <summary>Waits for a condition; that it takes too long fails the test, it decides nothing else.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (_thread.IsCompleted)
            {
                await _thread;
            }

            Assert.True(clock.Elapsed < s_deadline, $"gave up waiting until {what}; problem: {Status.CurrentProblem}, read {Status.MessagesRead}, rows {Status.RowsStored}");
            await Task.Delay(2);
        }
    }

    public Task UntilCommittedAsync() => UntilAsync(Cluster.IsCommittedToEnd, "everything is committed");

    /// <summary>Asks the loop to stop and waits for it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _thread.WaitAsync(s_deadline);
    }

    /// <summary>Waits for the end of a loop that ends by itself, and gives its error.</summary>
    public async Task<Exception> FailureAsync() => await Assert.ThrowsAnyAsync<Exception>(() => _thread.WaitAsync(s_deadline));

    public async Task<List<long>> IdsAsync(string table = "stored") => await Engine.NumbersAsync($"SELECT id FROM {table} ORDER BY id");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _thread.ContinueWith(_ => { }, TaskScheduler.Default);
        _loop.Dispose();
        Metrics.Dispose();
        _stop.Dispose();
    }
}
