using Denormalized;

namespace ThreeProjects.Pipelines;

/// <summary>A page view that made its reader wait.</summary>
[Stream("slow_views")]
public partial record SlowView
{
    public required Guid Id { get; init; }

    [EventTime]
    public required DateTimeOffset At { get; init; }

    [LowCardinality, SortKey(0)]
    public required string Region { get; init; }

    public required string Url { get; init; }

    public int LatencyMs { get; init; }
}
