using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.RowOriented;
using RowFile = ParquetSharp.RowOriented.ParquetFile;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>ParquetSharp's typed row writer, over Arrow C++. It has no maps: the attributes are two lists.</summary>
internal static class ParquetSharpPeer
{
    public static void Write(SharpPageView[] rows, Stream output)
    {
        using var stream = new ManagedOutputStream(output, leaveOpen: true);
        using WriterProperties properties = new WriterPropertiesBuilder().Compression(Compression.Snappy).MaxRowGroupLength(ParquetBench.RowGroupRows).Build();
        using ParquetRowWriter<SharpPageView> writer = RowFile.CreateRowWriter<SharpPageView>(stream, properties);
        writer.WriteRows(rows);
        writer.Close();
    }
}

/// <summary>The record as ParquetSharp wants it.</summary>
public sealed class SharpPageView
{
    public Guid Id { get; init; }

    public long UserId { get; init; }

    public string Url { get; init; } = "";

    public string Country { get; init; } = "";

    public string? Referrer { get; init; }

    public DateTime OccurredAt { get; init; }

    public int LatencyMs { get; init; }

    public double Score { get; init; }

    public bool IsBot { get; init; }

    [ParquetDecimalScale(4)] public decimal Price { get; init; }

    public string[] Tags { get; init; } = [];

    public string[] Keys { get; init; } = [];

    public string[] Values { get; init; } = [];

    internal static SharpPageView Of(PageView row) => new()
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
        Keys = [.. row.Attributes.Keys],
        Values = [.. row.Attributes.Values],
    };
}
