namespace Denormalized.Bench.ParquetFiles;

/// <summary>Three columns of the twelve: a projection.</summary>
[Stream("page_view_parts")]
public sealed partial record PageViewPart
{
    public required string Country { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required int LatencyMs { get; init; }
}

/// <summary>The record over a file of Parquet.Net, whose columns are called like its class's properties.</summary>
[Stream("page_views_of_net", Columns = Naming.AsDeclared)]
public sealed partial record PageViewOfNet
{
    public required Guid Id { get; init; }

    public required long UserId { get; init; }

    public required string Url { get; init; }

    public required string Country { get; init; }

    public string? Referrer { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required int LatencyMs { get; init; }

    public required double Score { get; init; }

    public required bool IsBot { get; init; }

    [Decimal(18, 4)] public required decimal Price { get; init; }

    public string[] Tags { get; init; } = [];

    public Dictionary<string, string> Attributes { get; init; } = [];
}
