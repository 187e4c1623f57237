using System.Text.Json;
using Denormalized.Schema;

namespace Denormalized.ClickHouse;

/// <summary>Reads what a table is from the server's system tables.</summary>
public static class TableReader
{
    private const string Of = "database = currentDatabase() AND table = {t:String}";

    /// <summary>The state of a table of the connection's database; null when there is none of that name.</summary>
    /// <param name="clickHouse">The server, or the embedded engine.</param>
    /// <param name="table">Name of the table, unquoted.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="ClickHouseException">ClickHouse refuses to say, or does not answer.</exception>
    public static async Task<TableState?> ReadAsync(IClickHouse clickHouse, string table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clickHouse);
        ArgumentNullException.ThrowIfNull(table);
        QueryParameter[] parameters = [QueryParameter.String("t", table)];

        IReadOnlyList<JsonElement> tables = await RowsAsync("SELECT engine_full, comment FROM system.tables WHERE database = currentDatabase() AND name = {t:String}").ConfigureAwait(false);
        if (tables.Count == 0)
        {
            return null;
        }

        IReadOnlyList<JsonElement> columns = await RowsAsync(
            $"SELECT name, type, toString(default_kind) AS kind, default_expression, comment, compression_codec FROM system.columns WHERE {Of} ORDER BY position").ConfigureAwait(false);
        IReadOnlyList<JsonElement> indices = await RowsAsync(
            $"SELECT name, expr, type_full, toString(granularity) AS granularity FROM system.data_skipping_indices WHERE {Of} ORDER BY name").ConfigureAwait(false);
        bool hasProjections = (await RowsAsync("SELECT name FROM system.tables WHERE database = 'system' AND name = 'projections'").ConfigureAwait(false)).Count > 0; // since 24.9
        IReadOnlyList<JsonElement> projections = hasProjections
            ? await RowsAsync($"SELECT name, query FROM system.projections WHERE {Of} ORDER BY name").ConfigureAwait(false)
            : [];
        IReadOnlyList<JsonElement> views = await RowsAsync("""
            SELECT database, name, as_select FROM system.tables
            WHERE engine = 'MaterializedView' AND (database, name) IN (
                SELECT arrayJoin(arrayZip(dependencies_database, dependencies_table)) FROM system.tables WHERE database = currentDatabase() AND name = {t:String})
            ORDER BY database, name
            """).ConfigureAwait(false);
        return new TableState(table).With(tables[0].Text("engine_full")) with
        {
            Comment = tables[0].Text("comment"),
            Columns = columns.Select(Column).ToEquatableArray(),
            Extras = indices.Select(Index).Concat(projections.Select(Projection)).ToEquatableArray(),
            Views = views.Select(v => new TableView(v.Text("database"), v.Text("name"), v.Text("as_select"))).ToEquatableArray(),
        };

        Task<IReadOnlyList<JsonElement>> RowsAsync(string sql) => JsonRows.ReadAsync(clickHouse, sql, parameters, cancellationToken);
    }

    private static ColumnState Column(JsonElement row) => new(row.Text("name"), row.Text("type"))
    {
        DefaultKind = row.Text("kind"),
        DefaultExpression = row.Text("default_expression"),
        Comment = row.Text("comment"),
        Codec = row.Text("compression_codec"),
    };

    private static TableExtra Index(JsonElement row)
        => new($"INDEX {ClickHouseText.Identifier(row.Text("name"))} {row.Text("expr")} TYPE {row.Text("type_full")} GRANULARITY {row.Text("granularity")}");

    private static TableExtra Projection(JsonElement row) => new($"PROJECTION {ClickHouseText.Identifier(row.Text("name"))} ({row.Text("query")})");
}
