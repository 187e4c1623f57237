using System.Text;

namespace Denormalized.Kafka.Tests;

/// <summary>Pause, resume, seek and failing handlers: whatever is done, each offset is handed out once and in order.</summary>
public sealed class FlowTests : IDisposable
{
    private const int Partitions = 4;
    private readonly EmbeddedKafka kafka = new();

    public FlowTests() => kafka.CreateTopic("flow", Partitions);

    public void Dispose() => kafka.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PauseAndResumeUnderLoadSkipAndDoubleNothing(int seed)
    {
        const int count = 60_000;
        var random = new Random(seed);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("flow", Partitions));
        var producing = ProduceAsync(count);
        var seen = new List<long>[Partitions];
        for (var p = 0; p < Partitions; p++)
        {
            seen[p] = [];
        }

        var paused = new HashSet<TopicPartition>();
        var pauses = 0;
        var wrong = new List<string>();
        consumer.ReadUntil(
            () =>
            {
                // between batches: pause some, resume some
                var partition = new TopicPartition("flow", random.Next(Partitions));
                if (paused.Add(partition))
                {
                    consumer.Pause(partition);
                    pauses++;
                }
                else
                {
                    paused.Remove(partition);
                    consumer.Resume(partition);
                }

                return seen.Sum(s => s.Count) >= count;
            },
            (in KafkaMessage m) =>
            {
                if (paused.Contains(new TopicPartition(m.Topic, m.Partition)))
                {
                    wrong.Add($"{m.Partition}@{m.Offset} while paused");
                }

                seen[m.Partition].Add(m.Offset);
                if (random.Next(5_000) == 0)
                {
                    // from inside the handler: the rest of the batch has messages of this partition
                    var partition = new TopicPartition(m.Topic, m.Partition);
                    paused.Add(partition);
                    consumer.Pause(partition);
                    pauses++;
                }
            },
            () => string.Join(", ", consumer.Positions));
        await producing;

        Assert.Empty(wrong);
        Assert.True(pauses > 10);
        for (var p = 0; p < Partitions; p++)
        {
            Assert.Equal(Enumerable.Range(0, count / Partitions).Select(o => (long)o), seen[p]);
        }
    }

    [Fact]
    public async Task SeekGoesToTheOffsetAndReadsOnFromThere()
    {
        await ProduceAsync(40_000);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("flow", Partitions));
        consumer.Read(15_000);
        var random = new Random(7);

        for (var round = 0; round < 20; round++)
        {
            var target = new TopicPartitionOffset("flow", random.Next(Partitions), random.Next(9_000));
            consumer.Seek(target);
            var after = new List<long>();
            consumer.ReadUntil(
                () => after.Count >= 500,
                (in KafkaMessage m) =>
                {
                    if (m.Partition == target.Partition)
                    {
                        after.Add(m.Offset);
                    }
                });
            Assert.Equal(Enumerable.Range(0, after.Count).Select(i => target.Offset + i), after);
        }
    }

    [Fact]
    public async Task AMessageThatTheHandlerRefusedComesAgainWithAllBehindIt()
    {
        const int count = 20_000;
        await ProduceAsync(count);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("flow", Partitions));
        var random = new Random(11);
        var seen = new List<(int Partition, long Offset)>();
        var thrown = 0;

        consumer.ReadUntilWithFaults(
            () => seen.Count >= count,
            (in KafkaMessage m) =>
            {
                if (random.Next(1_000) == 0)
                {
                    thrown++;
                    throw new InvalidDataException("refused");
                }

                seen.Add((m.Partition, m.Offset));
            });

        Assert.True(thrown > 3);
        foreach (var partition in seen.GroupBy(s => s.Partition))
        {
            Assert.Equal(Enumerable.Range(0, count / Partitions).Select(o => (long)o), partition.Select(s => s.Offset));
        }
    }

    [Fact]
    public async Task LagAndPositionsFollowWhatWasHandedOut()
    {
        await ProduceAsync(4_000);
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("flow", Partitions, 100));
        var seen = consumer.Read(3_600).GroupBy(m => m.Partition).ToDictionary(g => g.Key, g => g.Count());

        Assert.All(Enumerable.Range(0, Partitions), p =>
        {
            Assert.Contains(new TopicPartitionOffset("flow", p, 100 + seen[p]), consumer.Positions);
            Assert.Equal(900 - seen[p], consumer.Lag(new TopicPartition("flow", p)));
        });
        Assert.Null(consumer.Lag(new TopicPartition("other", 0)));
    }

    [Fact]
    public void ASecondThreadIsTurnedAway()
    {
        using var consumer = kafka.Consumer();
        consumer.Assign(Reading.From("flow", Partitions));
        using var inside = new ManualResetEventSlim();
        var consuming = Task.Run(() =>
        {
            inside.Set();
            consumer.ConsumeBatch(TimeSpan.FromSeconds(30), static (in KafkaMessage _) => { });
        });
        inside.Wait();

        var error = Record.Exception(() => SpinWait.SpinUntil(
            () =>
            {
                _ = consumer.Positions;
                return consuming.IsCompleted;
            },
            Reading.Deadline));
        while (!consuming.IsCompleted)
        {
            consumer.Wake();
            Thread.Yield();
        }

        Assert.IsType<InvalidOperationException>(error);
        Assert.Contains("another thread", error.Message);
    }

    private async Task ProduceAsync(int count)
    {
        using var producer = kafka.Producer();
        for (var i = 0; i < count; i++)
        {
            producer.Produce("flow", i % Partitions, Encoding.UTF8.GetBytes($"m{i}"));
            if (i % 5_000 == 0)
            {
                await Task.Yield();
            }
        }

        await producer.FlushAsync();
    }
}
