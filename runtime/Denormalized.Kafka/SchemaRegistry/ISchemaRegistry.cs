using Denormalized.Schema;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>A schema registry with the operations of Confluent's REST interface.</summary>
/// <remarks>
/// <see cref="SchemaRegistryClient"/> speaks it over HTTP, <see cref="EmbeddedSchemaRegistry"/> is one in the process. All methods
/// throw <see cref="SchemaRegistryException"/> when the registry refuses or cannot be reached. Implementations are thread-safe.
/// </remarks>
public interface ISchemaRegistry
{
    /// <summary>Where it is, for messages; without credentials.</summary>
    string Description { get; }

    /// <summary>Registers a schema as the next version of a subject; one that is there already keeps its version.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="normalize">Compare and keep it without differences that mean nothing, such as white space and the order of attributes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Version 0 where an older registry does not tell it.</returns>
    Task<RegisteredSchema> RegisterAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default);

    /// <summary>The version of a subject that is this schema, or null.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="normalize">Compare without differences that mean nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RegisteredSchema?> LookUpAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default);

    /// <summary>A schema by what a message says, or null when the registry does not know it.</summary>
    /// <param name="id">Number or GUID.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RegistrySchema?> FindAsync(SchemaId id, CancellationToken cancellationToken = default);

    /// <summary>A version of a subject, or null when there is no such.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="version">From 1; the latest when null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RegisteredSchema?> VersionAsync(string subject, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>The versions of a subject, ascending; none when there is no such subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<int>> VersionsAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>All subjects.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<string>> SubjectsAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether a schema may become the next version of a subject under the mode that applies there. Registers nothing.</summary>
    /// <param name="subject">The subject; a new one takes any schema.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<CompatibilityVerdict> CheckAsync(string subject, RegistrySchema schema, CancellationToken cancellationToken = default);

    /// <summary>The mode that applies to a subject.</summary>
    /// <param name="subject">The subject; the registry's own when null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<CompatibilityMode> CompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the mode of a subject, or of all that have none of their own.</summary>
    /// <param name="subject">The subject; the registry's own when null.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task SetCompatibilityAsync(string? subject, CompatibilityMode mode, CancellationToken cancellationToken = default);
}
