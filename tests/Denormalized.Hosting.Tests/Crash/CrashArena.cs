using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Denormalized.ClickHouse;
using Denormalized.Kafka;
using Denormalized.TestSupport;

namespace Denormalized.Hosting.Tests;

/// <summary>A topic, numbered messages in it, workers that are killed, and the check of what they leave.</summary>
internal sealed class CrashArena : IDisposable
{
    private const int Count = 4000;

    private static readonly TimeSpan s_standstill = TimeSpan.FromMinutes(4);

    private readonly EmbeddedKafka? _kafka;
    private readonly Dictionary<string, string?> _settings;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly string _path = Directory.CreateTempSubdirectory("denormalized-hosting-").FullName;

    private CrashArena(EmbeddedKafka? kafka, Dictionary<string, string?> settings, string topic, int partitions)
    {
        _kafka = kafka;
        _settings = settings;
        _topic = topic;
        _partitions = partitions;
    }

    private string DeadTopic => _topic + ".dead";

    public static CrashArena Mock()
    {
        var kafka = new EmbeddedKafka();
        kafka.SetGroupInitialDelay(TimeSpan.Zero);
        kafka.CreateTopic("events", 4);
        kafka.CreateTopic("events.dead", 1);
        return new CrashArena(kafka, new() { ["bootstrap.servers"] = kafka.BootstrapServers }, "events", 4);
    }

    /// <summary>Kafka 0.9: no headers, no topic ids, topics are made when they are asked for.</summary>
    public static CrashArena Real()
    {
        var servers = Environment.GetEnvironmentVariable("DENORMALIZED_KAFKA")
            ?? throw new InvalidOperationException("DENORMALIZED_KAFKA names no broker: run these tests by `make interop`.");
        return new CrashArena(
            null,
            new() { ["bootstrap.servers"] = servers, ["api.version.request"] = "false", ["broker.version.fallback"] = "0.9.0.1" },
            $"events-{Guid.NewGuid():N}",
            8);
    }

    public void Dispose()
    {
        _kafka?.Dispose();
        Directory.Delete(_path, true);
    }

    /// <summary>A worker that has the engine inside is killed at a point and started again.</summary>
    public async Task KillOwnerAsync(string fault)
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

