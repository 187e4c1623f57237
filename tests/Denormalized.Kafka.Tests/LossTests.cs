using System.Text;

namespace Denormalized.Kafka.Tests;

/// <summary>Messages that the broker no longer has, and topics that are not what they were.</summary>
public sealed class LossTests : IDisposable
{
    private static readonly TopicPartition Partition = new("loss", 0);

    private readonly EmbeddedKafka kafka = new();
    private readonly List<KafkaEvent> events = [];

    public LossTests() => kafka.CreateTopic("loss", 1);

    public void Dispose() => kafka.Dispose();

    [Theory]
    [InlineData("range")]
    [InlineData("cooperative-sticky")]
    public async Task ALogStartThatJumpedOverUnreadMessagesIsReportedAsLoss(string strategy)
    {
        await ProduceAsync(100);
        Commit("g", 30);
        kafka.DeleteRecords(Partition, 60);

        using var consumer = kafka.Consumer("g", events.Add, settings: ("partition.assignment.strategy", strategy));
        consumer.Subscribe("loss");
        var received = consumer.Read(40);

        Assert.Equal(Enumerable.Range(60, 40).Select(o => (long)o), received.Select(m => m.Offset));
        Assert.Equal(new MessagesLost(Partition, 30, 60), Assert.Single(events.OfType<MessagesLost>()));
    }

    [Fact]
    public async Task MessagesDeletedWhileReadingAreReportedAsLoss()
    {
        await ProduceAsync(50);
        using var consumer = kafka.Consumer(events: events.Add);
        consumer.Assign(Reading.From("loss", 1));
        consumer.Read(50);
        consumer.Pause(Partition);
        await ProduceAsync(100);
        kafka.DeleteRecords(Partition, 120);

        consumer.Resume(Partition);
        var received = consumer.Read(30);

        Assert.Equal(120, received[0].Offset);
        Assert.Equal(new MessagesLost(Partition, 50, 120), Assert.Single(events.OfType<MessagesLost>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatWasDeletedBeforeAnyoneCameIsALossOnlyWhenTheTopicIsReadFromItsMaking(bool startAtZero)
    {
        await ProduceAsync(20);
        kafka.DeleteRecords(Partition, 15);

        using var consumer = kafka.Consumer("fresh", events.Add, startAtZero: startAtZero);
        consumer.Subscribe("loss");
        var received = consumer.Read(5);

        Assert.Equal(15, received[0].Offset);
        Assert.Equal(startAtZero ? [new MessagesLost(Partition, 0, 15)] : [], events.OfType<MessagesLost>());
    }

    [Fact]
    public async Task TheMocksSizeLimitLosesMessagesAndTheConsumerSaysSo()
    {
        // about 8 MB into a partition that keeps 5 MiB
        using (var producer = kafka.Producer())
        {
            for (var i = 0; i < 8_000; i++)
            {
                producer.Produce("loss", 0, new byte[1_000]);
            }

            await producer.FlushAsync();
        }

        using var consumer = kafka.Consumer(events: events.Add, startAtZero: true, group: "late");
        consumer.Subscribe("loss");
        long first = -1, next = 0;
        consumer.ReadUntil(() => next == 8_000, (in KafkaMessage m) =>
        {
            first = first < 0 ? m.Offset : first;
            next = m.Offset + 1;
        });

        var loss = Assert.Single(events.OfType<MessagesLost>());
        Assert.Equal((0, first), (loss.First, loss.Next));
        Assert.True(first > 0);
    }

    [Fact]
    public async Task WithResetErrorALossStopsTheConsumerUntilItIsToldWhereToGoOn()
    {
        await ProduceAsync(100);
        Commit("strict", 10);
        kafka.DeleteRecords(Partition, 40);
        using var consumer = kafka.Consumer("strict", settings: ("auto.offset.reset", "error"));
        consumer.Subscribe("loss");

        var error = Assert.Throws<KafkaMessagesLostException>(() => consumer.Read(1));
        Assert.Equal(new MessagesLost(Partition, 10, 40), error.Loss);
        Assert.Throws<KafkaMessagesLostException>(() => consumer.Read(1));

        consumer.Seek(new TopicPartitionOffset(Partition, 50));
        Assert.Equal(50, consumer.Read(1)[0].Offset);
    }

    [Fact]
    public async Task ACommittedOffsetBehindTheEndStopsTheConsumer()
    {
        // as after the topic was deleted and made again; the mock forgets a group's offsets with the topic, real brokers keep them
        await ProduceAsync(10);
        Commit("old", 80);
        using var consumer = kafka.Consumer("old");
        consumer.Subscribe("loss");

        var error = Assert.Throws<KafkaOffsetBeyondEndException>(() => consumer.Read(1));

        Assert.Equal((Partition, 80, new Watermarks(0, 10)), (error.Partition, error.Offset, error.Watermarks));
        Assert.Contains("made again", error.Message);
        consumer.Seek(new TopicPartitionOffset(Partition, 0));
        Assert.Equal(10, consumer.Read(10).Count);
    }

    [Fact]
    public async Task ATopicMadeAgainWhileItIsReadStopsTheConsumer()
    {
        await ProduceAsync(100);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("loss", 1));
        consumer.Read(100);

        kafka.DeleteTopic("loss");
        kafka.CreateTopic("loss", 1);
        await ProduceAsync(10);

        Assert.Throws<KafkaOffsetBeyondEndException>(() => consumer.Read(1));
    }

    [Fact]
    public async Task AnOffsetOutOfRangeThatIsInRangeIsNoLoss()
    {
        await ProduceAsync(1_000);
        using var consumer = kafka.Consumer(events: events.Add);
        consumer.Assign(Reading.From("loss", 1));
        consumer.Read(1);

        kafka.Faults.FailNext(KafkaRequest.Fetch, KafkaErrorCode.OffsetOutOfRange);
        await ProduceAsync(500);
        var received = new List<long>();
        consumer.ReadUntil(() => received.Count > 0 && received[^1] == 1_499, (in KafkaMessage m) => received.Add(m.Offset));

        Assert.Equal(Enumerable.Range((int)received[0], received.Count).Select(o => (long)o), received);
        Assert.Empty(events.OfType<MessagesLost>());
    }

    private async Task ProduceAsync(int count)
    {
        using var producer = kafka.Producer();
        for (var i = 0; i < count; i++)
        {
            producer.Produce("loss", 0, Encoding.UTF8.GetBytes($"m{i}"));
        }

        await producer.FlushAsync();
    }

    private void Commit(string group, long offset)
    {
        using var consumer = kafka.Consumer(group);
        consumer.Assign(new TopicPartitionOffset(Partition, 0));
        consumer.Commit([new TopicPartitionOffset(Partition, offset)]);
    }
}
