using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>Produces dead letters with acknowledgement of all replicas in sync.</summary>
internal sealed class KafkaDeadLetterTopic(Lazy<KafkaProducer> producer, bool hasHeaders) : IDeadLetterTopic
{
    public bool HasHeaders { get; } = hasHeaders;

    public async Task ProduceAsync(string topic, byte[]? key, byte[] value, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        var message = new OutgoingMessage(topic, value)
        {
            Key = key,
            Headers = [.. headers.Select(h => KafkaHeader.OfText(h.Name, h.Value))],
        };
        try
        {
            await producer.Value.ProduceAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException error) when (error.Code is KafkaErrorCode.MessageSizeTooLarge or KafkaErrorCode.RecordListTooLarge)
        {
            throw new MessageTooLargeException(error.Message, error);
        }
    }
}
