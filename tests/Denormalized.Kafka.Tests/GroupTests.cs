using System.Text;

namespace Denormalized.Kafka.Tests;

public sealed class GroupTests : IDisposable
{
    private const int Partitions = 6;
    private readonly EmbeddedKafka kafka = new();

    public GroupTests() => kafka.CreateTopic("group", Partitions);

    public void Dispose() => kafka.Dispose();

    [Theory]
    [InlineData("range")]
    [InlineData("cooperative-sticky")]
    public async Task ASecondMemberTakesOverPartitionsWithoutLossOrDoubling(string strategy)
    {
        const int count = 30_000;
        using var producer = kafka.Producer();
        var stored = new GroupStore();
        using var stop = new CancellationTokenSource();
        var first = StartWorker();
        for (var i = 0; i < count / 2; i++)
        {
            producer.Produce("group", i % Partitions, Encoding.UTF8.GetBytes(i.ToString()));
        }

        await producer.FlushAsync();
        stored.WaitFor(count / 4, first);
        var second = StartWorker();
        stored.WaitForMembers(2, first, second);
        for (var i = count / 2; i < count; i++)
        {
            producer.Produce("group", i % Partitions, Encoding.UTF8.GetBytes(i.ToString()));
        }

        await producer.FlushAsync();
        stored.WaitFor(count, first, second);
        await stop.CancelAsync();
        var rebalances = await Task.WhenAll(first, second);

        Assert.All(rebalances, r => Assert.True(r.AssignedCalls > 0));
        Assert.True(rebalances.Sum(r => r.RevokedCalls) > 0);
        Assert.Equal(count, stored.Rows.Count);
        for (var p = 0; p < Partitions; p++)
        {
            Assert.Equal(Enumerable.Range(0, count / Partitions).Select(o => (long)o), stored.Rows.Where(r => r.Partition == p).Select(r => r.Offset).Order());
        }

        Task<GroupWorker> StartWorker() => Task.Factory.StartNew(
            () => new GroupWorker(stored, "group", handler => kafka.Consumer("workers", rebalances: handler, settings: ("partition.assignment.strategy", strategy))).Run(stop.Token),
            TaskCreationOptions.LongRunning);
    }

    [Fact]
    public void AMemberThatTheGroupHasForgottenLosesItsPartitionsAndMayNotCommit()
    {
        var events = new Rebalances();
        using var consumer = kafka.Consumer("forgotten", rebalances: events);
        consumer.Subscribe("group");
        consumer.ReadUntil(() => events.Assigned > 0);
        Exception? commit = null;
        events.OnLost = partitions => commit = Record.Exception(() => consumer.Commit([new(partitions[0], 0)]));

        kafka.Faults.FailNext(KafkaRequest.Heartbeat, KafkaErrorCode.UnknownMemberId);
        consumer.ReadUntil(() => events.Lost > 0);

        Assert.Equal(0, events.Revoked);
        Assert.Equal(KafkaErrorCode.LocalAssignmentLost, Assert.IsType<KafkaException>(commit).Code);
        consumer.ReadUntil(() => events.Assigned > 1);
    }

    [Fact]
    public async Task AHandlerChoosesTheStartAndSeesWhatIsCommitted()
    {
        using (var producer = kafka.Producer())
        {
            for (var i = 0; i < 600; i++)
            {
                producer.Produce("group", i % Partitions, "x"u8);
            }

            await producer.FlushAsync();
        }

        PartitionAssignment? seen = null;
        var events = new Rebalances
        {
            OnAssigned = assignment =>
            {
                seen = assignment;
                for (var p = 0; p < Partitions; p++)
                {
                    assignment.StartAt(new TopicPartition("group", p), 10 * p);
                }
            },
        };
        using var consumer = kafka.Consumer("chosen", rebalances: events);
        consumer.Subscribe("group");
        var received = consumer.Read(600 - 150);

        Assert.All(seen!.Committed, c => Assert.Equal(KafkaOffset.None, c.Offset));
        Assert.Equal(Partitions, seen.Committed.Count);
        Assert.Equal(Enumerable.Range(0, Partitions).Select(p => (p, 10L * p)), received.GroupBy(m => m.Partition).Select(g => (g.Key, g.Min(m => m.Offset))).Order());
    }

