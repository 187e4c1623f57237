using System.Text;

namespace Denormalized.Kafka.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly EmbeddedKafka kafka = new();

    public void Dispose() => kafka.Dispose();

    [Fact]
    public async Task EveryMessageArrivesOnceInOrderWithItsContent()
    {
        const int count = 20_000, partitions = 8;
        kafka.CreateTopic("all", partitions);
        using var producer = kafka.Producer();
        for (var i = 0; i < count; i++)
        {
            producer.Produce("all", i % partitions, Encoding.UTF8.GetBytes($"payload {i}"), Encoding.UTF8.GetBytes($"key {i}"));
        }

        await producer.FlushAsync();
        Assert.Equal((count, count, 0), (producer.Produced, producer.Delivered, producer.Failed));

        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("all", partitions));
        var received = consumer.Read(count);

        Assert.Equal(count, received.Count);
        foreach (var partition in received.GroupBy(m => m.Partition))
        {
            Assert.Equal(Enumerable.Range(0, count / partitions).Select(o => (long)o), partition.Select(m => m.Offset));
            Assert.All(partition, m => Assert.Equal($"payload {(m.Offset * partitions) + m.Partition}", Encoding.UTF8.GetString(m.Payload)));
            Assert.All(partition, m => Assert.Equal($"key {(m.Offset * partitions) + m.Partition}", Encoding.UTF8.GetString(m.Key!)));
        }
    }

    [Fact]
    public async Task NullAndEmptyKeysPayloadsAndHeadersStayApart()
    {
        kafka.CreateTopic("edges", 1);
        using var producer = kafka.Producer();
        var headers = new[] { KafkaHeader.OfText("a", "1"), new KafkaHeader("a", null), new KafkaHeader("Größe", []), KafkaHeader.OfText("a", "3") };
        await producer.ProduceAsync(new OutgoingMessage("edges", "x"u8.ToArray()) { Key = "k"u8.ToArray(), Partition = 0, Headers = headers, TimestampMs = 1_700_000_000_123 });
        await producer.ProduceAsync(new OutgoingMessage("edges", null) { Key = Array.Empty<byte>(), Partition = 0 });
        await producer.ProduceAsync(new OutgoingMessage("edges", Array.Empty<byte>()) { Partition = 0 });
        producer.Produce("edges", 0, []);
        producer.Produce("edges", 0, "p"u8, ""u8);
        await producer.FlushAsync();

        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("edges", 1));
        var m = consumer.Read(5);

        Assert.Equal("x"u8.ToArray(), m[0].Payload);
        Assert.Equal("k"u8.ToArray(), m[0].Key);
        Assert.Equal(1_700_000_000_123, m[0].TimestampMs);
        Assert.Equal(headers.Select(h => (h.Name, Value: h.Value is null ? null : Convert.ToHexString(h.Value))), m[0].Headers.Select(h => (h.Name, Value: h.Value is null ? null : Convert.ToHexString(h.Value))));
        Assert.Equal([false, true, false, false, false], m.Select(x => x.Tombstone));
        Assert.Equal(["k", "", null, null, ""], m.Select(x => x.Key is null ? null : Encoding.UTF8.GetString(x.Key)));
        Assert.Equal(["x", "", "", "", "p"], m.Select(x => Encoding.UTF8.GetString(x.Payload)));
    }

    [Fact]
    public async Task AwaitedDeliveriesTellPartitionAndOffset()
    {
        kafka.CreateTopic("awaited", 2);
        using var producer = kafka.Producer();

        var deliveries = new List<Delivery>();
        for (var i = 0; i < 5; i++)
        {
            deliveries.Add(await producer.ProduceAsync(new OutgoingMessage("awaited", "v"u8.ToArray()) { Partition = 1 }));
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(o => new Delivery(new TopicPartition("awaited", 1), o)), deliveries);
    }

    [Fact]
    public async Task AGroupStartsWhereItHasCommitted()
    {
        kafka.CreateTopic("committed", 2);
        using (var producer = kafka.Producer())
        {
            for (var i = 0; i < 100; i++)
            {
                producer.Produce("committed", i % 2, Encoding.UTF8.GetBytes(i.ToString()));
            }

            await producer.FlushAsync();
        }

        using (var first = kafka.Consumer("g"))
        {
            first.Subscribe("committed");
            Assert.Equal(100, first.Read(100).Count);
            first.Commit([new("committed", 0, 20), new("committed", 1, 50)]);
        }

        using var second = kafka.Consumer("g");
        second.Subscribe("committed");
        var rest = second.Read(30);

        Assert.Equal(Enumerable.Range(20, 30).Select(o => (0, (long)o)), rest.Select(m => (m.Partition, m.Offset)));
        Assert.Equal([new("committed", 0, 20), new("committed", 1, 50)], second.Committed([new("committed", 0), new("committed", 1)]));
        Assert.Equal(new Watermarks(0, 50), second.QueryWatermarks(new("committed", 1)));
    }

    [Fact]
    public async Task TheLastHeaderOfANameCounts()
    {
        kafka.CreateTopic("headers", 1);
        using var producer = kafka.Producer();
        await producer.ProduceAsync(new OutgoingMessage("headers", "x"u8.ToArray())
        {
            Headers = [KafkaHeader.OfText("dnz.topic", "first"), KafkaHeader.OfText("other", "o"), KafkaHeader.OfText("dnz.topic", "last"), new KafkaHeader("null", null)],
        });
        await producer.ProduceAsync(new OutgoingMessage("headers", "y"u8.ToArray()));
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("headers", 1));
        var found = new List<string>();

        consumer.ReadUntil(() => found.Count == 2, (in KafkaMessage m) =>
        {
            var has = m.Headers.TryGetLast("dnz.topic", out var value);
            var hasNull = m.Headers.TryGetLast("null", out var nothing);
            found.Add($"{has}:{Encoding.UTF8.GetString(value)}:{hasNull}:{nothing.Length}:{m.Headers.TryGetLast("none", out _)}");
        });

        Assert.Equal(["True:last:True:0:False", "False::False:0:False"], found);
    }
}
