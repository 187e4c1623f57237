using System.Globalization;
using Denormalized.ClickHouse;
using Denormalized.Kafka;
using Denormalized.TestSupport;

namespace Denormalized.Hosting.Tests;

/// <summary>
/// Workers killed with SIGKILL at each named step, then started again: stored + filtered + dead = produced, nothing twice.
/// Kafka is the mock cluster of this process; ClickHouse is in the killed process itself, or a server that survives it.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Partitions = 4;
    private const int Count = 4000;
    private const string Group = "test";

    private readonly EmbeddedKafka _kafka = new();
    private readonly string _path = Directory.CreateTempSubdirectory("denormalized-hosting-").FullName;

    public CrashTests()
    {
        _kafka.SetGroupInitialDelay(TimeSpan.Zero);
        _kafka.CreateTopic(EventPipeline.Topic, Partitions);
        _kafka.CreateTopic(EventPipeline.Topic + ".dead", 1);
    }

    public void Dispose()
    {
        _kafka.Dispose();
        Directory.Delete(_path, true);
    }

    [Theory]
    [InlineData("after-poll:1")]
    [InlineData("after-poll:4")]
    [InlineData("mid-insert:1")]
    [InlineData("mid-insert:3")]
    [InlineData("after-insert:1")]
    [InlineData("after-insert:3")]
    [InlineData("in-rebalance:1")]
    [InlineData("in-dead-letter-ack:1")]
    public async Task AWorkerThatOwnsItsTableIsKilledAndStartedAgain(string fault)
    {
        await ProduceAsync(0, Count);
        using (var killed = WorkerProcess.Start(fault, Arguments(_path)))
        {
            await killed.KilledAsync();
        }

        await ProduceAsync(Count, Count);
        using (var worker = WorkerProcess.Start(null, Arguments(_path)))
        {
            await UntilCommittedAsync(worker);
            await worker.StopAsync();
        }

        using var list = WorkerProcess.Start(null, "list", _path);
        Check(await list.LinesAsync(), 2 * Count);
    }

    [Fact]
    public async Task TwoWorkersAreKilledAgainAndAgainWhileTheServerLives()
    {
        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "crash" });
        await using var front = await ChdbHttpFront.StartAsync();
        var random = new Random(7);
        var workers = new List<WorkerProcess>();
        string[] faults = ["mid-insert:2", "in-rebalance:2", "after-insert:2", "in-dead-letter-ack:2", "after-poll:3", "mid-insert:1"];
        var produced = 0;
        foreach (var fault in faults)
        {
            workers.RemoveAll(w => w.HasExited);
            while (workers.Count < 2)
            {
                workers.Add(WorkerProcess.Start(workers.Count == 1 ? fault : null, Arguments(front.ConnectionString + ";Database=crash")));
            }

            await ProduceAsync(produced, Count);
            produced += Count;
            await Task.WhenAny(workers[1].ExitedAsync(), Task.Delay(random.Next(2000, 6000)));
            workers[random.Next(2)].Kill();
        }

        workers.RemoveAll(w => w.HasExited);
        workers.Add(WorkerProcess.Start(null, Arguments(front.ConnectionString + ";Database=crash")));
        await UntilCommittedAsync([.. workers]);
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        var lines = new StreamReader(await ReadAsync(engine, "SELECT _partition, _offset, id FROM stored ORDER BY 1, 2")).ReadToEnd();
        Check([.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)], produced);
    }

    private static bool IsBad(int i) => i % 200 is 0 or 1;

    private static bool IsFiltered(int i) => i % 50 == 25;

    private static async Task<Stream> ReadAsync(IClickHouse clickHouse, string sql)
    {
        var answer = new MemoryStream();
        await foreach (var chunk in clickHouse.QueryAsync(sql, "TSV"))
        {
            answer.Write(chunk.Span);
        }

        answer.Position = 0;
        return answer;
    }

    private IEnumerable<string> Arguments(string clickHouse) =>
    [
        "run", clickHouse,
        $"Kafka:bootstrap.servers={_kafka.BootstrapServers}", "Kafka:session.timeout.ms=2000", "Kafka:heartbeat.interval.ms=200",
        "Denormalized:BatchRows=500", "Denormalized:LatencyTarget=00:00:00.200",
    ];

    private async Task ProduceAsync(int first, int count)
    {
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = _kafka.CreateSettings() });
        for (var i = first; i < first + count; i++)
        {
            producer.Produce(EventPipeline.Topic, i % Partitions, IsBad(i) ? "nonsense"u8 : EventPipeline.Message(IsFiltered(i) ? -1 : i));
        }

        await producer.FlushAsync();
    }

    private async Task UntilCommittedAsync(params WorkerProcess[] workers)
    {
        var settings = _kafka.CreateSettings();
        settings.GroupId = Group;
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = settings });
        var partitions = Enumerable.Range(0, Partitions).Select(p => new TopicPartition(EventPipeline.Topic, p)).ToList();
        var end = DateTime.UtcNow.AddSeconds(120);
        while (true)
        {
            var committed = consumer.Committed(partitions);
            if (committed.All(c => c.Offset == consumer.QueryWatermarks(c.TopicPartition).High))
            {
                return;
            }

            Assert.True(
                DateTime.UtcNow < end && !workers.All(w => w.HasExited),
                $"not everything was committed: {string.Join(", ", committed)}\n{string.Join("\n---\n", workers.Select(w => w.Output))}");
            await Task.Delay(50);
        }
    }

    private void Check(List<string> rows, int produced)
    {
        var stored = rows.Select(r => r.Split('\t')).Select(r => (Partition: int.Parse(r[0], CultureInfo.InvariantCulture), Offset: long.Parse(r[1], CultureInfo.InvariantCulture), Id: int.Parse(r[2], CultureInfo.InvariantCulture))).ToList();
        var expected = Enumerable.Range(0, produced).Where(i => !IsBad(i) && !IsFiltered(i)).ToList();
        var ids = stored.Select(r => r.Id).ToList();
        Assert.True(ids.Count == ids.Distinct().Count(), $"stored twice: {string.Join(", ", ids.GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key).Take(20))}");
        Assert.True(expected.Except(ids).FirstOrDefault(-1) == -1, $"lost: {string.Join(", ", expected.Except(ids).Take(20))}");
        Assert.Equal(expected.Count, ids.Count);
        Assert.All(stored, r => Assert.Equal((r.Id % Partitions, r.Id / Partitions), (r.Partition, (int)r.Offset)));
        Assert.Equal(Enumerable.Range(0, produced).Where(IsBad), DeadLetters().Distinct().Order());
    }

    // Numbers of the messages that became dead letters; one can be there twice after a crash.
    private List<int> DeadLetters()
    {
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = _kafka.CreateSettings() });
        var dead = new TopicPartition(EventPipeline.Topic + ".dead", 0);
        var left = consumer.QueryWatermarks(dead).High;
        consumer.Assign(new TopicPartitionOffset(dead, 0));
        var numbers = new List<int>();
        while (left > 0)
        {
            left -= consumer.ConsumeBatch(TimeSpan.FromMilliseconds(20), (in KafkaMessage message) =>
            {
                Assert.True(message.Headers.TryGetLast("dnz.partition", out var partition));
                Assert.True(message.Headers.TryGetLast("dnz.offset", out var offset));
                numbers.Add((int.Parse(offset, CultureInfo.InvariantCulture) * Partitions) + int.Parse(partition, CultureInfo.InvariantCulture));
            });
        }

        return numbers;
    }
}
