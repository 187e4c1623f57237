using Denormalized;

namespace ThreeProjects.Contracts;

/// <summary>What a browser reports. Teams that only produce or only query it reference this project and nothing else.</summary>
[Stream("page_views")]
public partial record PageView
{
    public required Guid Id { get; init; }

    [EventTime]
    public required DateTimeOffset At { get; init; }

    [LowCardinality, SortKey(0)]
    public required string Country { get; init; }

    public required string Url { get; init; }

    public string? Referrer { get; init; }

    public Device Device { get; init; }

    public int LatencyMs { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
