using Confluent.Kafka;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent;

/// <summary>Serializers and deserializers of streams for Confluent.Kafka.</summary>
public static class StreamSerde
{
    /// <summary>One JSON object a message (UTF-8).</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not a stream.</exception>
    public static StreamSerde<T> Json<T>() => new(new JsonAdapter<T>());

    /// <summary>Plain Avro binary without framing (Avro 1.12), written and read with the record's own schema.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not a stream.</exception>
    public static StreamSerde<T> Avro<T>() => new(new AvroAdapter<T>());

    /// <summary>
    /// Avro in Confluent's framing, for schema ids that are known: the same bytes as Confluent.SchemaRegistry.Serdes.Avro writes.
    /// </summary>
    /// <param name="id">
    /// Id of the record's own schema. A number is written in front of the body, a GUID into the header <c>__value_schema_id</c>
    /// (<c>__key_schema_id</c> of a key).
    /// </param>
    /// <param name="others">Further ids of the same schema, whose messages are read too; the header is looked at first.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not a stream.</exception>
    public static StreamSerde<T> AvroFramed<T>(SchemaId id, params IEnumerable<SchemaId> others) => new(new FramedAvroAdapter<T>(id, [id, .. others]));
}

/// <summary>How records of type <typeparamref name="T"/> are written and read. Thread-safe.</summary>
/// <remarks>
/// A null record is a null message (a tombstone), and back; where <typeparamref name="T"/> is a struct, reading a null message
/// throws. What cannot be read throws <see cref="DecodeException"/>, which Confluent.Kafka wraps in a <see cref="ConsumeException"/>.
/// </remarks>
public sealed class StreamSerde<T>
{
    private readonly Adapter<T> _adapter;

    internal StreamSerde(Adapter<T> adapter) => _adapter = adapter;

    /// <summary>For <c>ProducerBuilder.SetValueSerializer</c>.</summary>
    public ISerializer<T> Serializer => _adapter;

    /// <summary>For <c>ConsumerBuilder.SetValueDeserializer</c>.</summary>
    public IDeserializer<T> Deserializer => _adapter;

    /// <summary>As <see cref="Serializer"/>, where an asynchronous one is asked for; it never waits.</summary>
    public IAsyncSerializer<T> AsyncSerializer => _adapter;

    /// <summary>As <see cref="Deserializer"/>, where an asynchronous one is asked for; it never waits.</summary>
    public IAsyncDeserializer<T> AsyncDeserializer => _adapter;
}
