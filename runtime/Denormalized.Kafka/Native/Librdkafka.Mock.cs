using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

/// <summary>The in-process mock cluster (rdkafka_mock.h).</summary>
internal static unsafe partial class Librdkafka
{
    [LibraryImport(Name)] public static partial nint rd_kafka_mock_cluster_new(nint handle, int brokers);
    [LibraryImport(Name)] public static partial void rd_kafka_mock_cluster_destroy(nint cluster);
    [LibraryImport(Name)] public static partial byte* rd_kafka_mock_cluster_bootstraps(nint cluster);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicationFactor);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial void rd_kafka_mock_topic_set_error(nint cluster, string topic, KafkaErrorCode error);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_mock_broker_set_down(nint cluster, int broker);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_mock_broker_set_up(nint cluster, int broker);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int milliseconds);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_mock_coordinator_set(nint cluster, string keyType, string key, int broker);
    [LibraryImport(Name)] public static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short apiKey, nuint count, KafkaErrorCode* errors);
    [LibraryImport(Name)] public static partial void rd_kafka_mock_clear_request_errors(nint cluster, short apiKey);
    [LibraryImport(Name)] public static partial void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int milliseconds);

    // in newer builds only: called when EmbeddedKafka has found them
    [LibraryImport(Name)] public static partial void rd_kafka_mock_set_controller_id(nint cluster, int broker);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_mock_topic_delete(nint cluster, string topic);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_mock_partition_delete_records(nint cluster, string topic, int partition, long beforeOffset);
}
