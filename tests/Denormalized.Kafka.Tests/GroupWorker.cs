using System.Collections.Concurrent;

namespace Denormalized.Kafka.Tests;

/// <summary>
/// A worker as the host has it: what is in flight is stored before partitions go, and reading starts behind what is stored. The
/// commit alone would not do: while a rebalance is under way the broker may refuse it.
/// </summary>
internal sealed class GroupWorker : IRebalanceHandler
{
    private readonly GroupStore store;
    private readonly List<(int Partition, long Offset)> batch = [];
    private readonly Dictionary<TopicPartition, long> uncommitted = [];
    private readonly KafkaConsumer consumer;
    private readonly string topic;

    public GroupWorker(GroupStore store, string topic, Func<IRebalanceHandler, KafkaConsumer> connect)
    {
        this.store = store;
        this.topic = topic;
        consumer = connect(this);
    }

    public int AssignedCalls { get; private set; }

    public int RevokedCalls { get; private set; }

    public GroupWorker Run(CancellationToken stop)
    {
        using (consumer)
        {
            consumer.Subscribe(topic);
            while (!stop.IsCancellationRequested)
            {
                consumer.ConsumeBatch(TimeSpan.FromMilliseconds(20), (in KafkaMessage m) => batch.Add((m.Partition, m.Offset)));

                // rows stay in flight for some batches, so that a rebalance finds them there
                if (batch.Count > 500 || Random.Shared.Next(10) == 0)
                {
                    Flush();
                }
            }
        }

        return this;
    }

    public void Assigned(PartitionAssignment assignment)
    {
        AssignedCalls++;
        store.Members.TryAdd(this, true);
        foreach (var partition in assignment.Committed)
        {
            assignment.StartAt(partition.TopicPartition, store.Next(partition.Partition));
        }
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        RevokedCalls++;
        Flush();
        foreach (var partition in partitions)
        {
            uncommitted.Remove(partition);
        }
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        batch.RemoveAll(row => partitions.Any(p => p.Partition == row.Partition));
        foreach (var partition in partitions)
        {
            uncommitted.Remove(partition);
        }
    }

    private void Flush()
    {
        foreach (var row in batch)
        {
            store.Rows.Add(row);
            uncommitted[new TopicPartition(topic, row.Partition)] = row.Offset + 1;
        }

        batch.Clear();
        try
        {
            consumer.Commit([.. uncommitted.Select(u => new TopicPartitionOffset(u.Key, u.Value))]);
            uncommitted.Clear();
        }
        catch (KafkaException e) when (e.IsTransient)
        {
            Interlocked.Increment(ref store.PostponedCommits); // until the rebalance is over: with the next rows
        }
    }
}

/// <summary>The table that the workers of a test write to.</summary>
internal sealed class GroupStore
{
    public int PostponedCommits;

    public ConcurrentBag<(int Partition, long Offset)> Rows { get; } = [];

    public ConcurrentDictionary<GroupWorker, bool> Members { get; } = [];

    public long Next(int partition) => Rows.Where(r => r.Partition == partition).Select(r => r.Offset + 1).DefaultIfEmpty(0).Max();

    public void WaitFor(int rows, params Task[] workers) => Wait(() => Rows.Count >= rows, workers);

    public void WaitForMembers(int count, params Task[] workers) => Wait(() => Members.Count >= count, workers);

    private void Wait(Func<bool> done, Task[] workers)
    {
        SpinWait.SpinUntil(() => done() || Array.Exists(workers, w => w.IsCompleted), Reading.Deadline);
        Assert.True(done(), $"{Rows.Count} rows, {Members.Count} members, {workers.FirstOrDefault(w => w.IsFaulted)?.Exception}");
    }
}
