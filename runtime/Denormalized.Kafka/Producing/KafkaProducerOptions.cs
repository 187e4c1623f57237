using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>How a <see cref="KafkaProducer"/> works, beside librdkafka's settings.</summary>
public sealed class KafkaProducerOptions
{
    /// <summary>Brokers, security and the rest; <c>bootstrap.servers</c> is required.</summary>
    public required KafkaSettings Settings { get; init; }

    /// <summary>Where librdkafka's log lines go.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Called for errors and statistics, on the producer's own thread.</summary>
    public Action<KafkaEvent>? Events { get; init; }

    /// <summary>Holds production back while consumers lag; for brokers that drop what is not read in time, as the mock cluster does.</summary>
    public LagLimiter? LagLimiter { get; init; }
}
