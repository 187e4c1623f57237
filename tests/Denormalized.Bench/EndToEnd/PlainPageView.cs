using System.Text.Json.Serialization;
using ClickHouse.Driver;

namespace Denormalized.Bench.EndToEnd;

/// <summary>The record as a program without us declares it.</summary>
public sealed class PlainPageView
{
    [ClickHouseColumn(Name = "id")] public Guid Id { get; set; }

    [ClickHouseColumn(Name = "user_id")] public long UserId { get; set; }

    [ClickHouseColumn(Name = "url")] public string Url { get; set; } = "";

    [ClickHouseColumn(Name = "country")] public string Country { get; set; } = "";

    [ClickHouseColumn(Name = "referrer")] public string? Referrer { get; set; }

    [ClickHouseColumn(Name = "occurred_at")] public DateTime OccurredAt { get; set; }

    [ClickHouseColumn(Name = "latency_ms")] public int LatencyMs { get; set; }

    [ClickHouseColumn(Name = "score")] public double Score { get; set; }

    [ClickHouseColumn(Name = "is_bot")] public bool IsBot { get; set; }

    [ClickHouseColumn(Name = "price")] public decimal Price { get; set; }

    [ClickHouseColumn(Name = "tags")] public string[] Tags { get; set; } = [];

    [ClickHouseColumn(Name = "attributes")] public Dictionary<string, string> Attributes { get; set; } = [];

    public static PlainPageView Of(PageView row) => new()
    {
        Id = row.Id,
        UserId = row.UserId,
        Url = row.Url,
        Country = row.Country,
        Referrer = row.Referrer,
        OccurredAt = row.OccurredAt,
        LatencyMs = row.LatencyMs,
        Score = row.Score,
        IsBot = row.IsBot,
        Price = row.Price,
        Tags = row.Tags,
        Attributes = row.Attributes,
    };

    /// <summary>In the order of <see cref="Lab.Columns"/>.</summary>
    public object?[] ToRow() => [Id, UserId, Url, Country, Referrer, OccurredAt, LatencyMs, Score, IsBot, Price, Tags, Attributes];
}

/// <summary>Serializers made at compile time: the fastest that System.Text.Json has.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PlainPageView))]
public sealed partial class PlainPageViewJson : JsonSerializerContext;
