using System.Buffers;
using System.Collections.Concurrent;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Writes and reads framed Avro messages of one stream, also those that older and newer writers wrote.</summary>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
/// <remarks>Thread-safe. A writer's schema is planned once, when it is added.</remarks>
public sealed class AvroMessages<T>
{
    private readonly StreamCodec<T> _codec = StreamRegistry.Get<T>();
    private readonly ConcurrentDictionary<ulong, AvroResolver> _writers = new();
    private readonly AvroFrame _own;

    /// <summary>Messages of the record's own schema, plain or in single-object encoding.</summary>
    /// <param name="framing">Confluent's framing needs the id of a schema; see the other constructor.</param>
    public AvroMessages(AvroFraming framing)
        : this(framing, 0)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)framing, (int)AvroFraming.Confluent);
    }

    /// <summary>Messages in Confluent's framing.</summary>
    /// <param name="schemaId">What the registry calls the record's own schema.</param>
    public AvroMessages(int schemaId)
        : this(AvroFraming.Confluent, (uint)schemaId)
    {
    }

    private AvroMessages(AvroFraming framing, uint schemaId)
    {
        Schema = AvroSchema.Parse(_codec.Info.AvroSchema);
        _own = framing == AvroFraming.SingleObject ? AvroFrame.SingleObject(Schema) : new AvroFrame(framing, schemaId);
        _writers[_own.Schema] = new AvroResolver(Schema, Schema);
    }

    /// <summary>The record's own schema, which messages are written with.</summary>
    public AvroSchema Schema { get; }

    /// <summary>Messages in single-object encoding can be of this schema, too.</summary>
    /// <exception cref="AvroResolutionException">None of its messages can be read as <typeparamref name="T"/>.</exception>
    public void Add(AvroSchema writer) => Add(AvroFrame.SingleObject(writer), writer);

    /// <summary>Messages in Confluent's framing with this id are of this schema.</summary>
    /// <exception cref="AvroResolutionException">None of its messages can be read as <typeparamref name="T"/>.</exception>
    public void Add(int schemaId, AvroSchema writer) => Add(AvroFrame.Confluent(schemaId), writer);

    /// <summary>Writes a record with its frame.</summary>
    /// <exception cref="WireRangeException">A value has no Avro form; the message names the member.</exception>
    public void Write(IBufferWriter<byte> output, T record)
    {
        _own.Write(output);
        _codec.WriteAvro(output, record);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="DecodeException">It is not such a message, or of a schema that was not added.</exception>
    public T Read(ReadOnlySpan<byte> message)
    {
        DecodeFailure failure = AvroFrame.Read(message, _own.Framing, out AvroFrame frame, out ReadOnlySpan<byte> body);
        if (failure == DecodeFailure.None && _writers.TryGetValue(frame.Schema, out AvroResolver? resolver))
        {
            return _codec.ReadAvro(body, resolver);
        }

        throw new DecodeException(DecodeError.Create(failure == DecodeFailure.None ? DecodeFailure.SchemaId : failure, 0, ""));
    }

    private void Add(AvroFrame frame, AvroSchema writer)
    {
        if (frame.Framing != _own.Framing)
        {
            throw new InvalidOperationException($"These messages have the framing {_own.Framing}; a schema for {frame.Framing} says nothing about them.");
        }

        _writers[frame.Schema] = AvroResolver.For<T>(writer);
    }
}
