using Denormalized.Kafka;

namespace Denormalized.Hosting.Tests;

/// <summary>A consumer of <see cref="FakeCluster"/>. What the test wants to happen is queued and happens in the next poll.</summary>
internal sealed class FakeSource(FakeCluster cluster, string group) : IMessageSource
{
    /// <summary>Of the message with offset 0; each further one comes a millisecond later.</summary>
    public const long FirstTimestamp = 1_700_000_000_000;

    private readonly Dictionary<TopicPartition, long> _positions = [];
    private readonly HashSet<TopicPartition> _owned = [];
    private readonly HashSet<TopicPartition> _paused = [];
    private readonly Queue<Action> _events = new();
    private ISourceHandler? _handler;
    private bool _joined;

    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Called before a commit; an exception takes its place.</summary>
    public Action<IReadOnlyList<CommittedOffset>> OnCommit { get; set; } = _ => { };

    /// <summary>The process is gone: nothing is revoked or committed any more.</summary>
    public bool Crashed { get; private set; }

    public int Pauses { get; private set; }

    public int Resumes { get; private set; }

    public int Seeks { get; private set; }

    public bool Closed { get; private set; }

    public void Enqueue(Action<FakeSource> action)
    {
        lock (_events)
        {
            _events.Enqueue(() => action(this));
        }
    }

    public void Crash()
    {
        Crashed = true;
        throw new CrashException();
    }

    public void Revoke(IReadOnlyList<TopicPartition> partitions, bool lost)
    {
        if (lost)
        {
            Forget(partitions);
        }

        _handler!.Revoked(partitions, lost);
        Forget(partitions);
    }

    public void Assign(IReadOnlyList<TopicPartition> partitions)
    {
        _owned.UnionWith(partitions);
        foreach (var start in _handler!.Assigned(partitions))
        {
            _positions[start.TopicPartition] = start.Offset;
        }
    }

    public void Subscribe(IReadOnlyCollection<string> topics, ISourceHandler handler) => _handler = handler;

    public int Poll(int max, TimeSpan timeout)
    {
        if (!_joined)
        {
            _joined = true;
            Assign(cluster.Partitions);
        }

        Action? action;
        lock (_events)
        {
            _events.TryDequeue(out action);
        }

        action?.Invoke();
        var count = Deliver(max);
        if (count == 0)
        {
            Thread.Sleep(1);
        }

        return count;
    }

    public IReadOnlyList<CommittedOffset> Committed(IReadOnlyList<TopicPartition> partitions) => [.. partitions.Select(p => cluster.CommittedOf(p, group))];

    public void Commit(IReadOnlyList<CommittedOffset> offsets)
    {
        OnCommit(offsets);
        foreach (var offset in offsets)
        {
            if (!_owned.Contains(offset.Partition))
            {
                throw new FencedException($"{offset.Partition} is not assigned.");
            }
        }

        cluster.Commit(offsets, group);
    }

    public Watermarks Watermarks(TopicPartition partition) => new(0, cluster.High(partition));

    public IReadOnlyList<TopicPartitionOffset> OffsetsForTime(IReadOnlyList<TopicPartition> partitions, DateTimeOffset time) =>
        [.. partitions.Select(p => new TopicPartitionOffset(p, Math.Clamp(time.ToUnixTimeMilliseconds() - FirstTimestamp, 0, cluster.High(p))))];

    public long? Lag(TopicPartition partition) => _positions.TryGetValue(partition, out var next) ? cluster.High(partition) - next : null;

    public string? Incarnation(string topic) => cluster.Incarnation;

    public void Seek(IReadOnlyList<TopicPartitionOffset> positions)
    {
        Seeks++;
        foreach (var position in positions)
        {
            Assert.True(_positions.ContainsKey(position.TopicPartition), $"seek of {position}, which is not assigned");
            _positions[position.TopicPartition] = position.Offset;
        }
    }

    public void Pause(IReadOnlyList<TopicPartition> partitions)
    {
        Pauses++;
        _paused.UnionWith(partitions);
    }

    public void Resume(IReadOnlyList<TopicPartition> partitions)
    {
        Resumes++;
        _paused.ExceptWith(partitions);
    }

    public void Close()
    {
        if (!Crashed && !Closed && _handler is not null)
        {
            Closed = true;
            Revoke([.. _owned], false);
        }
    }

    public void Dispose()
    {
    }

    private void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
            _positions.Remove(partition);
            _paused.Remove(partition);
        }
    }

    private int Deliver(int max)
    {
        var count = 0;
        foreach (var partition in _positions.Keys.ToList())
        {
            while (count < max && !_paused.Contains(partition) && cluster.Read(partition, _positions[partition]) is { } entry)
            {
                var offset = _positions[partition]++;
                _handler!.Message(new SourceMessage
                {
                    Topic = partition.Topic,
                    Partition = partition.Partition,
                    Offset = offset,
                    Timestamp = FirstTimestamp + offset,
                    HasKey = true,
                    Key = entry.Key,
                    IsTombstone = entry.Value is null,
                    Value = entry.Value,
                });
                count++;
            }
        }

        return count;
    }
}

/// <summary>Stands for kill -9.</summary>
internal sealed class CrashException : Exception;
