using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

/// <summary>
/// The functions of librdkafka that are used here, as declared in rdkafka.h. <see cref="LibrdkafkaLoader"/> decides which
/// file answers to the name; it must have run before the first call, so every public constructor asks it first.
/// Functions that only read memory and return at once carry SuppressGCTransition.
/// </summary>
internal static unsafe partial class Librdkafka
{
    internal const string Name = "librdkafka";

    public const int TypeProducer = 0, TypeConsumer = 1;
    public const int PartitionUnassigned = -1;
    public const int ConfUnknown = -2;

    // --- configuration and handles ---
    [LibraryImport(Name)] public static partial nint rd_kafka_conf_new();
    [LibraryImport(Name)] public static partial void rd_kafka_conf_destroy(nint conf);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int rd_kafka_conf_set(nint conf, string name, string? value, byte* error, nuint errorSize);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_opaque(nint conf, nint opaque);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_events(nint conf, int events);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_rebalance_cb(nint conf, delegate* unmanaged[Cdecl]<nint, KafkaErrorCode, NativeTopicPartitionList*, nint, void> callback);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_error_cb(nint conf, delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> callback);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_stats_cb(nint conf, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, int> callback);
    [LibraryImport(Name)] public static partial void rd_kafka_conf_set_log_cb(nint conf, delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, void> callback);
    [LibraryImport(Name)] public static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorSize);
    [LibraryImport(Name)] public static partial void rd_kafka_destroy(nint handle);
    [LibraryImport(Name)] public static partial nint rd_kafka_opaque(nint handle);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_set_log_queue(nint handle, nint queue);

    // --- errors ---
    [LibraryImport(Name)] public static partial byte* rd_kafka_err2name(KafkaErrorCode error);
    [LibraryImport(Name)] public static partial byte* rd_kafka_err2str(KafkaErrorCode error);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_last_error();
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_fatal_error(nint handle, byte* error, nuint errorSize);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_error_code(nint error);
    [LibraryImport(Name)] public static partial byte* rd_kafka_error_string(nint error);
    [LibraryImport(Name)] public static partial void rd_kafka_error_destroy(nint error);

    // --- queues and events ---
    [LibraryImport(Name)] public static partial nint rd_kafka_queue_new(nint handle);
    [LibraryImport(Name)] public static partial nint rd_kafka_queue_get_main(nint handle);
    [LibraryImport(Name)] public static partial nint rd_kafka_queue_get_consumer(nint handle);
    [LibraryImport(Name)] public static partial void rd_kafka_queue_destroy(nint queue);
    [LibraryImport(Name)] public static partial nint rd_kafka_queue_poll(nint queue, int timeoutMs);
    [LibraryImport(Name)] public static partial void rd_kafka_queue_yield(nint queue);
    [LibraryImport(Name)] public static partial int rd_kafka_event_type(nint rkev);
    [LibraryImport(Name)] public static partial void rd_kafka_event_destroy(nint rkev);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_event_error(nint rkev);
    [LibraryImport(Name)] public static partial byte* rd_kafka_event_error_string(nint rkev);
    [LibraryImport(Name)] public static partial int rd_kafka_event_error_is_fatal(nint rkev);
    [LibraryImport(Name)] public static partial int rd_kafka_event_log(nint rkev, byte** facility, byte** text, int* level);
    [LibraryImport(Name)] public static partial byte* rd_kafka_event_stats(nint rkev);
    [LibraryImport(Name)] public static partial nuint rd_kafka_event_message_array(nint rkev, NativeMessage** messages, nuint size);

    // --- topics, messages, partitions ---
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial nint rd_kafka_topic_new(nint handle, string topic, nint conf);
    [LibraryImport(Name)] public static partial void rd_kafka_topic_destroy(nint topic);
    [LibraryImport(Name)] public static partial byte* rd_kafka_topic_name(nint topic);
    [LibraryImport(Name), SuppressGCTransition] public static partial void rd_kafka_message_destroy(NativeMessage* message);
    [LibraryImport(Name), SuppressGCTransition] public static partial long rd_kafka_message_timestamp(NativeMessage* message, int* kind);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_message_headers(NativeMessage* message, nint* headers);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_header_get_all(nint headers, nuint index, byte** name, byte** value, nuint* size);
    [LibraryImport(Name)] public static partial nint rd_kafka_headers_new(nuint initialCount);
    [LibraryImport(Name)] public static partial void rd_kafka_headers_destroy(nint headers);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_header_add(nint headers, byte* name, nint nameSize, byte* value, nint valueSize);
    [LibraryImport(Name)] public static partial NativeTopicPartitionList* rd_kafka_topic_partition_list_new(int size);
    [LibraryImport(Name)] public static partial void rd_kafka_topic_partition_list_destroy(NativeTopicPartitionList* list);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial NativeTopicPartition* rd_kafka_topic_partition_list_add(NativeTopicPartitionList* list, string topic, int partition);

    // --- watermarks, metadata ---
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_query_watermark_offsets(nint handle, string topic, int partition, long* low, long* high, int timeoutMs);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_get_watermark_offsets(nint handle, string topic, int partition, long* low, long* high);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_metadata(nint handle, int allTopics, nint onlyTopic, NativeMetadata** metadata, int timeoutMs);
    [LibraryImport(Name)] public static partial void rd_kafka_metadata_destroy(NativeMetadata* metadata);
    [LibraryImport(Name)] public static partial byte* rd_kafka_clusterid(nint handle, int timeoutMs);
    [LibraryImport(Name)] public static partial void* rd_kafka_mem_malloc(nint handle, nuint size);
    [LibraryImport(Name)] public static partial void rd_kafka_mem_free(nint handle, void* pointer);
}
