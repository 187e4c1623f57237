namespace Denormalized.Schema;

/// <summary>Whether a schema may become the next version of a line of schemas.</summary>
public static class AvroCompatibility
{
    /// <summary>Everything that is in the way; empty when nothing is.</summary>
    /// <param name="next">The schema that is to be the next version.</param>
    /// <param name="versions">The versions there are, oldest first.</param>
    /// <param name="mode">What it must get along with.</param>
    public static IReadOnlyList<CompatibilityConflict> Check(AvroSchema next, IReadOnlyList<AvroSchema> versions, CompatibilityMode mode)
    {
        var conflicts = new List<CompatibilityConflict>();
        int first = IsTransitive(mode) ? 0 : Math.Max(0, versions.Count - 1);
        for (int i = first; i < versions.Count; i++)
        {
            if (IsBackward(mode))
            {
                AvroResolution.Of(writer: versions[i], reader: next, out IReadOnlyList<AvroConflict> found);
                conflicts.AddRange(found.Select(conflict => new CompatibilityConflict(i, IsBackward: true, conflict)));
            }

            if (IsForward(mode))
            {
                AvroResolution.Of(writer: next, reader: versions[i], out IReadOnlyList<AvroConflict> found);
                conflicts.AddRange(found.Select(conflict => new CompatibilityConflict(i, IsBackward: false, conflict)));
            }
        }

        return conflicts;
    }

    internal static bool IsTransitive(CompatibilityMode mode) =>
        mode is CompatibilityMode.BackwardTransitive or CompatibilityMode.ForwardTransitive or CompatibilityMode.FullTransitive;

    internal static bool IsBackward(CompatibilityMode mode) =>
        mode is CompatibilityMode.Backward or CompatibilityMode.BackwardTransitive or CompatibilityMode.Full or CompatibilityMode.FullTransitive;

    private static bool IsForward(CompatibilityMode mode) =>
        mode is CompatibilityMode.Forward or CompatibilityMode.ForwardTransitive or CompatibilityMode.Full or CompatibilityMode.FullTransitive;
}

/// <summary>Why a schema cannot be the next version.</summary>
/// <param name="Version">Index of the version that it does not get along with.</param>
/// <param name="IsBackward">The new schema cannot read what that version wrote; else that version cannot read what the new schema writes.</param>
/// <param name="Conflict">Where and why.</param>
public sealed record CompatibilityConflict(int Version, bool IsBackward, AvroConflict Conflict)
{
    public override string ToString() => (IsBackward ? "the new schema cannot read the old data: " : "readers of the old schema cannot read new data: ") + Conflict;
}
