using System.Globalization;
using Denormalized.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting.Tests;

/// <summary>Outputs as Parquet files; a writer that is killed stands in <see cref="CrashTests"/>.</summary>
public sealed class LakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-lake-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task FilesHoldTheRowsAndWhereTheyComeFrom()
    {
        var cluster = Produced(100);
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        var files = Files();
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Matches(@"^stored/date=\d{4}-\d\d-\d\d/hour=\d\d/\d{8}T\d{9}-[0-9a-f]{16}\.parquet$", Path.GetRelativePath(_folder, f)));
        await using var engine = new Engine();
        Assert.Equal(
            "100\t100\t0\t99\t1\n",
            await engine.TextAsync($"SELECT count(), uniqExact(_partition, _offset), min(id), max(id), min(_topic = 'events' AND _row = 0 AND _source = 'cluster/one' AND _pipeline = 'test@00000000000000ab' AND name = 'n') FROM {All}"));
        await using var stream = File.OpenRead(files[0]);
        var origins = FileOrigins.Parse((await ParquetFile.OpenAsync(stream)).Metadata[FileOrigins.Key]);
        Assert.Equal("test@00000000000000ab", origins.Provenance);
        Assert.All(origins.Ranges, r => Assert.Equal(("events", "cluster/one"), (r.Partition.Topic, r.Incarnation)));
    }

    [Fact]
    public async Task WhatIsStoredAndNotCommittedIsNotStoredAgain()
    {
        var cluster = Produced(100);
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        cluster.Committed.Clear();
        cluster.Commit([new CommittedOffset(new TopicPartition(EventPipeline.Topic, 0), 10, "cluster/one")]);
        cluster.Produce(1, EventPipeline.Message(1000));
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        await using var engine = new Engine();
        Assert.Equal("101\t101\n", await engine.TextAsync($"SELECT count(), uniqExact(_partition, _offset) FROM {All}"));
    }

    [Fact]
    public async Task OtherLivesOfTheTopicAndOtherPipelinesDoNotCount()
    {
        var cluster = Produced(20);
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        cluster.Committed.Clear();
        cluster.Incarnation = "cluster/two";
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        cluster.Committed.Clear();
        await RunAsync(cluster, cluster.IsCommittedToEnd, name: "tester");
        await using var engine = new Engine();
        Assert.Equal("20\n20\n20\n", await engine.TextAsync($"SELECT count() FROM {All} GROUP BY _source, _pipeline"));
    }

    [Fact]
    public async Task AFileIsRolledByRowsAndByAge()
    {
        var cluster = Produced(100);
        await RunAsync(cluster, cluster.IsCommittedToEnd, o => o.FileRows = 10);
        Assert.InRange(Files().Length, 10, 20);
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsTriedAgain()
    {
        var cluster = Produced(10);
        await RunAsync(
            cluster,
            () => cluster.IsCommittedToEnd(),
            o => o.Folders = "'day='dd",
            started: host =>
            {
                // A file stands where a folder has to be, until somebody takes it away.
                var monitor = host.Services.GetRequiredService<PipelineMonitor>();
                return UntilAsync(() => monitor.Pipelines.Any(p => p.CurrentProblem?.Contains("cannot be written", StringComparison.Ordinal) == true), () => File.Delete(Obstacle));
            },
            before: () => File.WriteAllText(Obstacle, ""));
        Assert.Single(Files());
    }

    [Fact]
    public async Task WhatIsLeftBehindIsRemoved()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "stored", "date=x"));
        var old = Path.Combine(_folder, "stored", "date=x", ".20200101T000000000-0.tmp");
        var fresh = Path.Combine(_folder, "stored", "date=x", ".20200101T000000001-0.tmp");
        await File.WriteAllTextAsync(old, "");
        await File.WriteAllTextAsync(fresh, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        var cluster = Produced(1);
        await RunAsync(cluster, cluster.IsCommittedToEnd);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(fresh));
    }

    [Theory]
    [InlineData("Path", "", "Denormalized:Pipelines:test:Parquet:Path is missing")]
    [InlineData("FileAge", "5", "Denormalized:Pipelines:test:Parquet:FileAge is '5', expected a time like")]
    [InlineData("Compression", "lzo", "Parquet:Compression is 'lzo', expected None, Snappy, Gzip, Brotli, Zstd or Lz4")]
    [InlineData("Path", "/proc/nowhere", "cannot be used")]
    public async Task ABadSettingStopsTheStart(string key, string value, string message)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(Produced(1), () => true, settings: new() { [$"Denormalized:Pipelines:test:Parquet:{key}"] = value }));
        Assert.True(error is OptionsValidationException or PipelineStartException, error.ToString());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string All => $"file('{_folder}/stored/**/*.parquet', Parquet)";

    private string Obstacle => Path.Combine(_folder, "stored", DateTime.UtcNow.ToString("'day='dd", CultureInfo.InvariantCulture));

    private string[] Files() => Directory.GetFiles(_folder, "*.parquet", SearchOption.AllDirectories);

    private static FakeCluster Produced(int count)
    {
        var cluster = new FakeCluster();
        cluster.Create(2);
        for (var i = 0; i < count; i++)
        {
            cluster.Produce(i % 2, EventPipeline.Message(i));
        }

        return cluster;
    }

    private async Task RunAsync(
        FakeCluster cluster, Func<bool> done, Action<ParquetOptions>? configure = null, Dictionary<string, string?>? settings = null, string name = "test",
        Func<IHost, Task>? started = null, Action? before = null)
    {
        // No ClickHouse is configured, and none is needed.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = "fake:1",
            [$"Denormalized:Pipelines:{name}:Parquet:Path"] = _folder,
            [$"Denormalized:Pipelines:{name}:Parquet:FileAge"] = "00:00:00.100",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<IBroker>(cluster);
        builder.AddDenormalized().AddPipeline(EventPipeline.Register(EventPipeline.CreateInfo(name)), o => configure?.Invoke(o.Parquet!));
        using var host = builder.Build();
        Directory.CreateDirectory(Path.Combine(_folder, "stored"));
        before?.Invoke();
        await host.StartAsync();
        if (started is not null)
        {
            await started(host);
        }

        await UntilAsync(done, () => { });
        await host.StopAsync();
    }

    private static async Task UntilAsync(Func<bool> condition, Action then)
    {
        for (var end = DateTime.UtcNow.AddMinutes(1); !condition(); await Task.Delay(5))
        {
            Assert.True(DateTime.UtcNow < end, "gave up waiting");
        }

        then();
    }
}
