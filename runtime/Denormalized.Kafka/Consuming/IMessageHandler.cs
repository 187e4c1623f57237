namespace Denormalized.Kafka;

/// <summary>Takes the messages of a batch; a struct that implements it is called without indirection.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Takes one message, on the thread that called ConsumeBatch. When it throws, this message and the rest of the batch count as
    /// unread and are delivered again by the next ConsumeBatch.
    /// </summary>
    /// <param name="message">The message; valid only during the call.</param>
    void Handle(in KafkaMessage message);
}

/// <summary>Takes one message; see <see cref="IMessageHandler.Handle"/>.</summary>
/// <param name="message">The message; valid only during the call.</param>
public delegate void MessageHandler(in KafkaMessage message);

/// <summary>
/// Learns of rebalances, on the thread that calls ConsumeBatch or Close, inside that call. The consumer's methods may be called from
/// here (Commit, Committed, QueryWatermarks, Seek, Pause).
/// </summary>
/// <remarks>
/// librdkafka keeps the consumer alive in its group while a handler runs, up to max.poll.interval.ms. An exception is fatal for the
/// consumer: it leaves the group and every later ConsumeBatch throws it.
/// </remarks>
public interface IRebalanceHandler
{
    /// <summary>Partitions were assigned. Reading starts at the committed offsets unless another start is given here.</summary>
    /// <param name="assignment">The new partitions (with cooperative rebalancing only the added ones) and where to start.</param>
    void Assigned(PartitionAssignment assignment);

    /// <summary>
    /// Partitions are about to be taken away. Finish or abandon what is in flight and commit before returning: afterwards another
    /// consumer reads them. No message of theirs is delivered any more.
    /// </summary>
    /// <param name="partitions">The partitions that go.</param>
    void Revoked(IReadOnlyList<TopicPartition> partitions);

    /// <summary>
    /// Partitions are gone already (the session expired, or the consumer did not poll in time): another consumer may be reading them.
    /// Abandon what is in flight; a commit is refused.
    /// </summary>
    /// <param name="partitions">The partitions that are gone.</param>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}

/// <summary>Partitions that a consumer was given, with the offsets committed for them and those to start at.</summary>
public sealed class PartitionAssignment
{
    private readonly long[] starts;

    internal PartitionAssignment(TopicPartitionOffset[] committed, long withoutCommit)
    {
        Committed = committed;
        starts = [.. committed.Select(c => c.Offset >= 0 ? c.Offset : withoutCommit)];
    }

    /// <summary>The partitions, each with the group's committed offset or <see cref="KafkaOffset.None"/>.</summary>
    public IReadOnlyList<TopicPartitionOffset> Committed { get; }

    /// <summary>The partitions with the offsets that reading starts at.</summary>
    public IReadOnlyList<TopicPartitionOffset> Starts =>
        [.. Committed.Zip(starts, static (partition, start) => partition with { Offset = start })];

    /// <summary>Starts a partition at another offset than the committed one.</summary>
    /// <param name="partition">One of the assigned partitions.</param>
    /// <param name="offset">An offset, or <see cref="KafkaOffset.Beginning"/> or <see cref="KafkaOffset.End"/>.</param>
    public void StartAt(TopicPartition partition, long offset)
    {
        if (offset is < 0 and not (KafkaOffset.Beginning or KafkaOffset.End))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "A start is an offset from 0, KafkaOffset.Beginning or KafkaOffset.End.");
        }

        for (var i = 0; i < starts.Length; i++)
        {
            if (Committed[i].TopicPartition == partition)
            {
                starts[i] = offset;
                return;
            }
        }

        throw new ArgumentException($"{partition} is not among the assigned partitions.", nameof(partition));
    }

    internal long Start(int index) => starts[index];
}
