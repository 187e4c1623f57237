using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Migrate;

/// <summary>
/// Brings the table of a stream to what its record wants. What is to be done is read from the tables each time, so a run
/// that died at any statement is finished by the next.
/// </summary>
/// <param name="clickHouse">The server, or the embedded engine.</param>
/// <param name="stream">The record.</param>
/// <param name="lock">Its lock, which knows former names; null for none.</param>
/// <param name="settings">What may be done.</param>
/// <param name="report">Is told of each step.</param>
internal sealed class TableMigration(IClickHouse clickHouse, ProjectStream stream, StreamLock? @lock, MigrationSettings settings, Action<string> report)
{
    /// <summary>A copy leaves the comment to be changed, a rename nothing: more rounds mean that the server does not do what it was told.</summary>
    private const int MaxRounds = 3;

    /// <summary>How often what came meanwhile is copied before rows are said to come without end.</summary>
    private const int MaxCatchUps = 5;

    private readonly TableState _goal = TableState.Parse(stream.CreateTable);
    private readonly MigrationHistory _history = new(clickHouse, settings.Cluster);

    private readonly MigrationOptions _options = new()
    {
        Cluster = settings.Cluster,
        DropColumns = settings.DropColumns,
        FormerNames = FormerNames.Of(stream.Shape, @lock),
    };

    private string Table => _goal.Name;

    public async Task<MigrationPlan> PlanAsync(CancellationToken cancellation)
        => MigrationPlanner.Plan(await TableReader.ReadAsync(clickHouse, Table, cancellation), _goal, stream.CreateTable, _options);

    /// <summary>Runs what the plan says, after finishing what a run before left.</summary>
    /// <returns>Number of steps.</returns>
    /// <exception cref="MigrationException">Something is in the way; what was done stays done.</exception>
    public async Task<int> ApplyAsync(CancellationToken cancellation)
    {
        await KnownClusterAsync(cancellation);
        await NoReplayAsync(cancellation);
        int done = await FinishAsync(cancellation);
        for (int round = 0; round < MaxRounds; round++)
        {
            MigrationPlan plan = await PlanAsync(cancellation);
            Refuse(plan);
            if (plan.Steps.Count == 0)
            {
                return done;
            }

            foreach (MigrationStep step in plan.Steps)
            {
                await RunAsync(step, cancellation);
                done++;
            }
        }

        MigrationPlan left = await PlanAsync(cancellation);
        return left.Steps.Count == 0 ? done
            : throw new MigrationException($"Table '{Table}' is not what it should be although every step was run: {string.Join("; ", left.Steps.Select(s => s.Reason))}.");
    }

    private void Refuse(MigrationPlan plan)
    {
        if (plan.Impossible.Count > 0)
        {
            throw new MigrationException($"Table '{Table}' cannot be migrated: {string.Join("; ", plan.Impossible)}.");
        }

        MigrationStep[] losing = settings.AllowLoss ? [] : [.. plan.Losing];
        if (losing.Length > 0)
        {
            throw new MigrationException($"Table '{Table}' would lose data ({string.Join("; ", losing.Select(s => s.Lost))}): nothing was done. Say --allow-data-loss if that is meant.");
        }
    }

    private async Task RunAsync(MigrationStep step, CancellationToken cancellation)
    {
        report($"{Table}: {step.Reason}");
        if (step.Copy is { } copy)
        {
            await CopyAsync(copy, step.Reason, cancellation);
            return;
        }

        foreach (string sql in step.Sql)
        {
            await ExecuteAsync(sql, step.Reason, cancellation);
        }
    }

    /// <summary>See <see cref="TableCopy"/> for the order, and why a run that died anywhere can be finished.</summary>
    private async Task CopyAsync(TableCopy copy, string reason, CancellationToken cancellation)
    {
        await OneShardAsync(cancellation);
        await CheckAsync(copy, cancellation);
        string copied = TableCopy.NewName(Table, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
        await ExecuteAsync(copy.Create(copied), reason, cancellation);
        await ExecuteAsync(copy.Fill(copied), reason, cancellation);
        string verified = await VerifyAsync(copy, copied, cancellation);
        if (settings.Cluster is not null)
        {
            await ExecuteAsync($"SYSTEM SYNC REPLICA{MigrationPlanner.OnCluster(settings.Cluster)} {ClickHouseText.Identifier(copied)}", "replicas must have all rows before the swap", cancellation);
        }

        await ExecuteAsync(copy.Exchange(copied), $"{reason}; verified: {verified}", cancellation);
        await FinishAsync(copy, copied, cancellation);
    }

    /// <summary>Rows and checksums of both tables as they should be; what came meanwhile is copied first.</summary>
    private async Task<string> VerifyAsync(TableCopy copy, string copied, CancellationToken cancellation)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        for (int attempt = 0; ; attempt++)
        {
            string before = await OneAsync(copy.Digest(Table, isNew: false, now), cancellation);
            string after = await OneAsync(copy.Digest(copied, isNew: true, now), cancellation);
            if (before == after)
            {
                report($"{Table}: the copy has the same rows (count and checksum {before})");
                return before;
            }

            if (!copy.HasPositions || attempt == MaxCatchUps)
            {
                throw new MigrationException(
                    $"Table '{Table}' and its copy '{copied}' are not the same (count and checksum {before} and {after}), most likely because rows keep coming: "
                    + "stop what writes to it and run the command again. The table was not touched.");
            }

            report($"{Table}: rows came while it was copied; they are copied now");
            await ExecuteAsync(copy.FillMissing(Table, copied), "rows that came while the table was copied", cancellation);
        }
    }

