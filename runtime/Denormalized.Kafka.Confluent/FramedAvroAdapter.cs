using System.Buffers;
using System.Collections.Frozen;
using Confluent.Kafka;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent;

/// <summary>Avro in Confluent's framing with the ids of the record's own schema.</summary>
internal sealed class FramedAvroAdapter<T>(SchemaId written, IEnumerable<SchemaId> readable) : Adapter<T>
{
    private readonly FrozenSet<SchemaId> _readable = readable.ToFrozenSet();

    protected override void Write(IBufferWriter<byte> output, T record, SerializationContext context)
    {
        Frame.Write(output, written, context);
        Codec.WriteAvro(output, record);
    }

    protected override T Read(ReadOnlySpan<byte> message, SerializationContext context)
    {
        var id = Frame.Read(message, context, out var body);
        return _readable.Contains(id) ? Codec.ReadAvro(body) : throw Frame.Unknown(id);
    }
}
