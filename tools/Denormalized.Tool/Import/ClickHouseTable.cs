using System.Text.Json;
using Denormalized.Schema;

namespace Denormalized.Tool.Import;

/// <param name="SortKey">Position in the sorting key; null where it takes no part.</param>
internal sealed record ClickHouseColumn(string Name, string Type, string Comment = "", int? SortKey = null);

/// <summary>A table as the server describes it.</summary>
internal sealed record ClickHouseTable(string Name, IReadOnlyList<ClickHouseColumn> Columns)
{
    /// <param name="clickHouse">The server, or the embedded engine.</param>
    /// <param name="table"><c>table</c> or <c>database.table</c>.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="FormatException">There is no such table.</exception>
    public static async Task<ClickHouseTable> ReadAsync(IClickHouse clickHouse, string table, CancellationToken cancellation)
    {
        int dot = table.IndexOf('.', StringComparison.Ordinal);
        string name = table[(dot + 1)..];
        QueryParameter[] parameters = [new("d", "String", dot < 0 ? "" : table[..dot]), new("t", "String", name)];
        const string Of = "WHERE table = {t:String} AND database = if({d:String} = '', currentDatabase(), {d:String})";
        JsonElement[] rows = await RowsAsync(clickHouse, $"SELECT name, type, comment FROM system.columns {Of} ORDER BY position", parameters, cancellation);
        if (rows.Length == 0)
        {
            throw new FormatException($"There is no table '{table}'.");
        }

        JsonElement[] keys = await RowsAsync(clickHouse, $"SELECT sorting_key FROM system.tables {Of.Replace("table =", "name =", StringComparison.Ordinal)}", parameters, cancellation);
        List<string> key = [.. keys.SelectMany(k => k.GetProperty("sorting_key").GetString()!.Split(", "))];
        bool isPlain = key.All(k => rows.Any(r => Text(r, "name") == k)); // an expression has no member to stand on
        return new ClickHouseTable(name, [.. rows.Select(r => new ClickHouseColumn(
            Text(r, "name"), Text(r, "type"), Text(r, "comment"), isPlain && key.IndexOf(Text(r, "name")) is >= 0 and var i ? i : null))]);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static async Task<JsonElement[]> RowsAsync(IClickHouse clickHouse, string sql, IReadOnlyList<QueryParameter> parameters, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> part in clickHouse.QueryAsync(sql, "JSON", parameters, cancellation))
        {
            body.Write(part.Span);
        }

        return [.. JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("data").EnumerateArray()];
    }
}
