using System.Globalization;

namespace Denormalized.Hosting;

/// <summary>
/// The table that a replay fills in place of an output's own. It begins under the output's name with <c>_replay</c> behind it and
/// ends, when the two were exchanged, under the output's name; its comment says which it is (<see cref="ReplayMarker"/>).
/// </summary>
internal sealed class ShadowTable
{
    private const string Suffix = "_replay";

    private readonly IClickHouse _clickHouse;

    private ShadowTable(IClickHouse clickHouse, StreamInfo output, ReplayMarker? marker = null)
    {
        _clickHouse = clickHouse;
        Output = output;
        Marker = marker;
    }

    /// <summary>The output whose rows are made anew.</summary>
    public StreamInfo Output { get; }

    /// <summary>What the comment of the new table says; null before there is one.</summary>
    public ReplayMarker? Marker { get; private set; }

    /// <summary>The new table has the output's name already.</summary>
    public bool IsExchanged { get; private set; }

    /// <summary>The tables were exchanged, and the new one carries no mark any more.</summary>
    public bool IsDone { get; private init; }

    /// <summary>Name of the table with the new rows.</summary>
    public string New => IsExchanged ? Output.Table : Output.Table + Suffix;

    /// <summary>Name of the table with the rows of older logic.</summary>
    public string Old => IsExchanged ? Output.Table + Suffix : Output.Table;

    /// <summary>Finds what an earlier run has left.</summary>
    /// <exception cref="PipelineStartException">There is a table of the shadow's name that is none of this logic, and it shall stay.</exception>
    public static async Task<ShadowTable> FindAsync(IClickHouse clickHouse, StreamInfo output, string provenance, bool discard, CancellationToken cancellationToken)
    {
        var comments = await CommentsAsync(clickHouse, output.Table, cancellationToken).ConfigureAwait(false);
        if (ReplayMarker.Parse(comments.GetValueOrDefault(output.Table, "")) is { } exchanged)
        {
            return exchanged.Provenance == provenance
                ? new ShadowTable(clickHouse, output, exchanged) { IsExchanged = true }
                : throw new PipelineStartException(
                    $"Table '{output.Table}' was filled by a replay of {exchanged.Provenance} whose exchange was not finished, and this program is {provenance}. Run the replay with that program first.");
        }

        if (!comments.TryGetValue(output.Table + Suffix, out var comment))
        {
            return new ShadowTable(clickHouse, output);
        }

        var marker = ReplayMarker.Parse(comment);
        if (discard)
        {
            await clickHouse.ExecuteAsync($"DROP TABLE {Sql.Identifier(output.Table + Suffix)} SYNC", null, cancellationToken).ConfigureAwait(false);
            return new ShadowTable(clickHouse, output);
        }

        return marker?.Provenance == provenance ? new ShadowTable(clickHouse, output, marker)
            : comment == DoneComment(output, provenance) ? new ShadowTable(clickHouse, output) { IsExchanged = true, IsDone = true }
            : throw new PipelineStartException(
                $"Table '{output.Table + Suffix}' is there already: {(marker is null ? $"its comment is '{comment}'" : $"a replay of {marker.Provenance} fills it, and this program is {provenance}")}. "
                + "Drop it, or set Denormalized:Replay:Discard=true (replay --discard).");
    }

    /// <summary>Refuses what an exchange would lose or leave wrong.</summary>
    /// <exception cref="PipelineStartException">Other pipelines write the table, or a view reads it.</exception>
    public async Task CheckAsync(string pipeline, CancellationToken cancellationToken)
    {
        var others = await Sql.StringsAsync(
            _clickHouse,
            $"SELECT DISTINCT toString(_pipeline) FROM {Sql.Identifier(Output.Table)} WHERE NOT startsWith(_pipeline, {"{pipeline:String}"}) AND _pipeline != ''",
            [QueryParameter.String("pipeline", pipeline + "@")], cancellationToken).ConfigureAwait(false);
        if (others.Count > 0)
        {
            throw new PipelineStartException(
                $"Table '{Output.Table}' holds rows of {string.Join(", ", others)} too: what they write while '{pipeline}' is replayed would be missing after the exchange. Give each pipeline a table of its own, or delete their rows.");
        }

        var views = await Sql.StringsAsync(
            _clickHouse,
            "SELECT arrayJoin(dependencies_table) AS name FROM system.tables WHERE database = currentDatabase() AND system.tables.name = {table:String} ORDER BY name",
            [QueryParameter.String("table", Output.Table)], cancellationToken).ConfigureAwait(false);
        if (views.Count > 0)
        {
            throw new PipelineStartException(
                $"Materialized view {string.Join(", ", views)} reads table '{Output.Table}': what it has gathered was made of the old rows. Drop it, and make and fill it anew after the exchange.");
        }
    }

