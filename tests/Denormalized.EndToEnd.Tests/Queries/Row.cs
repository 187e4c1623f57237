using System.Text.Json.Serialization;

namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>Names on the wire, numbers and C# names all differ from one another.</summary>
public enum Kind : short
{
    [Name("page-view")]
    View = 0,
    Click = 5,
    [Name("scroll'ed")]
    Scroll = -3,
}

[Flags]
public enum Marks
{
    None = 0,
    First = 1,
    Last = 2,
    Both = First | Last,
}

public readonly record struct OrderId(Guid Value);

public sealed record Person
{
    public required string Login { get; init; }

    public int? Age { get; init; }

    public Address? Home { get; init; }
}

public sealed record Address
{
    public required string City { get; init; }

    public int Zip { get; init; }
}

public sealed record Item
{
    public required string Sku { get; init; }

    public int Count { get; init; }

    public double? Price { get; init; }
}

/// <summary>A closed hierarchy: each case has members of its own.</summary>
[JsonDerivedType(typeof(Disc), "disc")]
[JsonDerivedType(typeof(Box), "box'ed")]
[JsonDerivedType(typeof(Blank), "blank")]
public abstract record Figure
{
    public required string Label { get; init; }

    public int? Layer { get; init; }

    [KeepOffset]
    public DateTimeOffset? Drawn { get; init; }
}

public sealed record Disc : Figure
{
    public double Radius { get; init; }

    [KeepOffset]
    public DateTimeOffset Cut { get; init; } = DateTimeOffset.UnixEpoch;

    public string? Colour { get; init; }
}

public sealed record Box : Figure
{
    public int Width { get; init; }

    public Address? Where { get; init; }

    public IReadOnlyList<string> Marks { get; init; } = [];
}

public sealed record Blank : Figure;

/// <summary>A row with a column of every kind that queries know.</summary>
[Stream("query_rows")]
public sealed partial record Row
{
    /// <summary>Row number, unique.</summary>
    public required int N { get; init; }

    public required string Text { get; init; }

    public string? Note { get; init; }

    [LowCardinality]
    public required string Country { get; init; }

    [LowCardinality]
    public string? Region { get; init; }

    public sbyte I8 { get; init; }

    public short I16 { get; init; }

    public int I32 { get; init; }

    public long I64 { get; init; }

    public byte U8 { get; init; }

    public ushort U16 { get; init; }

    public uint U32 { get; init; }

    public ulong U64 { get; init; }

    public float F32 { get; init; }

    public double F64 { get; init; }

    public int? MaybeInt { get; init; }

    public long? MaybeLong { get; init; }

    public double? MaybeDouble { get; init; }

    public bool? MaybeBool { get; init; }

    public bool Flag { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    [Decimal(9, 2)]
    public decimal? Discount { get; init; }

    public Kind Kind { get; init; }

    public Kind? MaybeKind { get; init; }

    public Marks Marks { get; init; }

    public Guid Id { get; init; }

    public OrderId Order { get; init; }

    public DateTimeOffset At { get; init; }

    [Resolution(TimeUnit.Milliseconds)]
    public DateTimeOffset? Seen { get; init; }

    [KeepOffset]
    public DateTimeOffset Zoned { get; init; }

    [KeepOffset]
    public DateTimeOffset? MaybeZoned { get; init; }

    public DateTime Utc { get; init; }

    public DateOnly Day { get; init; }

    public TimeOnly Time { get; init; }

    public TimeSpan Spent { get; init; }

    public Person? User { get; init; }

    public required Address Place { get; init; }

    public required Figure Shape { get; init; }

    public Figure? MaybeShape { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public int[] Numbers { get; init; } = [];

    public List<Item> Items { get; init; } = [];

    public Dictionary<string, string> Labels { get; init; } = [];

    public Dictionary<string, int> Counters { get; init; } = [];
}
