using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

internal static unsafe partial class Librdkafka
{
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_poll_set_consumer(nint handle);
    [LibraryImport(Name)] public static partial nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, NativeMessage** messages, nuint size);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_subscribe(nint handle, NativeTopicPartitionList* topics);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_unsubscribe(nint handle);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_assign(nint handle, NativeTopicPartitionList* partitions);
    [LibraryImport(Name)] public static partial nint rd_kafka_incremental_assign(nint handle, NativeTopicPartitionList* partitions);
    [LibraryImport(Name)] public static partial nint rd_kafka_incremental_unassign(nint handle, NativeTopicPartitionList* partitions);
    [LibraryImport(Name)] public static partial byte* rd_kafka_rebalance_protocol(nint handle);
    [LibraryImport(Name)] public static partial int rd_kafka_assignment_lost(nint handle);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_commit(nint handle, NativeTopicPartitionList* offsets, int asynchronous);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_commit_queue(nint handle, NativeTopicPartitionList* offsets, nint queue, delegate* unmanaged[Cdecl]<nint, KafkaErrorCode, NativeTopicPartitionList*, nint, void> callback, nint opaque);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_committed(nint handle, NativeTopicPartitionList* partitions, int timeoutMs);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_offsets_for_times(nint handle, NativeTopicPartitionList* timesAndOffsets, int timeoutMs);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_pause_partitions(nint handle, NativeTopicPartitionList* partitions);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_resume_partitions(nint handle, NativeTopicPartitionList* partitions);
    [LibraryImport(Name)] public static partial nint rd_kafka_seek_partitions(nint handle, NativeTopicPartitionList* partitions, int timeoutMs);
    [LibraryImport(Name)] public static partial byte* rd_kafka_memberid(nint handle);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_consumer_close(nint handle);
}
