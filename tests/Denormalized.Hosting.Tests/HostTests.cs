using Denormalized.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting.Tests;

/// <summary>The whole host: builder, Kafka's mock cluster, the embedded engine.</summary>
public sealed class HostTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task MessagesFlowFromKafkaToClickHouseAndTwiceInOneFolderNothingIsLost()
    {
        // The topic's offsets begin at 0 again in the second run, the table stays.
        await using var engine = new Engine();
        for (var round = 1; round <= 2; round++)
        {
            using var host = Build(engine);
            await host.StartAsync();
            var kafka = host.Services.GetRequiredService<EmbeddedKafka>();
            using (var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() }))
            {
                for (var i = 0; i < 1000; i++)
                {
                    producer.Produce(EventPipeline.Topic, OutgoingMessage.AnyPartition, i % 100 == 50 ? "nonsense"u8 : EventPipeline.Message(i));
                }

                await producer.FlushAsync();
            }

            var status = await StatusAsync(host, s => s.MessagesRead == 1000);
            Assert.Equal((990, 10, 0), (status.RowsStored, status.MessagesDead, status.MessagesSkipped));
            await host.StopAsync();
            Assert.Equal(PipelineState.Stopped, status.State);
            Assert.Equal([990L * round], await engine.NumbersAsync("SELECT toInt64(count()) FROM stored"));
            Assert.Equal([990L * round], await engine.NumbersAsync("SELECT toInt64(uniqExact(_source, _partition, _offset)) FROM stored"));
        }
    }

    [Fact]
    public async Task DeadLettersArriveInTheirTopicWithHeadersAndBytes()
    {
        await using var engine = new Engine();
        using var host = Build(engine);
        await host.StartAsync();
        var kafka = host.Services.GetRequiredService<EmbeddedKafka>();
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        await producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, "{\"id\":"u8.ToArray()) { Key = "k"u8.ToArray() });
        await StatusAsync(host, s => s.MessagesDead == 1);

        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = kafka.CreateSettings() });
        consumer.Assign([.. Enumerable.Range(0, EmbeddedKafka.DefaultPartitions).Select(p => new TopicPartitionOffset(EventPipeline.Topic + ".dead", p, 0))]);
        var read = new List<(string Key, string Value, string Reason, string Topic)>();
        var end = DateTime.UtcNow + s_deadline;
        while (read.Count == 0 && DateTime.UtcNow < end)
        {
            consumer.ConsumeBatch(TimeSpan.FromMilliseconds(20), (in KafkaMessage m) =>
            {
                var headers = m.Headers.ToList().ToDictionary(h => h.Name, h => h.Text);
                read.Add((System.Text.Encoding.UTF8.GetString(m.Key), System.Text.Encoding.UTF8.GetString(m.Payload), headers["dnz.reason"], headers["dnz.topic"]));
            });
        }

        Assert.Equal([("k", "{\"id\":", "Value", "events")], read);
        await host.StopAsync();
    }

    [Fact]
    public async Task TwoWorkersShareThePartitions()
    {
        await using var engine = new Engine();
        using var host = Build(engine, configure: o => o.Workers = 2);
        await host.StartAsync();
        var kafka = host.Services.GetRequiredService<EmbeddedKafka>();
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        for (var i = 0; i < 20_000; i++)
        {
            producer.Produce(EventPipeline.Topic, OutgoingMessage.AnyPartition, EventPipeline.Message(i));
            if (i % 1000 == 0)
            {
                await Task.Delay(20);
            }
        }

        await producer.FlushAsync();
        var monitor = host.Services.GetRequiredService<PipelineMonitor>();
        await UntilAsync(() => monitor.Pipelines.Sum(p => p.RowsStored) >= 20_000);
        await host.StopAsync();

        Assert.Equal(2, monitor.Pipelines.Count);
        Assert.Equal([20_000], await engine.NumbersAsync("SELECT toInt64(count()) FROM stored"));
        Assert.Equal([20_000], await engine.NumbersAsync("SELECT toInt64(uniqExact(id)) FROM stored"));
    }

    [Fact]
    public async Task ATopicDeletedAndMadeAgainIsStoredWhole()
    {
        await using var engine = new Engine();
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic(EventPipeline.Topic, 2);
        kafka.CreateTopic(EventPipeline.Topic + ".dead", 1);
        for (var round = 1; round <= 2; round++)
        {
            using var host = Build(engine, kafka);
            await host.StartAsync();
            using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
            for (var i = 0; i < 500; i++)
            {
                producer.Produce(EventPipeline.Topic, i % 2, EventPipeline.Message((round * 1000) + i));
            }

            await producer.FlushAsync();
            await StatusAsync(host, s => s.RowsStored == 500);
            await host.StopAsync();
            kafka.DeleteTopic(EventPipeline.Topic);
            kafka.CreateTopic(EventPipeline.Topic, 2);
        }

        Assert.Equal([1000], await engine.NumbersAsync("SELECT toInt64(uniqExact(id)) FROM stored"));
    }

    [Fact]
    public async Task HealthSaysWhatFails()
    {
        await using var engine = new Engine();
        using var host = Build(engine);
        await host.StartAsync();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        await StatusAsync(host, s => s.State == PipelineState.Running);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        engine.BeforeInsert = (_, _) => throw new ClickHouseException(210, "NETWORK_ERROR", "no route to host");
        var kafka = host.Services.GetRequiredService<EmbeddedKafka>();
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        await producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, EventPipeline.Message(1)));
        await StatusAsync(host, s => s.State == PipelineState.Waiting);
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("no route to host", report.Entries["denormalized"].Description);

        engine.BeforeInsert = (_, _) => Task.CompletedTask;
        await StatusAsync(host, s => s.State == PipelineState.Running && s.RowsStored == 1);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(KafkaErrorCode.NotCoordinator)]
    [InlineData(KafkaErrorCode.CoordinatorLoadInProgress)]
    [InlineData(KafkaErrorCode.CoordinatorNotAvailable)]
    public async Task ACoordinatorThatIsNotReadyWhenCommittedOffsetsAreReadIsAskedAgain(KafkaErrorCode error)
    {
        await using var engine = new Engine();
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic(EventPipeline.Topic, 2);
        kafka.CreateTopic(EventPipeline.Topic + ".dead", 1);
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        for (var round = 0; round < 2; round++)
        {
            var log = new LogLines();
            kafka.Faults.FailNext(KafkaRequest.OffsetFetch, [.. Enumerable.Repeat(error, 20)]);
            using var host = Build(engine, kafka, log: log);
            for (var i = 0; i < 100; i++)
            {
                producer.Produce(EventPipeline.Topic, i % 2, EventPipeline.Message((round * 100) + i));
            }

            await producer.FlushAsync();
            await host.StartAsync();
            await UntilAsync(() => log.Lines.Any(line => line.Contains("reading the committed offset", StringComparison.Ordinal)), () => string.Join('\n', log.Lines));
            kafka.Faults.Clear(KafkaRequest.OffsetFetch);
            var status = await StatusAsync(host, s => s.RowsStored >= 100);
            await host.StopAsync();

            // Started without the committed offsets, the second host would read everything again.
            Assert.Equal((100, 0), (status.MessagesRead, status.MessagesSkipped));
        }

        Assert.Equal([200], await engine.NumbersAsync("SELECT toInt64(count()) FROM stored"));
        Assert.Equal([200], await engine.NumbersAsync("SELECT toInt64(uniqExact(id)) FROM stored"));
    }

    private static IHost Build(Engine engine, EmbeddedKafka? kafka = null, Action<PipelineOptions>? configure = null, LogLines? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Denormalized:LatencyTarget"] = "00:00:00.200",
            ["Kafka:SessionTimeoutMs"] = "6000",
            ["Kafka:heartbeat.interval.ms"] = "200",
        });
        builder.Services.AddLogging(logging => logging.AddProvider(log ?? new LogLines()));
        builder.Services.AddSingleton<IClickHouse>(_ => new BorrowedEngine(engine));
        if (kafka is not null)
        {
            builder.Services.AddSingleton(kafka);
        }

        builder.AddDenormalized(d => d.UseEmbedded())
            .AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo()), configure);
        return builder.Build();
    }

    private static async Task<PipelineStatus> StatusAsync(IHost host, Func<PipelineStatus, bool> condition)
    {
        var monitor = host.Services.GetRequiredService<PipelineMonitor>();
        await UntilAsync(() => monitor.Pipelines.Any(condition), () => string.Join("; ", monitor.Pipelines.Select(p =>
            $"{p.State} {p.CurrentProblem} read {p.MessagesRead} rows {p.RowsStored} dead {p.MessagesDead} skipped {p.MessagesSkipped} lag {p.Lag}")));
        return monitor.Pipelines.Single();
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string>? state = null)
    {
        var end = DateTime.UtcNow + s_deadline;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, $"gave up waiting: {state?.Invoke()}");
            await Task.Delay(10);
        }
    }
}
