namespace Denormalized.Kafka.Tests;

public sealed class CommitMetadataTests
{
    [Fact]
    public void TextIsCommittedWithAnOffsetAndReadBack()
    {
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("noted", 2);
        using var consumer = kafka.Consumer("notes");
        consumer.Subscribe("noted");
        consumer.ReadUntil(() => consumer.Positions.Count == 2);

        consumer.Commit([new("noted", 0, 5) { Metadata = "incarnation é" }, new("noted", 1, 7)]);

        Assert.Equal(
            [new("noted", 0, 5) { Metadata = "incarnation é" }, new("noted", 1, 7)],
            consumer.Committed([new("noted", 0), new("noted", 1)]));
    }

    [Fact]
    public async Task ABatchHasNoMoreMessagesThanAskedFor()
    {
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("few", 1);
        using var producer = kafka.Producer();
        for (byte i = 0; i < 10; i++)
        {
            producer.Produce("few", 0, [i]);
        }

        await producer.FlushAsync();
        using var consumer = kafka.Consumer();
        consumer.Assign(new TopicPartitionOffset("few", 0, 0));
        var counts = new List<int>();
        var collector = new Collector([]);
        while (collector.Offsets.Count < 10)
        {
            counts.Add(consumer.ConsumeBatch(TimeSpan.FromMilliseconds(50), 3, ref collector));
        }

        Assert.True(counts.Max() <= 3, string.Join(", ", counts));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], collector.Offsets);
    }

    private readonly record struct Collector(List<long> Offsets) : IMessageHandler
    {
        public void Handle(in KafkaMessage message) => Offsets.Add(message.Offset);
    }
}
