using Denormalized.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting.Tests;

/// <summary>What stops a start, and that the message names the thing and the remedy.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task MissingSettingsAreNamedAndNothingFallsBackToTheEmbeddedEngines(string environment)
    {
        using var host = Build(environment, []);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("ConnectionStrings:clickhouse is missing", error.Message);
        Assert.Contains("Kafka:BootstrapServers is missing", error.Message);
        Assert.Contains("UseEmbedded()", error.Message);
    }

    [Fact]
    public async Task ATypoInAKafkaSettingIsNamed()
    {
        using var host = Build("Production", new() { ["Kafka:BootstrapServer"] = "x:1", ["ConnectionStrings:clickhouse"] = "Host=x" });

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("BootstrapServer", error.Message);
        Assert.Contains("bootstrap.servers", error.Message);
    }

    [Theory]
    [InlineData("Denormalized:LatencyTarget", "2", "Denormalized:LatencyTarget is '2', expected a time")]
    [InlineData("Denormalized:Embedded", "yes", "Denormalized:Embedded is 'yes', expected true or false")]
    [InlineData("Denormalized:BatchRows", "0", "Denormalized:BatchRows is '0', expected a whole number")]
    [InlineData("Denormalized:Pipelines:test:Format", "protobuf", "Denormalized:Pipelines:test:Format is 'protobuf'")]
    [InlineData("Denormalized:Pipelines:test:CheckSubject", "maybe", "Denormalized:Pipelines:test:CheckSubject is 'maybe', expected true or false")]
    [InlineData("Denormalized:Pipelines:test:WriterSchemas:0", "no-such.avsc", "Denormalized:Pipelines:test:WriterSchemas:0 is 'no-such.avsc', expected a file with an Avro schema.")]
    [InlineData("Kafka:GroupId", "mine", "Kafka:GroupId is set")]
    [InlineData("Kafka:EnableAutoCommit", "true", "enable.auto.commit")]
    public async Task AValueThatCannotBeIsNamed(string key, string value, string expected)
    {
        using var host = Build("Production", new() { ["Kafka:BootstrapServers"] = "127.0.0.1:1", ["ConnectionStrings:clickhouse"] = "Host=127.0.0.1", [key] = value });

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void SettingsAreReadFromEverySpelling()
    {
        var options = Options("Production", new()
        {
            ["Kafka:SecurityProtocol"] = "sasl_ssl",
            ["Kafka:sasl.username"] = "u",
            ["Kafka:Incarnation"] = "third",
            ["ConnectionStrings:kafka"] = "a:1,b:2",
            ["ClickHouse:Host"] = "ch",
            ["ClickHouse:Password"] = "a;b\"c",
            ["Denormalized:LatencyTarget"] = "00:00:00.500",
        });

        Assert.Equal("a:1,b:2", options.Kafka.BootstrapServers);
        Assert.Equal(("sasl_ssl", "u"), (options.Kafka["security.protocol"], options.Kafka["sasl.username"]));
        Assert.Equal("third", options.Incarnation);
        Assert.Equal("Host=ch;Password=\"a;b\"\"c\"", options.ClickHouse);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.LatencyTarget);
    }

    [Theory]
    [InlineData("Production", false, false)]
    [InlineData("Development", false, true)]
    [InlineData("Production", true, true)]
    public void MissingTopicsAndTablesAreMadeInDevelopmentOrEmbeddedOnly(string environment, bool embedded, bool expected)
    {
        var options = Options(environment, new()
        {
            ["Denormalized:Embedded"] = embedded ? "true" : "false",
            ["Kafka:BootstrapServers"] = "a:1",
            ["ConnectionStrings:clickhouse"] = "Host=ch",
        });

        Assert.Equal(expected, options.CreateMissing);
    }

    [Theory]
    [InlineData(null, null, true, true)]
    [InlineData("a:1", null, false, true)]
    [InlineData(null, "Host=ch", true, false)]
    [InlineData("a:1", "Host=ch", false, false)]
    public void EachEngineIsEmbeddedUntilItsAddressIsConfigured(string? kafka, string? clickHouse, bool embedsKafka, bool embedsClickHouse)
    {
        var options = Options("Production", new()
        {
            ["Denormalized:Embedded"] = "true",
            ["Kafka:BootstrapServers"] = kafka,
            ["ConnectionStrings:clickhouse"] = clickHouse,
        });

        Assert.Equal((embedsKafka, embedsClickHouse), (options.EmbedsKafka, options.EmbedsClickHouse));
    }

    [Fact]
    public async Task AMissingTopicIsNamed()
    {
        var cluster = new FakeCluster();
        cluster.Topics.Clear();
        using var host = Build("Production", new() { ["Kafka:BootstrapServers"] = "a:1", ["ConnectionStrings:clickhouse"] = "Host=ch" }, cluster);

        var error = await Assert.ThrowsAsync<PipelineStartException>(() => host.StartAsync());
        Assert.Equal("Topic 'events' does not exist at fake. Create it, or set Denormalized:CreateMissing=true.", error.Message);
    }

    [Fact]
    public async Task AnUnreachableBrokerIsNamed()
    {
        using var host = Build("Production", new() { ["Kafka:BootstrapServers"] = "127.0.0.1:1", ["ConnectionStrings:clickhouse"] = "Host=127.0.0.1" });

        var error = await Assert.ThrowsAsync<PipelineStartException>(() => host.StartAsync());
        Assert.Contains("Kafka at 127.0.0.1:1 does not answer", error.Message);
        Assert.Contains("Kafka:BootstrapServers", error.Message);
    }

    [Fact]
    public async Task AnUnreachableServerIsNamed()
    {
        using var host = Build("Production", new() { ["Kafka:BootstrapServers"] = "a:1", ["ConnectionStrings:clickhouse"] = "Host=127.0.0.1;Port=1" }, new FakeCluster());

        var error = await Assert.ThrowsAsync<PipelineStartException>(() => host.StartAsync());
        Assert.Contains("ClickHouse at", error.Message);
        Assert.Contains("does not answer", error.Message);
        Assert.Contains("ConnectionStrings:clickhouse", error.Message);
    }

    [Theory]
    [InlineData("id Int64, _topic String", "column 'name' is missing", "ADD COLUMN `name` String")]
    [InlineData("id Int32, name String, _topic String", "column 'id' is Int32, expected Int64", "MODIFY COLUMN `id` Int64")]
    [InlineData("id Int64, name String, _topic String, _partition Int32, _offset Int64, _row UInt32, _source String", "column '_pipeline' is missing", "ADD COLUMN `_pipeline` LowCardinality(String)")]
    [InlineData("id Int64, name String MATERIALIZED 'x', _topic String", "column 'name' is MATERIALIZED", "MODIFY COLUMN `name` String")]
    public async Task ATableThatDiffersIsNamedWithTheColumnAndTheRemedy(string columns, string problem, string remedy)
    {
        await using var engine = new Engine();
        await engine.ExecuteAsync($"CREATE TABLE stored ({columns}) ENGINE = MergeTree ORDER BY id");
        var info = EventPipeline.CreateInfo();

        var error = await Assert.ThrowsAsync<PipelineStartException>(
            () => new TableCheck(engine, true, NullLogger.Instance).RunAsync(info.Name, info.Outputs, CancellationToken.None));
        Assert.Contains(problem, error.Message);
        Assert.Contains(remedy, error.Message);
    }

    [Fact]
    public async Task ATableOfTheUsersOwnThatFitsIsTaken()
    {
        await using var engine = new Engine();
        await engine.ExecuteAsync(
            """
            CREATE TABLE stored (extra DateTime DEFAULT now(), id Int64, name LowCardinality(String), _topic String, _partition Int32, _offset Int64,
            _row UInt32, _source String, _pipeline String) ENGINE = MergeTree ORDER BY id
            """);
        var cluster = new FakeCluster();
        cluster.Create(1);
        cluster.Produce(0, EventPipeline.Message(5, "five"));
        await using var run = await LoopRun.StartAsync(cluster, engine);
        await run.UntilCommittedAsync();

        Assert.Equal("5\tfive\n", await engine.TextAsync("SELECT id, name FROM stored"));
    }

    [Fact]
    public async Task AMissingTableIsNamedWithItsStatementWhereItMayNotBeMade()
    {
        await using var engine = new Engine();
        var info = EventPipeline.CreateInfo();

        var error = await Assert.ThrowsAsync<PipelineStartException>(
            () => new TableCheck(engine, false, NullLogger.Instance).RunAsync(info.Name, info.Outputs, CancellationToken.None));
        Assert.Contains("Table 'stored' does not exist", error.Message);
        Assert.Contains("Denormalized:CreateMissing=true", error.Message);
        Assert.Contains(info.Outputs[0].CreateTable, error.Message);
    }

    [Fact]
    public void AddingAClassThatIsNoPipelineSaysWhatIsMissing()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).AddDenormalized();

        var error = Assert.Throws<InvalidOperationException>(() => builder.AddPipeline<string>());
        Assert.Contains("[Pipeline(\"name\")]", error.Message);
    }

    [Fact]
    public void TwoPipelinesOfOneNameAreRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).AddDenormalized();
        builder.AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo()), null);

        Assert.Throws<InvalidOperationException>(() => builder.AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo()), null));
    }

    private static DenormalizedOptions Options(string environment, Dictionary<string, string?> settings)
    {
        using var host = Build(environment, settings);
        return host.Services.GetRequiredService<IOptions<DenormalizedOptions>>().Value;
    }

    private static IHost Build(string environment, Dictionary<string, string?> settings, FakeCluster? cluster = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        if (cluster is not null)
        {
            builder.Services.AddSingleton<IBroker>(cluster);
        }

        builder.AddDenormalized().AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo()), null);
        return builder.Build();
    }
}
