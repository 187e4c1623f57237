using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>
/// A consumer as the delivery loop needs it. Every call is made on the loop's thread; the handler is called inside
/// <see cref="Poll"/> and <see cref="Close"/> on that thread.
/// </summary>
internal interface IMessageSource : IDisposable
{
    /// <summary>Time without contact after which the group gives the partitions to others.</summary>
    TimeSpan SessionTimeout { get; }

    /// <summary>Joins the group.</summary>
    void Subscribe(IReadOnlyCollection<string> topics, ISourceHandler handler);

    /// <summary>Hands at most <paramref name="max"/> messages to the handler; returns when that many came or the time is over.</summary>
    int Poll(int max, TimeSpan timeout);

    /// <summary>What the group has committed; offset <see cref="KafkaOffset.None"/> where nothing was.</summary>
    IReadOnlyList<CommittedOffset> Committed(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Commits and waits for the answer.</summary>
    /// <exception cref="FencedException">The partitions belong to another member by now.</exception>
    void Commit(IReadOnlyList<CommittedOffset> offsets);

    /// <summary>Both ends of a partition, asked from the broker.</summary>
    Watermarks Watermarks(TopicPartition partition);

    /// <summary>The first message of each partition that is not older than a time; the end where all are.</summary>
    IReadOnlyList<TopicPartitionOffset> OffsetsForTime(IReadOnlyList<TopicPartition> partitions, DateTimeOffset time);

    /// <summary>Messages behind the next one, as the last fetch saw it; null when none has been answered yet.</summary>
    long? Lag(TopicPartition partition);

    /// <summary>Text that differs between two topics of one name; null where the broker gives no ids.</summary>
    string? Incarnation(string topic);

    /// <summary>Continues each partition at its offset; what was fetched from elsewhere does not arrive any more.</summary>
    void Seek(IReadOnlyList<TopicPartitionOffset> positions);

    /// <summary>Stops fetching.</summary>
    void Pause(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Fetches again, from the message after the last one that arrived, or from where <see cref="Seek"/> said.</summary>
    void Resume(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Gives the partitions back (the handler's <see cref="ISourceHandler.Revoked"/> is called) and leaves the group.</summary>
    void Close();
}

/// <summary>What the source tells the loop. Must not throw: the calls may come through native code.</summary>
internal interface ISourceHandler
{
    /// <summary>Whether messages shall come with <see cref="SourceMessage.SchemaHeader"/>.</summary>
    bool ReadsSchemaHeaders { get; }

    /// <summary>Partitions are given to this consumer; returns where each begins. Those left out are not consumed.</summary>
    IReadOnlyList<TopicPartitionOffset> Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Partitions are taken away.</summary>
    /// <param name="partitions">Which.</param>
    /// <param name="lost">They belong to others already: nothing may be committed for them.</param>
    void Revoked(IReadOnlyList<TopicPartition> partitions, bool lost);

    /// <summary>One message.</summary>
    void Message(in SourceMessage message);

    /// <summary>The broker deleted messages before they were read.</summary>
    /// <param name="partition">Where.</param>
    /// <param name="first">First offset that is gone.</param>
    /// <param name="next">First offset that is still there.</param>
    void MessagesLost(TopicPartition partition, long first, long next);
}

/// <summary>A message; the spans are valid during the call that gives it.</summary>
internal readonly ref struct SourceMessage
{
    /// <summary>The same string instance for the same topic.</summary>
    public required string Topic { get; init; }

    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>Milliseconds since 1970, or negative where the broker gives none.</summary>
    public long Timestamp { get; init; }

    public bool HasKey { get; init; }

    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>A message without a value: the mark of a deletion in a compacted topic.</summary>
    public bool IsTombstone { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Value of the header that names the schema of <see cref="Value"/>; empty when there is none.</summary>
    public ReadOnlySpan<byte> SchemaHeader { get; init; }
}

/// <summary>An offset as the group keeps it, with the incarnation of the topic it was committed for.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Offset">Offset of the next message to read.</param>
/// <param name="Incarnation">From the commit's metadata; empty where another tool committed.</param>
internal readonly record struct CommittedOffset(TopicPartition Partition, long Offset, string Incarnation);

/// <summary>The group refused a commit because this consumer no longer owns the partitions.</summary>
internal sealed class FencedException(string message, Exception? inner = null) : Exception(message, inner);
