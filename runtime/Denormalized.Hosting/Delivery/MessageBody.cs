using System.Buffers.Binary;
using Denormalized.CompilerServices;

namespace Denormalized.Hosting;

/// <summary>Finds out how a message is written, and takes Confluent's framing off.</summary>
/// <remarks>
/// <code>
/// 00 | 00 00 00 2A | body      magic byte, schema id (big-endian, here 42), body
/// </code>
/// </remarks>
internal static class MessageBody
{
    private const int FramingLength = 5;

    /// <summary>The body and its encoding, or the failure that makes the message a dead letter.</summary>
    public static DecodeFailure Recognise(ReadOnlySpan<byte> message, PipelineOptions options, out MessageEncoding encoding, out ReadOnlySpan<byte> body, out int schemaId)
    {
        schemaId = 0;
        body = message;
        var framed = message.Length > 0 && message[0] == 0;
        encoding = options.Format switch
        {
            MessageFormat.Auto => framed ? MessageEncoding.Avro : MessageEncoding.Json,
            MessageFormat.Json => MessageEncoding.Json,
            _ => MessageEncoding.Avro,
        };

        if (options.Format == MessageFormat.AvroPlain || (!framed && encoding == MessageEncoding.Json))
        {
            return DecodeFailure.None;
        }

        if (!framed)
        {
            return DecodeFailure.Magic;
        }

        if (message.Length < FramingLength)
        {
            return DecodeFailure.Truncated;
        }

        schemaId = BinaryPrimitives.ReadInt32BigEndian(message[1..]);
        body = message[FramingLength..];
        return encoding == MessageEncoding.Json || options.SchemaIds.Contains(schemaId) ? DecodeFailure.None : DecodeFailure.SchemaId;
    }
}
