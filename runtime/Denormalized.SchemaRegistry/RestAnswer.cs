using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Denormalized.Kafka.SchemaRegistry;
using Microsoft.AspNetCore.Http;

namespace Denormalized.SchemaRegistry;

/// <summary>Requests and answers as the interface writes them. Plain request delegates: no reflection, so it publishes with Native AOT.</summary>
internal static class RestAnswer
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    public static RequestDelegate Of<T>(Func<HttpContext, Task<T>> answer, JsonTypeInfo<T> type) => context => GuardAsync(context, async () =>
    {
        var value = await answer(context);
        await context.Response.WriteAsJsonAsync(value, type, MediaType, context.RequestAborted);
    });

    public static RequestDelegate Text(Func<HttpContext, Task<string>> answer) => context => GuardAsync(context, async () =>
    {
        var text = await answer(context);
        context.Response.ContentType = MediaType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    });

    public static string Route(HttpContext context, string name) => Uri.UnescapeDataString((string)context.Request.RouteValues[name]!);

    public static bool Flag(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var value) && value == "true";

    public static async Task<RegistrySchema> SchemaAsync(HttpContext context)
    {
        var body = await BodyAsync(context, RegistryJson.Default.SchemaBody);
        return body.Schema is null ? throw Invalid("Empty schema") : body.ToSchema();
    }

    public static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) ?? throw Invalid("The body is null");
        }
        catch (JsonException error)
        {
            throw new SchemaRegistryException(error.Message, error) { Status = 400, ErrorCode = 400 };
        }
    }

    public static SchemaRegistryException Missing(int code, string message) => new(message) { Status = 404, ErrorCode = code };

    private static SchemaRegistryException Invalid(string message) => new(message) { Status = 422, ErrorCode = SchemaRegistryErrors.InvalidSchema };

    private static async Task GuardAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (SchemaRegistryException error)
        {
            context.Response.StatusCode = error.Status;
            await context.Response.WriteAsJsonAsync(
                new ErrorBody { ErrorCode = error.ErrorCode, Message = error.Message }, RegistryJson.Default.ErrorBody, MediaType, context.RequestAborted);
        }
    }
}
