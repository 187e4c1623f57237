using Denormalized;

namespace Shop;

[Stream]
public sealed record Order
{
    [SortKey] public required Guid Id { get; init; }

    [EventTime] public required DateTimeOffset At { get; init; }

    // Was [Decimal(18, 4)] public decimal Price, of which schemas/order.lock.json knows.
    public required string Price { get; init; }
}
