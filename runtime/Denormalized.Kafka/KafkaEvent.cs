namespace Denormalized.Kafka;

/// <summary>Something that happened to a client outside of its calls. Events are reported on the thread that polls.</summary>
public abstract record KafkaEvent;

/// <summary>A broker cannot be reached (connection, name, TLS or authentication); librdkafka goes on trying.</summary>
/// <param name="Code">The kind of failure.</param>
/// <param name="Text">Which broker, and why.</param>
public sealed record BrokerUnreachable(KafkaErrorCode Code, string Text) : KafkaEvent;

/// <summary>No broker at all can be reached; librdkafka goes on trying.</summary>
/// <param name="Text">How many brokers are down.</param>
public sealed record AllBrokersDown(string Text) : KafkaEvent;

/// <summary>The client can no longer be used: close it and make a new one.</summary>
/// <param name="Code">The cause.</param>
/// <param name="Text">The cause in words.</param>
public sealed record FatalError(KafkaErrorCode Code, string Text) : KafkaEvent;

/// <summary>Another error of the client that librdkafka recovers from by itself.</summary>
/// <param name="Code">The kind of error.</param>
/// <param name="Text">The error in words.</param>
public sealed record ClientError(KafkaErrorCode Code, string Text) : KafkaEvent;

/// <summary>A partition or topic cannot be read at the moment (missing, no permission, corrupt batch).</summary>
/// <param name="Partition">The partition; -1 as its number stands for the whole topic.</param>
/// <param name="Code">The kind of error.</param>
/// <param name="Text">The error in words.</param>
public sealed record PartitionError(TopicPartition Partition, KafkaErrorCode Code, string Text) : KafkaEvent;

/// <summary>The broker deleted messages (retention, or the size limit of the mock cluster) before this group read them: they are lost.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="First">First lost offset.</param>
/// <param name="Next">First offset that is still there; <c>Next - First</c> offsets are gone.</param>
public sealed record MessagesLost(TopicPartition Partition, long First, long Next) : KafkaEvent;

/// <summary>Statistics of librdkafka, every <c>statistics.interval.ms</c> when that is set.</summary>
/// <param name="Json">A JSON object as described in librdkafka's STATISTICS.md.</param>
public sealed record Statistics(string Json) : KafkaEvent;

internal static class KafkaEvents
{
    /// <summary>Sorts an error that concerns the client as a whole.</summary>
    public static KafkaEvent Of(KafkaErrorCode code, string text) => code switch
    {
        KafkaErrorCode.LocalAllBrokersDown => new AllBrokersDown(text),
        KafkaErrorCode.LocalTransport or KafkaErrorCode.LocalResolve or KafkaErrorCode.LocalAuthentication or KafkaErrorCode.LocalTls
            or KafkaErrorCode.SaslAuthenticationFailed => new BrokerUnreachable(code, text),
        _ => new ClientError(code, text),
    };
}
