using Parquet;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>Parquet.Net's class serializer, with its own settings but for snappy and one row group.</summary>
internal static class ParquetNetPeer
{
    private static readonly ParquetOptions s_options = new() { CompressionMethod = CompressionMethod.Snappy, RowGroupSize = ParquetBench.RowGroupRows };

    public static async Task WriteAsync(NetPageView[] rows, Stream output) => await ParquetSerializer.SerializeAsync(rows, output, s_options);

    public static async Task<int> ReadAsync(byte[] file)
    {
        long sum = 0;
        DeserializationResult<NetPageView> read = await ParquetSerializer.DeserializeAsync<NetPageView>(new MemoryStream(file));
        foreach (NetPageView row in read.Data)
        {
            sum += row.UserId;
        }

        GC.KeepAlive(sum);
        return read.Data.Count;
    }
}

/// <summary>The record as Parquet.Net wants it: a class with setters, its time in microseconds rather than INT96.</summary>
public sealed class NetPageView
{
    public Guid Id { get; set; }

    public long UserId { get; set; }

    [ParquetRequired] public string Url { get; set; } = "";

    [ParquetRequired] public string Country { get; set; } = "";

    public string? Referrer { get; set; }

    [ParquetTimestamp(ParquetTimestampResolution.Microseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)] public DateTime OccurredAt { get; set; }

    public int LatencyMs { get; set; }

    public double Score { get; set; }

    public bool IsBot { get; set; }

    [ParquetDecimal(18, 4)] public decimal Price { get; set; }

    public List<string> Tags { get; set; } = [];

    public Dictionary<string, string> Attributes { get; set; } = [];

    internal static NetPageView Of(PageView row) => new()
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
        Tags = [.. row.Tags],
        Attributes = row.Attributes,
    };
}
