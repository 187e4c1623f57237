using System.Text;
using Xunit.Abstractions;

namespace Denormalized.Kafka.Tests;

/// <summary>The same promises against Apache Kafka 0.9.0.1; run by <c>make interop</c>.</summary>
[Trait("Category", "Interop")]
public sealed class RealBrokerTests(RealBroker broker, ITestOutputHelper output) : IClassFixture<RealBroker>
{
    private readonly string topic = $"t{Guid.NewGuid():n}";

    [Fact]
    public async Task EveryMessageArrivesOnceInOrder()
    {
        await broker.CreateTopicAsync(topic, 4);
        await ProduceAsync(20_000, 4);

        using var consumer = Consumer("g" + topic);
        consumer.Subscribe(topic);
        var received = consumer.Read(20_000);

        Assert.Equal(Enumerable.Range(0, 20_000).Select(Text).Order(), received.Select(m => Encoding.UTF8.GetString(m.Payload)).Order());
        AssertContiguous(received.GroupBy(m => m.Partition).ToDictionary(g => g.Key, g => g.Select(m => m.Offset)), 4, 5_000);
        Assert.All(received, m => Assert.Equal(-1, m.TimestampMs)); // 0.9 has none
    }

    [Fact]
    public async Task PauseAndResumeUnderLoadSkipAndDoubleNothing()
    {
        const int count = 40_000;
        await broker.CreateTopicAsync(topic, 4);
        var producing = ProduceAsync(count, 4);
        using var consumer = Consumer("g" + topic);
        consumer.Subscribe(topic);
        var random = new Random(5);
        var seen = new Dictionary<int, List<long>>();
        var paused = new HashSet<TopicPartition>();

        consumer.ReadUntil(
            () =>
            {
                if (consumer.Assignment is { Count: > 0 } assigned)
                {
                    var partition = assigned[random.Next(assigned.Count)];
                    if (paused.Add(partition))
                    {
                        consumer.Pause(partition);
                    }
                    else
                    {
                        paused.Remove(partition);
                        consumer.Resume(partition);
                    }
                }

                return seen.Values.Sum(s => s.Count) >= count;
            },
            (in KafkaMessage m) =>
            {
                if (!seen.TryGetValue(m.Partition, out var offsets))
                {
                    seen.Add(m.Partition, offsets = []);
                }

                offsets.Add(m.Offset);
            },
            () => string.Join(", ", consumer.Positions));
        await producing;

        AssertContiguous(seen.ToDictionary(s => s.Key, s => (IEnumerable<long>)s.Value), 4, count / 4);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("cooperative-sticky")]
    public async Task MembersComeAndGoWithoutLossOrDoubling(string strategy)
    {
        const int count = 30_000;
        await broker.CreateTopicAsync(topic, 6);
        var stored = new GroupStore();
        using var stopFirst = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var first = Start(stopFirst.Token);
        await ProduceAsync(count / 3, 6);
        stored.WaitFor(1, first);
        var second = Start(stop.Token);
        stored.WaitForMembers(2, first, second);
        await ProduceAsync(count / 3, 6, count / 3);
        await stopFirst.CancelAsync();
        await first;
        await ProduceAsync(count / 3, 6, 2 * count / 3);
        stored.WaitFor(count, second);
        await stop.CancelAsync();
        await second;

        output.WriteLine($"{strategy}: {stored.PostponedCommits} commits were postponed by rebalances");
        AssertContiguous(stored.Rows.GroupBy(r => r.Partition).ToDictionary(g => g.Key, g => g.Select(r => r.Offset).Order().AsEnumerable()), 6, count / 6);

        Task<GroupWorker> Start(CancellationToken stop) => Task.Factory.StartNew(
            () => new GroupWorker(stored, topic, handler => Consumer("w" + topic, handler, ("partition.assignment.strategy", strategy))).Run(stop),
            TaskCreationOptions.LongRunning);
    }

