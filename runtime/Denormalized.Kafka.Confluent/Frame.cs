using System.Buffers;
using Confluent.Kafka;
using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent;

/// <summary>Finds and puts the schema id of a message: in its header or in front of its body.</summary>
internal static class Frame
{
    /// <summary>A GUID goes into the header, a number in front of the body, as Confluent's serializers do.</summary>
    public static void Write(IBufferWriter<byte> output, SchemaId id, SerializationContext context)
    {
        if (id.Guid is null)
        {
            SchemaFraming.Write(output, id);
            return;
        }

        var headers = context.Headers ?? throw new InvalidOperationException(
            "A schema id that is a GUID is written into a header, and this message has none to write to. Use the schema's number.");
        var header = new ArrayBufferWriter<byte>(SchemaFraming.GuidLength);
        SchemaFraming.Write(header, id);
        headers.Remove(Header(context)); // of an earlier attempt to send the same message
        headers.Add(Header(context), header.WrittenSpan.ToArray());
    }

    /// <summary>The header counts before the prefix: a body behind a header may begin with a zero byte of its own.</summary>
    /// <exception cref="DecodeException">There is no schema id.</exception>
    public static SchemaId Read(ReadOnlySpan<byte> message, SerializationContext context, out ReadOnlySpan<byte> body)
    {
        if (context.Headers is { } headers && headers.TryGetLastBytes(Header(context), out var header))
        {
            body = message;
            return SchemaFraming.TryRead(header, out var id, out _) ? id : throw Refused(header, $"header {Header(context)}");
        }

        if (!SchemaFraming.TryRead(message, out var prefix, out var length))
        {
            throw Refused(message, "");
        }

        body = message[length..];
        return prefix;
    }

    public static DecodeException Unknown(SchemaId id, string why = "not known to be the record's own") =>
        new(new DecodeError(DecodeFailure.SchemaId, 0, "", $"The schema of the message, {id}, is {why}."));

    private static string Header(SerializationContext context) =>
        context.Component == MessageComponentType.Key ? SchemaFraming.KeyHeader : SchemaFraming.ValueHeader;

    private static DecodeException Refused(ReadOnlySpan<byte> bytes, string where) =>
        new(DecodeError.Create(SchemaFraming.HasMagic(bytes) ? DecodeFailure.Truncated : DecodeFailure.Magic, 0, where));
}
