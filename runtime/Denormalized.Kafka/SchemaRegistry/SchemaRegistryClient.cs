using System.Collections.Concurrent;
using Denormalized.Schema;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>A schema registry over HTTP: Confluent's REST interface, which Karapace, Apicurio and Redpanda speak too.</summary>
/// <remarks>
/// What never changes is asked once: a schema by its id, the id of a schema in a subject. Requests that nobody answers or that
/// fail in the server go to the next address, then are repeated with growing pauses.
/// </remarks>
public sealed class SchemaRegistryClient : ISchemaRegistry, IDisposable
{
    private readonly RegistryHttp _http;
    private readonly ConcurrentDictionary<SchemaId, RegistrySchema> _schemas = new();
    private readonly ConcurrentDictionary<(string Subject, RegistrySchema Schema, bool Normalize), RegisteredSchema> _registered = new();

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">An address is not one, or the authentication is given twice.</exception>
    public SchemaRegistryClient(SchemaRegistryOptions options)
        : this(options, RegistryTls.CreateHandler(options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    /// <summary>Makes a client that sends through a handler of the caller's; certificates are then the handler's matter.</summary>
    /// <exception cref="ArgumentException">An address is not one, or the authentication is given twice.</exception>
    public SchemaRegistryClient(SchemaRegistryOptions options, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        _http = new RegistryHttp(options, handler);
    }

    /// <inheritdoc/>
    public string Description => _http.Description;

    /// <inheritdoc/>
    public async Task<RegisteredSchema> RegisterAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default)
    {
        if (_registered.TryGetValue((subject, schema, normalize), out var known))
        {
            return known;
        }

        var body = await PostAsync($"subjects/{Escape(subject)}/versions{Normalize(normalize)}", schema, false, cancellationToken).ConfigureAwait(false);
        return Remember(schema, normalize, body!.ToRegistered(subject, schema));
    }

    /// <inheritdoc/>
    public async Task<RegisteredSchema?> LookUpAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default)
    {
        if (_registered.TryGetValue((subject, schema, normalize), out var known) && known.Version > 0)
        {
            return known;
        }

        var body = await PostAsync($"subjects/{Escape(subject)}{Normalize(normalize)}", schema, true, cancellationToken).ConfigureAwait(false);
        return body is null ? null : Remember(schema, normalize, body.ToRegistered(subject, schema));
    }

    /// <inheritdoc/>
    public async Task<RegistrySchema?> FindAsync(SchemaId id, CancellationToken cancellationToken = default)
    {
        if (_schemas.TryGetValue(id, out var known))
        {
            return known;
        }

        var path = id.Guid is { } guid ? $"schemas/guids/{guid}" : $"schemas/ids/{id.Number}";
        var body = await GetAsync(path, RegistryJson.Default.SchemaBody, true, cancellationToken).ConfigureAwait(false);
        return body is null ? null : _schemas.GetOrAdd(id, body.ToSchema());
    }

    /// <inheritdoc/>
    public async Task<RegisteredSchema?> VersionAsync(string subject, int? version = null, CancellationToken cancellationToken = default)
    {
        var path = $"subjects/{Escape(subject)}/versions/{(version is { } number ? $"{number}" : "latest")}";
        var body = await GetAsync(path, RegistryJson.Default.RegisteredBody, true, cancellationToken).ConfigureAwait(false);
        return body?.ToRegistered(subject, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> VersionsAsync(string subject, CancellationToken cancellationToken = default) =>
        await GetAsync($"subjects/{Escape(subject)}/versions", RegistryJson.Default.IReadOnlyListInt32, true, cancellationToken).ConfigureAwait(false) ?? [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> SubjectsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("subjects", RegistryJson.Default.IReadOnlyListString, false, cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc/>
    public async Task<CompatibilityVerdict> CheckAsync(string subject, RegistrySchema schema, CancellationToken cancellationToken = default)
    {
        // Without a version the registry compares with all versions that the mode asks for, with one only with that.
        var body = await _http.SendAsync(
            HttpMethod.Post, $"compatibility/subjects/{Escape(subject)}/versions?verbose=true", SchemaBody.Of(schema),
            RegistryJson.Default.SchemaBody, RegistryJson.Default.VerdictBody, false, cancellationToken).ConfigureAwait(false);
        return new(body!.IsCompatible, body.Messages ?? []);
    }

    /// <inheritdoc/>
    public async Task<CompatibilityMode> CompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default)
    {
        var path = subject is null ? "config" : $"config/{Escape(subject)}?defaultToGlobal=true";
        var body = await GetAsync(path, RegistryJson.Default.ModeBody, subject is not null, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return await CompatibilityAsync(null, cancellationToken).ConfigureAwait(false); // registries before 5.3 know no defaultToGlobal
        }

        var text = body.CompatibilityLevel ?? body.Compatibility;
        return CompatibilityNames.TryParse(text, out var mode) ? mode : throw new SchemaRegistryException($"Schema registry: '{text}' is not a known compatibility mode.") { Status = 200 };
    }

    /// <inheritdoc/>
    public Task SetCompatibilityAsync(string? subject, CompatibilityMode mode, CancellationToken cancellationToken = default) => _http.SendAsync(
        HttpMethod.Put, subject is null ? "config" : $"config/{Escape(subject)}", new ModeBody { Compatibility = CompatibilityNames.Of(mode) },
        RegistryJson.Default.ModeBody, RegistryJson.Default.ModeBody, false, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private Task<RegisteredBody?> PostAsync(string path, RegistrySchema schema, bool orNull, CancellationToken cancellationToken) => _http.SendAsync(
        HttpMethod.Post, path, SchemaBody.Of(schema), RegistryJson.Default.SchemaBody, RegistryJson.Default.RegisteredBody, orNull, cancellationToken);

    private Task<TAnswer?> GetAsync<TAnswer>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TAnswer> type, bool orNull, CancellationToken cancellationToken)
        where TAnswer : class => _http.SendAsync<SchemaBody, TAnswer>(HttpMethod.Get, path, null, RegistryJson.Default.SchemaBody, type, orNull, cancellationToken);

    private RegisteredSchema Remember(RegistrySchema asked, bool normalize, RegisteredSchema answer)
    {
        _registered[(answer.Subject, asked, normalize)] = answer;
        return answer;
    }

    private static string Normalize(bool normalize) => normalize ? "?normalize=true" : "";

    private static string Escape(string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return Uri.EscapeDataString(subject);
    }
}
