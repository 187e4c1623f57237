using System.Buffers;
using System.Buffers.Binary;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>How a message says which schema it was written with.</summary>
public enum AvroFraming
{
    /// <summary>It does not: the body alone.</summary>
    Plain,

    /// <summary>Avro's single-object encoding: <c>C3 01</c>, the schema's CRC-64-AVRO fingerprint, the body.</summary>
    SingleObject,

    /// <summary>Confluent's framing: a zero byte, the id that a schema registry gave, the body.</summary>
    Confluent,
}

/// <summary>What stands in front of a message's body.</summary>
/// <param name="Framing">Its form.</param>
/// <param name="Schema">Fingerprint or id of the writer's schema; 0 for a plain message.</param>
/// <remarks>
/// <code>
/// SingleObject   C3 01 | fingerprint, 8 bytes, little-endian | body
/// Confluent      00    | id, 4 bytes, big-endian             | body
/// </code>
/// </remarks>
public readonly record struct AvroFrame(AvroFraming Framing, ulong Schema)
{
    private const int MaxLength = 10;

    /// <summary>No frame.</summary>
    public static AvroFrame Plain => default;

    /// <summary>Bytes of the frame.</summary>
    public int Length => LengthOf(Framing);

    /// <summary>The frame of single-object encoding.</summary>
    public static AvroFrame SingleObject(AvroSchema schema) => new(AvroFraming.SingleObject, AvroFingerprint.Crc64(schema));

    /// <summary>Confluent's frame.</summary>
    public static AvroFrame Confluent(int schemaId) => new(AvroFraming.Confluent, (uint)schemaId);

    /// <summary>Takes the frame off.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="framing">The form that is expected.</param>
    /// <param name="frame">What the frame says.</param>
    /// <param name="body">The message behind it.</param>
    /// <returns>None, or why there is no such frame.</returns>
    public static DecodeFailure Read(ReadOnlySpan<byte> message, AvroFraming framing, out AvroFrame frame, out ReadOnlySpan<byte> body)
    {
        frame = new AvroFrame(framing, 0);
        body = message;
        ReadOnlySpan<byte> magic = Magic(framing);
        if (!message[..Math.Min(magic.Length, message.Length)].SequenceEqual(magic[..Math.Min(magic.Length, message.Length)]))
        {
            return DecodeFailure.Magic;
        }

        if (message.Length < frame.Length)
        {
            return DecodeFailure.Truncated;
        }

        ReadOnlySpan<byte> schema = message[magic.Length..];
        frame = framing switch
        {
            AvroFraming.SingleObject => new(framing, BinaryPrimitives.ReadUInt64LittleEndian(schema)),
            AvroFraming.Confluent => new(framing, BinaryPrimitives.ReadUInt32BigEndian(schema)),
            _ => frame,
        };
        body = message[frame.Length..];
        return DecodeFailure.None;
    }

    /// <summary>Writes the frame; the body follows.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<byte> frame = output.GetSpan(MaxLength);
        ReadOnlySpan<byte> magic = Magic(Framing);
        magic.CopyTo(frame);
        switch (Framing)
        {
            case AvroFraming.SingleObject: BinaryPrimitives.WriteUInt64LittleEndian(frame[magic.Length..], Schema); break;
            case AvroFraming.Confluent: BinaryPrimitives.WriteUInt32BigEndian(frame[magic.Length..], (uint)Schema); break;
        }

        output.Advance(Length);
    }

    private static int LengthOf(AvroFraming framing) => framing switch
    {
        AvroFraming.SingleObject => 10,
        AvroFraming.Confluent => 5,
        _ => 0,
    };

    private static ReadOnlySpan<byte> Magic(AvroFraming framing) => framing switch
    {
        AvroFraming.SingleObject => [0xC3, 0x01],
        AvroFraming.Confluent => [0x00],
        _ => [],
    };
}
