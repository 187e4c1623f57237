using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>Makes an <see cref="EmbeddedKafka"/> misbehave, for tests. Brokers are numbered from 1.</summary>
public sealed unsafe class EmbeddedKafkaFaults
{
    private readonly nint cluster;
    private readonly int brokers;

    internal EmbeddedKafkaFaults(nint cluster, int brokers)
    {
        this.cluster = cluster;
        this.brokers = brokers;
    }

    /// <summary>Answers the next requests of a kind with errors, one each; <see cref="KafkaErrorCode.LocalTransport"/> closes the connection.</summary>
    /// <param name="request">Kind of request.</param>
    /// <param name="errors">The errors; <see cref="KafkaErrorCode.None"/> lets one request pass.</param>
    public void FailNext(KafkaRequest request, params ReadOnlySpan<KafkaErrorCode> errors)
    {
        fixed (KafkaErrorCode* codes = errors)
        {
            Librdkafka.rd_kafka_mock_push_request_errors_array(cluster, (short)request, (nuint)errors.Length, codes);
        }
    }

    /// <summary>Takes back errors that were not used up.</summary>
    /// <param name="request">Kind of request.</param>
    public void Clear(KafkaRequest request) => Librdkafka.rd_kafka_mock_clear_request_errors(cluster, (short)request);

    /// <summary>Closes a broker's connections and refuses new ones.</summary>
    /// <param name="broker">The broker, from 1; all when left out.</param>
    public void BrokerDown(int? broker = null) => ForBrokers(broker, b => Librdkafka.rd_kafka_mock_broker_set_down(cluster, b));

    /// <summary>Lets a broker accept connections again.</summary>
    /// <param name="broker">The broker, from 1; all when left out.</param>
    public void BrokerUp(int? broker = null) => ForBrokers(broker, b => Librdkafka.rd_kafka_mock_broker_set_up(cluster, b));

    /// <summary>Delays a broker's answers.</summary>
    /// <param name="roundTrip">Time added to each answer.</param>
    /// <param name="broker">The broker, from 1; all when left out.</param>
    public void SetRoundTripTime(TimeSpan roundTrip, int? broker = null) =>
        ForBrokers(broker, b => Librdkafka.rd_kafka_mock_broker_set_rtt(cluster, b, (int)roundTrip.TotalMilliseconds));

    /// <summary>Moves a partition's leadership.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="broker">The new leader, from 1.</param>
    public void MoveLeader(TopicPartition partition, int broker) =>
        KafkaException.ThrowIf(Librdkafka.rd_kafka_mock_partition_set_leader(cluster, partition.Topic, partition.Partition, broker), $"moving the leader of {partition}");

    /// <summary>Moves a group's coordinator.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="broker">The new coordinator, from 1.</param>
    public void MoveCoordinator(string group, int broker) =>
        KafkaException.ThrowIf(Librdkafka.rd_kafka_mock_coordinator_set(cluster, "group", group, broker), $"moving the coordinator of '{group}'");

    /// <summary>Answers every request for a topic with an error; <see cref="KafkaErrorCode.None"/> ends that.</summary>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="error">The error.</param>
    public void SetTopicError(string topic, KafkaErrorCode error) => Librdkafka.rd_kafka_mock_topic_set_error(cluster, topic, error);

    private void ForBrokers(int? broker, Func<int, KafkaErrorCode> change)
    {
        for (var b = broker ?? 1; b <= (broker ?? brokers); b++)
        {
            KafkaException.ThrowIf(change(b), $"changing embedded broker {b}");
        }
    }
}

/// <summary>Kinds of Kafka requests, numbered as in the protocol.</summary>
public enum KafkaRequest : short
{
    /// <summary>A producer stores messages.</summary>
    Produce = 0,

    /// <summary>A consumer reads messages.</summary>
    Fetch = 1,

    /// <summary>Watermarks are asked for.</summary>
    ListOffsets = 2,

    /// <summary>Brokers, topics and partitions are asked for.</summary>
    Metadata = 3,

    /// <summary>A group's offsets are committed.</summary>
    OffsetCommit = 8,

    /// <summary>A group's committed offsets are asked for.</summary>
    OffsetFetch = 9,

    /// <summary>A coordinator is looked for.</summary>
    FindCoordinator = 10,

    /// <summary>A consumer joins its group.</summary>
    JoinGroup = 11,

    /// <summary>A consumer says that it is alive.</summary>
    Heartbeat = 12,

    /// <summary>A consumer leaves its group.</summary>
    LeaveGroup = 13,

    /// <summary>A group's assignment is handed out.</summary>
    SyncGroup = 14,

    /// <summary>An idempotent producer asks for its id.</summary>
    InitProducerId = 22,
}
