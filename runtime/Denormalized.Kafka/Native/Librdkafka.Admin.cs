using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

internal static unsafe partial class Librdkafka
{
    public const int AdminAny = 0;

    [LibraryImport(Name)] public static partial nint rd_kafka_AdminOptions_new(nint handle, int operation);
    [LibraryImport(Name)] public static partial void rd_kafka_AdminOptions_destroy(nint options);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_AdminOptions_set_request_timeout(nint options, int timeoutMs, byte* error, nuint errorSize);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial nint rd_kafka_NewTopic_new(string topic, int partitions, int replicationFactor, byte* error, nuint errorSize);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial KafkaErrorCode rd_kafka_NewTopic_set_config(nint topic, string name, string value);
    [LibraryImport(Name)] public static partial void rd_kafka_NewTopic_destroy(nint topic);
    [LibraryImport(Name)] public static partial void rd_kafka_CreateTopics(nint handle, nint* topics, nuint count, nint options, nint queue);
    [LibraryImport(Name)] public static partial nint rd_kafka_event_CreateTopics_result(nint rkev);
    [LibraryImport(Name)] public static partial nint* rd_kafka_CreateTopics_result_topics(nint result, nuint* count);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial nint rd_kafka_DeleteTopic_new(string topic);
    [LibraryImport(Name)] public static partial void rd_kafka_DeleteTopic_destroy(nint topic);
    [LibraryImport(Name)] public static partial void rd_kafka_DeleteTopics(nint handle, nint* topics, nuint count, nint options, nint queue);
    [LibraryImport(Name)] public static partial nint rd_kafka_event_DeleteTopics_result(nint rkev);
    [LibraryImport(Name)] public static partial nint* rd_kafka_DeleteTopics_result_topics(nint result, nuint* count);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_topic_result_error(nint result);
    [LibraryImport(Name)] public static partial byte* rd_kafka_topic_result_error_string(nint result);
    [LibraryImport(Name)] public static partial byte* rd_kafka_topic_result_name(nint result);

    // since 2.3.0: called only when the loaded version has them
    [LibraryImport(Name)] public static partial nint rd_kafka_TopicCollection_of_topic_names(byte** names, nuint count);
    [LibraryImport(Name)] public static partial void rd_kafka_TopicCollection_destroy(nint topics);
    [LibraryImport(Name)] public static partial void rd_kafka_DescribeTopics(nint handle, nint topics, nint options, nint queue);
    [LibraryImport(Name)] public static partial nint rd_kafka_event_DescribeTopics_result(nint rkev);
    [LibraryImport(Name)] public static partial nint* rd_kafka_DescribeTopics_result_topics(nint result, nuint* count);
    [LibraryImport(Name)] public static partial nint rd_kafka_TopicDescription_error(nint description);
    [LibraryImport(Name)] public static partial nint rd_kafka_TopicDescription_topic_id(nint description);
    [LibraryImport(Name)] public static partial byte* rd_kafka_Uuid_base64str(nint uuid);
}
