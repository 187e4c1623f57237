namespace Denormalized.Hosting;

/// <summary>
/// How sure the worker is that its partitions are still its own. A process that was stopped and continued, or swapped out,
/// may have lost them without knowing; what it then inserts, the new owner has inserted too.
/// </summary>
/// <param name="time">Clock; goes on while the process is stopped.</param>
internal sealed class Ownership(TimeProvider time)
{
    private static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(10);

    private long _lastContact = time.GetTimestamp();
    private volatile bool _doubtful;

    /// <summary>Silence after which the group may have given the partitions away.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>There was such a silence, and the group was not asked since.</summary>
    public bool IsDoubtful => _doubtful || time.GetElapsedTime(Interlocked.Read(ref _lastContact)) > Limit;

    /// <summary>The loop's thread is in contact with the group; a silence before that is remembered.</summary>
    public void Contact()
    {
        _doubtful = IsDoubtful;
        Interlocked.Exchange(ref _lastContact, time.GetTimestamp());
    }

    /// <summary>The group has confirmed, or given, the partitions.</summary>
    public void Confirm()
    {
        Interlocked.Exchange(ref _lastContact, time.GetTimestamp());
        _doubtful = false;
    }

    /// <summary>Waits while ownership is in doubt; for an insert that is about to be sent.</summary>
    public async Task SureAsync(CancellationToken cancellationToken)
    {
        while (IsDoubtful)
        {
            await Task.Delay(s_askAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
