using System.Collections.Concurrent;

namespace Denormalized.Kafka.Tests;

public sealed class LagLimiterTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    [Fact]
    public void ProductionStopsAtTheLimitAndGoesOnWithTheConsumer()
    {
        long consumed = 0;
        var limiter = new LagLimiter(_ => consumed, maxBytes: 1_000_000, maxMessages: 10);

        Assert.Equal(10, Passed(limiter, 20, 100));
        consumed = 4;
        Assert.Equal(4, Passed(limiter, 20, 100));
        consumed = 14;
        Assert.Equal(10, Passed(limiter, 20, 100));
    }

    [Fact]
    public void BytesNeverExceedTheLimitByMoreThanAStep()
    {
        long consumed = 0;
        var limiter = new LagLimiter(_ => consumed, maxBytes: 1_000_000);
        var random = new Random(3);
        var sizes = new Queue<long>();
        long outstanding = 0, produced = 0;

        for (var i = 0; i < 50_000; i++)
        {
            var size = random.Next(4_000);
            if (limiter.TryPass(Partition, size))
            {
                produced++;
                sizes.Enqueue(size);
                outstanding += size;
                Assert.True(outstanding <= 1_000_000, $"{outstanding} bytes outstanding");
            }
            else if (sizes.Count > 0)
            {
                for (var n = random.Next(1, 50); n > 0 && sizes.Count > 0; n--)
                {
                    outstanding -= sizes.Dequeue();
                    consumed++;
                }
            }
        }

        Assert.True(produced > 10_000, $"only {produced} messages passed");
    }

    [Fact]
    public void AMessageLargerThanTheLimitPassesAlone()
    {
        long consumed = 0;
        var limiter = new LagLimiter(_ => consumed, maxBytes: 1_000);

        Assert.True(limiter.TryPass(Partition, 5_000));
        Assert.False(limiter.TryPass(Partition, 1));
        consumed = 1;
        Assert.True(limiter.TryPass(Partition, 5_000));
    }

    [Fact]
    public async Task ASlowConsumerOfASmallPartitionLosesNothing()
    {
        // 30 MB through two partitions that keep 5 MiB each
        const int count = 30_000;
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("limited", 2);
        var next = new ConcurrentDictionary<TopicPartition, long>();
        using var producer = kafka.Producer(new LagLimiter(p => next.GetValueOrDefault(p)));
        var producing = Task.Run(async () =>
        {
            var payload = new byte[1_000];
            for (var i = 0; i < count; i++)
            {
                producer.Produce("limited", OutgoingMessage.AnyPartition, payload, BitConverter.GetBytes(i));
            }

            await producer.FlushAsync();
        });
        var losses = new List<KafkaEvent>();
        using var consumer = kafka.Consumer("slow", losses.Add, startAtZero: true);
        consumer.Subscribe("limited");
        var seen = new HashSet<int>();

        consumer.ReadUntil(() => seen.Count == count, (in KafkaMessage m) =>
        {
            seen.Add(BitConverter.ToInt32(m.Key));
            next[new TopicPartition(m.Topic, m.Partition)] = m.Offset + 1;
        });
        await producing;

        Assert.Empty(losses.OfType<MessagesLost>());
        Assert.Equal(count, seen.Count);
        Assert.Equal(2, next.Count);
    }

    private static int Passed(LagLimiter limiter, int attempts, int size) => Enumerable.Range(0, attempts).Count(_ => limiter.TryPass(Partition, size));
}
