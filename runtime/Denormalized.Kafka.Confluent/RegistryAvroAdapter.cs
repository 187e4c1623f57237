using System.Buffers;
using System.Collections.Concurrent;
using Confluent.Kafka;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;

namespace Denormalized.Kafka.Confluent;

/// <summary>Avro in Confluent's framing with a schema registry, which is asked once for each subject and each schema.</summary>
internal sealed class RegistryAvroAdapter<T> : IAsyncSerializer<T>, IAsyncDeserializer<T>
{
    private readonly ISchemaRegistry _registry;
    private readonly RegistryAvroOptions _options;
    private readonly StreamCodec<T> _codec = StreamRegistry.Get<T>();
    private readonly AvroAdapter<T> _nulls = new();
    private readonly AvroRecord _reader;
    private readonly ConcurrentDictionary<string, SchemaId> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SchemaId, AvroResolver> _readable = new();

    public RegistryAvroAdapter(ISchemaRegistry registry, RegistryAvroOptions? options = null)
    {
        _registry = registry;
        _options = options ?? new RegistryAvroOptions();
        if (_options is { SchemaId: not null, IdInHeader: true })
        {
            throw new ArgumentException("SchemaId pins a number, and IdInHeader writes a GUID. Keep one of them.", nameof(options));
        }

        _reader = (AvroRecord)AvroSchema.Parse(_codec.Info.AvroSchema);
    }

    public async Task<byte[]> SerializeAsync(T data, SerializationContext context)
    {
        if (data is null)
        {
            return null!; // Confluent.Kafka's null message
        }

        var subject = SubjectNames.Of(_options.Subjects, context.Topic, _reader.Name.FullName, context.Component == MessageComponentType.Key);
        if (!_written.TryGetValue(subject, out var id))
        {
            id = _options.SchemaId ?? await RegisteredAsync(subject).ConfigureAwait(false);
            _written[subject] = id;
        }

        var output = new ArrayBufferWriter<byte>();
        Frame.Write(output, id, context);
        _codec.WriteAvro(output, data);
        return output.WrittenSpan.ToArray();
    }

    public async Task<T> DeserializeAsync(ReadOnlyMemory<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull)
        {
            return _nulls.Deserialize(default, true, context);
        }

        var id = Frame.Read(data.Span, context, out var framed);
        var body = data[^framed.Length..];
        if (!_readable.TryGetValue(id, out var resolver))
        {
            var schema = await _registry.FindAsync(id).ConfigureAwait(false) ?? throw Frame.Unknown(id, $"not known to {_registry.Description}");
            resolver = _readable.GetOrAdd(id, new AvroResolver(await RegistryAvro.ParseAsync(_registry, schema).ConfigureAwait(false), _reader));
        }

        return _codec.ReadAvro(body.Span, resolver);
    }

    private async Task<SchemaId> RegisteredAsync(string subject)
    {
        var schema = new RegistrySchema(_codec.Info.AvroSchema);
        var registered = _options.AutoRegister
            ? await _registry.RegisterAsync(subject, schema, _options.Normalize).ConfigureAwait(false)
            : await _registry.LookUpAsync(subject, schema, _options.Normalize).ConfigureAwait(false)
                ?? throw new SchemaRegistryException($"The schema of {_codec.Info.Name} is not registered as '{subject}' at {_registry.Description}. Register it, or set AutoRegister.")
                {
                    Status = 404,
                    ErrorCode = SchemaRegistryErrors.SchemaNotFound,
                };
        return _options.IdInHeader
            ? registered.Guid ?? throw new SchemaRegistryException($"{_registry.Description} gives no GUIDs, which IdInHeader needs.") { Status = 200 }
            : registered.Id;
    }
}
