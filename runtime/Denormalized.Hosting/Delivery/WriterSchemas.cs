using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;

namespace Denormalized.Hosting;

/// <summary>How messages of one registered schema are read as a source's record.</summary>
/// <param name="Resolver">Brings them into the record's own layout; null when they have it, or cannot be read.</param>
internal sealed record WriterSchema(AvroResolver? Resolver)
{
    /// <summary>They have the record's own schema.</summary>
    public static readonly WriterSchema Own = new((AvroResolver?)null);

    /// <summary>Why no message of this schema can be read, and what to do; null when they can.</summary>
    public string? Refusal { get; init; }

    /// <summary>The kind of <see cref="Refusal"/>.</summary>
    public DecodeFailure Reason { get; init; }

    /// <summary>A registry that did not know the schema is asked again then: it may have been registered since.</summary>
    public DateTimeOffset AskAgain { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>
/// The schemas that messages of a pipeline name. Each is asked from the registry once and planned once for each source; the
/// record's own schema needs no registry when its ids are configured.
/// </summary>
internal sealed class WriterSchemas(PipelineInfo info, PipelineOptions options, ISchemaRegistry? registry, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_unknownFor = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(int Source, WriterId Id), WriterSchema> _known = [];
    private readonly Dictionary<int, AvroSchema> _readers = [];

    /// <summary>Memory of the messages that are brought into another layout.</summary>
    public AvroBuffer Buffer { get; } = new();

    /// <summary>Whether a schema can be named by a header: only a registry knows what it stands for.</summary>
    public bool ReadsHeaders => registry is not null;

    public void Dispose() => Buffer.Dispose();

    /// <summary>What is known about a schema; null when the registry has to be asked.</summary>
    public WriterSchema? Find(int source, WriterId id) =>
        _known.TryGetValue((source, id), out var known) && (known.AskAgain == DateTimeOffset.MaxValue || known.AskAgain > time.GetUtcNow()) ? known : null;

    /// <summary>Asks the registry and plans the reading.</summary>
    /// <param name="source">The source.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="id">What a message says of its schema.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SchemaRegistryException">The registry does not answer, or not to us: nothing is known about the schema.</exception>
    public async Task<WriterSchema> LoadAsync(int source, string topic, WriterId id, CancellationToken cancellationToken)
    {
        var schema = id switch
        {
            { Fingerprint: { } fingerprint } => ByFingerprint(source, fingerprint, id),
            { Registered.Number: { } number } when options.SchemaIds.Contains(number) => WriterSchema.Own,
            _ => await AskAsync(source, topic, id.Registered, cancellationToken).ConfigureAwait(false),
        };
        _known[(source, id)] = schema;
        return schema;
    }

    private WriterSchema ByFingerprint(int source, ulong fingerprint, WriterId id)
    {
        var reader = Reader(source);
        return AvroFingerprint.Crc64(reader) == fingerprint ? WriterSchema.Own
            : options.WriterSchemas.FirstOrDefault(s => AvroFingerprint.Crc64(s) == fingerprint) is { } writer ? Plan(source, writer, id)
            : Refused(DecodeFailure.SchemaId, $"No schema {id} is known: the record's own has {AvroFingerprint.Crc64(reader):x16}. Add the writer's to WriterSchemas of the pipeline.");
    }

    private async Task<WriterSchema> AskAsync(int source, string topic, SchemaId id, CancellationToken cancellationToken)
    {
        if (registry is null)
        {
            return Refused(
                DecodeFailure.SchemaId,
                $"Schema id {id} is not known. When it stands for this record's own schema, add it to SchemaIds of the pipeline; else set SchemaRegistry:Url.");
        }

        if (await registry.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return Refused(DecodeFailure.SchemaId, $"Schema id {id} is not known to {registry.Description}.") with { AskAgain = time.GetUtcNow() + s_unknownFor };
        }

        try
        {
            var writer = await RegistryAvro.ParseAsync(registry, found, AvroParsing.Lenient, cancellationToken).ConfigureAwait(false);
            return await StrangerAsync(topic, id, found, writer, cancellationToken).ConfigureAwait(false) ?? Plan(source, writer, new WriterId(id, null));
        }
        catch (Exception error) when (error is AvroSchemaException or SchemaRegistryException { Status: 422 })
        {
            return Refused(DecodeFailure.SchemaId, $"Schema {id} of {registry.Description} cannot be read: {error.Message}");
        }
    }

    /// <summary>A refusal when no subject of the topic has the schema: somebody wrote to the wrong topic, or took the ids of another registry.</summary>
    private async Task<WriterSchema?> StrangerAsync(string topic, SchemaId id, RegistrySchema schema, AvroSchema writer, CancellationToken cancellationToken)
    {
        if (!options.CheckSubject)
        {
            return null;
        }

        var record = (writer as AvroNamed)?.Name.FullName;
        string[] subjects = record is null
            ? [SubjectNames.Of(SubjectNaming.TopicName, topic, "")]
            : [.. Enum.GetValues<SubjectNaming>().Select(n => SubjectNames.Of(n, topic, record))];
        foreach (var subject in subjects)
        {
            if (await registry!.LookUpAsync(subject, schema, cancellationToken: cancellationToken).ConfigureAwait(false) is not null)
            {
                return null;
            }
        }

        return Refused(
            DecodeFailure.SchemaId,
            $"Schema {id} of {registry!.Description} does not belong to topic {topic}: it is not registered under {string.Join(" or ", subjects)}. Where subjects are called otherwise, set CheckSubject of the pipeline to false.")
            with { AskAgain = time.GetUtcNow() + s_unknownFor };
    }

    private WriterSchema Plan(int source, AvroSchema writer, WriterId id)
    {
        try
        {
            return new(new AvroResolver(writer, Reader(source)));
        }
        catch (AvroResolutionException error)
        {
            return Refused(DecodeFailure.Unresolved, $"Messages of schema {id} cannot be read as {info.Sources[source].Name}: {string.Join("; ", error.Conflicts)}.");
        }
    }

    /// <summary>The record's own schema.</summary>
    public AvroSchema Reader(int source)
    {
        if (!_readers.TryGetValue(source, out var reader))
        {
            _readers.Add(source, reader = AvroSchema.Parse(info.Sources[source].AvroSchema));
        }

        return reader;
    }

    private static WriterSchema Refused(DecodeFailure reason, string refusal) => WriterSchema.Own with { Refusal = refusal, Reason = reason };
}