    [Fact]
    public void AHandlerThatThrowsStopsTheConsumerWithItsReason()
    {
        var events = new Rebalances { OnAssigned = static _ => throw new InvalidOperationException("table is missing") };
        using var consumer = kafka.Consumer("throwing", rebalances: events);
        consumer.Subscribe("group");

        var error = Assert.Throws<KafkaConsumerFailedException>(() => consumer.ReadUntil(static () => false));

        Assert.Contains("table is missing", error.Message);
        Assert.Throws<KafkaConsumerFailedException>(() => consumer.ConsumeBatch(TimeSpan.Zero, static (in KafkaMessage _) => { }));
        Assert.Empty(consumer.Assignment);
    }

    [Fact]
    public void AHandlerThatThrowsWhileClosingIsToldByClose()
    {
        var events = new Rebalances { OnRevoked = static _ => throw new InvalidDataException("the last batch was refused") };
        var consumer = kafka.Consumer("closing", rebalances: events);
        consumer.Subscribe("group");
        consumer.ReadUntil(() => events.Assigned > 0);

        var error = Assert.Throws<KafkaConsumerFailedException>(consumer.Close);

        Assert.Contains("the last batch was refused", error.Message);
        consumer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => consumer.ConsumeBatch(TimeSpan.Zero, static (in KafkaMessage _) => { }));
    }

    [Fact]
    public async Task CommitsWithoutWaitingAreAnsweredWhileConsuming()
    {
        using var consumer = kafka.Consumer("later");
        consumer.Subscribe("group");
        consumer.ReadUntil(() => consumer.Assignment.Count == Partitions);

        var commit = consumer.CommitAsync([new("group", 2, 42)]);
        consumer.ReadUntil(() => commit.IsCompleted);
        await commit;

        Assert.Equal([new("group", 2, 42)], consumer.Committed([new("group", 2)]));
    }

    [Fact]
    public async Task ARefusedCommitIsAnError()
    {
        using var consumer = kafka.Consumer("refused");
        consumer.Subscribe("group");
        consumer.ReadUntil(() => consumer.Assignment.Count == Partitions);

        kafka.Faults.FailNext(KafkaRequest.OffsetCommit, KafkaErrorCode.OffsetMetadataTooLarge);
        var error = Assert.Throws<KafkaException>(() => consumer.Commit([new("group", 0, 1)]));
        kafka.Faults.FailNext(KafkaRequest.OffsetCommit, KafkaErrorCode.OffsetMetadataTooLarge);
        var pending = consumer.CommitAsync([new("group", 0, 1)]);
        consumer.ReadUntil(() => pending.IsCompleted);

        Assert.Equal(KafkaErrorCode.OffsetMetadataTooLarge, error.Code);
        Assert.Equal(KafkaErrorCode.OffsetMetadataTooLarge, (await Assert.ThrowsAsync<KafkaException>(() => pending)).Code);
        Assert.Equal([new("group", 0, KafkaOffset.None)], consumer.Committed([new("group", 0)]));
    }

    [Fact]
    public void SubscribingNeedsAGroup()
    {
        using var consumer = kafka.Consumer();

        Assert.Contains("group.id", Assert.Throws<KafkaSettingsException>(() => consumer.Subscribe("group")).Message);
    }

    private sealed class Rebalances : IRebalanceHandler
    {
        public Action<PartitionAssignment>? OnAssigned { get; init; }

        public Action<IReadOnlyList<TopicPartition>>? OnRevoked { get; init; }

        public Action<IReadOnlyList<TopicPartition>>? OnLost { get; set; }

        public int Assigned { get; private set; }

        public int Revoked { get; private set; }

        public int Lost { get; private set; }

        void IRebalanceHandler.Assigned(PartitionAssignment assignment)
        {
            Assigned++;
            OnAssigned?.Invoke(assignment);
        }

        void IRebalanceHandler.Revoked(IReadOnlyList<TopicPartition> partitions)
        {
            Revoked++;
            OnRevoked?.Invoke(partitions);
        }

        void IRebalanceHandler.Lost(IReadOnlyList<TopicPartition> partitions)
        {
            Lost++;
            OnLost?.Invoke(partitions);
        }
    }
}
