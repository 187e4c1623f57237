using System.Text.Json;
using Denormalized.ClickHouse;
using Denormalized.Schema;

namespace Denormalized.Tool.Migrate;

/// <summary>A line of the history.</summary>
internal sealed record MigrationEntry(string At, string Table, string State, string Reason, string Sql);

/// <summary>
/// What was done to which table, when and why. It is for people: what there is to do is read from the tables themselves, so
/// that a run that died, or a change by hand, is never taken for done.
/// </summary>
internal sealed class MigrationHistory(IClickHouse clickHouse, string? cluster)
{
    public const string Table = "_denormalized_migrations";

    public const string Begun = "begun";
    public const string Done = "done";

    public Task CreateAsync(CancellationToken cancellation) => clickHouse.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS `{Table}`{MigrationPlanner.OnCluster(cluster)}
        (
            `at` DateTime64(6, 'UTC') DEFAULT now64(6),
            `table` String,
            `state` LowCardinality(String),
            `reason` String,
            `sql` String
        )
        ENGINE = {(cluster is null ? "" : "Replicated")}MergeTree
        ORDER BY (`table`, `at`)
        """, null, cancellation);

    public Task AddAsync(string table, string state, string reason, string sql, CancellationToken cancellation) => clickHouse.ExecuteAsync(
        $"INSERT INTO `{Table}` (`table`, `state`, `reason`, `sql`) SELECT {{t:String}}, {{s:String}}, {{r:String}}, {{q:String}} SETTINGS async_insert = 0",
        [QueryParameter.String("t", table), QueryParameter.String("s", state), QueryParameter.String("r", reason), QueryParameter.String("q", sql)], cancellation);

    /// <summary>Oldest first; empty where nothing was ever migrated.</summary>
    public async Task<IReadOnlyList<MigrationEntry>> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<JsonElement> tables = await JsonRows.ReadAsync(
            clickHouse, $"SELECT name FROM system.tables WHERE database = currentDatabase() AND name = '{Table}'", null, cancellation);
        return tables.Count == 0 ? [] :
        [
            .. (await JsonRows.ReadAsync(clickHouse, $"SELECT toString(`at`) AS `at`, `table`, `state`, `reason`, `sql` FROM `{Table}` ORDER BY {Table}.`at`", null, cancellation))
                .Select(r => new MigrationEntry(r.Text("at"), r.Text("table"), r.Text("state"), r.Text("reason"), r.Text("sql"))),
        ];
    }
}
