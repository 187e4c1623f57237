namespace Denormalized.Avro.Tests;

public enum Quality
{
    Unknown,
    Good,
    Bad,
}

public sealed record Place(string City, double? Height);

/// <summary>A record with every shape that Avro has.</summary>
[Stream("readings")]
public sealed record Reading
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Sensor { get; init; }

    public string? Note { get; init; }

    public long Count { get; init; }

    public double Value { get; init; }

    public bool IsManual { get; init; }

    public Quality Quality { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    public required Place Place { get; init; }

    public IReadOnlyList<int> Samples { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>A row that is told from every other by its number.</summary>
    public static Reading Make(int n) => new()
    {
        Id = new Guid(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        At = new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(n),
        Sensor = "sensor " + new string('é', n % 100),
        Note = n % 3 == 0 ? null : "n" + n,
        Count = n % 2 == 0 ? n : -(long)n << 30,
        Value = n / 7.0,
        IsManual = n % 5 == 0,
        Quality = (Quality)(n % 3),
        Price = (n / 100m) + 0.0000m, // with the scale that it comes back with
        Place = new Place("city " + (n % 10), n % 4 == 0 ? null : n),
        Samples = [.. Enumerable.Range(0, n % 6)],
        Labels = Enumerable.Range(0, n % 3).ToDictionary(i => "k" + i, i => "v" + n),
    };

    /// <summary>Everything as text, to compare.</summary>
    public string Text()
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        StreamRegistry.Get<Reading>().WriteJson(json, this);
        return System.Text.Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
