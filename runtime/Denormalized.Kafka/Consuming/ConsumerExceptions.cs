namespace Denormalized.Kafka;

/// <summary>A rebalance or event handler threw; the consumer can only be closed.</summary>
public sealed class KafkaConsumerFailedException : KafkaException
{
    internal KafkaConsumerFailedException(string consumer, Exception cause)
        : base(KafkaErrorCode.LocalApplication, cause, $"The Kafka {consumer} was stopped by an exception in a handler: {cause.Message} Close it and make a new one.")
    {
    }
}

/// <summary>
/// A partition does not reach as far as the offset to read: the topic was deleted and made again, or the cluster is another one.
/// Reading on would mix two incarnations, so the consumer stops until Seek says where to go on.
/// </summary>
public sealed class KafkaOffsetBeyondEndException : KafkaException
{
    internal KafkaOffsetBeyondEndException(TopicPartition partition, long offset, Watermarks watermarks)
        : base(
            KafkaErrorCode.OffsetOutOfRange,
            (Exception?)null,
            $"Kafka: {partition} holds offsets {watermarks.Low} to {watermarks.High}, but reading stands at {offset}: the topic was made again, or this is another cluster. Reset the group's offset, or use another group.")
    {
        Partition = partition;
        Offset = offset;
        Watermarks = watermarks;
    }

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; }

    /// <summary>The offset that was to be read.</summary>
    public long Offset { get; }

    /// <summary>The offsets that the partition has.</summary>
    public Watermarks Watermarks { get; }
}

/// <summary>Messages were lost and <c>auto.offset.reset=error</c> asks to stop then. Seek says where to go on.</summary>
public sealed class KafkaMessagesLostException : KafkaException
{
    internal KafkaMessagesLostException(MessagesLost loss)
        : base(
            KafkaErrorCode.OffsetOutOfRange,
            (Exception?)null,
            $"Kafka: {loss.Partition} begins at offset {loss.Next}, messages from {loss.First} on were deleted before they were read. Stopped, as auto.offset.reset=error asks.")
    {
        Loss = loss;
    }

    /// <summary>What was lost.</summary>
    public MessagesLost Loss { get; }
}
