using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>Makes the tables of a pipeline, or checks that those that are there can take its rows.</summary>
internal sealed class TableCheck(IClickHouse clickHouse, bool createMissing, ILogger logger)
{
    private static readonly string[] s_faithful = ["MergeTree", "ReplicatedMergeTree", "SharedMergeTree", "Null"];

    private static readonly StreamColumn[] s_system =
    [
        new("_topic", "LowCardinality(String)"),
        new("_partition", "Int32"),
        new("_offset", "Int64"),
        new("_row", "UInt32"),
        new("_source", "LowCardinality(String)"),
        new("_pipeline", "LowCardinality(String)"),
    ];

    /// <summary>Returns when every table is there and fits.</summary>
    /// <exception cref="PipelineStartException">One is not, and may not be made, or has other columns.</exception>
    public async Task RunAsync(string pipeline, IReadOnlyList<StreamInfo> outputs, CancellationToken cancellationToken)
    {
        foreach (var output in outputs)
        {
            var columns = await ColumnsAsync(output.Table, cancellationToken).ConfigureAwait(false);
            if (columns.Count == 0)
            {
                await CreateAsync(output, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Compare(output, columns);
                await WarnOfDriftAsync(pipeline, output, cancellationToken).ConfigureAwait(false);
            }

            await WarnAsync(pipeline, output, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(StreamInfo output, CancellationToken cancellationToken)
    {
        if (!createMissing)
        {
            throw new PipelineStartException(
                $"Table '{output.Table}' does not exist in {clickHouse.Description}. Create it, or set Denormalized:CreateMissing=true. The statement:\n{output.CreateTable}");
        }

        try
        {
            await clickHouse.ExecuteAsync(output.CreateTable, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseException error)
        {
            throw new PipelineStartException($"Table '{output.Table}' cannot be created: {error.Message}", error);
        }

        Log.Created(logger, "table", output.Table);
    }

    private static void Compare(StreamInfo output, Dictionary<string, (string Type, string Kind)> columns)
    {
        foreach (var column in output.Columns.Concat(s_system))
        {
            if (!columns.TryGetValue(column.Name, out var actual))
            {
                throw Differs(output, column.Name, "is missing", $"ADD COLUMN {Sql.Identifier(column.Name)} {column.Type}");
            }

            if (actual.Kind is "MATERIALIZED" or "ALIAS")
            {
                throw Differs(output, column.Name, $"is {actual.Kind}, so nothing can be stored in it", $"MODIFY COLUMN {Sql.Identifier(column.Name)} {column.Type}");
            }

            if (Normal(actual.Type) != Normal(column.Type))
            {
                throw Differs(output, column.Name, $"is {actual.Type}, expected {column.Type}", $"MODIFY COLUMN {Sql.Identifier(column.Name)} {column.Type}");
            }
        }
    }

    private static PipelineStartException Differs(StreamInfo output, string column, string how, string remedy) => new(
        $"Table '{output.Table}' differs from record {output.Name}: column '{column}' {how}. "
        + $"Change the record, or the table: {Migrate(output)} prints all that it takes, and migrate apply does it; this column alone: ALTER TABLE {Sql.Identifier(output.Table)} {remedy}");

    private static string Migrate(StreamInfo output) => $"`dotnet denormalized migrate plan --stream {output.Name}`";

    /// <summary>Rows can be stored; but key, partitions, engine, retention or a column's layout are not what the record declares.</summary>
    private async Task WarnOfDriftAsync(string pipeline, StreamInfo output, CancellationToken cancellationToken)
    {
        if (TableState.TryParse(output.CreateTable) is not { } wanted)
        {
            return;
        }

        var plan = MigrationPlanner.Plan(await TableReader.ReadAsync(clickHouse, output.Table, cancellationToken).ConfigureAwait(false), wanted, output.CreateTable);
        if (plan.IsDrift)
        {
            var reasons = string.Join("; ", plan.Impossible.Concat(plan.Steps.Select(s => s.Reason)));
            Log.Guarantee(logger, pipeline, $"table {output.Table} is not what record {output.Name} declares: {reasons}. {Migrate(output)} prints what it takes");
        }
    }

    // Spaces are a matter of printing, and LowCardinality one of storage: the bytes sent are the same.
    private static string Normal(string type)
    {
        var text = new StringBuilder(type.Length);
        var quoted = false;
        for (var i = 0; i < type.Length; i++)
        {
            quoted ^= type[i] == '\'' && (i == 0 || type[i - 1] != '\\');
            if (quoted || type[i] != ' ')
            {
                text.Append(type[i]);
            }
        }

        var normal = text.ToString();
        const string low = "LowCardinality(";
        return normal.StartsWith(low, StringComparison.Ordinal) ? normal[low.Length..^1] : normal;
    }

    private async Task WarnAsync(string pipeline, StreamInfo output, CancellationToken cancellationToken)
    {
        var engine = (await StringsAsync(
            "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}", output.Table, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        if (engine is not null && !s_faithful.Contains(engine))
        {
            Log.Guarantee(logger, pipeline,
                $"table {output.Table} has engine {engine}, which may merge rows or not show them: after an unclean stop, rows whose offsets it no longer has are stored again");
        }
        else if (engine == "Null")
        {
            Log.Guarantee(logger, pipeline, $"table {output.Table} keeps nothing: after an unclean stop, rows are sent again");
        }
    }

    private async Task<Dictionary<string, (string Type, string Kind)>> ColumnsAsync(string table, CancellationToken cancellationToken)
    {
        List<string> texts;
        try
        {
            texts = await StringsAsync(
                "SELECT name, type, toString(default_kind) FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position",
                table, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseException error) when (error.Code != 0)
        {
            throw new PipelineStartException($"ClickHouse at {clickHouse.Description} refuses to say what table '{table}' looks like: {error.Message}", error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new PipelineStartException($"ClickHouse at {clickHouse.Description} does not answer: {error.Message} Check ConnectionStrings:clickhouse and that the server runs.", error);
        }

        return texts.Chunk(3).ToDictionary(c => c[0], c => (c[1], c[2]), StringComparer.Ordinal);
    }

    private Task<List<string>> StringsAsync(string sql, string table, CancellationToken cancellationToken) =>
        Sql.StringsAsync(clickHouse, sql, [QueryParameter.String("table", table)], cancellationToken);
}
