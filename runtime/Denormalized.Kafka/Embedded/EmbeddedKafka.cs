using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>
/// A Kafka cluster inside the process: librdkafka's mock brokers on loopback ports, for development, demos and tests. Other processes
/// on the machine can connect to <see cref="BootstrapServers"/>. Everything is gone when it is disposed.
/// </summary>
/// <remarks>
/// A mock partition keeps about 5 MiB or 100,000 messages and then drops the oldest, read or not. So topics get many partitions by
/// default, producers should use a <see cref="LagLimiter"/>, and a consumer that finds messages gone reports <see cref="MessagesLost"/>
/// (<see cref="KafkaConsumerOptions.StartAtZero"/> makes it notice also what went before it came).
/// </remarks>
public sealed unsafe class EmbeddedKafka : IDisposable
{
    /// <summary>Partitions of a topic unless told otherwise: enough for about 300 MiB.</summary>
    public const int DefaultPartitions = 64;

    private readonly nint handle;
    private readonly nint cluster;
    private readonly int brokers;
    private int disposed;

    /// <summary>Starts a cluster.</summary>
    /// <param name="brokers">Number of brokers, from 1.</param>
    /// <param name="logger">Where the native library's file and version are logged.</param>
    public EmbeddedKafka(int brokers = 1, ILogger? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        LibrdkafkaLoader.Load(logger);
        this.brokers = brokers;
        // the cluster lives on a client handle that itself connects nowhere; its log lines would only repeat the mock's own
        var conf = ClientConf.Create([], KafkaRole.Producer, ("client.id", "embedded-kafka"), ("log_level", "2"));
        handle = ClientConf.NewHandle(conf, KafkaRole.Producer, "the embedded Kafka");
        cluster = Librdkafka.rd_kafka_mock_cluster_new(handle, brokers);
        if (cluster == 0)
        {
            Librdkafka.rd_kafka_destroy(handle);
            throw new KafkaException(KafkaErrorCode.LocalCriticalSystemResource, $"starting an embedded Kafka of {brokers} brokers", "no loopback port could be opened");
        }

        BootstrapServers = NativeText.Of(Librdkafka.rd_kafka_mock_cluster_bootstraps(cluster));
        Incarnation = Guid.NewGuid();
        Faults = new EmbeddedKafkaFaults(cluster, brokers);
        if (LibrdkafkaLoader.Has("rd_kafka_mock_set_controller_id"))
        {
            Librdkafka.rd_kafka_mock_set_controller_id(cluster, 1); // without a controller DescribeTopics waits in vain
        }

        // 3 s by default, for groups of many consumers
        SetGroupInitialDelay(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Brokers as <c>127.0.0.1:port,...</c>, for clients in this and other processes.</summary>
    public string BootstrapServers { get; }

    /// <summary>A new id at every start: offsets of an earlier start mean other messages.</summary>
    public Guid Incarnation { get; }

    /// <summary>Errors, outages and delays, for tests.</summary>
    public EmbeddedKafkaFaults Faults { get; }

    /// <summary>Settings with <c>bootstrap.servers</c> of this cluster, and a short session.</summary>
    /// <remarks>
    /// The mock's coordinator does not notice when all members have joined again: every rebalance but the first takes
    /// <c>session.timeout.ms</c> less one second, which would be 44 seconds with the default.
    /// </remarks>
    public KafkaSettings CreateSettings() => new()
    {
        { "bootstrap.servers", BootstrapServers },
        { "session.timeout.ms", "4000" },
        { "heartbeat.interval.ms", "500" },
    };

    /// <summary>Makes a topic; one that is there already stays as it is.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="partitions">Number of partitions.</param>
    public void CreateTopic(string name, int partitions = DefaultPartitions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ThrowIfDisposed();
        var code = Librdkafka.rd_kafka_mock_topic_create(cluster, name, partitions, brokers);
        if (code != KafkaErrorCode.TopicAlreadyExists)
        {
            KafkaException.ThrowIf(code, $"creating topic '{name}'");
        }
    }

    /// <summary>Deletes a topic with its messages; made again it starts at offset 0.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <exception cref="NotSupportedException">The loaded librdkafka cannot do it (before 2.16).</exception>
    public void DeleteTopic(string name)
    {
        ThrowIfDisposed();
        Require("rd_kafka_mock_topic_delete");
        KafkaException.ThrowIf(Librdkafka.rd_kafka_mock_topic_delete(cluster, name), $"deleting topic '{name}'");
    }

    /// <summary>Deletes the first messages of a partition, as retention does on a real broker.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="before">First offset that stays.</param>
    /// <exception cref="NotSupportedException">The loaded librdkafka cannot do it (before 2.16).</exception>
    public void DeleteRecords(TopicPartition partition, long before)
    {
        ThrowIfDisposed();
        Require("rd_kafka_mock_partition_delete_records");
        var code = Librdkafka.rd_kafka_mock_partition_delete_records(cluster, partition.Topic, partition.Partition, before);
        KafkaException.ThrowIf(code, $"deleting the messages of {partition} before {before}");
    }

    /// <summary>How long a new consumer group waits for more members before it assigns partitions.</summary>
    /// <param name="delay">100 ms unless changed.</param>
    public void SetGroupInitialDelay(TimeSpan delay)
    {
        ThrowIfDisposed();
        Librdkafka.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, (int)delay.TotalMilliseconds);
    }

    /// <summary>Stops the brokers; clients lose their connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Librdkafka.rd_kafka_mock_cluster_destroy(cluster);
            Librdkafka.rd_kafka_destroy(handle);
        }
    }

    private static void Require(string function)
    {
        if (!LibrdkafkaLoader.Has(function))
        {
            throw new NotSupportedException($"librdkafka {LibrdkafkaLoader.Version} has no {function}; use librdkafka.redist 2.16 or later.");
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed != 0, this);
}
