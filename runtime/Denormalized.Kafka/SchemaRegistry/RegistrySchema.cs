namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>A schema as a registry keeps it.</summary>
/// <param name="Text">The schema; for Avro its JSON.</param>
public sealed record RegistrySchema(string Text)
{
    /// <summary><c>AVRO</c> unless said otherwise; the others are <c>JSON</c> and <c>PROTOBUF</c>.</summary>
    public string Type { get; init; } = "AVRO";

    /// <summary>Schemas of other subjects whose types this one uses by name.</summary>
    public IReadOnlyList<SchemaReference> References { get; init; } = [];

    /// <summary>Equal in text, type and references.</summary>
    public bool Equals(RegistrySchema? other) =>
        other is not null && Text == other.Text && Type == other.Type && References.SequenceEqual(other.References);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Type, References.Count);
}

/// <summary>A schema of another subject that a schema uses.</summary>
/// <param name="Name">The name it is used by; in Avro the full name of the type.</param>
/// <param name="Subject">Where it is registered.</param>
/// <param name="Version">In which version.</param>
public sealed record SchemaReference(string Name, string Subject, int Version);

/// <summary>A schema with its place in the registry.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Version">Version within the subject, from 1.</param>
/// <param name="Id">Number of the schema, the same in every subject.</param>
/// <param name="Schema">The schema.</param>
public sealed record RegisteredSchema(string Subject, int Version, int Id, RegistrySchema Schema)
{
    /// <summary>GUID of the schema; null where the registry gives none.</summary>
    public Guid? Guid { get; init; }
}

/// <summary>Whether a schema may become the next version, and why not.</summary>
/// <param name="IsCompatible">Whether it may.</param>
/// <param name="Messages">What is in the way, each with its place; empty when nothing is, or when the registry does not say.</param>
public sealed record CompatibilityVerdict(bool IsCompatible, IReadOnlyList<string> Messages);
