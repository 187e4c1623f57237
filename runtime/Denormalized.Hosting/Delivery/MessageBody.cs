using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting;

/// <summary>How a message is written, and its body without Confluent's framing (see <see cref="SchemaFraming"/>).</summary>
internal readonly ref struct MessageBody
{
    /// <summary>Why the message is none, or <see cref="DecodeFailure.None"/>.</summary>
    public DecodeFailure Failure { get; private init; }

    public MessageEncoding Encoding { get; private init; }

    /// <summary>The message from <see cref="Start"/> on.</summary>
    public ReadOnlySpan<byte> Bytes { get; private init; }

    /// <summary>Bytes of framing in front of the body.</summary>
    public int Start { get; private init; }

    /// <summary>The schema that an Avro body was written with; null where the message does not say.</summary>
    public SchemaId? Schema { get; private init; }

    /// <summary>Recognises a message.</summary>
    /// <param name="message">Its value.</param>
    /// <param name="schemaHeader">Value of the header that names the schema; it counts before a prefix. Empty when there is none.</param>
    /// <param name="format">What the pipeline's options say.</param>
    public static MessageBody Recognise(ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaHeader, MessageFormat format)
    {
        var inHeader = schemaHeader.Length > 0 && format is MessageFormat.Auto or MessageFormat.Avro;
        var framed = !inHeader && SchemaFraming.HasMagic(message);
        var encoding = format switch
        {
            MessageFormat.Auto => framed || inHeader ? MessageEncoding.Avro : MessageEncoding.Json,
            MessageFormat.Json => MessageEncoding.Json,
            _ => MessageEncoding.Avro,
        };
        if (format == MessageFormat.AvroPlain || (encoding == MessageEncoding.Json && !framed))
        {
            return new() { Encoding = encoding, Bytes = message };
        }

        var frame = inHeader ? schemaHeader : message;
        if (!SchemaFraming.TryRead(frame, out var id, out var length))
        {
            return new() { Failure = SchemaFraming.HasMagic(frame) ? DecodeFailure.Truncated : DecodeFailure.Magic, Encoding = encoding };
        }

        var start = inHeader ? 0 : length;
        return new() { Encoding = encoding, Bytes = message[start..], Start = start, Schema = encoding == MessageEncoding.Avro ? id : null };
    }
}
