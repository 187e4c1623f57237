using System.Runtime.InteropServices;

namespace Denormalized.Kafka.Native;

internal static unsafe partial class Librdkafka
{
    public const int MessageFlagCopy = 0x2;
    public const int PurgeQueue = 0x1, PurgeInFlight = 0x2;

    public const int EventDelivery = 0x1, EventLog = 0x4, EventError = 0x8, EventStatistics = 0x40;

    [LibraryImport(Name)] public static partial int rd_kafka_produce(nint topic, int partition, int flags, byte* payload, nuint length, byte* key, nuint keyLength, nint opaque);
    [LibraryImport(Name)] public static partial nint rd_kafka_produceva(nint handle, NativeValue* values, nuint count);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_flush(nint handle, int timeoutMs);
    [LibraryImport(Name)] public static partial KafkaErrorCode rd_kafka_purge(nint handle, int flags);
    [LibraryImport(Name)] public static partial int rd_kafka_outq_len(nint handle);
}
