using System.Text.Json;
using Denormalized.ClickHouse;

namespace Denormalized.Tool.Import;

/// <param name="SortKey">Position in the sorting key; null where it takes no part.</param>
/// <param name="DefaultKind">DEFAULT, MATERIALIZED, ALIAS, EPHEMERAL or nothing.</param>
internal sealed record ClickHouseColumn(string Name, string Type, string Comment = "", int? SortKey = null, string DefaultKind = "")
{
    /// <summary>It is not both written and read as a column of its own: an insert refuses it, or a query does.</summary>
    public bool IsComputed => DefaultKind is "MATERIALIZED" or "ALIAS" or "EPHEMERAL";

    public string WhyComputed => DefaultKind == "EPHEMERAL" ? "EPHEMERAL columns are not stored" : $"the table computes {DefaultKind} columns itself";
}

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
        QueryParameter[] parameters = [QueryParameter.String("d", dot < 0 ? "" : table[..dot]), QueryParameter.String("t", name)];
        const string Of = "WHERE table = {t:String} AND database = if({d:String} = '', currentDatabase(), {d:String})";
        IReadOnlyList<JsonElement> rows = await JsonRows.ReadAsync(clickHouse, $"SELECT name, type, comment, default_kind FROM system.columns {Of} ORDER BY position", parameters, cancellation);
        if (rows.Count == 0)
        {
            throw new FormatException($"There is no table '{table}'.");
        }

        IReadOnlyList<JsonElement> keys = await JsonRows.ReadAsync(clickHouse, $"SELECT sorting_key FROM system.tables {Of.Replace("table =", "name =", StringComparison.Ordinal)}", parameters, cancellation);
        List<string> key = [.. keys.SelectMany(k => k.Text("sorting_key").Split(", "))];
        ClickHouseColumn[] columns = [.. rows.Select(r => new ClickHouseColumn(r.Text("name"), r.Text("type"), r.Text("comment"), DefaultKind: r.Text("default_kind")))];
        bool isPlain = key.All(k => columns.Any(c => c.Name == k && !c.IsComputed)); // an expression has no member to stand on
        return new ClickHouseTable(name, [.. columns.Select(c => c with { SortKey = isPlain && key.IndexOf(c.Name) is >= 0 and var i ? i : null })]);
    }
}
