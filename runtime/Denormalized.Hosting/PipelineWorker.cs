using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting;

/// <summary>Runs one pipeline: checks at start, then a thread with a consumer for each worker.</summary>
internal sealed class PipelineWorker : BackgroundService
{
    private readonly PipelineRegistration _pipeline;
    private readonly IServiceProvider _services;
    private readonly DenormalizedOptions _options;
    private readonly PipelineOptions _pipelineOptions;
    private readonly IClickHouse _clickHouse;
    private readonly IBroker _broker;
    private readonly PipelineMonitor _monitor;
    private readonly PipelineMetrics _metrics;
    private readonly ISchemaRegistry? _registry;
    private readonly TimeProvider _time;
    private readonly ILogger<PipelineWorker> _logger;

    public PipelineWorker(
        PipelineRegistration pipeline, IServiceProvider services, IOptions<DenormalizedOptions> options, IOptionsMonitor<PipelineOptions> pipelineOptions,
        IClickHouse clickHouse, IBroker broker, PipelineMonitor monitor, PipelineMetrics metrics, TimeProvider time, ILogger<PipelineWorker> logger)
    {
        _pipeline = pipeline;
        _services = services;
        _options = options.Value;
        _pipelineOptions = pipelineOptions.Get(pipeline.Info.Name);
        _clickHouse = clickHouse;
        _broker = broker;
        _monitor = monitor;
        _metrics = metrics;
        _registry = services.GetService<ISchemaRegistry>();
        _time = time;
        _logger = logger;
    }

    private PipelineInfo Info => _pipeline.Info;

    private string Group => _pipelineOptions.Group ?? Info.Name;

    private TimeSpan LatencyTarget => _pipelineOptions.LatencyTarget ?? _options.LatencyTarget;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(
            _logger, Info.Name, Info.Provenance, string.Join(", ", Info.Sources.Select(s => s.Topic)), string.Join(", ", Info.Outputs.Select(o => o.Table)),
            Group, _broker.Description, _clickHouse.Description, LatencyTarget);
        await TopicsAsync(cancellationToken).ConfigureAwait(false);
        await new TableCheck(_clickHouse, _options.CreateMissing == true, _logger).RunAsync(Info.Name, Info.Outputs, cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _pipelineOptions.Workers).Select(worker => RunAsync(worker, stoppingToken)));

    private async Task TopicsAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in Info.Sources.Select(s => s.Topic).Distinct(StringComparer.Ordinal))
        {
            await TopicAsync(topic, true, cancellationToken).ConfigureAwait(false);
            await TopicAsync(topic + _options.DeadLetterSuffix, false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TopicAsync(string topic, bool required, CancellationToken cancellationToken)
    {
        if (await _broker.HasTopicAsync(topic, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (_options.CreateMissing == true)
        {
            await _broker.CreateTopicAsync(topic, _options.TopicPartitions, _options.TopicReplication, cancellationToken).ConfigureAwait(false);
            Log.Created(_logger, "topic", topic);
        }
        else if (required)
        {
            throw new PipelineStartException($"Topic '{topic}' does not exist at {_broker.Description}. Create it, or set Denormalized:CreateMissing=true.");
        }
        else
        {
            Log.Guarantee(_logger, Info.Name, $"dead-letter topic '{topic}' does not exist at {_broker.Description}; unless the broker creates it, dead letters go to table {_options.DeadLetterTable}");
        }
    }

    // All calls of a consumer belong on one thread, and they block: a thread of its own, not one of the pool.
    private Task RunAsync(int worker, CancellationToken stop)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var status = new PipelineStatus(Info.Name, worker, _monitor, _metrics, _time);
        var thread = new Thread(() =>
        {
            try
            {
                using var loop = CreateLoop(status);
                loop.Run(stop);
                status.Enter(PipelineState.Stopped);
                Log.Stopped(_logger, Info.Name, status.RowsStored, status.MessagesFiltered, status.MessagesDead);
                done.SetResult();
            }
            catch (Exception error)
            {
                status.Problem("worker", error.Message);
                status.Enter(PipelineState.Failed);
                Log.Failed(_logger, Info.Name, error);
                Environment.ExitCode = 1;
                done.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = $"pipeline {Info.Name}/{worker}",
        };
        thread.Start();
        return done.Task;
    }

    private DeliveryLoop CreateLoop(PipelineStatus status)
    {
        var stored = new StoredOffsets(_clickHouse, Info.Name);
        var ownership = new Ownership(_time);
        var services = new LoopServices
        {
            Options = _options,
            PipelineOptions = _pipelineOptions,
            Stored = stored,
            Ownership = ownership,
            Inserter = new Inserter(_clickHouse, stored, ownership, _options, status, _logger, _time),
            DeadLetters = new DeadLetterWriter(_broker.DeadLetters, new DeadLetterTable(_clickHouse, _options, _time), _options, status, _logger, _time),
            Schemas = new WriterSchemas(Info, _pipelineOptions, _registry, _time),
            Status = status,
            Logger = _logger,
            Time = _time,
        };
        var policy = new FlushPolicy(LatencyTarget, _options.BatchRows, _options.BatchBytes);
        return new DeliveryLoop(_pipeline.Create(_services), _broker.CreateSource(Group, LatencyTarget), services, policy);
    }
}
