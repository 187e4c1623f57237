using Denormalized.Schema;

namespace Denormalized.Tool.Diff;

/// <summary>Something in which a record differs from what it is compared with.</summary>
/// <param name="Subject">A field, a column, the table or the stream.</param>
/// <param name="What">What differs.</param>
/// <param name="Breaks">What does not work because of it, and for whom; empty for nothing.</param>
internal sealed record Difference(string Subject, string What, IReadOnlyList<string> Breaks);

/// <summary>A stream beside a lock, a registry or a table.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Against">What it is compared with.</param>
/// <param name="Differences">Empty where both agree.</param>
/// <param name="Remedy">What to run or to do; empty where nothing has to be done.</param>
internal sealed record Comparison(string Stream, string Against, IReadOnlyList<Difference> Differences, string Remedy)
{
    /// <summary>Both do not get along: a check fails.</summary>
    public bool IsDrift { get; init; }

    /// <summary>What the table needs, where that is known.</summary>
    public MigrationPlan? Plan { get; init; }
}
