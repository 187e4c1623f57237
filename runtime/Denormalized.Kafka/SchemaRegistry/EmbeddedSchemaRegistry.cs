using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.Schema;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>
/// A schema registry inside the process, for development and tests: numbers, versions, references and the seven compatibility
/// modes as Confluent's has them, for Avro. Everything is gone when the process ends.
/// </summary>
/// <remarks>
/// Other processes reach it over HTTP with the package Denormalized.SchemaRegistry. Schemas are kept as they print without white
/// space, so two texts that differ in nothing else are one. A GUID is made of the schema: the same one at every start.
/// </remarks>
public sealed class EmbeddedSchemaRegistry : ISchemaRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Entry>> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<RegistrySchema, int> _ids = [];
    private readonly List<RegistrySchema> _schemas = [];
    private readonly Dictionary<string, CompatibilityMode> _modes = new(StringComparer.Ordinal);
    private CompatibilityMode _mode = CompatibilityMode.Backward;

    /// <inheritdoc/>
    public string Description => "the embedded schema registry";

    /// <inheritdoc/>
    public async Task<RegisteredSchema> RegisterAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var (parsed, canonical) = await ParseAsync(schema, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (Find(subject, canonical) is { } known)
            {
                return known;
            }

            var conflicts = Conflicts(subject, parsed);
            return conflicts.Count == 0 ? Add(subject, canonical, parsed) : throw new SchemaRegistryException(
                $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\" ({CompatibilityNames.Of(Mode(subject))}): {string.Join("; ", conflicts)}")
            {
                Status = 409,
                ErrorCode = SchemaRegistryErrors.Incompatible,
            };
        }
    }

    /// <inheritdoc/>
    public async Task<RegisteredSchema?> LookUpAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default)
    {
        var (_, canonical) = await ParseAsync(schema, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return Find(subject, canonical);
        }
    }

    /// <inheritdoc/>
    public Task<RegistrySchema?> FindAsync(SchemaId id, CancellationToken cancellationToken = default) => Locked(
        () => id.Guid is { } guid ? _schemas.Find(s => GuidOf(s) == guid) : id.Number is >= 1 and var number && number <= _schemas.Count ? _schemas[number - 1] : null);

    /// <inheritdoc/>
    public Task<RegisteredSchema?> VersionAsync(string subject, int? version = null, CancellationToken cancellationToken = default) =>
        Locked(() => version is null ? Living(subject).LastOrDefault()?.Schema : Living(subject).FirstOrDefault(e => e.Schema.Version == version)?.Schema);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> VersionsAsync(string subject, CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<int>>(() => [.. Living(subject).Select(e => e.Schema.Version)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SubjectsAsync(CancellationToken cancellationToken = default) =>
        Locked<IReadOnlyList<string>>(() => [.. _subjects.Keys.Where(s => Living(s).Any()).Order(StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task<CompatibilityVerdict> CheckAsync(string subject, RegistrySchema schema, CancellationToken cancellationToken = default) =>
        CheckAsync(subject, schema, null, cancellationToken);

    /// <summary>As the public method, but against one version only.</summary>
    internal async Task<CompatibilityVerdict> CheckAsync(string subject, RegistrySchema schema, int? version, CancellationToken cancellationToken)
    {
        var (parsed, _) = await ParseAsync(schema, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var conflicts = Conflicts(subject, parsed, version);
            return new(conflicts.Count == 0, conflicts);
        }
    }

    /// <inheritdoc/>
    public Task<CompatibilityMode> CompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default) => Locked(() => Mode(subject));

    /// <inheritdoc/>
    public Task SetCompatibilityAsync(string? subject, CompatibilityMode mode, CancellationToken cancellationToken = default) =>
        Locked(() => subject is null ? _mode = mode : _modes[subject] = mode);

    /// <summary>The mode that a subject has of its own, or null.</summary>
    internal CompatibilityMode? OwnMode(string subject)
    {
        lock (_gate)
        {
            return _modes.TryGetValue(subject, out var mode) ? mode : null;
        }
    }

    /// <summary>Takes a subject's own mode away; the mode it had, or null.</summary>
    internal CompatibilityMode? RemoveMode(string subject)
    {
        lock (_gate)
        {
            return _modes.Remove(subject, out var mode) ? mode : null;
        }
    }

    /// <summary>Deletes a version, or all of a subject; ids stay readable, and numbers of versions are not given again.</summary>
    internal IReadOnlyList<int> Delete(string subject, int? version)
    {
        lock (_gate)
        {
            var entries = Living(subject).Where(e => version is null || e.Schema.Version == version).ToList();
            entries.ForEach(e => e.IsDeleted = true);
            return [.. entries.Select(e => e.Schema.Version)];
        }
    }

    /// <summary>Where a schema is registered.</summary>
    internal IReadOnlyList<RegisteredSchema> Places(int id)
    {
        lock (_gate)
        {
            return [.. _subjects.Keys.SelectMany(Living).Select(e => e.Schema).Where(s => s.Id == id)];
        }
    }

    internal static Guid GuidOf(RegistrySchema schema)
    {
        var text = schema.Text + string.Concat(schema.References.Select(r => $"\n{r.Name} {r.Subject} {r.Version}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true);
    }

    // Outside the lock: its references are asked from this registry.
    private async Task<(AvroSchema Parsed, RegistrySchema Canonical)> ParseAsync(RegistrySchema schema, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schema);
        try
        {
            var parsed = await RegistryAvro.ParseAsync(this, schema, AvroParsing.Strict, cancellationToken).ConfigureAwait(false);
            return (parsed, schema with { Text = schema.References.Count == 0 ? parsed.ToJson() : Compact(schema.Text) });
        }
        catch (AvroSchemaException error)
        {
            throw new SchemaRegistryException(error.Message, error) { Status = 422, ErrorCode = SchemaRegistryErrors.InvalidSchema };
        }
    }

    // Printed, a schema would define what it only refers to.
    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private List<string> Conflicts(string subject, AvroSchema next, int? version = null)
    {
        var living = Living(subject).Where(e => version is null || e.Schema.Version == version).ToList();
        return [.. AvroCompatibility.Check(next, [.. living.Select(e => e.Parsed)], Mode(subject)).Select(c => $"version {living[c.Version].Schema.Version}: {c}")];
    }

    private RegisteredSchema Add(string subject, RegistrySchema schema, AvroSchema parsed)
    {
        if (!_ids.TryGetValue(schema, out var id))
        {
            _schemas.Add(schema);
            _ids.Add(schema, id = _schemas.Count);
        }

        if (!_subjects.TryGetValue(subject, out var versions))
        {
            _subjects.Add(subject, versions = []);
        }

        var registered = new RegisteredSchema(subject, versions.Count + 1, id, schema) { Guid = GuidOf(schema) };
        versions.Add(new Entry(registered, parsed));
        return registered;
    }

    private RegisteredSchema? Find(string subject, RegistrySchema schema) => Living(subject).FirstOrDefault(e => e.Schema.Schema == schema)?.Schema;

    private IEnumerable<Entry> Living(string subject) => _subjects.TryGetValue(subject, out var versions) ? versions.Where(e => !e.IsDeleted) : [];

    private CompatibilityMode Mode(string? subject) => subject is not null && _modes.TryGetValue(subject, out var mode) ? mode : _mode;

    private Task<TResult> Locked<TResult>(Func<TResult> action)
    {
        lock (_gate)
        {
            return Task.FromResult(action());
        }
    }

    private sealed record Entry(RegisteredSchema Schema, AvroSchema Parsed)
    {
        public bool IsDeleted { get; set; }
    }
}
