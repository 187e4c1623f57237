using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>Kafka, as the host needs it.</summary>
internal interface IBroker
{
    /// <summary>The brokers, for logs.</summary>
    string Description { get; }

    /// <summary>Where dead letters go.</summary>
    IDeadLetterTopic DeadLetters { get; }

    /// <summary>Whether the topic exists.</summary>
    Task<bool> HasTopicAsync(string topic, CancellationToken cancellationToken);

    /// <summary>The partitions of a topic; none when it does not exist.</summary>
    Task<IReadOnlyList<TopicPartition>> PartitionsAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Makes a topic that does not exist.</summary>
    Task CreateTopicAsync(string topic, int partitions, short replication, CancellationToken cancellationToken);

    /// <summary>Makes a consumer of a group.</summary>
    IMessageSource CreateSource(string group, TimeSpan latencyTarget);
}
