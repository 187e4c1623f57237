namespace Denormalized.Kafka.Tests;

/// <summary>The account of offsets alone, against a queue that holds whatever a pause, seek or failure may have left in it.</summary>
public sealed class PartitionStateTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    [Theory]
    [InlineData(0)]
    [InlineData(KafkaOffset.Beginning)]
    public void WhateverTheQueueHoldsEachMessageIsTakenOnceAndInOrder(long start)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var log = Log(random);
            var state = new PartitionState(Partition, start);
            var queue = new Queue<long>(log);
            var taken = new List<long>();
            for (var step = 0; taken.Count < log.Length; step++)
            {
                Assert.True(step < 100_000, $"seed {seed}: stuck at {state.Next} after {taken.Count} of {log.Length}");
                if (state is { SeekPending: true, Paused: false })
                {
                    // until the seek is answered, messages of the old position still come
                    for (var late = random.Next(3); late > 0 && queue.Count > 0; late--)
                    {
                        Assert.False(state.Accept(queue.Dequeue()));
                    }

                    queue = new Queue<long>(log.Where(o => o >= state.Next));
                    state.SeekDone();
                }

                switch (random.Next(12))
                {
                    case 0:
                        state.Pause();
                        break;
                    case 1:
                        state.Resume();
                        break;
                    case 2 when queue.Count > 0:
                        Refuse(state, queue, random);
                        break;
                    default:
                        Take(state, queue, taken, random);
                        break;
                }
            }

            Assert.Equal(log, taken);
        }
    }

    [Fact]
    public void AMessageBehindAGapIsTakenOnlyAfterAskingOnceMore()
    {
        var state = new PartitionState(Partition, 10);

        Assert.False(state.Accept(15));
        Assert.True(state.SeekPending);
        Assert.False(state.Accept(16));
        state.SeekDone();
        Assert.True(state.Accept(15));

        Assert.Equal((16, 5, 2), (state.Next, state.Missing, state.Discarded));
        Assert.True(state.Accept(18)); // in the midst of reading a gap is one of the log
        Assert.False(state.Accept(17));
    }

    /// <summary>The handler throws: the message and some behind it are given back.</summary>
    private static void Refuse(PartitionState state, Queue<long> queue, Random random)
    {
        var first = queue.Dequeue();
        if (!state.Accept(first))
        {
            return;
        }

        state.GiveBack(first);
        for (var rest = random.Next(5); rest > 0 && queue.Count > 0; rest--)
        {
            state.GiveBack(queue.Dequeue());
        }
    }

    private static void Take(PartitionState state, Queue<long> queue, List<long> taken, Random random)
    {
        for (var count = random.Next(10); count > 0 && queue.Count > 0; count--)
        {
            var offset = queue.Dequeue();
            if (state.Accept(offset))
            {
                taken.Add(offset);
            }
        }
    }

    /// <summary>Offsets with holes, as compaction and transactions leave them.</summary>
    private static long[] Log(Random random)
    {
        long offset = 0;
        return [.. Enumerable.Range(0, 300).Select(_ => offset += random.Next(8) == 0 ? random.Next(1, 5) : 1)];
    }
}
