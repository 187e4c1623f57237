namespace Denormalized.Hosting;

/// <summary>Produces dead letters. Thread-safe.</summary>
internal interface IDeadLetterTopic
{
    /// <summary>Whether the broker keeps headers (Kafka 0.11 and later).</summary>
    bool HasHeaders { get; }

    /// <summary>Produces one message and returns when all replicas in sync have it.</summary>
    /// <exception cref="MessageTooLargeException">The broker takes only smaller messages.</exception>
    Task ProduceAsync(string topic, byte[]? key, byte[] value, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken);
}

/// <summary>A message is larger than the broker takes.</summary>
internal sealed class MessageTooLargeException(string message, Exception? inner = null) : Exception(message, inner);
