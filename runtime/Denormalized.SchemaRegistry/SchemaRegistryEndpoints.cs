using System.Globalization;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Denormalized.SchemaRegistry;

/// <summary>Confluent's REST interface over an <see cref="EmbeddedSchemaRegistry"/>.</summary>
/// <remarks>https://docs.confluent.io/platform/current/schema-registry/develop/api.html. Deleting is soft: ids stay readable.</remarks>
public static class SchemaRegistryEndpoints
{
    /// <summary>Adds the routes below the endpoint builder's own path.</summary>
    public static IEndpointRouteBuilder MapSchemaRegistry(this IEndpointRouteBuilder endpoints, EmbeddedSchemaRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(registry);
        MapSchemas(endpoints, registry);
        MapSubjects(endpoints, registry);
        MapCompatibility(endpoints, registry);
        return endpoints;
    }

    private static void MapSchemas(IEndpointRouteBuilder endpoints, EmbeddedSchemaRegistry registry)
    {
        endpoints.MapGet("/schemas/types", RestAnswer.Of(_ => Task.FromResult<IReadOnlyList<string>>(["AVRO"]), RegistryJson.Default.IReadOnlyListString));
        endpoints.MapGet("/schemas/ids/{id}", RestAnswer.Of(async c => SchemaBody.Of(await Schema(registry, Id(c), c)), RegistryJson.Default.SchemaBody));
        endpoints.MapGet("/schemas/ids/{id}/schema", RestAnswer.Text(async c => (await Schema(registry, Id(c), c)).Text));
        endpoints.MapGet("/schemas/ids/{id}/subjects", RestAnswer.Of<IReadOnlyList<string>>(
            async c => [.. (await Places(registry, c)).Select(p => p.Subject)], RegistryJson.Default.IReadOnlyListString));
        endpoints.MapGet("/schemas/ids/{id}/versions", RestAnswer.Of<IReadOnlyList<SubjectVersionBody>>(
            async c => [.. (await Places(registry, c)).Select(p => new SubjectVersionBody(p.Subject, p.Version))], RegistryJson.Default.IReadOnlyListSubjectVersionBody));
        endpoints.MapGet("/schemas/guids/{guid}", RestAnswer.Of(
            async c => SchemaBody.Of(await Schema(registry, Guid.TryParse(RestAnswer.Route(c, "guid"), out var guid) ? guid : new SchemaId(0), c)), RegistryJson.Default.SchemaBody));
    }

    private static void MapSubjects(IEndpointRouteBuilder endpoints, EmbeddedSchemaRegistry registry)
    {
        endpoints.MapGet("/subjects", RestAnswer.Of(c => registry.SubjectsAsync(c.RequestAborted), RegistryJson.Default.IReadOnlyListString));
        endpoints.MapPost("/subjects/{subject}", RestAnswer.Of(async c =>
        {
            var found = await registry.LookUpAsync(await Existing(registry, c), await RestAnswer.SchemaAsync(c), cancellationToken: c.RequestAborted);
            return RegisteredBody.Of(found ?? throw RestAnswer.Missing(SchemaRegistryErrors.SchemaNotFound, "Schema not found"));
        }, RegistryJson.Default.RegisteredBody));
        endpoints.MapDelete("/subjects/{subject}", RestAnswer.Of(
            async c => registry.Delete(await Existing(registry, c), null), RegistryJson.Default.IReadOnlyListInt32));
        endpoints.MapGet("/subjects/{subject}/versions", RestAnswer.Of(
            async c => await registry.VersionsAsync(await Existing(registry, c), c.RequestAborted), RegistryJson.Default.IReadOnlyListInt32));
        endpoints.MapPost("/subjects/{subject}/versions", RestAnswer.Of(
            async c => RegisteredBody.Of(await registry.RegisterAsync(Subject(c), await RestAnswer.SchemaAsync(c), cancellationToken: c.RequestAborted)), RegistryJson.Default.RegisteredBody));
        endpoints.MapGet("/subjects/{subject}/versions/{version}", RestAnswer.Of(async c => RegisteredBody.Of(await Version(registry, c)), RegistryJson.Default.RegisteredBody));
        endpoints.MapGet("/subjects/{subject}/versions/{version}/schema", RestAnswer.Text(async c => (await Version(registry, c)).Schema.Text));
        endpoints.MapDelete("/subjects/{subject}/versions/{version}", RestAnswer.Of(async c =>
        {
            var version = await Version(registry, c);
            return registry.Delete(version.Subject, version.Version).Single();
        }, RegistryJson.Default.Int32));
    }

