namespace Denormalized.Schema;

/// <summary>
/// What differs between a stream and its lock, and what that breaks: Avro readers and data by the lock's mode, JSON messages,
/// the ClickHouse table.
/// </summary>
public static class Drift
{
    /// <summary>Empty when the record is what the lock says.</summary>
    /// <param name="lock">What was released.</param>
    /// <param name="shape">What the record is now.</param>
    /// <param name="isInParquet">Rows lie in Parquet files too, which are to be read.</param>
    public static IReadOnlyList<DriftFinding> Check(StreamLock @lock, StreamShape shape, bool isInParquet = false)
    {
        LockVersion[] edited = @lock.Versions.Where(v => v.IsEdited).ToArray();
        if (edited.Length > 0)
        {
            return [.. edited.Select(v => Of(DriftKind.Edited, @lock.Stream, $"has a lock whose version {v.ShortId} is not what was released"))];
        }

        if (@lock.Heads.Count > 1)
        {
            string heads = string.Join(" and ", @lock.Heads.Select(h => h.ShortId));
            return [Of(DriftKind.Merged, @lock.Stream, $"has a lock with several latest versions ({heads}), as after a merge")];
        }

        LockVersion head = @lock.Heads[0];
        if (head.Shape.WithoutIds() == shape)
        {
            return [];
        }

        return new DriftCheck(@lock, head, shape, isInParquet).Run();
    }

    private static DriftFinding Of(DriftKind kind, string subject, string what) => new(kind, "", subject, what, default);
}
