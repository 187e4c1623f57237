using System.Text.Json;

namespace Denormalized.ClickHouse;

/// <summary>Small results as JSON: what system tables say.</summary>
internal static class JsonRows
{
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(
        IClickHouse clickHouse, string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
    {
        using var body = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> part in clickHouse.QueryAsync(sql, "JSON", parameters, cancellationToken).ConfigureAwait(false))
        {
            body.Write(part.Span);
        }

        return [.. JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("data").EnumerateArray()];
    }

    public static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