    /// <summary>A worker that writes Parquet files, for two outputs, is killed at a point and started again; ClickHouse reads what is there.</summary>
    public async Task KillWriterOfFilesAsync(string fault)
    {
        var section = $"Denormalized:Pipelines:{_topic}:Parquet:";
        List<string> arguments = [.. Arguments("-"), "Test:Outputs=2", $"{section}Path={_path}", $"{section}FileAge=00:00:00.200", $"{section}FileRows=500"];
        await ProduceAsync(0, Count);
        using (var killed = WorkerProcess.Start(fault, arguments))
        {
            await killed.KilledAsync();
        }

        await ProduceAsync(Count, Count);
        using (var worker = WorkerProcess.Start(null, arguments))
        {
            await UntilCommittedAsync(worker);
            await worker.StopAsync();
        }

        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = $"files_{Guid.NewGuid():N}" });
        Check(await RowsAsync(engine, Files("stored")), 2 * Count);
        Check([.. (await RowsAsync(engine, Files("stored_1"))).Concat(await RowsAsync(engine, Files("stored"), "id % 2 = 1"))], 2 * Count);

        string Files(string table) => $"file('{_path}/{table}/**/*.parquet', Parquet)";
    }

    /// <summary>Two workers before a server: one of them is killed at a point or at a random moment, and replaced, for each fault.</summary>
    public async Task KillPairAsync(IReadOnlyList<string?> faults)
    {
        var database = $"crash_{Guid.NewGuid():N}";
        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = database });
        await using var front = await ChdbHttpFront.StartAsync();
        var arguments = Arguments($"{front.ConnectionString};Database={database}").ToList();
        var workers = new List<WorkerProcess>();
        var produced = 0;
        try
        {
            foreach (var fault in faults)
            {
                workers.RemoveAll(w => w.HasExited);
                while (workers.Count < 2)
                {
                    workers.Add(WorkerProcess.Start(workers.Count == 1 ? fault : null, arguments));
                }

                await ProduceAsync(produced, Count);
                produced += Count;
                await Task.WhenAny(workers[1].ExitedAsync(), Task.Delay(Random.Shared.Next(1000, 5000)));
                workers[Random.Shared.Next(2)].Kill();
            }

            workers.Add(WorkerProcess.Start(null, arguments));
            await UntilCommittedAsync([.. workers]);
        }
        finally
        {
            workers.ForEach(w => w.Dispose());
        }

        Check(await RowsAsync(engine), produced);
    }

    /// <summary>
    /// Two workers before a server; in each round one is stopped for longer than its session while the other takes over its
    /// partitions, and then goes on where it was.
    /// </summary>
    public async Task FreezePairAsync(int rounds)
    {
        var database = $"frozen_{Guid.NewGuid():N}";
        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = database });
        await using var front = await ChdbHttpFront.StartAsync();
        var arguments = Arguments($"{front.ConnectionString};Database={database}").ToList();
        WorkerProcess[] workers = [WorkerProcess.Start(null, arguments), WorkerProcess.Start(null, arguments)];
        var produced = 0;
        try
        {
            await ProduceAsync(produced, Count);
            await UntilCommittedAsync(workers);
            produced += Count;
            for (var round = 0; round < rounds; round++)
            {
                var producing = ProduceAsync(produced, Count);
                await Task.Delay(Random.Shared.Next(300));
                workers[round % 2].Freeze();
                await producing;
                produced += Count;
                await UntilCommittedAsync(workers);
                workers[round % 2].Continue();
                await ProduceAsync(produced, Count);
                produced += Count;
                await UntilCommittedAsync(workers);
            }

            foreach (var worker in workers)
            {
                await worker.StopAsync();
            }
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }

        Check(await RowsAsync(engine), produced);
    }

    /// <summary>
    /// A worker of older logic runs while a replay of newer logic is killed at each step of it and run again, up to the exchange of
    /// two tables; between two kills in the exchange a worker of the newer logic runs already.
    /// </summary>
    public async Task KillReplayAsync()
    {
        var database = $"replay_{Guid.NewGuid():N}";
        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = database });
        await using var front = await ChdbHttpFront.StartAsync();
        List<string> arguments = [.. Arguments($"{front.ConnectionString};Database={database}"), "Test:Outputs=2"];
        List<string> newer = [.. arguments, "Test:Fingerprint=2"];
        List<string> replay = [.. newer, $"Denormalized:Replay:Pipeline={_topic}", "Denormalized:Replay:Exchange=true"];
        var produced = 0;
        using (var older = WorkerProcess.Start(null, [.. arguments, "Test:Fingerprint=1"]))
        {
            await MoreAsync();
            await UntilCommittedAsync(older);
            foreach (var fault in (string[])["in-replay:1", "in-replay:3", "after-poll:2", "mid-insert:3", "after-insert:2"])
            {
                await KilledAsync(fault);
            }

            await older.StopAsync();
        }

        var before = await RowsAsync(engine);
        await KilledAsync("in-replay:1"); // nothing is exchanged
        await KilledAsync("in-replay:2"); // one of two tables is
        using (var worker = WorkerProcess.Start(null, newer))
        {
            await MoreAsync();
            await UntilCommittedAsync(worker);
            await worker.StopAsync();
        }

        await KilledAsync("in-replay:3"); // both are, and the group does not know yet
        using (var last = WorkerProcess.Start(null, replay))
        {
            await last.ExitedAsync();
            Assert.Contains("is new", last.Output, StringComparison.Ordinal);
        }

        using (var worker = WorkerProcess.Start(null, newer))
        {
            await MoreAsync();
            await UntilCommittedAsync(worker);
            await worker.StopAsync();
        }

        Check(await RowsAsync(engine), produced);
        Check([.. (await RowsAsync(engine, "stored_1")).Concat(await RowsAsync(engine, "stored", "id % 2 = 1"))], produced);
        Assert.Empty(await RowsAsync(engine, "stored", "NOT endsWith(_pipeline, '@0000000000000002')"));
        Assert.Equal(before.Order(), (await RowsAsync(engine, "stored_replay")).Order());

        async Task KilledAsync(string fault)
        {
            using var killed = WorkerProcess.Start(fault, replay);
            await MoreAsync();
            await killed.KilledAsync();
        }

        async Task MoreAsync()
        {
            await ProduceAsync(produced, Count);
            produced += Count;
        }
    }

    private static bool IsBad(int i) => i % 200 is 0 or 1;

    private static bool IsFiltered(int i) => i % 50 == 25;

    private static async Task<List<string>> RowsAsync(IClickHouse clickHouse, string table = "stored", string where = "1")
    {
        using var answer = new MemoryStream();
        await foreach (var chunk in clickHouse.QueryAsync($"SELECT _partition, _offset, id FROM {table} WHERE {where}", "TSV"))
        {
            answer.Write(chunk.Span);
        }

        return [.. System.Text.Encoding.UTF8.GetString(answer.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private KafkaSettings Settings(string? group = null) => new(_settings) { GroupId = group };

    private IEnumerable<string> Arguments(string clickHouse) =>
    [
        "run", clickHouse, _topic,
        .. _settings.Select(s => $"Kafka:{s.Key}={s.Value}"),
        "Kafka:session.timeout.ms=4000", "Kafka:heartbeat.interval.ms=200",
        "Denormalized:BatchRows=500", "Denormalized:LatencyTarget=00:00:00.200",
    ];

    private async Task ProduceAsync(int first, int count)
    {
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = Settings() });
        for (var i = first; i < first + count; i++)
        {
            producer.Produce(_topic, i % _partitions, IsBad(i) ? "nonsense"u8 : EventPipeline.Message(IsFiltered(i) ? -1 : i));
        }

        await producer.FlushAsync();
    }

    /// <summary>Waits as long as the workers get on: how fast they are is the machine's matter, that they stand still is theirs.</summary>
    private async Task UntilCommittedAsync(params WorkerProcess[] workers)
    {
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = Settings(_topic) });
        var partitions = Enumerable.Range(0, _partitions).Select(p => new TopicPartition(_topic, p)).ToList();
        var clock = Stopwatch.StartNew();
        var seen = "";
        while (true)
        {
            var now = "";
            try
            {
                var committed = consumer.Committed(partitions);
                if (committed.All(c => c.Offset == consumer.QueryWatermarks(c.TopicPartition).High))
                {
                    return;
                }

                now = string.Join(", ", committed);
            }
            catch (KafkaException error)
            {
                now = error.Message; // a broker that is busy is asked again
            }

            if (now != seen)
            {
                seen = now;
                clock.Restart();
            }

            Assert.True(
                clock.Elapsed < s_standstill && !workers.All(w => w.HasExited),
                $"nothing more was committed for {clock.Elapsed}: {seen}\n{string.Join("\n---\n", workers.Select(w => w.Output))}");
            await Task.Delay(50);
        }
    }

    private void Check(List<string> rows, int produced)
    {
        var stored = rows.Select(r => r.Split('\t').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()).Select(r => (Partition: r[0], Offset: r[1], Id: r[2])).ToList();
        var expected = Enumerable.Range(0, produced).Where(i => !IsBad(i) && !IsFiltered(i)).ToList();
        var ids = stored.Select(r => r.Id).ToList();
        var lost = expected.Except(ids).Take(20).ToList();
        var twice = ids.GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key).Take(20).ToList();
        Assert.True(lost.Count == 0, $"lost: {string.Join(", ", lost)}");
        Assert.True(twice.Count == 0, $"stored twice: {string.Join(", ", twice)}");
        Assert.Equal(expected.Count, ids.Count);
        Assert.All(stored, r => Assert.Equal((r.Id % _partitions, r.Id / _partitions), (r.Partition, r.Offset)));
        Assert.Equal(Enumerable.Range(0, produced).Where(IsBad), DeadLetters().Distinct().Order());
    }

    // Numbers of the messages that became dead letters; one can be there twice after a crash.
    private List<int> DeadLetters()
    {
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = Settings() });
        var partitions = Enumerable.Range(0, _kafka is null ? _partitions : 1).Select(p => new TopicPartition(DeadTopic, p)).ToList();
        var left = partitions.Sum(p => consumer.QueryWatermarks(p).High);
        consumer.Assign([.. partitions.Select(p => new TopicPartitionOffset(p, 0))]);
        var numbers = new List<int>();
        while (left > 0)
        {
            left -= consumer.ConsumeBatch(TimeSpan.FromMilliseconds(20), (in KafkaMessage message) =>
            {
                var (partition, offset) = Origin(message);
                numbers.Add((offset * _partitions) + partition);
            });
        }

        return numbers;
    }

    private (int Partition, int Offset) Origin(in KafkaMessage message)
    {
        if (_kafka is null)
        {
            using var envelope = JsonDocument.Parse(message.Payload.ToArray());
            Assert.Equal("nonsense"u8.ToArray(), envelope.RootElement.GetProperty("payload").GetBytesFromBase64());
            return (int.Parse(envelope.RootElement.GetProperty("dnz.partition").GetString()!, CultureInfo.InvariantCulture),
                int.Parse(envelope.RootElement.GetProperty("dnz.offset").GetString()!, CultureInfo.InvariantCulture));
        }

        Assert.Equal("nonsense"u8.ToArray(), message.Payload.ToArray());
        Assert.True(message.Headers.TryGetLast("dnz.partition", out var partition));
        Assert.True(message.Headers.TryGetLast("dnz.offset", out var offset));
        return (int.Parse(partition, CultureInfo.InvariantCulture), int.Parse(offset, CultureInfo.InvariantCulture));
    }
}
