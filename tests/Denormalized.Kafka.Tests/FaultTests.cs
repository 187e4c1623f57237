using System.Collections.Concurrent;
using System.Text;

namespace Denormalized.Kafka.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly EmbeddedKafka kafka = new(brokers: 3);
    private readonly ConcurrentQueue<KafkaEvent> events = new();

    public FaultTests() => kafka.CreateTopic("faults", 3);

    public void Dispose() => kafka.Dispose();

    [Fact]
    public async Task ABrokenConnectionAndAMovedLeaderLoseNothingAndDoubleNothing()
    {
        const int count = 6_000;
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("faults", 3));
        using var producer = kafka.Producer(settings: ("retry.backoff.ms", "50"));
        var received = new List<(int Partition, long Offset, string Text)>();
        for (var i = 0; i < count; i++)
        {
            if (i % 1_000 == 100)
            {
                kafka.Faults.FailNext(KafkaRequest.Produce, KafkaErrorCode.LocalTransport, KafkaErrorCode.NotLeaderForPartition, KafkaErrorCode.None, KafkaErrorCode.RequestTimedOut);
                kafka.Faults.FailNext(KafkaRequest.Fetch, KafkaErrorCode.LocalTransport, KafkaErrorCode.NotLeaderForPartition);
            }

            if (i % 1_000 == 500)
            {
                kafka.Faults.MoveLeader(new TopicPartition("faults", i % 3), 1 + (i / 1_000 % 3));
            }

            producer.Produce("faults", i % 3, Encoding.UTF8.GetBytes($"{i}"));
            if (i % 50 == 0)
            {
                Take();
            }
        }

        await producer.FlushAsync();
        consumer.ReadUntil(() => received.Count >= count, Add, () => $"{received.Count} of {count}");

        Assert.Equal(count, producer.Delivered);
        Assert.Equal(count, received.Select(r => r.Text).Distinct().Count());
        Assert.All(received.GroupBy(r => r.Partition), p => Assert.Equal(Enumerable.Range(0, count / 3).Select(o => (long)o), p.Select(r => r.Offset)));

        void Take() => consumer.ConsumeBatch(TimeSpan.Zero, Add);

        void Add(in KafkaMessage m) => received.Add((m.Partition, m.Offset, Encoding.UTF8.GetString(m.Payload)));
    }

    [Fact]
    public async Task AllBrokersDownIsReportedAndReadingGoesOnWhenTheyComeBack()
    {
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        producer.Produce("faults", 0, "before"u8);
        await producer.FlushAsync();
        using var consumer = kafka.Consumer(events: events.Enqueue, settings: ("reconnect.backoff.max.ms", "200"));
        consumer.Assign(Reading.From("faults", 3));
        consumer.Read(1);

        kafka.Faults.BrokerDown();
        consumer.ReadUntil(() => events.OfType<AllBrokersDown>().Any());
        kafka.Faults.BrokerUp();
        producer.Produce("faults", 0, "after"u8);
        var received = consumer.Read(1);
        await producer.FlushAsync();

        Assert.Equal("after", Encoding.UTF8.GetString(received[0].Payload));
        Assert.Equal(1, received[0].Offset);
    }

    [Fact]
    public async Task AMessageThatIsNotAcknowledgedInTimeFails()
    {
        kafka.Faults.BrokerDown();
        using var producer = kafka.Producer(settings: [("message.timeout.ms", "300"), ("enable.idempotence", "false")]);
        var awaited = producer.ProduceAsync(new OutgoingMessage("faults", "x"u8.ToArray()) { Partition = 1 });
        producer.Produce("faults", 2, "y"u8);
        producer.Produce("faults", 2, "z"u8);

        var flush = await Assert.ThrowsAsync<KafkaDeliveryException>(() => producer.FlushAsync());
        var single = await Assert.ThrowsAsync<KafkaDeliveryException>(() => awaited);

        Assert.Equal(KafkaErrorCode.LocalMessageTimedOut, single.Code);
        Assert.Equal(KafkaErrorCode.LocalMessageTimedOut, flush.Code);
        Assert.Contains("2 messages", flush.Message);
        Assert.Equal((3, 0, 3), (producer.Produced, producer.Delivered, producer.Failed));
        await producer.FlushAsync(); // told once
    }

    [Fact]
    public async Task AMessageThatIsTooLargeIsRefusedAtOnce()
    {
        using var producer = kafka.Producer(settings: ("message.max.bytes", "10000"));

        Assert.Equal(KafkaErrorCode.MessageSizeTooLarge, Assert.Throws<KafkaDeliveryException>(() => producer.Produce("faults", 0, new byte[20_000])).Code);
        Assert.Equal(
            KafkaErrorCode.MessageSizeTooLarge,
            (await Assert.ThrowsAsync<KafkaDeliveryException>(() => producer.ProduceAsync(new OutgoingMessage("faults", new byte[20_000])))).Code);
        Assert.Equal(0, producer.Produced);
    }

    [Fact]
    public async Task AFullQueueHoldsProductionBackAndLosesNothing()
    {
        const int count = 5_000;
        kafka.Faults.SetRoundTripTime(TimeSpan.FromMilliseconds(5));
        using var producer = kafka.Producer(settings: [("queue.buffering.max.messages", "50"), ("linger.ms", "0")]);
        var awaited = new List<Task<Delivery>>();
        for (var i = 0; i < count; i++)
        {
            if (i % 5 == 0)
            {
                awaited.Add(producer.ProduceAsync(new OutgoingMessage("faults", Encoding.UTF8.GetBytes($"{i}")) { Partition = 0 }));
            }
            else
            {
                producer.Produce("faults", 0, Encoding.UTF8.GetBytes($"{i}"));
            }
        }

        await Task.WhenAll(awaited);
        await producer.FlushAsync();
        kafka.Faults.SetRoundTripTime(TimeSpan.Zero);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("faults", 1));
        var received = consumer.Read(count);

        Assert.Equal((count, count, 0), (producer.Produced, producer.Delivered, producer.Failed));
        Assert.Equal(count, received.Select(m => Encoding.UTF8.GetString(m.Payload)).Distinct().Count());
    }

    [Fact]
    public async Task WaitingForRoomCanBeCancelled()
    {
        kafka.Faults.BrokerDown();
        using var producer = kafka.Producer(settings: ("queue.buffering.max.messages", "1"));
        producer.Produce("faults", 0, "first"u8);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.ThrowsAny<OperationCanceledException>(() => producer.Produce("faults", 0, "second"u8, cancellation: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => producer.ProduceAsync(new OutgoingMessage("faults", "third"u8.ToArray()), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => producer.FlushAsync(cancelled.Token));
        Assert.Equal(1, producer.Produced);
    }

    [Fact]
    public async Task DisposingEndsWhatStillWaits()
    {
        kafka.Faults.BrokerDown();
        var producer = kafka.Producer();
        var waiting = producer.ProduceAsync(new OutgoingMessage("faults", "x"u8.ToArray()) { Partition = 0 });

        producer.Dispose();

        var error = await Assert.ThrowsAsync<KafkaDeliveryException>(() => waiting);
        Assert.True(error.Code is KafkaErrorCode.LocalPurgedInQueue or KafkaErrorCode.LocalPurgedInFlight, error.Message);
        Assert.Throws<ObjectDisposedException>(() => producer.Produce("faults", 0, "y"u8));
    }

    [Fact]
    public void AMissingTopicIsReported()
    {
        using var consumer = kafka.Consumer("missing", events: events.Enqueue);
        kafka.Faults.SetTopicError("faults", KafkaErrorCode.TopicAuthorizationFailed);
        consumer.Subscribe("faults");

        consumer.ReadUntil(() => events.Any(e => e is PartitionError { Code: KafkaErrorCode.TopicAuthorizationFailed, Partition.Topic: "faults" }));
    }

    [Fact]
    public void StatisticsArriveWhenAskedFor()
    {
        using var consumer = kafka.Consumer(events: events.Enqueue, settings: ("statistics.interval.ms", "50"));
        consumer.Assign(Reading.From("faults", 3));

        consumer.ReadUntil(() => events.OfType<Statistics>().Any());

        Assert.Contains("\"type\":\"consumer\"", events.OfType<Statistics>().First().Json.Replace(" ", ""));
    }
}
