namespace Denormalized.Hosting;

/// <summary>
/// Derives from the latency target when a batch is inserted. A row waits at most for the interval, then for the insert
/// under way, then for its own: so the interval is the target less two inserts as they lately took.
/// </summary>
internal sealed class FlushPolicy(TimeSpan target, int rows, long bytes)
{
    private double _insertSeconds;

    /// <summary>Rows in any output at which a batch is full.</summary>
    public int Rows { get; } = rows;

    /// <summary>Bytes in all outputs at which a batch is full.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Time from the first message of a batch to its insert.</summary>
    public TimeSpan Interval
    {
        get
        {
            var seconds = target.TotalSeconds - (2 * _insertSeconds);
            return TimeSpan.FromSeconds(Math.Max(seconds * 0.9, target.TotalSeconds / 4));
        }
    }

    /// <summary>Takes the duration of an insert into account; one slow insert counts at once, fast ones by and by.</summary>
    public void Inserted(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        _insertSeconds = seconds > _insertSeconds ? seconds : (_insertSeconds * 0.9) + (seconds * 0.1);
    }
}