    /// <summary>No value may change unless that is meant.</summary>
    private async Task CheckAsync(TableCopy copy, CancellationToken cancellation)
    {
        IReadOnlyList<(string Column, long Values)> lost = settings.AllowLoss ? [] : await LostAsync(copy, cancellation);
        if (lost.Count > 0)
        {
            string what = string.Join(", ", lost.Select(l => $"{l.Values.ToString(CultureInfo.InvariantCulture)} of '{l.Column}'"));
            throw new MigrationException(
                $"Table '{Table}' has values that the new type does not hold ({what}): nothing was copied. Change them or the record, or say --allow-data-loss: they become what ClickHouse makes of them.");
        }
    }

    /// <summary>How many values of which columns a copy would not keep.</summary>
    public async Task<IReadOnlyList<(string Column, long Values)>> LostAsync(TableCopy copy, CancellationToken cancellation)
    {
        if (copy.Check.Length == 0)
        {
            return [];
        }

        string[] counts = (await OneAsync(copy.Check, cancellation)).Split('\t');
        return [.. copy.Doubtful.Zip(counts, (column, count) => (column, long.Parse(count, CultureInfo.InvariantCulture))).Where(l => l.Item2 > 0)];
    }

    /// <summary>What runs before left behind: a copy that was not finished goes, what a swap put aside is looked through and retired.</summary>
    private async Task<int> FinishAsync(CancellationToken cancellation)
    {
        await _history.CreateAsync(cancellation);
        IReadOnlyList<JsonElement> left = await JsonRows.ReadAsync(
            clickHouse, "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {p:String}) ORDER BY name",
            [QueryParameter.String("p", TableCopy.NewPrefix(Table))], cancellation);
        foreach (JsonElement table in left)
        {
            string name = table.Text("name");
            report($"{Table}: a run before this one left '{name}'");
            if (table.Text("comment") == TableCopy.Mark)
            {
                await ExecuteAsync($"DROP TABLE IF EXISTS {ClickHouseText.Identifier(name)}{MigrationPlanner.OnCluster(settings.Cluster)} SYNC", "a copy that was not finished", cancellation);
                continue;
            }

            TableState old = (await TableReader.ReadAsync(clickHouse, name, cancellation))!;
            TableState current = await TableReader.ReadAsync(clickHouse, Table, cancellation)
                ?? throw new MigrationException($"Table '{Table}' is gone, and '{name}' holds rows that it had: RENAME it, or drop it.");
            TableCopy copy = MigrationPlanner.Copy(old, current, _options);
            await CheckAsync(copy, cancellation);
            await FinishAsync(copy, name, cancellation);
        }

        return left.Count;
    }

    /// <summary>Behind the swap: rows that came to the old table after it was compared go into the new one.</summary>
    private async Task FinishAsync(TableCopy copy, string old, CancellationToken cancellation)
    {
        if (copy.HasPositions && await OneAsync(copy.Missing(old, Table), cancellation) is not "0")
        {
            await ExecuteAsync(copy.FillMissing(old, Table), "rows that came between the comparison and the swap", cancellation);
        }

        await ExecuteAsync(copy.Retire(old), "the rows from before stay until somebody drops them", cancellation);
        report($"{Table}: the rows from before are in '{TableCopy.OldName(old)}'; drop it when you have looked: DROP TABLE {ClickHouseText.Identifier(TableCopy.OldName(old))}{MigrationPlanner.OnCluster(settings.Cluster)}");
    }

    /// <summary>A replay fills a table of the present columns and remembers how far it came in comments.</summary>
    private async Task NoReplayAsync(CancellationToken cancellation)
    {
        IReadOnlyList<JsonElement> marked = await JsonRows.ReadAsync(
            clickHouse, "SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN ({t:String}, concat({t:String}, '_replay')) AND startsWith(comment, {m:String})",
            [QueryParameter.String("t", Table), QueryParameter.String("m", TableCopy.ReplayMark)], cancellation);
        if (marked.Count > 0)
        {
            throw new MigrationException($"Table '{Table}' is being replayed (the comment of '{marked[0].Text("name")}' says so): finish that first, or give it up with replay --discard.");
        }
    }

    private async Task KnownClusterAsync(CancellationToken cancellation)
    {
        if (settings.Cluster is { } cluster && await ShardsAsync(cluster, cancellation) == "0")
        {
            throw new MigrationException($"The server has no cluster '{cluster}': SELECT DISTINCT cluster FROM system.clusters says which it has.");
        }
    }

    private Task<string> ShardsAsync(string cluster, CancellationToken cancellation)
        => OneAsync("SELECT uniqExact(shard_num) FROM system.clusters WHERE cluster = {c:String}", cancellation, QueryParameter.String("c", cluster));

    private async Task OneShardAsync(CancellationToken cancellation)
    {
        if (settings.Cluster is { } cluster && await ShardsAsync(cluster, cancellation) is not "1" and var shards)
        {
            throw new MigrationException($"Cluster '{cluster}' has {shards} shards: a copy reads one. Copy the table on each shard without --on-cluster, while nothing writes to it.");
        }
    }

    private async Task ExecuteAsync(string sql, string reason, CancellationToken cancellation)
    {
        await _history.AddAsync(Table, MigrationHistory.Begun, reason, sql, cancellation);
        await clickHouse.ExecuteAsync(sql, null, cancellation);
        await _history.AddAsync(Table, MigrationHistory.Done, reason, sql, cancellation);
    }

    /// <summary>The one row of an answer, tabs between values.</summary>
    private async Task<string> OneAsync(string sql, CancellationToken cancellation, params QueryParameter[] parameters)
    {
        using var body = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> part in clickHouse.QueryAsync(sql, "TSVRaw", parameters, cancellation))
        {
            body.Write(part.Span);
        }

        return System.Text.Encoding.UTF8.GetString(body.ToArray()).TrimEnd('\n');
    }
}
