namespace Denormalized.Kafka.Confluent.Tests;

/// <summary>The record of the example in Avro's specification: a long and a string.</summary>
[Stream("test")]
public partial record Example
{
    public required long A { get; init; }

    public required string B { get; init; }
}

[Stream("orders")]
public partial record Order
{
    private static readonly string[] s_none = [];

    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Customer { get; init; }

    public string? Note { get; init; }

    public int Quantity { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    public double Weight { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = s_none;

    /// <summary>An order made of a number, with each kind of value somewhere among some thousand of them.</summary>
    public static Order Of(int seed)
    {
        var random = new Random(seed);
        return new Order
        {
            Id = new Guid(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray()),
            At = DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(-1L << 50, 1L << 50)),
            Customer = string.Concat(random.GetItems(["a", "Z", "0", " ", "ß", "€", "😀"], random.Next(40))),
            Note = random.Next(3) switch { 0 => null, 1 => "", _ => "note" },
            Quantity = random.Next(4) switch { 0 => int.MinValue, 1 => int.MaxValue, _ => random.Next(-100, 100) },
            Price = random.NextInt64(-1L << 40, 1L << 40) / 10000m,
            Weight = random.NextDouble(),
            Tags = [.. Enumerable.Range(0, random.Next(4)).Select(i => $"tag {i}")],
        };
    }

    /// <summary>As values; a list is compared by reference in a record's own equality.</summary>
    public (Order, string) Value() => (this with { Tags = s_none }, string.Join('|', Tags));
}

[Stream("ticks")]
public readonly partial record struct Tick(int Value);
