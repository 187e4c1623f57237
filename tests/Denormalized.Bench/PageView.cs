namespace Denormalized.Bench;

/// <summary>The record of every comparison: twelve columns, some 390 bytes as JSON.</summary>
[Stream("page_views")]
public sealed partial record PageView
{
    public required Guid Id { get; init; }

    public required long UserId { get; init; }

    public required string Url { get; init; }

    [LowCardinality] public required string Country { get; init; }

    public string? Referrer { get; init; }

    [EventTime] public required DateTime OccurredAt { get; init; }

    public required int LatencyMs { get; init; }

    public required double Score { get; init; }

    public required bool IsBot { get; init; }

    [Decimal(18, 4)] public required decimal Price { get; init; }

    public string[] Tags { get; init; } = [];

    public Dictionary<string, string> Attributes { get; init; } = [];
}
