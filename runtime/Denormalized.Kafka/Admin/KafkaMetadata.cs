using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>A topic as the cluster describes it.</summary>
/// <param name="Name">Name of the topic.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="ReplicationFactor">Copies of each partition.</param>
public sealed record TopicMetadata(string Name, int Partitions, int ReplicationFactor);

/// <summary>Reads cluster metadata through any client handle.</summary>
internal static unsafe class KafkaMetadata
{
    private const int TimeoutMs = 15_000;
    private const int AskAgainMs = 100;

    /// <summary>Number of partitions of a topic; brokers that create topics on their own need a moment, so it is asked repeatedly.</summary>
    public static int PartitionCount(nint handle, string topic)
    {
        var giveUp = Environment.TickCount64 + TimeoutMs;
        while (true)
        {
            var found = Read(handle, topic, TimeoutMs, out var error).FirstOrDefault();
            if (found is { Partitions: > 0 })
            {
                return found.Partitions;
            }

            if (Environment.TickCount64 > giveUp)
            {
                throw new KafkaException(error == KafkaErrorCode.None ? KafkaErrorCode.UnknownTopicOrPartition : error, $"looking up the partitions of topic '{topic}'");
            }

            Thread.Sleep(AskAgainMs);
        }
    }

    public static Watermarks ReadWatermarks(nint handle, TopicPartition partition, int timeoutMs)
    {
        long low, high;
        var code = Librdkafka.rd_kafka_query_watermark_offsets(handle, partition.Topic, partition.Partition, &low, &high, timeoutMs);
        KafkaException.ThrowIf(code, $"reading the watermarks of {partition}");
        return new Watermarks(low, high);
    }

    /// <summary>Describes one topic, or all when none is named. Topics with an error are left out; the error of a named one is returned.</summary>
    public static List<TopicMetadata> Read(nint handle, string? topic, int timeoutMs, out KafkaErrorCode topicError)
    {
        topicError = KafkaErrorCode.None;
        var only = topic is null ? 0 : Librdkafka.rd_kafka_topic_new(handle, topic, 0);
        NativeMetadata* metadata;
        try
        {
            var what = topic is null ? "listing topics" : $"describing topic '{topic}'";
            var code = Librdkafka.rd_kafka_metadata(handle, topic is null ? 1 : 0, only, &metadata, timeoutMs);
            if (code == KafkaErrorCode.LocalBadMessage && topic is not null)
            {
                // What Kafka 0.9 answers while it makes the topic that was asked about.
                topicError = KafkaErrorCode.LeaderNotAvailable;
                return [];
            }

            KafkaException.ThrowIf(code, what);
        }
        finally
        {
            if (only != 0)
            {
                Librdkafka.rd_kafka_topic_destroy(only);
            }
        }

        var topics = new List<TopicMetadata>();
        for (var i = 0; i < metadata->TopicCount; i++)
        {
            var native = metadata->Topics[i];
            if (native.Error != KafkaErrorCode.None)
            {
                topicError = native.Error;
                continue;
            }

            var replicas = native.PartitionCount > 0 ? native.Partitions[0].ReplicaCount : 0;
            topics.Add(new TopicMetadata(NativeText.Of(native.Topic), native.PartitionCount, replicas));
        }

        Librdkafka.rd_kafka_metadata_destroy(metadata);
        return topics;
    }
}
