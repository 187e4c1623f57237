using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>
/// The assigned partitions by name and by librdkafka's topic handle. The handle is what a message carries; the table holds a
/// reference of its own to each handle that it has seen, so that an address cannot come to mean another topic.
/// </summary>
internal sealed class PartitionTable
{
    private readonly Dictionary<string, Topic> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<nint, Topic> byHandle = [];
    private nint lastHandle;
    private Topic? lastTopic;

    public IEnumerable<PartitionState> All => byName.Values.SelectMany(static topic => topic.Partitions.OfType<PartitionState>());

    public int Count { get; private set; }

    public void Add(TopicPartition partition, long start)
    {
        if (!byName.TryGetValue(partition.Topic, out var topic))
        {
            byName.Add(partition.Topic, topic = new Topic(partition.Topic));
        }

        if (partition.Partition >= topic.Partitions.Length)
        {
            Array.Resize(ref topic.Partitions, Math.Max(partition.Partition + 1, topic.Partitions.Length * 2));
        }

        Count += topic.Partitions[partition.Partition] is null ? 1 : 0;
        topic.Partitions[partition.Partition] = new PartitionState(partition, start);
    }

    public void Remove(TopicPartition partition)
    {
        if (Find(partition) is not null)
        {
            byName[partition.Topic].Partitions[partition.Partition] = null;
            Count--;
        }
    }

    public void Clear()
    {
        foreach (var topic in byName.Values)
        {
            Array.Clear(topic.Partitions);
        }

        Count = 0;
    }

    public PartitionState? Find(TopicPartition partition) =>
        byName.TryGetValue(partition.Topic, out var topic) && (uint)partition.Partition < (uint)topic.Partitions.Length
            ? topic.Partitions[partition.Partition]
            : null;

    /// <summary>The topic of a message; one comparison when it is that of the message before.</summary>
    public Topic TopicOf(nint client, nint handle) => handle == lastHandle ? lastTopic! : OtherTopic(client, handle);

    /// <summary>Gives the references to topic handles back; the client is destroyed next.</summary>
    public void ReleaseHandles()
    {
        foreach (var topic in byHandle.Keys)
        {
            Librdkafka.rd_kafka_topic_destroy(topic);
        }

        byHandle.Clear();
        lastHandle = 0;
    }

    private unsafe Topic OtherTopic(nint client, nint handle)
    {
        if (!byHandle.TryGetValue(handle, out var topic))
        {
            var name = NativeText.Of(Librdkafka.rd_kafka_topic_name(handle));
            if (!byName.TryGetValue(name, out topic))
            {
                byName.Add(name, topic = new Topic(name));
            }

            // the library gives back the same object with one more reference
            var kept = Librdkafka.rd_kafka_topic_new(client, name, 0);
            if (kept != handle)
            {
                Librdkafka.rd_kafka_topic_destroy(kept);
                return topic;
            }

            byHandle.Add(handle, topic);
        }

        lastHandle = handle;
        lastTopic = topic;
        return topic;
    }

    public sealed class Topic(string name)
    {
        public readonly string Name = name;
        public PartitionState?[] Partitions = new PartitionState?[8];

        public PartitionState? Find(int partition) => (uint)partition < (uint)Partitions.Length ? Partitions[partition] : null;
    }
}