    private static void MapCompatibility(IEndpointRouteBuilder endpoints, EmbeddedSchemaRegistry registry)
    {
        endpoints.MapPost("/compatibility/subjects/{subject}/versions", RestAnswer.Of(
            async c => Verdict(c, await registry.CheckAsync(Subject(c), await RestAnswer.SchemaAsync(c), c.RequestAborted)), RegistryJson.Default.VerdictBody));
        endpoints.MapPost("/compatibility/subjects/{subject}/versions/{version}", RestAnswer.Of(async c =>
        {
            var version = await Version(registry, c);
            return Verdict(c, await registry.CheckAsync(version.Subject, await RestAnswer.SchemaAsync(c), version.Version, c.RequestAborted));
        }, RegistryJson.Default.VerdictBody));
        endpoints.MapGet("/config", RestAnswer.Of(async c => Told(await registry.CompatibilityAsync(null, c.RequestAborted)), RegistryJson.Default.ModeBody));
        endpoints.MapPut("/config", RestAnswer.Of(c => SetMode(registry, null, c), RegistryJson.Default.ModeBody));
        endpoints.MapGet("/config/{subject}", RestAnswer.Of(async c =>
        {
            var own = registry.OwnMode(Subject(c));
            return own is null && !RestAnswer.Flag(c, "defaultToGlobal") ? throw WithoutMode(c) : Told(own ?? await registry.CompatibilityAsync(null, c.RequestAborted));
        }, RegistryJson.Default.ModeBody));
        endpoints.MapPut("/config/{subject}", RestAnswer.Of(c => SetMode(registry, Subject(c), c), RegistryJson.Default.ModeBody));
        endpoints.MapDelete("/config/{subject}", RestAnswer.Of(
            c => Task.FromResult(Told(registry.RemoveMode(Subject(c)) ?? throw WithoutMode(c))), RegistryJson.Default.ModeBody));
    }

    private static async Task<ModeBody> SetMode(EmbeddedSchemaRegistry registry, string? subject, HttpContext context)
    {
        var body = await RestAnswer.BodyAsync(context, RegistryJson.Default.ModeBody);
        if (!CompatibilityNames.TryParse(body.Compatibility, out var mode))
        {
            throw new SchemaRegistryException("Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive")
            {
                Status = 422,
                ErrorCode = SchemaRegistryErrors.InvalidMode,
            };
        }

        await registry.SetCompatibilityAsync(subject, mode, context.RequestAborted);
        return new ModeBody { Compatibility = CompatibilityNames.Of(mode) };
    }

    private static ModeBody Told(CompatibilityMode mode) => new() { CompatibilityLevel = CompatibilityNames.Of(mode) };

    private static VerdictBody Verdict(HttpContext context, CompatibilityVerdict verdict) =>
        new() { IsCompatible = verdict.IsCompatible, Messages = RestAnswer.Flag(context, "verbose") ? verdict.Messages : null };

    private static string Subject(HttpContext context) => RestAnswer.Route(context, "subject");

    private static async Task<string> Existing(EmbeddedSchemaRegistry registry, HttpContext context)
    {
        var subject = Subject(context);
        return (await registry.VersionsAsync(subject, context.RequestAborted)).Count > 0
            ? subject
            : throw RestAnswer.Missing(SchemaRegistryErrors.SubjectNotFound, $"Subject '{subject}' not found.");
    }

    private static async Task<RegisteredSchema> Version(EmbeddedSchemaRegistry registry, HttpContext context)
    {
        var subject = await Existing(registry, context);
        var text = RestAnswer.Route(context, "version");
        int? version = text is "latest" or "-1" ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new SchemaRegistryException($"The specified version '{text}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"")
            {
                Status = 422,
                ErrorCode = SchemaRegistryErrors.InvalidVersion,
            };
        return await registry.VersionAsync(subject, version, context.RequestAborted)
            ?? throw RestAnswer.Missing(SchemaRegistryErrors.VersionNotFound, $"Version {text} not found.");
    }

    private static SchemaId Id(HttpContext context) =>
        int.TryParse(RestAnswer.Route(context, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static async Task<RegistrySchema> Schema(EmbeddedSchemaRegistry registry, SchemaId id, HttpContext context) =>
        await registry.FindAsync(id, context.RequestAborted) ?? throw RestAnswer.Missing(SchemaRegistryErrors.SchemaNotFound, $"Schema {id} not found");

    private static async Task<IReadOnlyList<RegisteredSchema>> Places(EmbeddedSchemaRegistry registry, HttpContext context)
    {
        var id = Id(context);
        await Schema(registry, id, context);
        return registry.Places(id.Number!.Value);
    }

    private static SchemaRegistryException WithoutMode(HttpContext context) => RestAnswer.Missing(
        SchemaRegistryErrors.SubjectWithoutMode, $"Subject '{Subject(context)}' does not have subject-level compatibility configured");
}
