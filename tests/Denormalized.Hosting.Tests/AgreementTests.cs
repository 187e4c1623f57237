using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting.Tests;

/// <summary>Table, registry and record are compared at the start, and what differs is named with what to run.</summary>
public sealed class AgreementTests
{
    private const string Schema = """{"type":"record","name":"events","fields":[{"name":"id","type":"long"},{"name":"name","type":"string"}]}""";

    private readonly EmbeddedSchemaRegistry _registry = new();
    private readonly LogLines _log = new();

    private static StreamInfo Events => new("events", "events", "events", [new("id", "Int64"), new("name", "LowCardinality(String)")], CreateTable("(`name`, `id`)"))
    {
        AvroSchema = Schema,
    };

    [Fact]
    public async Task ASchemaThatCannotBeReadStopsTheStart()
    {
        await _registry.RegisterAsync("events-value", new RegistrySchema(Schema.Replace("\"long\"", "\"string\"", StringComparison.Ordinal)));
        var error = await Assert.ThrowsAsync<PipelineStartException>(() => CheckAsync(new PipelineOptions()));
        Assert.Contains("Version 1 of 'events-value'", error.Message);
        Assert.Contains("cannot be read as record events: ", error.Message);
        Assert.Contains("`dotnet denormalized diff --against registry --stream events`", error.Message);

        await CheckAsync(new PipelineOptions { CheckSubject = false });
        await CheckAsync(new PipelineOptions { Format = MessageFormat.Json });
    }

    [Fact]
    public async Task ASchemaThatCanBeReadIsTaken()
    {
        await CheckAsync(new PipelineOptions()); // nothing is registered yet
        await _registry.RegisterAsync("events-value", new RegistrySchema(Schema.Replace("\"long\"", "\"int\"", StringComparison.Ordinal)));
        await CheckAsync(new PipelineOptions());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task ARegistryThatDoesNotAnswerStopsWhatReadsAvroOnly()
    {
        using var away = new SchemaRegistryClient(new SchemaRegistryOptions { Url = "http://127.0.0.1:1" });
        var info = new PipelineInfo("p", 1, [Events], []);
        var error = await Assert.ThrowsAsync<PipelineStartException>(() => new RegistryCheck(away, _log).RunAsync(info, new PipelineOptions { Format = MessageFormat.Avro }, CancellationToken.None));
        Assert.Contains("does not say what topic 'events' holds", error.Message);
        Assert.Contains("SchemaRegistry:Url", error.Message);

        await new RegistryCheck(away, _log).RunAsync(info, new PipelineOptions(), CancellationToken.None);
        Assert.Contains("does not say what topic 'events' holds", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task ATableThatCanTakeTheRowsAndIsNotWhatTheRecordDeclaresIsNamed()
    {
        await using var engine = new Engine();
        await engine.ExecuteAsync(CreateTable("(`id`)"));
        await new TableCheck(engine, false, _log).RunAsync("p", [Events], CancellationToken.None);
        var warning = Assert.Single(_log.Lines);
        Assert.Contains("ORDER BY id becomes name, id", warning);
        Assert.Contains("`dotnet denormalized migrate plan --stream events`", warning);
    }

    [Fact]
    public async Task AColumnThatDoesNotFitNamesTheMigration()
    {
        await using var engine = new Engine();
        await engine.ExecuteAsync(CreateTable("(`name`, `id`)").Replace("`id` Int64", "`id` Int32", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<PipelineStartException>(() => new TableCheck(engine, false, _log).RunAsync("p", [Events], CancellationToken.None));
        Assert.Contains("column 'id' is Int32, expected Int64", error.Message);
        Assert.Contains("`dotnet denormalized migrate plan --stream events`", error.Message);
    }

    private Task CheckAsync(PipelineOptions options) =>
        new RegistryCheck(_registry, _log).RunAsync(new PipelineInfo("p", 1, [Events], []), options, CancellationToken.None);

    // As the generator writes it.
    private static string CreateTable(string key) => $"""
        CREATE TABLE IF NOT EXISTS `events`
        (
            `id` Int64,
            `name` LowCardinality(String),
            `_topic` LowCardinality(String),
            `_partition` Int32,
            `_offset` Int64 CODEC(Delta, ZSTD(1)),
            `_row` UInt32,
            `_source` LowCardinality(String),
            `_pipeline` LowCardinality(String)
        )
        ENGINE = MergeTree
        ORDER BY {key}
        SETTINGS min_bytes_for_wide_part = 134217728
        """;
}
