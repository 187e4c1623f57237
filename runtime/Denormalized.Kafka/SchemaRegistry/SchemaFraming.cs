using System.Buffers;
using Denormalized.CompilerServices;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>Confluent's framing: how a message says which schema it was written with.</summary>
/// <remarks>
/// In front of the body (a number there is <see cref="AvroFraming.Confluent"/>), or, since Confluent Platform 8, in a header of the message:
/// <code>
/// 00 | 00 00 00 2A | body                           schema 42, big-endian
/// 01 | 89 79 17 62 23 36 41 86 ... 02 E2 | body     schema 89791762-2336-4186-..., big-endian
///
/// header __value_schema_id: 01 | 89 79 17 62 ...    the value is the bare body
/// </code>
/// </remarks>
public static class SchemaFraming
{
    /// <summary>Bytes of a number with its magic byte.</summary>
    public const int NumberLength = 5;

    /// <summary>Bytes of a GUID with its magic byte.</summary>
    public const int GuidLength = 17;

    /// <summary>Header that holds the schema of the key.</summary>
    public const string KeyHeader = "__key_schema_id";

    /// <summary>Header that holds the schema of the value.</summary>
    public const string ValueHeader = "__value_schema_id";

    private const byte GuidMagic = 1;

    /// <summary>Whether a message, or a header's value, begins with one of the two magic bytes.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] is 0 or GuidMagic;

    /// <summary>Reads the schema that a message, or a header's value, begins with.</summary>
    /// <param name="bytes">The message or the header's value.</param>
    /// <param name="id">The schema.</param>
    /// <param name="length">Bytes that it takes; the body follows.</param>
    /// <returns>False when there is no magic byte (see <see cref="HasMagic"/>) or the bytes end too early.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SchemaId id, out int length)
    {
        if (AvroFrame.Read(bytes, AvroFraming.Confluent, out var frame, out _) == DecodeFailure.None)
        {
            (id, length) = ((int)(uint)frame.Schema, frame.Length);
            return true;
        }

        if (bytes.Length >= GuidLength && bytes[0] == GuidMagic)
        {
            (id, length) = (new Guid(bytes[1..GuidLength], bigEndian: true), GuidLength);
            return true;
        }

        (id, length) = (default, 0);
        return false;
    }

    /// <summary>Writes a schema as it stands in front of a body or in a header.</summary>
    public static void Write(IBufferWriter<byte> output, SchemaId id)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (id.Guid is { } guid)
        {
            var span = output.GetSpan(GuidLength);
            span[0] = GuidMagic;
            guid.TryWriteBytes(span[1..], bigEndian: true, out _);
            output.Advance(GuidLength);
            return;
        }

        AvroFrame.Confluent(id.Number ?? throw new ArgumentException("The schema has neither a number nor a GUID.", nameof(id))).Write(output);
    }
}