    /// <summary>Makes the table, marked.</summary>
    public async Task CreateAsync(ReplayMarker marker, CancellationToken cancellationToken)
    {
        var comments = await CommentsAsync(_clickHouse, Output.Table, cancellationToken).ConfigureAwait(false);
        Marker = marker with { Comment = comments.GetValueOrDefault(Output.Table, "") };
        await _clickHouse.ExecuteAsync(
            $"CREATE TABLE {Sql.Identifier(New)} AS {Sql.Identifier(Output.Table)} COMMENT {Sql.Text(Marker.ToString())}", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies the rows that are not made anew. Begins again from nothing where it was cut short.</summary>
    /// <returns>Number of rows copied.</returns>
    public async Task<long> CopyAsync(string pipeline, CancellationToken cancellationToken)
    {
        var made = string.Join(" OR ", Marker!.From.Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"(_topic = {Sql.Text(f.Key.Topic)} AND _source = {Sql.Text(f.Value.Incarnation)} AND _partition = {f.Key.Partition} AND _offset >= {f.Value.Offset})")));
        var columns = string.Join(", ", Output.Columns.Select(c => c.Name).Concat(SystemColumns.Names).Select(Sql.Identifier));
        await _clickHouse.ExecuteAsync($"TRUNCATE TABLE {Sql.Identifier(New)} SYNC", null, cancellationToken).ConfigureAwait(false);
        await _clickHouse.ExecuteAsync(
            $"INSERT INTO {Sql.Identifier(New)} ({columns}) SELECT {columns} FROM {Sql.Identifier(Output.Table)} WHERE NOT (startsWith(_pipeline, {Sql.Text(pipeline + "@")}) AND ({made}))",
            null, cancellationToken).ConfigureAwait(false);
        var copied = await Sql.StringsAsync(_clickHouse, $"SELECT toString(count()) FROM {Sql.Identifier(New)}", [], cancellationToken).ConfigureAwait(false);
        await CommentAsync(New, (Marker = Marker with { Filling = true }).ToString(), cancellationToken).ConfigureAwait(false);
        return long.Parse(copied[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Puts the new table in the place of the old one; both keep their rows.</summary>
    public async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        if (!IsExchanged)
        {
            await _clickHouse.ExecuteAsync($"EXCHANGE TABLES {Sql.Identifier(Old)} AND {Sql.Identifier(New)}", null, cancellationToken).ConfigureAwait(false);
            IsExchanged = true;
        }
    }

    /// <summary>Takes the marker off: the replay of this output is over.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (!IsDone)
        {
            await CommentAsync(Old, DoneComment(Output, Marker!.Provenance), cancellationToken).ConfigureAwait(false);
            await CommentAsync(New, Marker.Comment, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string DoneComment(StreamInfo output, string provenance) => $"rows of {output.Table} from before the replay of {provenance}";

    private Task CommentAsync(string table, string comment, CancellationToken cancellationToken) =>
        _clickHouse.ExecuteAsync($"ALTER TABLE {Sql.Identifier(table)} MODIFY COMMENT {Sql.Text(comment)}", null, cancellationToken);

    private static async Task<Dictionary<string, string>> CommentsAsync(IClickHouse clickHouse, string table, CancellationToken cancellationToken)
    {
        var texts = await Sql.StringsAsync(
            clickHouse,
            "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name IN ({table:String}, {shadow:String})",
            [QueryParameter.String("table", table), QueryParameter.String("shadow", table + Suffix)], cancellationToken).ConfigureAwait(false);
        return texts.Chunk(2).ToDictionary(t => t[0], t => t[1], StringComparer.Ordinal);
    }
}
