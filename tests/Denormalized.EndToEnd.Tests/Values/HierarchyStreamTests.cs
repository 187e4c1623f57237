using System.Text;
using System.Text.Json.Serialization;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.EndToEnd.Tests.Values;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Clicked), "click")]
[JsonDerivedType(typeof(Bought), "buy")]
[Stream("shop_events")]
public abstract record ShopEvent
{
    [EventTime]
    public required DateTimeOffset At { get; init; }

    [LowCardinality]
    public required string Country { get; init; }
}

public sealed record Clicked : ShopEvent
{
    public required string Url { get; init; }
}

public sealed record Bought : ShopEvent
{
    public long Cents { get; init; }

    public IReadOnlyList<string> Items { get; init; } = [];
}

/// <summary>A closed hierarchy as a stream: JSON and records in, plain SQL and typed queries out.</summary>
public class HierarchyStreamTests
{
    private static readonly string[] s_messages =
    [
        """{"kind":"click","at":"2026-01-01T00:00:00Z","country":"DE","url":"/a"}""",
        """{"country":"FR","cents":250,"items":["x","y"],"at":"2026-01-01T00:00:01Z","kind":"buy"}""",
        """{"kind":"buy","at":"2026-01-01T00:00:02Z","country":"DE","cents":50}""",
    ];

    [Fact]
    public async Task Is_stored_and_queried_by_case()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "hierarchies" });
        StreamCodec<ShopEvent> codec = StreamRegistry.Get<ShopEvent>();
        Assert.Contains("ORDER BY (`country`, `at`)", codec.Info.CreateTable, StringComparison.Ordinal);
        await db.ExecuteAsync(codec.Info.CreateTable);
        using RecordColumns<ShopEvent> columns = codec.CreateColumns();
        Assert.All(s_messages, m => Assert.True(columns.TryAddJson(Encoding.UTF8.GetBytes(m)), columns.Error.ToString()));
        columns.Add(new Clicked { At = new DateTimeOffset(2026, 1, 1, 0, 0, 3, TimeSpan.Zero), Country = "AT", Url = "/b" });
        await NativeRows.InsertAsync(db, codec.Info.Table, columns);

        // What anybody sees who has only SQL.
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync("SELECT kind, country, clicked.url, bought.cents, bought.items, clicked.__set FROM shop_events ORDER BY at", "TSV"))
        {
            text.Append(Encoding.UTF8.GetString(chunk.Span));
        }

        Assert.Equal("click\tDE\t/a\t0\t[]\ttrue\nbuy\tFR\t\t250\t['x','y']\tfalse\nbuy\tDE\t\t50\t[]\tfalse\nclick\tAT\t/b\t0\t[]\ttrue\n", text.ToString());

        Assert.Equal(["/a", "/b"], (await db.From<ShopEvent>().Where(e => e is Clicked).OrderBy(e => e.At).Select(e => ((Clicked)e).Url).ToListAsync()));
        Assert.Equal(["FR"], await db.From<ShopEvent>().Where(e => e is Bought b && b.Cents > 100 && b.Country != "DE").Select(e => e.Country).ToListAsync());
        Assert.Equal(2, await db.From<ShopEvent>().Where(e => e is Bought { Cents: > 10 }).CountAsync());
        Assert.Equal(300, (await db.From<ShopEvent>().GroupBy(e => e is Bought).Select(g => new { g.Key, Sum = g.Sum(e => (e as Bought)?.Cents ?? 0) }).ToListAsync()).Single(g => g.Key).Sum);

        List<ShopEvent> all = await db.From<ShopEvent>().OrderBy(e => e.At).ToListAsync();
        Assert.Equal([typeof(Clicked), typeof(Bought), typeof(Bought), typeof(Clicked)], all.Select(e => e.GetType()));
        Assert.Equal(["x", "y"], ((Bought)all[1]).Items);
    }
}
