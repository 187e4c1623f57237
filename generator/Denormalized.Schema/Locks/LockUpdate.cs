namespace Denormalized.Schema;

/// <summary>What becomes of one lock.</summary>
public enum LockState
{
    /// <summary>The lock says what the record says.</summary>
    Current,

    /// <summary>There was none.</summary>
    New,

    /// <summary>A version is added that breaks nothing.</summary>
    Added,

    /// <summary>A version is added although it breaks something.</summary>
    Accepted,

    /// <summary>Nothing is written: a version would break something, or the file is not what was released.</summary>
    Refused,
}

/// <param name="Lock">The lock as it is to be written; null where it is not.</param>
public sealed record LockUpdate(LockState State, StreamLock? Lock, IReadOnlyList<DriftFinding> Findings)
{
    /// <param name="existing">The lock that there is.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="shape">What the stream is now.</param>
    /// <param name="accept">Release what breaks something too.</param>
    /// <param name="mode">What new versions must get along with; null for what the lock says.</param>
    public static LockUpdate Of(StreamLock? existing, string stream, StreamShape shape, bool accept, CompatibilityMode? mode = null)
    {
        if (existing is null)
        {
            return new LockUpdate(LockState.New, StreamLock.Begin(stream, shape, mode ?? CompatibilityMode.Backward), []);
        }

        StreamLock @lock = mode is { } given ? existing.With(given) : existing;
        IReadOnlyList<DriftFinding> findings = Drift.Check(@lock, shape);
        if (findings.Any(f => f.Kind == DriftKind.Merged))
        {
            findings = [.. @lock.Heads.SelectMany(head => Drift.Check(@lock.UpTo(head), shape)).Where(f => f.IsBreaking).Distinct()];
            return Release(@lock, shape, findings, accept);
        }

        if (findings.Count > 0)
        {
            return Release(@lock, shape, findings, accept);
        }

        return @lock.Mode == existing.Mode ? new LockUpdate(LockState.Current, null, []) : new LockUpdate(LockState.Added, @lock, []);
    }

    private static LockUpdate Release(StreamLock @lock, StreamShape shape, IReadOnlyList<DriftFinding> findings, bool accept)
    {
        bool isBreaking = findings.Any(f => f.IsBreaking);
        bool isRefused = findings.Any(f => f.Kind == DriftKind.Edited) || (isBreaking && !accept);
        return isRefused
            ? new LockUpdate(LockState.Refused, null, findings)
            : new LockUpdate(isBreaking ? LockState.Accepted : LockState.Added, @lock.With(shape, isBreaking), findings);
    }
}
