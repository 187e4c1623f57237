using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>The partitions that the loop owns.</summary>
internal sealed class PartitionTable
{
    private readonly Dictionary<TopicPartition, PartitionState> _states = [];
    private PartitionState? _last;

    public int Count => _states.Count;

    public IEnumerable<PartitionState> All => _states.Values;

    public void Add(PartitionState state) => _states[state.Partition] = state;

    public bool Remove(TopicPartition partition)
    {
        _last = null;
        return _states.Remove(partition);
    }

    /// <summary>The state, or null when the partition is not owned. Messages come in runs of one partition.</summary>
    public PartitionState? Find(string topic, int partition)
    {
        if (_last is { } last && last.Partition.Partition == partition && ReferenceEquals(last.Partition.Topic, topic))
        {
            return last;
        }

        return _last = _states.GetValueOrDefault(new TopicPartition(topic, partition));
    }
}
