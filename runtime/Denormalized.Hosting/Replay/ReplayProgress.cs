using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>How far a replay has come, by what its group has committed: everything below is stored in the new tables.</summary>
internal sealed class ReplayProgress(
    IMessageSource observer, IReadOnlyList<TopicPartition> partitions, IReadOnlyList<PipelineStatus> statuses, ReplayMarker marker, TimeSpan latencyTarget, TimeProvider time)
{
    // As old as rows are anyway before they are stored: the ends of that time ago are what can be asked for.
    private readonly TimeSpan _patience = latencyTarget * 2;
    private readonly Queue<(long At, IReadOnlyDictionary<TopicPartition, long> Ends)> _looks = new();
    private long _lastRead = time.GetTimestamp();

    public IReadOnlyList<TopicPartition> Partitions => partitions;

    /// <summary>Messages dealt with in this run.</summary>
    public long Read { get; private set; }

    /// <summary>Messages between what is stored and the ends of the partitions, as last looked at.</summary>
    public long Behind { get; private set; }

    /// <summary>The ends of the partitions of a while ago are reached, or nothing has come for a while.</summary>
    public bool HasCaughtUp()
    {
        var now = time.GetTimestamp();
        var ends = partitions.ToDictionary(p => p, p => observer.Watermarks(p).High);
        _looks.Enqueue((now, ends));
        while (_looks.Count > 1 && time.GetElapsedTime(_looks.Peek().At, now) > _patience)
        {
            _looks.Dequeue();
        }

        var read = statuses.Sum(s => s.MessagesRead);
        if (read != Read)
        {
            Read = read;
            _lastRead = now;
        }

        var positions = Positions();
        Behind = positions.Sum(p => Math.Max(0, ends[p.Partition] - p.Offset));
        var reached = positions.All(p => p.Offset >= _looks.Peek().Ends[p.Partition]);

        // The ends of transactions take offsets too and are no messages, so a partition may never be read to its end.
        var idle = Read > 0 && time.GetElapsedTime(_lastRead, now) > _patience * 4 && statuses.All(s => s.State == PipelineState.Running);
        return reached || idle;
    }

    /// <summary>What is stored: as the replay's group has committed it, or where it began.</summary>
    public IReadOnlyList<CommittedOffset> Positions() =>
        [.. observer.Committed(partitions).Select(c => marker.From.TryGetValue(c.Partition, out var start) && c.Offset < start.Offset ? c with { Offset = start.Offset, Incarnation = start.Incarnation } : c)];

    /// <summary>The new tables have everything that others have committed.</summary>
    public bool HasReached(IReadOnlyList<CommittedOffset> committed)
    {
        var positions = Positions().ToDictionary(p => p.Partition, p => p.Offset);
        return committed.All(c => c.Offset <= positions[c.Partition]);
    }
}
