using System.Collections.Concurrent;

namespace Denormalized.Hosting;

/// <summary>What a pipeline's worker does.</summary>
public enum PipelineState
{
    /// <summary>Not begun, or preparing.</summary>
    Starting,

    /// <summary>Consuming.</summary>
    Running,

    /// <summary>Something fails and is tried again; nothing is lost meanwhile.</summary>
    Waiting,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended as asked.</summary>
    Stopped,
}

/// <summary>Live state and counts of one worker of a pipeline. Thread-safe to read.</summary>
public sealed class PipelineStatus
{
    private readonly TimeProvider _time;
    private long _read;
    private long _stored;
    private long _filtered;
    private long _dead;
    private long _skipped;
    private long _lost;
    private long _lag;
    private long _lastPoll;

    // By step: one that works must not hide another that waits beside it.
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private volatile int _state;

    internal PipelineStatus(string pipeline, int worker, PipelineMonitor monitor, PipelineMetrics metrics, TimeProvider time)
    {
        Pipeline = pipeline;
        Worker = worker;
        Metrics = metrics;
        _time = time;
        _lastPoll = time.GetTimestamp();
        monitor.Add(this);
    }

    /// <summary>Name of the pipeline.</summary>
    public string Pipeline { get; }

    /// <summary>Number of the worker within the process, from 0.</summary>
    public int Worker { get; }

    /// <summary>What it does.</summary>
    public PipelineState State => !_problems.IsEmpty && _state == (int)PipelineState.Running ? PipelineState.Waiting : (PipelineState)_state;

    /// <summary>What fails; null when nothing does.</summary>
    public string? CurrentProblem => _problems.ToArray() is { Length: > 0 } problems ? string.Join(' ', problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value)) : null;

    /// <summary>Messages taken from Kafka and dealt with: their rows are stored, or they were filtered, dead or stored before.</summary>
    public long MessagesRead => Interlocked.Read(ref _read);

    /// <summary>Rows that ClickHouse has acknowledged, in all tables.</summary>
    public long RowsStored => Interlocked.Read(ref _stored);

    /// <summary>Messages that no output wanted.</summary>
    public long MessagesFiltered => Interlocked.Read(ref _filtered);

    /// <summary>Messages that became dead letters.</summary>
    public long MessagesDead => Interlocked.Read(ref _dead);

    /// <summary>Messages read again whose rows were stored already.</summary>
    public long MessagesSkipped => Interlocked.Read(ref _skipped);

    /// <summary>Messages that the broker deleted before they were read.</summary>
    public long MessagesLost => Interlocked.Read(ref _lost);

    /// <summary>Messages between what was processed and the end of the partitions, as last fetched.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>Time since Kafka was last asked.</summary>
    public TimeSpan SincePoll => _time.GetElapsedTime(Interlocked.Read(ref _lastPoll));

    internal PipelineMetrics Metrics { get; }

    internal void Enter(PipelineState state) => _state = (int)state;

    internal void Polled() => Interlocked.Exchange(ref _lastPoll, _time.GetTimestamp());

    internal void Problem(string step, string text) => _problems[step] = text;

    internal void Solved(string step) => _problems.TryRemove(step, out _);

    internal void SetLag(long lag) => Interlocked.Exchange(ref _lag, lag);

    internal void AddLost(long count)
    {
        Interlocked.Add(ref _lost, count);
        Metrics.Lost(Pipeline, count);
    }

    internal void Add(in BatchCounts counts)
    {
        Interlocked.Add(ref _read, counts.Read);
        Interlocked.Add(ref _stored, counts.Rows);
        Interlocked.Add(ref _filtered, counts.Filtered);
        Interlocked.Add(ref _dead, counts.Dead);
        Interlocked.Add(ref _skipped, counts.Skipped);
        Metrics.Read(Pipeline, counts.Read);
        Metrics.Filtered(Pipeline, counts.Filtered);
        Metrics.Dead(Pipeline, counts.Dead);
        Metrics.Skipped(Pipeline, counts.Skipped);
    }
}

/// <summary>Messages of a batch by what became of them.</summary>
internal record struct BatchCounts
{
    public long Read { get; set; }

    public long Rows { get; set; }

    public long Filtered { get; set; }

    public long Dead { get; set; }

    public long Skipped { get; set; }
}
