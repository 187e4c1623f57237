using System.Text;
using System.Text.Json;

namespace Denormalized.Hosting.Tests;

public sealed class BadMessageTests
{
    private const int Count = 30;

    public static TheoryData<int[], int> Places()
    {
        var data = new TheoryData<int[], int>();
        foreach (var rows in (int[])[1, 7, 1000])
        {
            data.Add([0], rows);
            data.Add([Count - 1], rows);
            data.Add([Count / 2], rows);
            data.Add([Count / 2, (Count / 2) + 1], rows);
            data.Add([0, 1, Count - 2, Count - 1], rows);
        }

        return data;
    }

    public static TheoryData<string, byte[], string> Kinds() => new()
    {
        { "malformed", "{\"id\":1"u8.ToArray(), "Value" },
        { "missing field", "{\"id\":1}"u8.ToArray(), "Missing" },
        { "wrong type", "{\"id\":\"x\",\"name\":\"n\"}"u8.ToArray(), "Number" },
        { "empty", [], "Value" },
        { "unknown schema id", [0, 0, 0, 0, 42, 1, 2], "SchemaId" },
        { "cut framing", [0, 0, 0], "Truncated" },
        { "user code throws", "{\"id\":1,\"name\":\"throw\"}"u8.ToArray(), "Exception" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task ABadMessageIsADeadLetterAndEveryOtherOneIsStored(int[] bad, int rows)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, Enumerable.Range(0, Count).Select(i => bad.Contains(i) ? "nonsense"u8.ToArray() : EventPipeline.Message(i)));
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Fast(rows));
        await run.UntilCommittedAsync();
        await run.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count).Except(bad).Select(i => (long)i), await run.IdsAsync());
        Assert.Equal(bad.Select(b => b.ToString()), cluster.DeadLetterTopic.Letters.Select(l => l.Headers["dnz.offset"]).OrderBy(int.Parse));
        Assert.Equal((Count, Count - bad.Length, bad.Length), (run.Status.MessagesRead, run.Status.RowsStored, run.Status.MessagesDead));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EachKindHasItsReasonAndItsBytes(string kind, byte[] payload, string reason)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(1), payload, EventPipeline.Message(2));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        Assert.Equal([1, 2], await run.IdsAsync());
        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.True(letter.Headers["dnz.reason"] == reason, $"{kind}: {letter.Headers["dnz.reason"]} {letter.Headers["dnz.message"]}");
        Assert.Equal("events.dead", letter.Topic);
        Assert.Equal(payload, letter.Value);
        Assert.Equal(BitConverter.GetBytes(1), letter.Key);
        Assert.Equal(("events", "0", "1", "cluster/one"), (letter.Headers["dnz.topic"], letter.Headers["dnz.partition"], letter.Headers["dnz.offset"], letter.Headers["dnz.source"]));
        Assert.Equal("test@00000000000000ab", letter.Headers["dnz.pipeline"]);
    }

    [Fact]
    public async Task AnExceptionOfTheUsersCodeComesWithItsText()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(1, "throw"));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Contains("the user's code failed", letter.Headers["dnz.message"]);
    }

    [Fact]
    public async Task ABrokerWithoutHeadersGetsAnEnvelope()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.DeadLetterTopic.HasHeaders = false;
        cluster.Produce(0, [0xFF, 0xFE]);
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Empty(letter.Headers);
        using var envelope = JsonDocument.Parse(letter.Value);
        Assert.Equal([0xFF, 0xFE], envelope.RootElement.GetProperty("payload").GetBytesFromBase64());
        Assert.Equal(BitConverter.GetBytes(0), envelope.RootElement.GetProperty("key").GetBytesFromBase64());
        Assert.Equal("events", envelope.RootElement.GetProperty("dnz.topic").GetString());
    }

    [Fact]
    public async Task AHugePayloadIsCutAndItsLengthAndHashKept()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var huge = Encoding.UTF8.GetBytes(new string('z', 100_000));
        cluster.Produce(0, huge);
        var options = LoopRun.Fast();
        options.DeadLetterBytes = 1000;

        // The broker takes even less.
        cluster.DeadLetterTopic.Refuse = letter => letter.Value.Length > 300 ? new MessageTooLargeException("too large") : null;
        await using var run = await LoopRun.StartAsync(cluster, engine, options: options);
        await run.UntilCommittedAsync();

        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Equal(huge[..250], letter.Value);
        Assert.Equal("100000", letter.Headers["dnz.payload.length"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(huge)), letter.Headers["dnz.payload.sha256"]);
    }

    [Fact]
    public async Task WhenTheTopicRefusesTheTableTakesIt()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.DeadLetterTopic.Refuse = _ => new InvalidOperationException("not authorized");
        cluster.Produce(0, EventPipeline.Message(1), "nonsense"u8.ToArray());
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        Assert.Equal("events\t0\t1\tcluster/one\tValue\tnonsense\t8\n", await engine.TextAsync("SELECT topic, partition, offset, source, reason, payload, payload_length FROM _dead_letters"));
        Assert.Equal([1], await run.IdsAsync());
    }

    [Fact]
    public async Task WhenNothingTakesItThePipelineWaits()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var refuse = true;
        cluster.DeadLetterTopic.Refuse = _ => Volatile.Read(ref refuse) ? new InvalidOperationException("not authorized") : null;
        engine.BeforeInsert = (_, command) => command.Table == "_dead_letters" ? throw new ClickHouseException(497, "ACCESS_DENIED", "no") : Task.CompletedTask;
        cluster.Produce(0, "nonsense"u8.ToArray(), EventPipeline.Message(1));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilAsync(() => run.Status.CurrentProblem?.Contains("_dead_letters", StringComparison.Ordinal) == true, "the pipeline waits for its dead letters");

        Assert.Empty(cluster.Committed);
        Assert.Equal(PipelineState.Waiting, run.Status.State);
        Volatile.Write(ref refuse, false);
        await run.UntilCommittedAsync();
        Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Equal([1], await run.IdsAsync());
    }

    [Theory]
    [InlineData(new[] { 13 }, 1000)]
    [InlineData(new[] { 0 }, 1000)]
    [InlineData(new[] { 199 }, 1000)]
    [InlineData(new[] { 100, 101 }, 1000)]
    [InlineData(new[] { 3, 77, 150 }, 20)]
    [InlineData(new[] { 5 }, 1)]
    public async Task ARowThatClickHouseRefusesIsSetApart(int[] bad, int rows)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(2);
        cluster.Produce(0, Enumerable.Range(0, 150).Select(i => EventPipeline.Message(i)));
        cluster.Produce(1, Enumerable.Range(150, 50).Select(i => EventPipeline.Message(i)));
        var info = EventPipeline.CreateInfo(constraint: $", CONSTRAINT no_bad CHECK id NOT IN ({string.Join(", ", bad)})");
        await using var run = await LoopRun.StartAsync(cluster, engine, info, LoopRun.Fast(rows));
        await run.UntilCommittedAsync();
        await run.StopAsync();

        Assert.Equal(Enumerable.Range(0, 200).Except(bad).Select(i => (long)i), await run.IdsAsync());
        Assert.Equal(bad.Select(i => EventPipeline.Message(i)), cluster.DeadLetterTopic.Letters.Select(l => l.Value).OrderBy(Encoding.UTF8.GetString, Comparer<string>.Create((a, b) => a.Length == b.Length ? string.CompareOrdinal(a, b) : a.Length - b.Length)));
        Assert.All(cluster.DeadLetterTopic.Letters, l => Assert.Equal("Refused", l.Headers["dnz.reason"]));
        Assert.Equal((200, 200 - bad.Length, bad.Length), (run.Status.MessagesRead, run.Status.RowsStored, run.Status.MessagesDead));
    }
}
