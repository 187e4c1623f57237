using System.Collections.Concurrent;
using System.Diagnostics;
using Denormalized;
using Denormalized.Kafka;

namespace Flights.Demo;

/// <summary>
/// When each flight was sent and when a query could see it. The demo is the topic's only producer, so the offset of a
/// message is known when it is sent; what can be seen is asked of ClickHouse all the time.
/// </summary>
internal sealed class Visibility(IClickHouse db, string table, IReadOnlyDictionary<int, long> firstOffsets)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<int, ConcurrentQueue<(long Offset, long Sent)>> _sent = new();
    private readonly ConcurrentDictionary<int, long> _next = new(firstOffsets);
    private readonly ConcurrentDictionary<int, long> _visible = new();
    private readonly List<double> _latencies = [];

    /// <summary>Sources (incarnations of the topic) that were in the table before: rows of earlier runs.</summary>
    private readonly HashSet<string> _earlier = [];

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (string[] row in await db.RowsAsync($"SELECT DISTINCT _source FROM {table}", cancellationToken))
        {
            _earlier.Add(row[0]);
        }
    }

    /// <summary>Notes that a message was sent; with the time when its latency is wanted.</summary>
    public void Sent(int partition, bool timed)
    {
        long offset = _next.AddOrUpdate(partition, 1, static (_, next) => next + 1) - 1;
        if (timed)
        {
            _sent.GetOrAdd(partition, static _ => new()).Enqueue((offset, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>
    /// What a limiter asks: everything below this offset is stored. Other topics get little enough to need no limit.
    /// </summary>
    public long VisibleUpTo(TopicPartition partition) => partition.Topic == table ? _visible.GetValueOrDefault(partition.Partition) : long.MaxValue;

    /// <summary>Looks at the table until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    /// <summary>A quantile of the latencies in milliseconds.</summary>
    public double Quantile(double quantile)
    {
        lock (_latencies)
        {
            return _latencies.Count == 0 ? double.NaN : _latencies.Order().ElementAt((int)((_latencies.Count - 1) * quantile));
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (string[] row in await db.RowsAsync($"SELECT _source, _partition, max(_offset) FROM {table} GROUP BY _source, _partition", cancellationToken))
        {
            int partition = int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture);
            long next = long.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture) + 1;
            if (!_earlier.Contains(row[0]))
            {
                _visible[partition] = next;
                Measure(partition, next);
            }
        }
    }

    private void Measure(int partition, long visible)
    {
        if (!_sent.TryGetValue(partition, out ConcurrentQueue<(long Offset, long Sent)>? queue))
        {
            return;
        }

        while (queue.TryPeek(out (long Offset, long Sent) first) && first.Offset < visible && queue.TryDequeue(out first))
        {
            lock (_latencies)
            {
                _latencies.Add(Stopwatch.GetElapsedTime(first.Sent).TotalMilliseconds);
            }
        }
    }
}
