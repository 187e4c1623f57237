using System.Collections.Concurrent;
using System.Text.Json;
using Denormalized.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting.Tests;

/// <summary>
/// The host against a real Apache Kafka 0.9.0.1 (<c>make interop</c>): no headers, no topic ids, no admin requests, its own
/// rebalances. The broker makes a topic when it is first asked for.
/// </summary>
[Trait("Category", "Interop")]
public sealed class RealBrokerTests
{
    private const int Bad = 100;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(120);
    private static readonly string s_broker = Environment.GetEnvironmentVariable("DENORMALIZED_KAFKA")
        ?? throw new InvalidOperationException("DENORMALIZED_KAFKA names no broker: run `make interop`.");

    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["Kafka:BootstrapServers"] = s_broker,
        ["Kafka:broker.version.fallback"] = "0.9.0.1",
        ["Kafka:api.version.request"] = "false",
        ["Kafka:session.timeout.ms"] = "6000",
        ["Kafka:heartbeat.interval.ms"] = "500",
        ["Denormalized:LatencyTarget"] = "00:00:00.500",
        ["ConnectionStrings:clickhouse"] = "Host=none.invalid",
    };

    [Fact]
    public async Task What_was_delivered_is_stored_once_or_dead_over_hosts_that_come_and_go()
    {
        const int messages = 60_000;
        await using var engine = new Engine();
        await engine.ExecuteAsync(EventPipeline.CreateInfo().Outputs[0].CreateTable);
        using var producer = Producer();
        await producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, EventPipeline.Message(0)));
        var delivered = new ConcurrentBag<long> { 0 };

        // Two hosts of two workers each share the topic; the first leaves in the middle, a third takes over.
        using var first = Build(engine);
        using var second = Build(engine);
        await first.StartAsync();
        await second.StartAsync();
        var producing = Task.Run(async () =>
        {
            var pending = new List<Task>();
            for (var i = 1; i < messages; i++)
            {
                var id = i;
                var payload = i % (messages / Bad) == 7 ? """{"id":"""u8.ToArray() : EventPipeline.Message(id);
                pending.Add(producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, payload)).ContinueWith(
                    _ => delivered.Add(id), TaskContinuationOptions.OnlyOnRanToCompletion));
                if (i % 2000 == 0)
                {
                    await Task.WhenAll(pending);
                    pending.Clear();
                }
            }

            await Task.WhenAll(pending);
        });
        await UntilAsync(async () => await StoredAsync(engine) > messages / 4);
        await first.StopAsync();
        using var third = Build(engine);
        await third.StartAsync();
        await producing;
        Assert.Equal(messages, delivered.Count);

        await UntilAsync(async () => await StoredAsync(engine) >= messages - Bad);
        await second.StopAsync();
        await third.StopAsync();
        Assert.Equal([messages - Bad], await engine.NumbersAsync("SELECT toInt64(count()) FROM stored"));
        Assert.Equal([messages - Bad], await engine.NumbersAsync("SELECT toInt64(uniqExact(id)) FROM stored"));
        Assert.Equal([messages - Bad], await engine.NumbersAsync("SELECT toInt64(uniqExact(_source, _partition, _offset)) FROM stored"));

        var letters = DeadLetters(Bad);
        Assert.Equal(Bad, letters.Select(l => (l.Partition, l.Offset)).Distinct().Count());
        Assert.All(letters, l => Assert.Equal(("events", "Value", "{\"id\":"), (l.Topic, l.Reason, l.Payload)));
    }

    private static async Task<long> StoredAsync(Engine engine) => (await engine.NumbersAsync("SELECT toInt64(count()) FROM stored")).Single();

    private static KafkaProducer Producer() => new(new KafkaProducerOptions { Settings = Settings() });

    private static KafkaSettings Settings() => new()
    {
        { "bootstrap.servers", s_broker },
        { "broker.version.fallback", "0.9.0.1" },
        { "api.version.request", "false" },
    };

    /// <summary>The dead letters: without headers each is a JSON object with the bytes in base64.</summary>
    private static List<(string Topic, string Partition, string Offset, string Reason, string Payload)> DeadLetters(int count)
    {
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = Settings() });
        consumer.Assign([.. Enumerable.Range(0, 8).Select(p => new TopicPartitionOffset(EventPipeline.Topic + ".dead", p, 0))]);
        var read = new List<(string, string, string, string, string)>();
        var end = DateTime.UtcNow + s_deadline;
        while (read.Count < count)
        {
            Assert.True(DateTime.UtcNow < end, $"{read.Count} of {count} dead letters came");
            consumer.ConsumeBatch(TimeSpan.FromMilliseconds(50), (in KafkaMessage m) =>
            {
                using var letter = JsonDocument.Parse(m.Payload.ToArray());
                string Text(string name) => letter.RootElement.GetProperty(name).GetString()!;
                read.Add((Text("dnz.topic"), Text("dnz.partition"), Text("dnz.offset"), Text("dnz.reason"),
                    System.Text.Encoding.UTF8.GetString(letter.RootElement.GetProperty("payload").GetBytesFromBase64())));
            });
        }

        return read;
    }

    private static IHost Build(Engine engine)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(s_settings);
        builder.Services.AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddSingleton<IClickHouse>(_ => new BorrowedEngine(engine));
        builder.AddDenormalized().AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo()), o => o.Workers = 2);
        return builder.Build();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var end = DateTime.UtcNow + s_deadline;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, "gave up waiting");
            await Task.Delay(50);
        }
    }
}
