using Denormalized.CompilerServices;
using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting;

/// <summary>What a loop runs.</summary>
/// <param name="Pipeline">The pipeline; its outputs' tables are where the rows go.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="From">Where partitions begin of which the group has committed nothing; null: at their first message.</param>
internal sealed record LoopSetup(PipelineRegistration Pipeline, string Group, IReadOnlyDictionary<TopicPartition, long>? From = null);

/// <summary>Starts delivery loops, each on a thread of its own with a consumer of its own.</summary>
internal sealed class PipelineLoops(
    IServiceProvider services, IOptions<DenormalizedOptions> options, IOptionsMonitor<PipelineOptions> pipelineOptions,
    IClickHouse clickHouse, IBroker broker, PipelineMonitor monitor, PipelineMetrics metrics, TimeProvider time, ILogger<PipelineWorker> logger)
{
    private readonly DenormalizedOptions _options = options.Value;

    /// <summary>Null where none is configured.</summary>
    public ISchemaRegistry? Registry { get; } = services.GetService<ISchemaRegistry>();

    public PipelineStatus CreateStatus(string pipeline, int worker) => new(pipeline, worker, monitor, metrics, time);

    /// <summary>Ends when the loop does; with its error, if any.</summary>
    public Task RunAsync(LoopSetup setup, PipelineStatus status, CancellationToken stop)
    {
        // All calls of a consumer belong on one thread, and they block: a thread of its own, not one of the pool.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var name = setup.Pipeline.Info.Name;
        var thread = new Thread(() =>
        {
            try
            {
                using var loop = Create(setup, status);
                loop.Run(stop);
                status.Enter(PipelineState.Stopped);
                Log.Stopped(logger, name, status.RowsStored, status.MessagesFiltered, status.MessagesDead);
                done.SetResult();
            }
            catch (Exception error)
            {
                status.Problem("worker", error.Message);
                status.Enter(PipelineState.Failed);
                Log.Failed(logger, name, error);
                Environment.ExitCode = 1;
                done.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = $"pipeline {name}/{status.Worker}",
        };
        thread.Start();
        return done.Task;
    }

    private DeliveryLoop Create(LoopSetup setup, PipelineStatus status)
    {
        var info = setup.Pipeline.Info;
        var own = pipelineOptions.Get(info.Name);
        var latencyTarget = own.LatencyTarget ?? _options.LatencyTarget;
        var ownership = new Ownership(time);
        var (stored, inserter, policy) = Sink(info, own, latencyTarget, ownership, status);
        var loopServices = new LoopServices
        {
            Options = _options,
            PipelineOptions = own,
            Stored = stored,
            Ownership = ownership,
            Inserter = inserter,
            DeadLetters = new DeadLetterWriter(broker.DeadLetters, new DeadLetterTable(clickHouse, _options, time), _options, status, logger, time),
            Schemas = new WriterSchemas(info, own, Registry, time),
            Status = status,
            Logger = logger,
            Time = time,
            From = setup.From,
        };
        return new DeliveryLoop(setup.Pipeline.Create(services), broker.CreateSource(setup.Group, latencyTarget), loopServices, policy);
    }

    /// <summary>Where rows go: a table, a batch at a time, or files, of which each is a batch.</summary>
    private (IStoredOffsets Stored, IInserter Inserter, FlushPolicy Policy) Sink(
        PipelineInfo info, PipelineOptions own, TimeSpan latencyTarget, Ownership ownership, PipelineStatus status)
    {
        if (own.Parquet is { } parquet)
        {
            var files = new ParquetFiles(parquet, info, ownership, status, logger, time);
            return (files, files, new FlushPolicy(parquet.FileAge, parquet.FileRows, parquet.FileBytes));
        }

        var stored = new StoredOffsets(clickHouse, info.Name);
        return (stored, new Inserter(clickHouse, stored, ownership, _options, status, logger, time), new FlushPolicy(latencyTarget, _options.BatchRows, _options.BatchBytes));
    }
}
