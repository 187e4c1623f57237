using Confluent.Kafka;
using Confluent.Kafka.SyncOverAsync;
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

    /// <summary>
    /// Avro in Confluent's framing with a schema registry: writes the record's own schema, and reads messages of every registered
    /// schema that can become the record, by Avro's schema resolution.
    /// </summary>
    /// <param name="registry">Asked once for each subject and each schema, when it is first needed.</param>
    /// <param name="options">Subject, registration, placement of the id.</param>
    /// <remarks>
    /// Besides <see cref="DecodeException"/>, reading throws <see cref="AvroResolutionException"/> when a schema cannot become the
    /// record, and both throw <see cref="SchemaRegistryException"/> when the registry refuses or cannot be reached.
    /// </remarks>
    /// <exception cref="ArgumentException">The id is pinned by its number, but the header takes a GUID.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not a stream.</exception>
    public static StreamSerde<T> AvroRegistry<T>(ISchemaRegistry registry, RegistryAvroOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var adapter = new RegistryAvroAdapter<T>(registry, options);
        IAsyncSerializer<T> serializer = adapter;
        IAsyncDeserializer<T> deserializer = adapter;
        return new StreamSerde<T>(serializer.AsSyncOverAsync(), deserializer.AsSyncOverAsync(), serializer, deserializer);
    }
}

/// <summary>How records of type <typeparamref name="T"/> are written and read. Thread-safe.</summary>
/// <remarks>
/// A null record is a null message (a tombstone), and back; where <typeparamref name="T"/> is a struct, reading a null message
/// throws. What cannot be read throws <see cref="DecodeException"/>, which Confluent.Kafka wraps in a <see cref="ConsumeException"/>.
/// </remarks>
public sealed class StreamSerde<T>
{
    internal StreamSerde(Adapter<T> adapter)
        : this(adapter, adapter, adapter, adapter)
    {
    }

    internal StreamSerde(ISerializer<T> serializer, IDeserializer<T> deserializer, IAsyncSerializer<T> asyncSerializer, IAsyncDeserializer<T> asyncDeserializer)
    {
        Serializer = serializer;
        Deserializer = deserializer;
        AsyncSerializer = asyncSerializer;
        AsyncDeserializer = asyncDeserializer;
    }

    /// <summary>For <c>ProducerBuilder.SetValueSerializer</c>.</summary>
    public ISerializer<T> Serializer { get; }

    /// <summary>For <c>ConsumerBuilder.SetValueDeserializer</c>.</summary>
    public IDeserializer<T> Deserializer { get; }

    /// <summary>As <see cref="Serializer"/>; waits for nothing but a registry, where <see cref="Serializer"/> blocks.</summary>
    public IAsyncSerializer<T> AsyncSerializer { get; }

    /// <summary>As <see cref="Deserializer"/>; waits for nothing but a registry, where <see cref="Deserializer"/> blocks.</summary>
    public IAsyncDeserializer<T> AsyncDeserializer { get; }
}
