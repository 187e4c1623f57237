using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

// The layouts of librdkafka's public structs (rdkafka.h), 64-bit: field order and padding are those of the C compiler,
// which LayoutKind.Sequential follows. LayoutTests compares sizes and offsets with the header's.

/// <summary>rd_kafka_message_t: 72 bytes on 64-bit platforms.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public KafkaErrorCode Error;
    public nint Topic;
    public int Partition;
    public byte* Payload;
    public nuint PayloadLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Private;
}

/// <summary>rd_kafka_topic_partition_t: 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopicPartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public void* Metadata;
    public nuint MetadataSize;
    public nint Opaque;
    public KafkaErrorCode Error;
    public nint Private;
}

/// <summary>rd_kafka_topic_partition_list_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopicPartitionList
{
    public int Count;
    public int Size;
    public NativeTopicPartition* Elements;
}

/// <summary>rd_kafka_metadata_t, up to the fields that are read here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadata
{
    public int BrokerCount;
    public NativeMetadataBroker* Brokers;
    public int TopicCount;
    public NativeMetadataTopic* Topics;
    public int OriginBrokerId;
    public byte* OriginBrokerName;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadataBroker
{
    public int Id;
    public byte* Host;
    public int Port;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadataTopic
{
    public byte* Topic;
    public int PartitionCount;
    public NativeMetadataPartition* Partitions;
    public KafkaErrorCode Error;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadataPartition
{
    public int Id;
    public KafkaErrorCode Error;
    public int Leader;
    public int ReplicaCount;
    public int* Replicas;
    public int InSyncReplicaCount;
    public int* InSyncReplicas;
}

/// <summary>rd_kafka_vu_t: a tagged value for rd_kafka_produceva; a tag and a union padded to 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativeValue
{
    public const int TopicHandle = 2, Partition = 3, Value = 4, Key = 5, Opaque = 6, Flags = 7, Timestamp = 8, Headers = 10;

    [FieldOffset(0)] public int Kind;
    [FieldOffset(8)] public void* Pointer;
    [FieldOffset(8)] public int Int32;
    [FieldOffset(8)] public long Int64;
    [FieldOffset(16)] public nuint Size;
}
