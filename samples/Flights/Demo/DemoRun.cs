using System.Globalization;
using Denormalized;
using Denormalized.Hosting;
using Denormalized.Kafka;
using GitHubEvents;

namespace Flights.Demo;

/// <summary>The demo itself: sends, watches, counts, and says whether anything was lost or doubled.</summary>
internal sealed class DemoRun(IClickHouse db, KafkaSettings kafka, PipelineMonitor monitor, DemoOptions options)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Returns true when every row is accounted for.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Counts before = await CountAsync(cancellationToken);
        IReadOnlyDictionary<int, long> offsets = await WaitForTopicAsync(cancellationToken);
        var visibility = new Visibility(db, "flights", offsets);
        await visibility.PrepareAsync(cancellationToken);

        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka, LagLimiter = new LagLimiter(visibility.VisibleUpTo) });
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = Task.Run(() => visibility.WatchAsync(watching.Token), CancellationToken.None);
        var memory = new MemoryWatch();
        Task progress = Task.Run(() => new Progress(monitor, visibility, memory, () => producer.Delivered).ShowAsync(watching.Token), CancellationToken.None);

        (double rows, double cpu) = await SendAsync(producer, visibility, offsets.Count, cancellationToken);
        await watching.CancelAsync();
        await Task.WhenAll(watch, progress);

        await DemoQueries.ShowAsync(db, cancellationToken);
        Counts after = await CountAsync(cancellationToken);
        return Report(producer.Delivered, after.Minus(before), visibility, rows / cpu, memory);
    }

    private async Task<(double Rows, double Cpu)> SendAsync(KafkaProducer producer, Visibility visibility, int partitions, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> flights = SampleData.Flights();
        IReadOnlyList<byte[]> events = SampleData.GitHubEvents();
        var flightSender = new Sender(producer, "flights", partitions, visibility);
        var eventSender = new Sender(producer, "github_events", partitions);

        Console.WriteLine($"sending {options.PacedRows:N0} flights at {options.PacedRate:N0} a second");
        flightSender.Send(flights, options.PacedRows, options.PacedRate, cancellationToken);
        await SettleAsync(producer, cancellationToken);

        Console.WriteLine($"sending {events.Count * options.GitHubRounds:N0} GitHub events, and three messages that are no flights");
        eventSender.Send(events, events.Count * options.GitHubRounds, 0, cancellationToken);
        flightSender.SendOne("{\"delay\":1,\"distance\":"u8, false, cancellationToken);
        flightSender.SendOne("{\"delay\":\"late\",\"distance\":500,\"time\":1.5}"u8, false, cancellationToken);
        flightSender.SendOne("{\"delay\":3,\"distance\":500}"u8, false, cancellationToken);
        await SettleAsync(producer, cancellationToken);

        Console.WriteLine($"sending {options.FullRows:N0} flights as fast as they are taken");
        double cpu = ProcessFigures.CpuSeconds;
        flightSender.Send(flights, options.FullRows, 0, cancellationToken);
        await SettleAsync(producer, cancellationToken);
        return (options.FullRows, ProcessFigures.CpuSeconds - cpu);
    }

    /// <summary>Waits until the topic is there, and says where each of its partitions ends.</summary>
    private async Task<IReadOnlyDictionary<int, long>> WaitForTopicAsync(CancellationToken cancellationToken)
    {
        using var admin = new KafkaAdmin(kafka);
        DateTime deadline = DateTime.UtcNow + s_patience;
        while (await admin.DescribeTopicAsync("flights", cancellationToken) is null || await admin.DescribeTopicAsync("github_events", cancellationToken) is null)
        {
            ThrowIfLate(deadline, "the topics were not made");
            await Task.Delay(100, cancellationToken);
        }

        IReadOnlyList<Watermarks> watermarks = await admin.WatermarksAsync("flights", cancellationToken);
        return Enumerable.Range(0, watermarks.Count).ToDictionary(p => p, p => watermarks[p].High);
    }

    /// <summary>Waits until the pipelines have dealt with everything that was delivered.</summary>
    private async Task SettleAsync(KafkaProducer producer, CancellationToken cancellationToken)
    {
        await producer.FlushAsync(cancellationToken);
        DateTime deadline = DateTime.UtcNow + s_patience;
        while (monitor.Pipelines.Sum(p => p.MessagesRead) < producer.Delivered)
        {
            foreach (PipelineStatus pipeline in monitor.Pipelines.Where(p => p.State == PipelineState.Failed))
            {
                throw new InvalidOperationException($"Pipeline '{pipeline.Pipeline}' has failed: {pipeline.CurrentProblem}");
            }

            ThrowIfLate(deadline, "the pipelines did not keep up");
            await Task.Delay(50, cancellationToken);
        }
    }

    private static void ThrowIfLate(DateTime deadline, string what)
    {
        if (DateTime.UtcNow > deadline)
        {
            throw new TimeoutException($"Gave up after {s_patience.TotalMinutes:N0} minutes: {what}.");
        }
    }

    private async Task<Counts> CountAsync(CancellationToken cancellationToken)
    {
        Counts flights = await CountAsync("flights", cancellationToken);
        Counts events = await CountAsync("github_events", cancellationToken);
        return new Counts(flights.Rows + events.Rows, flights.Distinct + events.Distinct);
    }

    // Offsets are dense, so a bitmap of them is small; a hash table of ten million origins would be the largest thing in memory.
    private async Task<Counts> CountAsync(string table, CancellationToken cancellationToken)
    {
        string[] counts = (await db.RowsAsync(
            $"SELECT sum(c), sum(d) FROM (SELECT count() AS c, groupBitmap(toUInt64(_offset)) AS d FROM {table} GROUP BY _topic, _source, _partition, _row)",
            cancellationToken))[0];
        return new Counts(Number(counts[0]), Number(counts[1]));

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    private bool Report(long produced, Counts stored, Visibility visibility, double rowsPerCpuSecond, MemoryWatch memory)
    {
        long filtered = monitor.Pipelines.Sum(p => p.MessagesFiltered);
        long dead = monitor.Pipelines.Sum(p => p.MessagesDead);
        long lost = produced - stored.Distinct - filtered - dead;
        long duplicated = stored.Rows - stored.Distinct;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"demo: produced={produced} stored={stored.Rows} filtered={filtered} dead={dead} lost={lost} duplicated={duplicated} latency_p50_ms={visibility.Quantile(0.5):F0} latency_p99_ms={visibility.Quantile(0.99):F0} rows_per_cpu_s={rowsPerCpuSecond:F0} rss_anon_mb={ProcessFigures.AnonymousMegabytes:F0} rss_anon_peak_mb={memory.Peak:F0} rss_anon_growth_mb={memory.Growth:F0}"));
        return lost == 0 && duplicated == 0;
    }

    private readonly record struct Counts(long Rows, long Distinct)
    {
        public Counts Minus(Counts other) => new(Rows - other.Rows, Distinct - other.Distinct);
    }
}
