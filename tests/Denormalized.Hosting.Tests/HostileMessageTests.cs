using System.Text;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting.Tests;

/// <summary>Hostile bytes through a generated pipeline: a dead letter with reason, offset and field, every other message stored.</summary>
public sealed class HostileMessageTests
{
    private static readonly byte[] s_tail = "\"}"u8.ToArray();

    public static TheoryData<string, string, int?, string> Kinds() => new()
    {
        { "span of 100 MB", "TooLarge", 0, "$" },
        { "depth of 10,000", "Depth", null, "$.other[0][0][0]" },
        { "invalid UTF-8 that passes through", "Utf8", 20, "$.country" },
        { "unknown schema id", "SchemaId", 0, "" },
        { "cut framing", "Truncated", 0, "" },
        { "Avro cut in a text", "Truncated", 6, "country" },
        { "Avro cut in a nested list", "Truncated", null, "lines[0].quantity" },
        { "invalid UTF-8 in Avro", "Utf8", 7, "country" },
        { "an older schema, cut", "Truncated", null, "country" },
        { "bytes behind the record", "Trailing", null, "" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Becomes_a_dead_letter_and_its_neighbours_are_stored(string kind, string reason, int? position, string path)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var registry = new EmbeddedSchemaRegistry();
        var first = (await registry.RegisterAsync("events-value", new(PurchaseBytes.First))).Id;
        var today = (await registry.RegisterAsync("events-value", new(PurchaseBytes.Today))).Id;
        var bad = Message(kind, first, today);
        cluster.Produce(0, PurchaseBytes.Json(1, "at"), bad, PurchaseBytes.Framed(today, PurchaseBytes.OfToday(3, "fr", null)), bad, bad, PurchaseBytes.Framed(first, PurchaseBytes.OfFirst(6, "de")));
        await using var run = await LoopRun.StartAsync(cluster, engine, runtime: PurchasePipeline.CreateRuntime(), registry: registry);
        await run.UntilCommittedAsync();

        Assert.Equal([1, 3, 6], await run.IdsAsync("kept_purchases"));
        Assert.Equal((6, 3, 3), (run.Status.MessagesRead, run.Status.RowsStored, run.Status.MessagesDead));
        Assert.Equal(["1", "3", "4"], cluster.DeadLetterTopic.Letters.Select(l => l.Headers["dnz.offset"]));
        Assert.All(cluster.DeadLetterTopic.Letters, letter =>
        {
            Assert.True((reason, true) == (letter.Headers["dnz.reason"], letter.Headers["dnz.path"].StartsWith(path, StringComparison.Ordinal)), string.Join(" | ", letter.Headers));
            Assert.True(path.Length > 0 || letter.Headers["dnz.path"].Length == 0, letter.Headers["dnz.path"]);
            Assert.True(position is null || letter.Headers["dnz.position"] == $"{position}", string.Join(" | ", letter.Headers));
        });
    }

    [Theory]
    [InlineData("7B7D", "begins with byte 0x7b")]
    [InlineData("", "is empty")]
    [InlineData("02000000012E", "begins with byte 0x02")]
    public async Task A_wrong_magic_byte_is_named_where_Avro_is_expected(string hex, string text)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var registry = new EmbeddedSchemaRegistry();
        var today = (await registry.RegisterAsync("events-value", new(PurchaseBytes.Today))).Id;
        cluster.Produce(0, PurchaseBytes.Framed(today, PurchaseBytes.OfToday(1, "fr", null)), Convert.FromHexString(hex), PurchaseBytes.Framed(today, PurchaseBytes.OfToday(3, "fr", null)));
        await using var run = await LoopRun.StartAsync(
            cluster, engine, pipelineOptions: new PipelineOptions { Format = MessageFormat.Avro }, runtime: PurchasePipeline.CreateRuntime(), registry: registry);
        await run.UntilCommittedAsync();

        Assert.Equal([1, 3], await run.IdsAsync("kept_purchases"));
        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Equal(("Magic", "1", "0"), (letter.Headers["dnz.reason"], letter.Headers["dnz.offset"], letter.Headers["dnz.position"]));
        Assert.Contains(text, letter.Headers["dnz.message"]);
    }

    private static byte[] Message(string kind, int first, int today)
    {
        var record = PurchaseBytes.Framed(today, PurchaseBytes.OfToday(2, "fr", null));
        return kind switch
        {
            "span of 100 MB" => [.. """{"id":2,"country":" """u8.Trim((byte)' '), .. Enumerable.Repeat((byte)'z', 100 << 20), .. s_tail],
            "depth of 10,000" => Encoding.UTF8.GetBytes($$"""{"id":2,"country":"at","other":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}"""),
            "invalid UTF-8 that passes through" => [.. """{"id":2, "country":"at"""u8, 0xFF, .. s_tail],
            "unknown schema id" => PurchaseBytes.Framed(99, [2, 0]),
            "cut framing" => [0, 0, 0],
            "Avro cut in a text" => record[..8],
            "Avro cut in a nested list" => record[..^2],
            "invalid UTF-8 in Avro" => [.. record[..7], 0xFF, .. record[8..]],
            "an older schema, cut" => PurchaseBytes.Framed(first, PurchaseBytes.OfFirst(2, "de")[..^1]),
            _ => [.. record, 0],
        };
    }
}
