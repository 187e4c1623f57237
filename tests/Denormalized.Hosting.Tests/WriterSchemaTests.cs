using System.Buffers;
using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Denormalized.Hosting.Tests;

/// <summary>Messages of any registered writer's schema, through the loop and through the whole host.</summary>
public sealed class WriterSchemaTests
{
    private const string Rows = "SELECT concat(toString(id), ' ', country, ' ', ifNull(note, 'null'), ' ', toString(length(lines))) FROM kept_purchases ORDER BY id";

    private readonly EmbeddedSchemaRegistry _registry = new();

    [Fact]
    public async Task Old_and_new_schemas_and_JSON_mix_in_one_batch()
    {
        const int count = 400;
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var (first, second, today) = await RegisterAsync();
        cluster.Produce(0, Enumerable.Range(0, count).Select(i => (i % 4) switch
        {
            0 => PurchaseBytes.Framed(first, PurchaseBytes.OfFirst(i, "de")),
            1 => PurchaseBytes.Framed(second, PurchaseBytes.OfSecond(i, "ü€", "n")),
            2 => PurchaseBytes.Framed(today, PurchaseBytes.OfToday(i, "fr", null)),
            _ => PurchaseBytes.Json(i, "at"),
        }));
        await using var run = await LoopRun.StartAsync(cluster, engine, options: LoopRun.Patient(count), runtime: PurchasePipeline.CreateRuntime(), registry: _registry);
        await run.UntilCommittedAsync();

        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"{i} " + (i % 4) switch { 0 => "de null 0", 1 => "ü€ n 0", 2 => "fr null 1", _ => "at null 0" }),
            (await engine.TextAsync(Rows)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([1], await engine.NumbersAsync("SELECT toInt64(uniqExact(_part)) FROM kept_purchases")); // one batch
        Assert.Empty(cluster.DeadLetterTopic.Letters);
    }

    [Fact]
    public async Task While_the_registry_does_not_answer_messages_wait_and_none_is_lost()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var (first, _, _) = await RegisterAsync();
        var registry = new Unreliable(_registry) { Fails = true };
        cluster.Produce(0, PurchaseBytes.Json(1, "at"), PurchaseBytes.Framed(first, PurchaseBytes.OfFirst(2, "de")), PurchaseBytes.Json(3, "at"));
        await using var run = await LoopRun.StartAsync(cluster, engine, runtime: PurchasePipeline.CreateRuntime(), registry: registry);
        await run.UntilAsync(() => run.Status.State == PipelineState.Waiting, "the pipeline waits");
        Assert.Contains("registry is down", run.Status.CurrentProblem);

