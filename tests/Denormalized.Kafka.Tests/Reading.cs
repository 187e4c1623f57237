using System.Diagnostics;

namespace Denormalized.Kafka.Tests;

/// <summary>A message copied out of the consumer.</summary>
internal sealed record Received(string Topic, int Partition, long Offset, byte[] Payload, byte[]? Key, bool Tombstone, long TimestampMs, List<KafkaHeader> Headers)
{
    public static Received Of(in KafkaMessage message) => new(
        message.Topic,
        message.Partition,
        message.Offset,
        message.Payload.ToArray(),
        message.HasKey ? message.Key.ToArray() : null,
        message.IsTombstone,
        message.TimestampMs,
        message.Headers.ToList());
}

/// <summary>Helpers to read with a deadline; a deadline that passes fails the test, it never decides what is right.</summary>
internal static class Reading
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static List<Received> Read(this KafkaConsumer consumer, int count)
    {
        var received = new List<Received>();
        consumer.ReadUntil(() => received.Count >= count, (in KafkaMessage m) => received.Add(Received.Of(m)), () => $"{received.Count} of {count} messages came");
        return received;
    }

    public static void ReadUntil(this KafkaConsumer consumer, Func<bool> done, MessageHandler? handler = null, Func<string>? state = null)
    {
        handler ??= static (in KafkaMessage _) => { };
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            Assert.True(clock.Elapsed < Deadline, $"gave up after {Deadline}: {state?.Invoke()}");
            consumer.ConsumeBatch(Poll, handler);
        }
    }

    /// <summary>Reads on when the handler throws.</summary>
    public static void ReadUntilWithFaults(this KafkaConsumer consumer, Func<bool> done, MessageHandler handler)
    {
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            Assert.True(clock.Elapsed < Deadline, $"gave up after {Deadline}: {string.Join(", ", consumer.Positions)}");
            var thrown = Record.Exception(() => consumer.ConsumeBatch(Poll, handler));
            Assert.True(thrown is null or InvalidDataException, thrown?.ToString());
        }
    }

    public static KafkaConsumer Consumer(this EmbeddedKafka kafka, string? group = null, Action<KafkaEvent>? events = null, IRebalanceHandler? rebalances = null, bool startAtZero = false, params (string Name, string Value)[] settings)
    {
        var all = kafka.CreateSettings();
        all.GroupId = group;
        // a rebalance of the mock takes the session's time less one second
        all["session.timeout.ms"] = "2000";
        all["heartbeat.interval.ms"] = "200";
        all["fetch.wait.max.ms"] = "20";
        all["topic.metadata.refresh.interval.ms"] = "1000";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new KafkaConsumer(new KafkaConsumerOptions { Settings = all, Events = events, Rebalances = rebalances, StartAtZero = startAtZero });
    }

    public static KafkaProducer Producer(this EmbeddedKafka kafka, LagLimiter? limiter = null, params (string Name, string Value)[] settings)
    {
        var all = kafka.CreateSettings();
        all["linger.ms"] = "5";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new KafkaProducer(new KafkaProducerOptions { Settings = all, LagLimiter = limiter });
    }

    public static TopicPartitionOffset[] From(string topic, int partitions, long offset = KafkaOffset.Beginning) =>
        [.. Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, offset))];
}
