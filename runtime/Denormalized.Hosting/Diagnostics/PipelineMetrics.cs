using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Denormalized.Hosting;

/// <summary>The meter and the activity source, both named <c>Denormalized</c>. Every instrument has the tag <c>pipeline</c>.</summary>
internal sealed class PipelineMetrics : IDisposable
{
    public const string Name = "Denormalized";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter;
    private readonly Counter<long> _read;
    private readonly Counter<long> _filtered;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _insertDuration;
    private readonly Histogram<long> _batchRows;
    private readonly Histogram<double> _freshness;

    public PipelineMetrics(PipelineMonitor monitor, IMeterFactory? factory = null)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _read = _meter.CreateCounter<long>("denormalized.messages.read", "{message}", "Messages taken from Kafka.");
        _filtered = _meter.CreateCounter<long>("denormalized.messages.filtered", "{message}", "Messages that no output wanted, deletion marks included.");
        _dead = _meter.CreateCounter<long>("denormalized.messages.dead", "{message}", "Messages that became dead letters.");
        _skipped = _meter.CreateCounter<long>("denormalized.messages.skipped", "{message}", "Messages read again whose rows were stored already.");
        _lost = _meter.CreateCounter<long>("denormalized.messages.lost", "{message}", "Messages that the broker deleted before they were read.");
        _stored = _meter.CreateCounter<long>("denormalized.rows.stored", "{row}", "Rows that ClickHouse has acknowledged, by table.");
        _errors = _meter.CreateCounter<long>("denormalized.errors", "{error}", "Failed attempts, by operation.");
        _insertDuration = _meter.CreateHistogram<double>("denormalized.insert.duration", "s", "Time of one insert, by table.");
        _batchRows = _meter.CreateHistogram<long>("denormalized.insert.rows", "{row}", "Rows of one insert, by table.");
        _freshness = _meter.CreateHistogram<double>("denormalized.freshness", "s", "Age of a batch's oldest message, by its Kafka timestamp, when its rows were stored.");
        _meter.CreateObservableGauge("denormalized.lag", () => Lags(monitor), "{message}", "Messages between what was processed and the end of the topics' partitions.");
        _meter.CreateObservableGauge("denormalized.up", () => Ups(monitor), "{pipeline}", "1 while the pipeline runs, 0 while it waits or is stopped.");
    }

    public void Read(string pipeline, long count) => Add(_read, pipeline, count);

    public void Filtered(string pipeline, long count) => Add(_filtered, pipeline, count);

    public void Dead(string pipeline, long count) => Add(_dead, pipeline, count);

    public void Skipped(string pipeline, long count) => Add(_skipped, pipeline, count);

    public void Lost(string pipeline, long count) => Add(_lost, pipeline, count);

    public void Error(string pipeline, string operation) =>
        _errors.Add(1, new KeyValuePair<string, object?>("pipeline", pipeline), new KeyValuePair<string, object?>("operation", operation));

    public void Inserted(string pipeline, string table, int rows, TimeSpan duration)
    {
        var tags = new TagList { { "pipeline", pipeline }, { "table", table } };
        _insertDuration.Record(duration.TotalSeconds, tags);
        _batchRows.Record(rows, tags);
    }

    public void Stored(string pipeline, string table, int rows) =>
        _stored.Add(rows, new KeyValuePair<string, object?>("pipeline", pipeline), new KeyValuePair<string, object?>("table", table));

    public void Freshness(string pipeline, TimeSpan age) =>
        _freshness.Record(age.TotalSeconds, new KeyValuePair<string, object?>("pipeline", pipeline));

    public void Dispose() => _meter.Dispose();

    private static void Add(Counter<long> counter, string pipeline, long count)
    {
        if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>("pipeline", pipeline));
        }
    }

    private static IEnumerable<Measurement<long>> Lags(PipelineMonitor monitor) =>
        monitor.Pipelines.Select(p => new Measurement<long>(p.Lag, new KeyValuePair<string, object?>("pipeline", p.Pipeline), new KeyValuePair<string, object?>("worker", p.Worker)));

    private static IEnumerable<Measurement<int>> Ups(PipelineMonitor monitor) =>
        monitor.Pipelines.Select(p => new Measurement<int>(
            p.State == PipelineState.Running ? 1 : 0, new KeyValuePair<string, object?>("pipeline", p.Pipeline), new KeyValuePair<string, object?>("worker", p.Worker)));
}
