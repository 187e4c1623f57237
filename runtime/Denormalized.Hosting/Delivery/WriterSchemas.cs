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

    private readonly Dictionary<(int Source, SchemaId Id), WriterSchema> _known = [];
    private readonly Dictionary<int, AvroSchema> _readers = [];

    /// <summary>Memory of the messages that are brought into another layout.</summary>
    public AvroBuffer Buffer { get; } = new();

    /// <summary>Whether a schema can be named by a header: only a registry knows what it stands for.</summary>
    public bool ReadsHeaders => registry is not null;

    public void Dispose() => Buffer.Dispose();

    /// <summary>What is known about a schema; null when the registry has to be asked.</summary>
    public WriterSchema? Find(int source, SchemaId id) =>
        _known.TryGetValue((source, id), out var known) && (known.AskAgain == DateTimeOffset.MaxValue || known.AskAgain > time.GetUtcNow()) ? known : null;

    /// <summary>Asks the registry and plans the reading.</summary>
    /// <exception cref="SchemaRegistryException">The registry does not answer, or not to us: nothing is known about the schema.</exception>
    public async Task<WriterSchema> LoadAsync(int source, SchemaId id, CancellationToken cancellationToken)
    {
        var schema = id.Number is { } number && options.SchemaIds.Contains(number) ? WriterSchema.Own : await AskAsync(source, id, cancellationToken).ConfigureAwait(false);
        _known[(source, id)] = schema;
        return schema;
    }

    private async Task<WriterSchema> AskAsync(int source, SchemaId id, CancellationToken cancellationToken)
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
            return new(new AvroResolver(writer, Reader(source)));
        }
        catch (AvroResolutionException error)
        {
            return Refused(DecodeFailure.Unresolved, $"Messages of schema {id} cannot be read as {info.Sources[source].Name}: {string.Join("; ", error.Conflicts)}.");
        }
        catch (Exception error) when (error is AvroSchemaException or SchemaRegistryException { Status: 422 })
        {
            return Refused(DecodeFailure.SchemaId, $"Schema {id} of {registry.Description} cannot be read: {error.Message}");
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
