using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Denormalized.Hosting;

/// <summary>Knows which offsets are stored, by the rows themselves.</summary>
internal interface IStoredOffsets
{
    /// <summary>The stored offsets of each partition from the given one on.</summary>
    Task<Dictionary<int, SkipSet>> LoadAsync(
        string table, string topic, string incarnation, IReadOnlyList<(int Partition, long From)> partitions, CancellationToken cancellationToken);
}

/// <summary>Asks a table which offsets of a topic it holds, by the system columns of its rows.</summary>
/// <param name="clickHouse">Where the tables are.</param>
/// <param name="pipeline">Name of the pipeline; rows of others in the same table do not count.</param>
internal sealed class StoredOffsets(IClickHouse clickHouse, string pipeline) : IStoredOffsets
{
    private const int RowLength = sizeof(int) + sizeof(long);

    /// <inheritdoc/>
    public async Task<Dictionary<int, SkipSet>> LoadAsync(
        string table, string topic, string incarnation, IReadOnlyList<(int Partition, long From)> partitions, CancellationToken cancellationToken)
    {
        var sets = partitions.ToDictionary(p => p.Partition, _ => new SkipSet());

        // One look-up for a row: sixty-four ORed conditions took five times as long to analyse, and longer to run.
        var where = Invariant(
            $"_offset >= transform(_partition, [{string.Join(',', partitions.Select(p => p.Partition))}], [{string.Join(',', partitions.Select(p => p.From))}], {long.MaxValue})");
        await foreach (var (partition, offset) in ReadAsync(table, topic, incarnation, where, "ORDER BY _partition, _offset", cancellationToken).ConfigureAwait(false))
        {
            sets[partition].Add(offset);
        }

        return sets;
    }

    /// <summary>Number of offsets of the ranges that are stored.</summary>
    public async Task<long> CountAsync(string table, IReadOnlyList<OffsetRange> ranges, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var group in ranges.GroupBy(r => (r.Partition.Topic, r.Incarnation)))
        {
            var where = string.Join(" OR ", group.Select(r =>
                Invariant($"(_partition = {r.Partition.Partition} AND _offset BETWEEN {r.First} AND {r.Last})")));
            await foreach (var _ in ReadAsync(table, group.Key.Topic, group.Key.Incarnation, where, "", cancellationToken).ConfigureAwait(false))
            {
                count++;
            }
        }

        return count;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // RowBinary of two columns: 4 bytes _partition, 8 bytes _offset, little-endian.
    private async IAsyncEnumerable<(int Partition, long Offset)> ReadAsync(
        string table, string topic, string incarnation, string where, string tail, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A replica that lags would say that rows are missing which are stored.
        var sql = $"""
            SELECT DISTINCT _partition, _offset FROM {Sql.Identifier(table)}
            WHERE _topic = {"{topic:String}"} AND _source = {"{source:String}"} AND startsWith(_pipeline, {"{pipeline:String}"}) AND ({where})
            {tail}
            SETTINGS select_sequential_consistency = 1
            """;
        QueryParameter[] parameters =
        [
            QueryParameter.String("topic", topic),
            QueryParameter.String("source", incarnation),
            QueryParameter.String("pipeline", pipeline + "@"),
        ];

        var row = new byte[RowLength];
        var have = 0;
        await foreach (var chunk in clickHouse.QueryAsync(sql, "RowBinary", parameters, cancellationToken).ConfigureAwait(false))
        {
            var at = 0;
            while (at < chunk.Length)
            {
                var take = Math.Min(RowLength - have, chunk.Length - at);
                chunk.Span.Slice(at, take).CopyTo(row.AsSpan(have));
                at += take;
                have += take;
                if (have == RowLength)
                {
                    have = 0;
                    yield return (BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(sizeof(int))));
                }
            }
        }

        if (have != 0)
        {
            throw new InvalidDataException($"The answer of ClickHouse about the offsets of {table} ends inside a row.");
        }
    }
}

/// <summary>Offsets of one partition that a batch took rows from.</summary>
internal readonly record struct OffsetRange(Kafka.TopicPartition Partition, string Incarnation, long First, long Last);