    [Fact]
    public async Task ABrokerThatIsKilledAndStartedAgainLosesNothing()
    {
        const int count = 20_000;
        await broker.CreateTopicAsync(topic, 2);
        using var consumer = Consumer("g" + topic);
        consumer.Assign(Reading.From(topic, 2)); // in a group the outage may be a rebalance, which starts at the last commit
        var seen = new HashSet<string>();
        var offsets = new Dictionary<int, List<long>> { [0] = [], [1] = [] };
        var producing = Task.Run(async () =>
        {
            await ProduceAsync(count / 2, 2);
            broker.Restart();
            await ProduceAsync(count / 2, 2, count / 2);
        });

        consumer.ReadUntil(
            () => seen.Count == count || producing.IsFaulted,
            (in KafkaMessage m) =>
            {
                seen.Add(Encoding.UTF8.GetString(m.Payload));
                offsets[m.Partition].Add(m.Offset);
            },
            () => $"{seen.Count} of {count}");
        await producing;

        // Without idempotence a retry may store a message twice, so texts are compared. A broker that is killed before it wrote down
        // how far it had come may send what was read again (the host drops it by its offset): there must be no gap.
        Assert.Equal(count, seen.Count);
        Assert.All(offsets.Values, o => Assert.Equal(Enumerable.Range(0, o.Distinct().Count()).Select(i => (long)i), o.Distinct().Order()));
    }

    [Fact]
    public async Task ATopicMadeAgainBelowTheCommittedOffsetStopsTheConsumer()
    {
        var partition = new TopicPartition(topic, 0);
        await broker.CreateTopicAsync(topic, 1);
        await ProduceAsync(100, 1);
        using (var consumer = Consumer("g" + topic))
        {
            consumer.Assign(new TopicPartitionOffset(partition, 0));
            consumer.Commit([new TopicPartitionOffset(partition, 80)]);
        }

        broker.DeleteTopic(topic);
        await broker.CreateTopicAsync(topic, 1);
        await ProduceAsync(10, 1);
        using var again = Consumer("g" + topic);
        again.Subscribe(topic);

        var error = Assert.Throws<KafkaOffsetBeyondEndException>(() => again.Read(1));
        Assert.Equal((80, new Watermarks(0, 10)), (error.Offset, error.Watermarks));
    }

    [Fact]
    public async Task WhatTheOldBrokerDoesNotHaveIsSaid()
    {
        await broker.CreateTopicAsync(topic, 3);
        using var admin = new KafkaAdmin(broker.CreateSettings());

        TopicDescription? described;
        var deadline = DateTime.UtcNow + Reading.Deadline;
        while ((described = await admin.DescribeTopicAsync(topic)) is null && DateTime.UtcNow < deadline)
        {
            await Task.Delay(50); // a broker of this age tells of a new topic a moment later
        }

        Assert.Equal(new TopicDescription(topic, 3, 1, null), described);
        Assert.Null(await admin.ClusterIdAsync());
        Assert.Equal([new(0, 0), new(0, 0), new(0, 0)], await admin.WatermarksAsync(topic));
        Assert.Equal(KafkaErrorCode.LocalUnsupportedFeature, (await Assert.ThrowsAsync<KafkaException>(() => admin.CreateTopicAsync("made", 1, 1))).Code);
    }

    private static string Text(int number) => $"message {number}";

    private static void AssertContiguous(Dictionary<int, IEnumerable<long>> offsets, int partitions, int count)
    {
        Assert.Equal(partitions, offsets.Count);
        Assert.All(offsets.Values, o => Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), o));
    }

    private KafkaConsumer Consumer(string group, IRebalanceHandler? rebalances = null, params (string Name, string Value)[] settings)
    {
        var all = broker.CreateSettings();
        all.GroupId = group;
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new KafkaConsumer(new KafkaConsumerOptions { Settings = all, Rebalances = rebalances });
    }

    private async Task ProduceAsync(int count, int partitions, int first = 0)
    {
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = broker.CreateSettings() });
        for (var i = first; i < first + count; i++)
        {
            producer.Produce(topic, i % partitions, Encoding.UTF8.GetBytes(Text(i)));
        }

        await producer.FlushAsync();
    }
}
