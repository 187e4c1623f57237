using System.Text;

namespace Denormalized.Kafka.Native;

/// <summary>Owns a native list of topic partitions; made and destroyed around one call.</summary>
internal readonly unsafe ref struct TopicPartitionList
{
    public readonly NativeTopicPartitionList* Pointer;

    public TopicPartitionList(int capacity) => Pointer = Librdkafka.rd_kafka_topic_partition_list_new(capacity);

    public static TopicPartitionList Of(IReadOnlyCollection<TopicPartition> partitions)
    {
        var list = new TopicPartitionList(partitions.Count);
        foreach (var partition in partitions)
        {
            list.Add(partition.Topic, partition.Partition);
        }

        return list;
    }

    public static TopicPartitionList Of(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        var list = new TopicPartitionList(offsets.Count);
        foreach (var offset in offsets)
        {
            var element = list.Add(offset.Topic, offset.Partition);
            element->Offset = offset.Offset;
            if (offset.Metadata is { Length: > 0 } metadata)
            {
                SetMetadata(element, metadata);
            }
        }

        return list;
    }

    /// <summary>The text committed with an offset, null when there is none.</summary>
    public static string? Metadata(in NativeTopicPartition element) =>
        element.MetadataSize == 0 ? null : Encoding.UTF8.GetString((byte*)element.Metadata, (int)element.MetadataSize);

    public NativeTopicPartition* Add(string topic, int partition) => Librdkafka.rd_kafka_topic_partition_list_add(Pointer, topic, partition);

    public void Dispose() => Librdkafka.rd_kafka_topic_partition_list_destroy(Pointer);

    public static TopicPartition[] Read(NativeTopicPartitionList* list)
    {
        var partitions = new TopicPartition[list->Count];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new TopicPartition(NativeText.Of(list->Elements[i].Topic), list->Elements[i].Partition);
        }

        return partitions;
    }

    // The list frees it with the library's allocator, so it comes from there.
    private static void SetMetadata(NativeTopicPartition* element, string metadata)
    {
        var size = Encoding.UTF8.GetByteCount(metadata);
        element->Metadata = Librdkafka.rd_kafka_mem_malloc(0, (nuint)size);
        element->MetadataSize = (nuint)Encoding.UTF8.GetBytes(metadata, new Span<byte>(element->Metadata, size));
    }
}
