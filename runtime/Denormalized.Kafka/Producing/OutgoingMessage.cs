namespace Denormalized.Kafka;

/// <summary>A message to produce, with everything that Kafka can carry.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Payload">The payload; null makes a tombstone.</param>
public sealed record OutgoingMessage(string Topic, ReadOnlyMemory<byte>? Payload)
{
    /// <summary>Lets the key choose the partition, or chance where there is no key.</summary>
    public const int AnyPartition = -1;

    /// <summary>The partition, or <see cref="AnyPartition"/>.</summary>
    public int Partition { get; init; } = AnyPartition;

    /// <summary>The key, or null.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Headers, in order; refused by brokers before 0.11.</summary>
    public IReadOnlyList<KafkaHeader> Headers { get; init; } = [];

    /// <summary>Milliseconds since 1970-01-01 UTC; 0 takes the present time.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>Where a message was stored.</summary>
/// <param name="Partition">Topic and partition.</param>
/// <param name="Offset">Its offset; <see cref="KafkaOffset.None"/> when the broker did not tell (acks=0).</param>
public readonly record struct Delivery(TopicPartition Partition, long Offset);

/// <summary>A message was not stored by the broker, or it is not known that it was.</summary>
public sealed class KafkaDeliveryException : KafkaException
{
    internal KafkaDeliveryException(KafkaErrorCode code, string what)
        : base(code, what)
    {
    }

    internal KafkaDeliveryException(KafkaErrorCode code, long failed, TopicPartition partition)
        : base(code, (Exception?)null, $"Kafka: {failed} messages were not delivered; the first one to {partition}: {Describe(code)} ({Name(code)}).")
    {
    }
}
