using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting;

/// <summary>What a message says of the schema that it was written with.</summary>
/// <param name="Registered">What a registry calls it; not set in single-object encoding.</param>
/// <param name="Fingerprint">Its CRC-64-AVRO, in single-object encoding.</param>
internal readonly record struct WriterId(SchemaId Registered, ulong? Fingerprint)
{
    public override string ToString() => Fingerprint is { } fingerprint ? $"with fingerprint {fingerprint:x16}" : Registered.ToString();
}

/// <summary>How a message is written, and its body without framing (see <see cref="SchemaFraming"/> and <see cref="AvroFrame"/>).</summary>
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
    public WriterId? Schema { get; private init; }

    /// <summary>Recognises a message.</summary>
    /// <param name="message">Its value.</param>
    /// <param name="schemaHeader">Value of the header that names the schema; it counts before a prefix. Empty when there is none.</param>
    /// <param name="format">What the pipeline's options say.</param>
    public static MessageBody Recognise(ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaHeader, MessageFormat format)
    {
        if (format == MessageFormat.AvroSingleObject || (format == MessageFormat.Auto && message is [0xC3, ..]))
        {
            return SingleObject(message);
        }

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
        return new() { Encoding = encoding, Bytes = message[start..], Start = start, Schema = encoding == MessageEncoding.Avro ? new WriterId(id, null) : null };
    }

    private static MessageBody SingleObject(ReadOnlySpan<byte> message)
    {
        var failure = AvroFrame.Read(message, AvroFraming.SingleObject, out var frame, out var body);
        return failure == DecodeFailure.None
            ? new() { Encoding = MessageEncoding.Avro, Bytes = body, Start = frame.Length, Schema = new WriterId(default, frame.Schema) }
            : new() { Encoding = MessageEncoding.Avro, Failure = message.IsEmpty ? DecodeFailure.Magic : failure };
    }
}
