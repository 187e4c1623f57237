using System.Text.Json.Serialization;

namespace Denormalized.Kafka.SchemaRegistry;

// The bodies of Confluent's REST interface. https://docs.confluent.io/platform/current/schema-registry/develop/api.html

internal sealed record ReferenceBody(string Name, string Subject, int Version);

/// <summary>Asks with: schema, schemaType (AVRO when missing), references.</summary>
internal sealed record SchemaBody
{
    public string? Schema { get; init; }

    public string? SchemaType { get; init; }

    public IReadOnlyList<ReferenceBody>? References { get; init; }

    public static SchemaBody Of(RegistrySchema schema) => new()
    {
        Schema = schema.Text,
        SchemaType = schema.Type == "AVRO" ? null : schema.Type,
        References = schema.References.Count == 0 ? null : [.. schema.References.Select(r => new ReferenceBody(r.Name, r.Subject, r.Version))],
    };

    public RegistrySchema ToSchema() => new(Schema ?? "")
    {
        Type = SchemaType ?? "AVRO",
        References = References is null ? [] : [.. References.Select(r => new SchemaReference(r.Name, r.Subject, r.Version))],
    };
}

/// <summary>Answers with: what is known of a registered schema. Older registries leave most of it out.</summary>
internal sealed record RegisteredBody
{
    public string? Subject { get; init; }

    public int? Id { get; init; }

    public int? Version { get; init; }

    public Guid? Guid { get; init; }

    public string? SchemaType { get; init; }

    public string? Schema { get; init; }

    public IReadOnlyList<ReferenceBody>? References { get; init; }

    public static RegisteredBody Of(RegisteredSchema schema)
    {
        var body = SchemaBody.Of(schema.Schema);
        return new()
        {
            Subject = schema.Subject,
            Id = schema.Id,
            Version = schema.Version,
            Guid = schema.Guid,
            SchemaType = body.SchemaType,
            Schema = body.Schema,
            References = body.References,
        };
    }

    public RegisteredSchema ToRegistered(string subject, RegistrySchema? asked) => new(
        Subject ?? subject, Version ?? 0, Id ?? 0,
        Schema is null && asked is not null ? asked : new SchemaBody { Schema = Schema, SchemaType = SchemaType, References = References }.ToSchema())
    {
        Guid = Guid,
    };
}

internal sealed record SubjectVersionBody(string Subject, int Version);

internal sealed record VerdictBody
{
    [JsonPropertyName("is_compatible")]
    public bool IsCompatible { get; init; }

    public IReadOnlyList<string>? Messages { get; init; }
}

/// <summary>A mode is set as <c>compatibility</c> and told as <c>compatibilityLevel</c>.</summary>
internal sealed record ModeBody
{
    public string? Compatibility { get; init; }

    public string? CompatibilityLevel { get; init; }
}

internal sealed record ErrorBody
{
    [JsonPropertyName("error_code")]
    public int ErrorCode { get; init; }

    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SchemaBody))]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(IReadOnlyList<SubjectVersionBody>))]
[JsonSerializable(typeof(VerdictBody))]
[JsonSerializable(typeof(ModeBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(int))]
internal sealed partial class RegistryJson : JsonSerializerContext;
