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
    private readonly PipelineLoops _loops;
    private readonly DenormalizedOptions _options;
    private readonly PipelineOptions _pipelineOptions;
    private readonly IClickHouse _clickHouse;
    private readonly IBroker _broker;
    private readonly ILogger<PipelineWorker> _logger;

    public PipelineWorker(
        PipelineRegistration pipeline, PipelineLoops loops, IOptions<DenormalizedOptions> options, IOptionsMonitor<PipelineOptions> pipelineOptions,
        IClickHouse clickHouse, IBroker broker, ILogger<PipelineWorker> logger)
    {
        _pipeline = pipeline;
        _loops = loops;
        _options = options.Value;
        _pipelineOptions = pipelineOptions.Get(pipeline.Info.Name);
        _clickHouse = clickHouse;
        _broker = broker;
        _logger = logger;
    }

    private PipelineInfo Info => _pipeline.Info;

    private string Group => _pipelineOptions.Group ?? Info.Name;

    private TimeSpan LatencyTarget => _pipelineOptions.LatencyTarget ?? _options.LatencyTarget;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var sink = _pipelineOptions.Parquet is { } files ? $"Parquet files in {files.Path}" : $"ClickHouse {_clickHouse.Description}";
        Log.Starting(
            _logger, Info.Name, Info.Provenance, string.Join(", ", Info.Sources.Select(s => s.Topic)), string.Join(", ", Info.Outputs.Select(o => o.Table)),
            Group, _broker.Description, sink, _pipelineOptions.Parquet?.FileAge ?? LatencyTarget);
        await TopicsAsync(cancellationToken).ConfigureAwait(false);
        if (_pipelineOptions.Parquet is { } parquet)
        {
            ParquetFiles.Prepare(parquet, Info);
            await base.StartAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await new TableCheck(_clickHouse, _options.CreateMissing == true, _logger).RunAsync(Info.Name, Info.Outputs, cancellationToken).ConfigureAwait(false);
        if (_loops.Registry is { } registry)
        {
            await new RegistryCheck(registry, _logger).RunAsync(Info, _pipelineOptions, cancellationToken).ConfigureAwait(false);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _pipelineOptions.Workers)
            .Select(worker => _loops.RunAsync(new(_pipeline, Group), _loops.CreateStatus(Info.Name, worker), stoppingToken))
            .Append(NameOlderLogicAsync(stoppingToken)));

    /// <summary>Says which rows other versions of the pipeline have made. Beside the loops: it reads a column of the whole table.</summary>
    private async Task NameOlderLogicAsync(CancellationToken stop)
    {
        foreach (var table in _pipelineOptions.Parquet is null ? Info.Outputs.Select(o => o.Table) : [])
        {
            try
            {
                var rows = await Sql.StringsAsync(
                    _clickHouse,
                    $"SELECT concat(toString(_pipeline), ': ', toString(count())) FROM {Sql.Identifier(table)} WHERE startsWith(_pipeline, {"{name:String}"}) AND _pipeline != {"{own:String}"} GROUP BY _pipeline ORDER BY max(_offset) DESC LIMIT 10",
                    [QueryParameter.String("name", Info.Name + "@"), QueryParameter.String("own", Info.Provenance)], stop).ConfigureAwait(false);
                if (rows.Count > 0)
                {
                    Log.OlderLogic(_logger, Info.Name, table, string.Join(", ", rows));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is ClickHouseException or IOException or HttpRequestException)
            {
                Log.Guarantee(_logger, Info.Name, $"table {table} did not say whether it holds rows of older logic: {error.Message}");
            }
        }
    }

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
}
