using System.Buffers;
using Confluent.Kafka;
using Denormalized.CompilerServices;

namespace Denormalized.Kafka.Confluent;

/// <summary>What all forms have in common: null messages, the buffer, the asynchronous faces.</summary>
internal abstract class Adapter<T> : ISerializer<T>, IDeserializer<T>, IAsyncSerializer<T>, IAsyncDeserializer<T>
{
    // A serializer is called by one thread at a time, but one serde may serve several producers.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    protected StreamCodec<T> Codec { get; } = StreamRegistry.Get<T>();

    public byte[] Serialize(T data, SerializationContext context)
    {
        if (data is null)
        {
            return null!; // Confluent.Kafka's null message; its interface was written before nullable references
        }

        var buffer = t_buffer ??= new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        Write(buffer, data, context);
        return buffer.WrittenSpan.ToArray();
    }

    public T Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (!isNull)
        {
            return Read(data, context);
        }

        return default(T) is null
            ? default!
            : throw new DecodeException(DecodeError.Create(DecodeFailure.Null, 0, "", Codec.Info.Name));
    }

    public Task<byte[]> SerializeAsync(T data, SerializationContext context) => Task.FromResult(Serialize(data, context));

    public Task<T> DeserializeAsync(ReadOnlyMemory<byte> data, bool isNull, SerializationContext context) =>
        Task.FromResult(Deserialize(data.Span, isNull, context));

    protected abstract void Write(IBufferWriter<byte> output, T record, SerializationContext context);

    protected abstract T Read(ReadOnlySpan<byte> message, SerializationContext context);
}

internal sealed class JsonAdapter<T> : Adapter<T>
{
    protected override void Write(IBufferWriter<byte> output, T record, SerializationContext context) => Codec.WriteJson(output, record);

    protected override T Read(ReadOnlySpan<byte> message, SerializationContext context) => Codec.ReadJson(message);
}

internal sealed class AvroAdapter<T> : Adapter<T>
{
    protected override void Write(IBufferWriter<byte> output, T record, SerializationContext context) => Codec.WriteAvro(output, record);

    protected override T Read(ReadOnlySpan<byte> message, SerializationContext context) => Codec.ReadAvro(message);
}
