using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>A call to Kafka failed. The message says what was tried, the broker's or library's reason, and its code.</summary>
public class KafkaException : Exception
{
    /// <summary>Makes the exception for a failed call.</summary>
    /// <param name="code">The code that librdkafka returned.</param>
    /// <param name="what">What was tried, such as <c>commit to group 'views'</c>.</param>
    /// <param name="detail">More than the code's own text, when there is more.</param>
    public KafkaException(KafkaErrorCode code, string what, string? detail = null)
        : base($"Kafka: {what} failed: {(string.IsNullOrEmpty(detail) ? Describe(code) : detail)} ({Name(code)}).")
    {
        Code = code;
    }

    /// <summary>Makes the exception with a message of its own.</summary>
    /// <param name="code">The code that fits best.</param>
    /// <param name="inner">The cause, if there is one.</param>
    /// <param name="message">The whole message.</param>
    protected KafkaException(KafkaErrorCode code, Exception? inner, string message)
        : base(message, inner)
    {
        Code = code;
    }

    /// <summary>The code of the error.</summary>
    public KafkaErrorCode Code { get; }

    /// <summary>
    /// Whether the same call may succeed later. For a commit this includes a rebalance that is under way: with cooperative rebalancing
    /// a consumer goes on reading meanwhile, and the broker refuses commits until it is over. Commit again with the next batch; if the
    /// partition is gone by then, its new owner reads again from the last offset that was committed.
    /// </summary>
    public bool IsTransient => Code is KafkaErrorCode.RebalanceInProgress or KafkaErrorCode.IllegalGeneration or KafkaErrorCode.StaleMemberEpoch
        or KafkaErrorCode.NotCoordinator or KafkaErrorCode.CoordinatorNotAvailable or KafkaErrorCode.CoordinatorLoadInProgress
        or KafkaErrorCode.LeaderNotAvailable or KafkaErrorCode.NotLeaderForPartition or KafkaErrorCode.BrokerNotAvailable
        or KafkaErrorCode.NotEnoughReplicas or KafkaErrorCode.NotEnoughReplicasAfterAppend or KafkaErrorCode.NetworkException
        or KafkaErrorCode.RequestTimedOut or KafkaErrorCode.LocalTimedOut or KafkaErrorCode.LocalTransport or KafkaErrorCode.LocalAllBrokersDown
        or KafkaErrorCode.LocalMessageTimedOut or KafkaErrorCode.LocalRetry;

    internal static unsafe string Describe(KafkaErrorCode code)
    {
        LibrdkafkaLoader.Load();
        return NativeText.Of(Librdkafka.rd_kafka_err2str(code));
    }

    internal static unsafe string Name(KafkaErrorCode code)
    {
        LibrdkafkaLoader.Load();
        return NativeText.Of(Librdkafka.rd_kafka_err2name(code));
    }

    internal static void ThrowIf(KafkaErrorCode code, string what)
    {
        if (code != KafkaErrorCode.None)
        {
            throw new KafkaException(code, what);
        }
    }

    /// <summary>Throws for a rd_kafka_error_t* and frees it; null is success.</summary>
    internal static unsafe void ThrowIf(nint error, string what)
    {
        if (error != 0)
        {
            var code = Librdkafka.rd_kafka_error_code(error);
            var detail = NativeText.Of(Librdkafka.rd_kafka_error_string(error));
            Librdkafka.rd_kafka_error_destroy(error);
            throw new KafkaException(code, what, detail);
        }
    }
}

/// <summary>A Kafka setting is unknown, contradicts another or has a value that is not valid. The message names the setting and the remedy.</summary>
public sealed class KafkaSettingsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong with which setting, and what to do.</param>
    public KafkaSettingsException(string message)
        : base(message)
    {
    }
}

/// <summary>No usable librdkafka was found. The message lists every file that was tried and why it was not taken.</summary>
public sealed class LibrdkafkaNotFoundException : DllNotFoundException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The files tried, each with the reason.</param>
    public LibrdkafkaNotFoundException(string message)
        : base(message)
    {
    }
}
