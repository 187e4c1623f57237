using Denormalized.Schema;

namespace Denormalized.Tool.Locks;

/// <summary>What becomes of one lock.</summary>
internal enum LockState
{
    /// <summary>The lock says what the record says.</summary>
    Current,

    /// <summary>There was none.</summary>
    New,

    /// <summary>A version is added that breaks nothing.</summary>
    Added,

    /// <summary>A version is added although it breaks something.</summary>
    Accepted,

    /// <summary>Nothing is written: a version would break something, or the file is not what the tool wrote.</summary>
    Refused,
}

/// <param name="Lock">The lock as it is to be written; null where it is not.</param>
internal sealed record LockUpdate(LockState State, StreamLock? Lock, IReadOnlyList<DriftFinding> Findings)
{
    public static LockUpdate Of(StreamLock? existing, ProjectStream stream, bool accept, CompatibilityMode? mode)
    {
        if (existing is null)
        {
            return new LockUpdate(LockState.New, StreamLock.Begin(stream.Name, stream.Shape, mode ?? CompatibilityMode.Backward), []);
        }

        StreamLock @lock = mode is { } given ? existing.With(given) : existing;
        IReadOnlyList<DriftFinding> findings = Drift.Check(@lock, stream.Shape);
        if (findings.Any(f => f.Kind == DriftKind.Merged))
        {
            findings = [.. @lock.Heads.SelectMany(head => Drift.Check(@lock.UpTo(head), stream.Shape)).Where(f => f.IsBreaking).Distinct()];
            return Release(@lock, stream, findings, accept);
        }

        if (findings.Count > 0)
        {
            return Release(@lock, stream, findings, accept);
        }

        return @lock.Mode == existing.Mode ? new LockUpdate(LockState.Current, null, []) : new LockUpdate(LockState.Added, @lock, []);
    }

    private static LockUpdate Release(StreamLock @lock, ProjectStream stream, IReadOnlyList<DriftFinding> findings, bool accept)
    {
        bool isBreaking = findings.Any(f => f.IsBreaking);
        bool isRefused = findings.Any(f => f.Kind == DriftKind.Edited) || (isBreaking && !accept);
        return isRefused
            ? new LockUpdate(LockState.Refused, null, findings)
            : new LockUpdate(isBreaking ? LockState.Accepted : LockState.Added, @lock.With(stream.Shape, isBreaking), findings);
    }
}
