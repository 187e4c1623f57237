using System.Globalization;

namespace Denormalized.Hosting;

/// <summary>How the rows of the new table differ from those of the old, message by message.</summary>
/// <param name="Old">Rows in the old table.</param>
/// <param name="New">Rows in the new one.</param>
/// <param name="Share">1 when all messages were compared, else one of so many.</param>
/// <param name="OnlyOld">Compared messages that have rows in the old table alone.</param>
/// <param name="OnlyNew">Those that have rows in the new table alone.</param>
/// <param name="Equal">Those whose rows are the same.</param>
/// <param name="Different">Those whose rows differ.</param>
/// <param name="Columns">Of these, how many differ in which column.</param>
internal sealed record ReplayComparison(
    long Old, long New, long Share, long OnlyOld, long OnlyNew, long Equal, long Different, IReadOnlyList<(string Column, long Count)> Columns)
{
    /// <summary>More rows are compared by a sample of their offsets: the answer is for people.</summary>
    private const long MaxCompared = 2_000_000;

    public static async Task<ReplayComparison> RunAsync(IClickHouse clickHouse, ShadowTable table, CancellationToken cancellationToken)
    {
        var counts = await Sql.StringsAsync(
            clickHouse,
            $"SELECT toString(a), toString(b) FROM (SELECT count() AS a FROM {Sql.Identifier(table.Old)}) AS x CROSS JOIN (SELECT count() AS b FROM {Sql.Identifier(table.New)}) AS y", [], cancellationToken).ConfigureAwait(false);
        var (old, @new) = (Number(counts[0]), Number(counts[1]));
        var share = ((old + @new) / MaxCompared) + 1;
        var columns = table.Output.Columns.Select(c => c.Name).ToList();
        var answer = await Sql.StringsAsync(clickHouse, Statement(table, columns, share), [], cancellationToken).ConfigureAwait(false);
        var numbers = answer.ConvertAll(Number);
        return new ReplayComparison(
            old, @new, share, numbers[0], numbers[1], numbers[2], numbers[3],
            [.. columns.Zip(numbers.Skip(4)).Where(c => c.Second > 0).OrderByDescending(c => c.Second)]);
    }

    public override string ToString()
    {
        var differences = Different == 0 ? "" : $" ({string.Join(", ", Columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column}: {c.Count}")))})";
        var sample = Share == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", compared by one of {Share}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Old} rows before, {New} after{sample}: {Equal} equal, {Different} different{differences}, {OnlyOld} only before, {OnlyNew} only after");
    }

    // One pass over both tables: a row is known by where it came from, its values by their hashes. A text stands for the value, so
    // that NULL, NaN and values inside of containers are equal to themselves.
    private static string Statement(ShadowTable table, List<string> columns, long share)
    {
        var hashes = string.Join(", ", columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"ifNull(cityHash64(toString({Sql.Identifier(c)})), 0) AS h{i}")));
        var differs = columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"min(h{i}) != max(h{i}) AS d{i}")).ToList();
        var any = columns.Count == 0 ? "0" : string.Join(" OR ", columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"d{i}")));
        var sums = string.Concat(columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", toString(countIf(sides = 3 AND d{i}))")));
        return $"""
            SELECT toString(countIf(sides = 1)), toString(countIf(sides = 2)), toString(countIf(sides = 3 AND NOT ({any}))), toString(countIf(sides = 3 AND ({any}))){sums}
            FROM
            (
                SELECT groupBitOr(side) AS sides{string.Concat(differs.Select(d => ", " + d))}
                FROM ({Side(table.Old, 1)} UNION ALL {Side(table.New, 2)})
                GROUP BY _topic, _source, _partition, _offset, _row
            )
            """;

        string Side(string name, int side) => string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT toString(_topic) AS _topic, toString(_source) AS _source, _partition, _offset, _row, toUInt8({side}) AS side{(hashes.Length == 0 ? "" : ", " + hashes)} FROM {Sql.Identifier(name)} WHERE cityHash64(_partition, _offset) % {share} = 0");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
