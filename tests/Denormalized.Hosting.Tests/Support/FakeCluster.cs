using Denormalized.Kafka;

namespace Denormalized.Hosting.Tests;

/// <summary>Kafka in a few lines, with every event in the test's hands: logs, committed offsets, crashes, rebalances.</summary>
internal sealed class FakeCluster : IBroker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, List<Entry>> _logs = [];

    private readonly Dictionary<string, Dictionary<TopicPartition, CommittedOffset>> _replays = [];

    /// <summary>What the group of the workers has committed; replays have groups of their own.</summary>
    public Dictionary<TopicPartition, CommittedOffset> Committed { get; } = [];

    /// <summary>Identity of the topic as the broker tells it; null for a broker that has none.</summary>
    public string? Incarnation { get; set; } = "cluster/one";

    public FakeDeadLetters DeadLetterTopic { get; } = new();

    public List<FakeSource> Sources { get; } = [];

    public HashSet<string> Topics { get; } = [EventPipeline.Topic, EventPipeline.Topic + ".dead"];

    public string Description => "fake";

    public IDeadLetterTopic DeadLetters => DeadLetterTopic;

    public void Create(int partitions, string topic = EventPipeline.Topic)
    {
        lock (_lock)
        {
            for (var i = 0; i < partitions; i++)
            {
                _logs[new TopicPartition(topic, i)] = [];
            }
        }
    }

    public void Produce(int partition, params IEnumerable<byte[]?> values)
    {
        lock (_lock)
        {
            var log = _logs[new TopicPartition(EventPipeline.Topic, partition)];
            foreach (var value in values)
            {
                log.Add(new Entry(BitConverter.GetBytes(log.Count), value));
            }
        }
    }

    public IReadOnlyList<TopicPartition> Partitions
    {
        get
        {
            lock (_lock)
            {
                return [.. _logs.Keys];
            }
        }
    }

    public Entry? Read(TopicPartition partition, long offset)
    {
        lock (_lock)
        {
            var log = _logs[partition];
            return offset < log.Count ? log[(int)offset] : null;
        }
    }

    public long High(TopicPartition partition)
    {
        lock (_lock)
        {
            return _logs[partition].Count;
        }
    }

    public bool IsCommittedToEnd()
    {
        lock (_lock)
        {
            return _logs.All(l => l.Value.Count == 0 || (Committed.TryGetValue(l.Key, out var c) && c.Offset == l.Value.Count));
        }
    }

    public void Commit(IReadOnlyList<CommittedOffset> offsets, string group = "")
    {
        lock (_lock)
        {
            foreach (var offset in offsets)
            {
                CommitsOf(group)[offset.Partition] = offset;
            }
        }
    }

    public CommittedOffset CommittedOf(TopicPartition partition, string group = "")
    {
        lock (_lock)
        {
            return CommitsOf(group).GetValueOrDefault(partition, new CommittedOffset(partition, KafkaOffset.None, ""));
        }
    }

    public Task<bool> HasTopicAsync(string topic, CancellationToken cancellationToken) => Task.FromResult(Topics.Contains(topic));

    public Task<IReadOnlyList<TopicPartition>> PartitionsAsync(string topic, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TopicPartition>>([.. Partitions.Where(p => p.Topic == topic)]);

    public Task CreateTopicAsync(string topic, int partitions, short replication, CancellationToken cancellationToken)
    {
        Topics.Add(topic);
        return Task.CompletedTask;
    }

    public IMessageSource CreateSource(string group, TimeSpan latencyTarget)
    {
        var source = new FakeSource(this, group);
        Sources.Add(source);
        return source;
    }

    private Dictionary<TopicPartition, CommittedOffset> CommitsOf(string group)
    {
        if (!group.Contains(".replay.", StringComparison.Ordinal))
        {
            return Committed;
        }

        _replays.TryAdd(group, []);
        return _replays[group];
    }

    public sealed record Entry(byte[] Key, byte[]? Value);
}

/// <summary>Remembers dead letters, or refuses them.</summary>
internal sealed class FakeDeadLetters : IDeadLetterTopic
{
    private readonly Lock _lock = new();
    private readonly List<Letter> _letters = [];

    public bool HasHeaders { get; set; } = true;

    public Func<Letter, Exception?> Refuse { get; set; } = _ => null;

    public IReadOnlyList<Letter> Letters
    {
        get
        {
            lock (_lock)
            {
                return [.. _letters];
            }
        }
    }

    public Task ProduceAsync(string topic, byte[]? key, byte[] value, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        var letter = new Letter(topic, key, value, headers.ToDictionary(h => h.Name, h => h.Value));
        if (Refuse(letter) is { } error)
        {
            return Task.FromException(error);
        }

        lock (_lock)
        {
            _letters.Add(letter);
        }

        return Task.CompletedTask;
    }

    public sealed record Letter(string Topic, byte[]? Key, byte[] Value, Dictionary<string, string> Headers);
}
