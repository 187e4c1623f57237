namespace Denormalized.Conformance.Tests.Foreign;

public enum GoldenKind
{
    None,
    First,
    Second,
}

public sealed record GoldenPlace(string City, double? Height);

/// <summary>A record with every type of Avro. It does not change, or what was recorded of it says nothing any more.</summary>
[Stream("golden")]
public sealed record GoldenRow
{
    public required long Id { get; init; }

    public required Guid Key { get; init; }

    public required string Name { get; init; }

    public string? Note { get; init; }

    public double Ratio { get; init; }

    public float Small { get; init; }

    public bool IsOn { get; init; }

    public int Count { get; init; }

    public GoldenKind Kind { get; init; }

    [FixedLength(4)]
    public required byte[] Hash { get; init; }

    public required byte[] Raw { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    public required DateTimeOffset At { get; init; }

    public GoldenPlace? Place { get; init; }

    public IReadOnlyList<int> Samples { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public static GoldenRow Make(int n) => new()
    {
        Id = n % 2 == 0 ? (long)n << 50 : -n,
        Key = new Guid(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        Name = "näme 😀 " + n,
        Note = n % 3 == 0 ? null : "",
        Ratio = n == 4 ? double.NegativeInfinity : n / 7.0,
        Small = n / 3f,
        IsOn = n % 5 == 0,
        Count = n == 1 ? int.MinValue : n,
        Kind = (GoldenKind)(n % 3),
        Hash = [1, (byte)n, 0, 255],
        Raw = [.. Enumerable.Range(0, n).Select(i => (byte)(i * 51))],
        Price = (n - 3) / 100m,
        At = DateTimeOffset.UnixEpoch.AddMicroseconds(n % 2 == 0 ? -n : 1_700_000_000_000_000 + n),
        Place = n % 4 == 0 ? null : new GoldenPlace("city " + n, n % 2 == 0 ? null : n),
        Samples = [.. Enumerable.Range(-1, n)],
        Labels = Enumerable.Range(0, n % 3).ToDictionary(i => "k" + i, i => "v" + n),
    };
}