        registry.Fails = false;
        await run.UntilCommittedAsync();
        Assert.Equal([1, 2, 3], await run.IdsAsync("kept_purchases"));
        Assert.Empty(cluster.DeadLetterTopic.Letters);
    }

    [Fact]
    public async Task A_stop_while_the_registry_does_not_answer_loses_nothing()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var (first, _, _) = await RegisterAsync();
        cluster.Produce(0, PurchaseBytes.Json(1, "at"), PurchaseBytes.Framed(first, PurchaseBytes.OfFirst(2, "de")), PurchaseBytes.Json(3, "at"));
        await using (var run = await LoopRun.StartAsync(cluster, engine, runtime: PurchasePipeline.CreateRuntime(), registry: new Unreliable(_registry) { Fails = true }))
        {
            await run.UntilAsync(() => run.Status.State == PipelineState.Waiting, "the pipeline waits");
            await run.StopAsync();
        }

        Assert.Equal(1, cluster.Committed.Values.Single().Offset); // what was read before is stored
        await using var next = await LoopRun.StartAsync(cluster, engine, runtime: PurchasePipeline.CreateRuntime(), registry: _registry);
        await next.UntilCommittedAsync();
        Assert.Equal([1, 2, 3], await next.IdsAsync("kept_purchases"));
    }

    [Fact]
    public async Task Configured_ids_need_no_registry()
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, PurchaseBytes.Framed(42, PurchaseBytes.OfToday(1, "fr", "x")), PurchaseBytes.Framed(43, PurchaseBytes.OfToday(2, "fr", "x")));
        await using var run = await LoopRun.StartAsync(
            cluster, engine, pipelineOptions: new PipelineOptions { SchemaIds = { 42 } }, runtime: PurchasePipeline.CreateRuntime());
        await run.UntilCommittedAsync();

        Assert.Equal([1], await run.IdsAsync("kept_purchases"));
        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Equal("SchemaId", letter.Headers["dnz.reason"]);
        Assert.Contains("set SchemaRegistry:Url", letter.Headers["dnz.message"]);
    }

    [Theory]
    [InlineData("payments-value", true, false)]
    [InlineData("payments-value", false, true)]
    [InlineData("events-value", true, true)]
    [InlineData("*", true, true)]
    [InlineData("events-*", true, true)]
    public async Task A_schema_has_to_belong_to_a_subject_of_the_topic(string subject, bool check, bool isStored)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var name = ((AvroRecord)AvroSchema.Parse(PurchaseBytes.First)).Name.FullName;
        var id = (await _registry.RegisterAsync(subject.Replace("*", name), new(PurchaseBytes.First))).Id;
        cluster.Produce(0, PurchaseBytes.Json(1, "at"), PurchaseBytes.Framed(id, PurchaseBytes.OfFirst(2, "de")), PurchaseBytes.Json(3, "at"));
        await using var run = await LoopRun.StartAsync(
            cluster, engine, pipelineOptions: new PipelineOptions { CheckSubject = check }, runtime: PurchasePipeline.CreateRuntime(), registry: _registry);
        await run.UntilCommittedAsync();

        Assert.Equal(isStored ? [1, 2, 3] : [1, 3], await run.IdsAsync("kept_purchases"));
        Assert.Equal(isStored ? 0 : 1, cluster.DeadLetterTopic.Letters.Count);
        Assert.All(cluster.DeadLetterTopic.Letters, letter =>
        {
            Assert.Equal("SchemaId", letter.Headers["dnz.reason"]);
            Assert.Contains($"does not belong to topic events: it is not registered under events-value or {name} or events-{name}.", letter.Headers["dnz.message"]);
        });
    }

    [Theory]
    [InlineData(MessageFormat.Auto)]
    [InlineData(MessageFormat.AvroSingleObject)]
    public async Task Single_object_encoding_names_the_schema_by_its_fingerprint(MessageFormat format)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(
            0,
            Single(PurchaseBytes.Today, PurchaseBytes.OfToday(1, "fr", "x")),
            Single(PurchaseBytes.First, PurchaseBytes.OfFirst(2, "de")),
            Single(PurchaseBytes.Second, PurchaseBytes.OfSecond(3, "at", "n")),
            Single(PurchaseBytes.First, PurchaseBytes.OfFirst(4, "de")[..2]),
            [0xC3, 0x01, 0x02],
            [0xC3, 0x02],
            Single(PurchaseBytes.Today, PurchaseBytes.OfToday(7, "fr", null)));
        var options = new PipelineOptions { Format = format, WriterSchemas = { AvroSchema.Parse(PurchaseBytes.First) } };
        await using var run = await LoopRun.StartAsync(cluster, engine, pipelineOptions: options, runtime: PurchasePipeline.CreateRuntime());
        await run.UntilCommittedAsync();

        Assert.Equal([1, 2, 7], await run.IdsAsync("kept_purchases"));
        Assert.Equal(
            ["2 SchemaId ", "3 Truncated country", "4 Truncated ", "5 Magic "],
            cluster.DeadLetterTopic.Letters.Select(l => $"{l.Headers["dnz.offset"]} {l.Headers["dnz.reason"]} {l.Headers["dnz.path"]}"));
        Assert.Contains("Add the writer's to WriterSchemas of the pipeline.", cluster.DeadLetterTopic.Letters[0].Headers["dnz.message"]);
        Assert.Contains("ends inside its framing", cluster.DeadLetterTopic.Letters[2].Headers["dnz.message"]);
        Assert.Contains("begins with C302", cluster.DeadLetterTopic.Letters[3].Headers["dnz.message"]);
    }

    [Theory]
    [InlineData("\"string\"", "Unresolved", "cannot be read as")]
    [InlineData("""{"type":"record","name":"*","fields":[{"name":"country","type":"string"}]}""", "Unresolved", "the writer has no such field and the reader no default")]
    public async Task A_schema_that_cannot_become_the_record_is_refused_with_the_reason(string schema, string reason, string text)
    {
        await using var engine = new Engine();
        var cluster = new FakeCluster();
        cluster.Create(1);
        var name = ((AvroRecord)AvroSchema.Parse(PurchaseBytes.Today)).Name.Name;
        var registered = await _registry.RegisterAsync("events-value", new(schema.Replace("*", name)));
        cluster.Produce(0, PurchaseBytes.Json(1, "at"), PurchaseBytes.Framed(registered.Id, [2, 97]), PurchaseBytes.Json(3, "at"));
        await using var run = await LoopRun.StartAsync(cluster, engine, runtime: PurchasePipeline.CreateRuntime(), registry: _registry);
        await run.UntilCommittedAsync();

        Assert.Equal([1, 3], await run.IdsAsync("kept_purchases"));
        var letter = Assert.Single(cluster.DeadLetterTopic.Letters);
        Assert.Equal((reason, "1"), (letter.Headers["dnz.reason"], letter.Headers["dnz.offset"]));
        Assert.Contains(text, letter.Headers["dnz.message"]);
    }

    [Fact]
    public async Task The_host_brings_a_registry_and_reads_ids_from_headers()
    {
        await using var engine = new Engine();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Denormalized:LatencyTarget"] = "00:00:00.200" });
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IClickHouse>(_ => new BorrowedEngine(engine));
        builder.AddDenormalized(d => d.UseEmbedded()).AddPipeline<PurchasePipeline>();
        using var host = builder.Build();
        await host.StartAsync();
        var registry = host.Services.GetRequiredService<ISchemaRegistry>();
        var first = await registry.RegisterAsync("events-value", new(PurchaseBytes.First));
        var header = new ArrayBufferWriter<byte>();
        SchemaFraming.Write(header, first.Guid!.Value);
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = host.Services.GetRequiredService<EmbeddedKafka>().CreateSettings() });
        await producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, PurchaseBytes.OfFirst(7, "de"))
        {
            Headers = [new KafkaHeader(SchemaFraming.ValueHeader, header.WrittenSpan.ToArray())],
        });
        await producer.ProduceAsync(new OutgoingMessage(EventPipeline.Topic, PurchaseBytes.Framed(first.Id, PurchaseBytes.OfFirst(8, "de"))));

        var monitor = host.Services.GetRequiredService<PipelineMonitor>();
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (monitor.Pipelines.Sum(p => p.MessagesRead) < 2)
        {
            Assert.True(DateTime.UtcNow < end, "gave up waiting for two messages");
            await Task.Delay(10);
        }

        await host.StopAsync();
        Assert.Equal("7 de null 0\n8 de null 0\n", await engine.TextAsync(Rows));
    }

    [Fact]
    public async Task A_registry_address_that_is_none_stops_the_start()
    {
        await using var engine = new Engine();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["SchemaRegistry:Url"] = "ftp://registry" });
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IClickHouse>(_ => new BorrowedEngine(engine));
        builder.AddDenormalized(d => d.UseEmbedded()).AddPipeline<PurchasePipeline>();
        using var host = builder.Build();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("SchemaRegistry", error.ToString());
        Assert.Contains("'ftp://registry' is not the address of a schema registry", error.ToString());
    }

    private static byte[] Single(string schema, byte[] body)
    {
        var message = new ArrayBufferWriter<byte>();
        AvroFrame.SingleObject(AvroSchema.Parse(schema)).Write(message);
        message.Write(body);
        return message.WrittenSpan.ToArray();
    }

    private async Task<(int First, int Second, int Today)> RegisterAsync()
    {
        await _registry.SetCompatibilityAsync(null, CompatibilityMode.None);
        return (
            (await _registry.RegisterAsync("events-value", new(PurchaseBytes.First))).Id,
            (await _registry.RegisterAsync("events-value", new(PurchaseBytes.Second))).Id,
            (await _registry.RegisterAsync("events-value", new(PurchaseBytes.Today))).Id);
    }

    /// <summary>Fails while it is told to; everything else is the registry behind it.</summary>
    private sealed class Unreliable(ISchemaRegistry registry) : ISchemaRegistry
    {
        private volatile bool _fails;

        public bool Fails
        {
            get => _fails;
            set => _fails = value;
        }

        public string Description => registry.Description;

        public Task<RegistrySchema?> FindAsync(SchemaId id, CancellationToken cancellationToken = default) => Fails
            ? throw new SchemaRegistryException("registry is down")
            : registry.FindAsync(id, cancellationToken);

        public Task<RegisteredSchema> RegisterAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default) =>
            registry.RegisterAsync(subject, schema, normalize, cancellationToken);

        public Task<RegisteredSchema?> LookUpAsync(string subject, RegistrySchema schema, bool normalize = false, CancellationToken cancellationToken = default) =>
            registry.LookUpAsync(subject, schema, normalize, cancellationToken);

        public Task<RegisteredSchema?> VersionAsync(string subject, int? version = null, CancellationToken cancellationToken = default) =>
            registry.VersionAsync(subject, version, cancellationToken);

        public Task<IReadOnlyList<int>> VersionsAsync(string subject, CancellationToken cancellationToken = default) => registry.VersionsAsync(subject, cancellationToken);

        public Task<IReadOnlyList<string>> SubjectsAsync(CancellationToken cancellationToken = default) => registry.SubjectsAsync(cancellationToken);

        public Task<CompatibilityVerdict> CheckAsync(string subject, RegistrySchema schema, CancellationToken cancellationToken = default) =>
            registry.CheckAsync(subject, schema, cancellationToken);

        public Task<CompatibilityMode> CompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default) =>
            registry.CompatibilityAsync(subject, cancellationToken);

        public Task SetCompatibilityAsync(string? subject, CompatibilityMode mode, CancellationToken cancellationToken = default) =>
            registry.SetCompatibilityAsync(subject, mode, cancellationToken);
    }
}
