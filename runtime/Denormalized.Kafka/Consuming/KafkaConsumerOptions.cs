using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>How a <see cref="KafkaConsumer"/> works, beside librdkafka's settings.</summary>
public sealed class KafkaConsumerOptions
{
    /// <summary>Brokers, security, group and the rest; <c>bootstrap.servers</c> is required.</summary>
    public required KafkaSettings Settings { get; init; }

    /// <summary>Where rebalances are reported; without one reading starts at the committed offsets.</summary>
    public IRebalanceHandler? Rebalances { get; init; }

    /// <summary>
    /// Called for errors, losses and statistics, on the consuming thread; everything except statistics is logged as well. An exception
    /// stops the consumer, as one of a rebalance handler does.
    /// </summary>
    public Action<KafkaEvent>? Events { get; init; }

    /// <summary>Where librdkafka's log lines and this consumer's own go.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Most messages that one ConsumeBatch hands out.</summary>
    public int BatchSize { get; init; } = 4096;

    /// <summary>
    /// Starts a partition without a committed offset at offset 0 instead of its first message, so that messages which were deleted
    /// before anybody read them are reported as lost. For topics that are read whole from their making, as those of the mock cluster.
    /// </summary>
    public bool StartAtZero { get; init; }

    /// <summary>How long the calls wait that ask a broker (committed offsets, watermarks, synchronous commit).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
