using Denormalized.CompilerServices;
using Denormalized.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized.Hosting;

/// <summary>
/// Makes the rows of one pipeline anew, in tables of their own, and puts these in the place of the old ones. Then the host stops.
/// </summary>
/// <remarks>
/// 1. The new tables are made; rows that cannot be made anew (their messages are gone) are copied.
/// 2. Messages are read by a group of the replay's own until it has caught up with the topics, and the rows are compared.
/// 3. For the exchange the replay enters the group of the workers. When it holds all partitions, nobody else stores rows; it reads
///    on to what the workers have committed at least, exchanges the tables, and commits for the workers how far the new tables go.
/// What is done is said by the tables' comments and the group's offsets, so a replay that was killed goes on where it was.
/// </remarks>
internal sealed class ReplayWorker(
    PipelineRegistration pipeline, PipelineLoops loops, IOptions<DenormalizedOptions> options, IOptionsMonitor<PipelineOptions> pipelineOptions,
    IClickHouse clickHouse, IBroker broker, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ReplayWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_betweenWords = TimeSpan.FromSeconds(5);

    private readonly ReplayOptions _replay = options.Value.Replay;
    private readonly PipelineOptions _pipelineOptions = pipelineOptions.Get(pipeline.Info.Name);
    private long _spoken;

    private PipelineInfo Info => pipeline.Info;

    private TimeSpan LatencyTarget => _pipelineOptions.LatencyTarget ?? options.Value.LatencyTarget;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ReplayAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.ReplayInterrupted(logger, Info.Name);
        }
        catch (Exception error)
        {
            Environment.ExitCode = 1;
            Log.ReplayFailed(logger, Info.Name, error);
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task ReplayAsync(CancellationToken stop)
    {
        if (_pipelineOptions.Parquet is not null)
        {
            throw new PipelineStartException($"Pipeline '{Info.Name}' writes Parquet files, which are not exchanged. Run it with another Parquet:Path and another Group, and take the new folder when it has caught up.");
        }

        var partitions = await PartitionsAsync(stop).ConfigureAwait(false);
        await new TableCheck(clickHouse, false, logger).RunAsync(Info.Name, Info.Outputs, stop).ConfigureAwait(false);
        var tables = await TablesAsync(stop).ConfigureAwait(false);
        if (tables.All(t => t.IsDone))
        {
            throw new PipelineStartException(
                $"Pipeline '{Info.Name}' was replayed by {Info.Provenance} already; {string.Join(", ", tables.Select(t => t.Old))} holds the rows from before. Drop it, or run the replay with --discard to replay once more.");
        }

        if (!tables.All(t => t.IsExchanged))
        {
            var marker = await PrepareAsync(tables, partitions, stop).ConfigureAwait(false);
            if (!await FillAsync(tables, marker, partitions, stop).ConfigureAwait(false))
            {
                return;
            }
        }

        foreach (var table in tables)
        {
            await table.FinishAsync(stop).ConfigureAwait(false);
            Log.ReplayFinished(logger, Info.Name, table.New, table.Old);
        }
    }

    private async Task<IReadOnlyList<TopicPartition>> PartitionsAsync(CancellationToken stop)
    {
        var all = new List<TopicPartition>();
        foreach (var topic in Info.Sources.Select(s => s.Topic).Distinct(StringComparer.Ordinal))
        {
            var partitions = await broker.PartitionsAsync(topic, stop).ConfigureAwait(false);
            if (partitions.Count == 0)
            {
                throw new PipelineStartException($"Topic '{topic}' does not exist at {broker.Description}: there is nothing to replay.");
            }

            all.AddRange(partitions);
        }

        return all;
    }

    private async Task<IReadOnlyList<ShadowTable>> TablesAsync(CancellationToken stop)
    {
        var tables = new List<ShadowTable>();
        foreach (var output in Info.Outputs)
        {
            tables.Add(await ShadowTable.FindAsync(clickHouse, output, Info.Provenance, _replay.Discard, stop).ConfigureAwait(false));
        }

        return tables;
    }

    /// <summary>Makes and begins to fill the tables that are not there yet.</summary>
    private async Task<ReplayMarker> PrepareAsync(IReadOnlyList<ShadowTable> tables, IReadOnlyList<TopicPartition> partitions, CancellationToken stop)
    {
        var marker = tables.Select(t => t.Marker).FirstOrDefault(m => m is not null) ?? NewMarker(partitions);
        foreach (var table in tables.Where(t => !t.IsExchanged))
        {
            await table.CheckAsync(Info.Name, stop).ConfigureAwait(false);
            if (table.Marker is null)
            {
                await table.CreateAsync(marker with { Filling = false }, stop).ConfigureAwait(false);
                FaultPoints.Pass(FaultPoints.InReplay);
            }
        }

        foreach (var table in tables.Where(t => t.Marker is { Filling: false }))
        {
            var copied = await table.CopyAsync(Info.Name, stop).ConfigureAwait(false);
            Log.ReplayBegins(logger, Info.Name, Info.Provenance, table.New, copied, PartitionText.Of(marker.From.Select(f => (f.Key, (long?)f.Value.Offset))));
            FaultPoints.Pass(FaultPoints.InReplay);
        }

        return marker;
    }

    private ReplayMarker NewMarker(IReadOnlyList<TopicPartition> partitions)
    {
        using var source = broker.CreateSource(LiveGroupName, LatencyTarget);
        var incarnations = partitions.Select(p => p.Topic).Distinct().ToDictionary(t => t, t => source.Incarnation(t) ?? options.Value.Incarnation);
        var starts = _replay.From is { } from
            ? source.OffsetsForTime(partitions, from).ToDictionary(o => o.TopicPartition, o => o.Offset)
            : partitions.ToDictionary(p => p, p => source.Watermarks(p).Low);
        return new ReplayMarker
        {
            Provenance = Info.Provenance,
            Run = Guid.NewGuid().ToString("N")[..12],
            From = partitions.ToDictionary(p => p, p => new ReplayStart(starts[p], incarnations[p.Topic])),
            Comment = "",
        };
    }

    private string LiveGroupName => _pipelineOptions.Group ?? Info.Name;

    /// <summary>Reads until the topics' ends, compares and exchanges; false when the exchange was not asked for.</summary>
    private async Task<bool> FillAsync(IReadOnlyList<ShadowTable> tables, ReplayMarker marker, IReadOnlyList<TopicPartition> partitions, CancellationToken stop)
    {
        var group = $"{LiveGroupName}.replay.{marker.Run}";
        var setup = new LoopSetup(
            ReplayedRuntime.Redirect(pipeline, output => tables.Single(t => t.Output == output).New), group, marker.From.ToDictionary(f => f.Key, f => f.Value.Offset));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var statuses = Enumerable.Range(0, _pipelineOptions.Workers).Select(worker => loops.CreateStatus(Info.Name, worker)).ToList();
        var reading = Task.WhenAll(statuses.Select(status => loops.RunAsync(setup, status, end.Token)));
        try
        {
            using var observer = broker.CreateSource(group, LatencyTarget);
            var progress = new ReplayProgress(observer, partitions, statuses, marker, LatencyTarget, time);
            while (!progress.HasCaughtUp())
            {
                Say(() => Log.ReplayProgress(logger, Info.Name, progress.Read, progress.Behind));
                await PauseAsync(reading, stop).ConfigureAwait(false);
            }

            foreach (var table in tables.Where(t => !t.IsExchanged))
            {
                Log.ReplayCompared(logger, Info.Name, table.Output.Table, await ReplayComparison.RunAsync(clickHouse, table, stop).ConfigureAwait(false));
            }

            if (!_replay.Exchange)
            {
                Log.ReplayWaits(logger, Info.Name, string.Join(", ", tables.Select(t => t.New)));
                return false;
            }

            // The calls of a group's member block and belong on one thread.
            await Task.Factory.StartNew(() => HandOver(tables, progress, reading, end), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            return true;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Says something, but not all the time.</summary>
    private void Say(Action? words)
    {
        if (words is not null && (_spoken == 0 || time.GetElapsedTime(_spoken) > s_betweenWords))
        {
            _spoken = time.GetTimestamp();
            words();
        }
    }

    private async Task PauseAsync(Task reading, CancellationToken stop)
    {
        await Task.WhenAny(reading, Task.Delay(s_betweenLooks, time, stop)).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (reading.IsCompleted)
        {
            await reading.ConfigureAwait(false);
        }
    }

    private void HandOver(IReadOnlyList<ShadowTable> tables, ReplayProgress progress, Task reading, CancellationTokenSource end)
    {
        var stop = end.Token;
        using var live = new LiveGroup(broker.CreateSource(LiveGroupName, LatencyTarget), progress.Partitions);
        live.Join();
        Stay(() => live.Elsewhere == 0, () => Log.ReplayWaitsForWorkers(logger, Info.Name, live.Elsewhere, LiveGroupName));

        // Nobody else stores rows from here on, so this is what the new tables must have at least.
        var committed = live.Committed();
        Stay(() => progress.HasReached(committed), null);
        end.Cancel();
        Stay(() => reading.IsCompleted, null, stopped: true);
        reading.GetAwaiter().GetResult();
        var positions = progress.Positions();
        if (live.Elsewhere > 0)
        {
            throw new PipelineStartException($"Workers of group '{LiveGroupName}' came back while the tables were about to be exchanged; nothing was exchanged. Stop them and run the replay again: it goes on where it is.");
        }

        foreach (var table in tables)
        {
            FaultPoints.Pass(FaultPoints.InReplay);
            table.ExchangeAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        FaultPoints.Pass(FaultPoints.InReplay);
        live.Commit([.. positions.Where(p => p.Offset >= 0)]);
        Log.ReplayExchanged(logger, Info.Name, string.Join(", ", tables.Select(t => t.Output.Table)), PartitionText.Of(positions.Select(p => (p.Partition, (long?)p.Offset))));

        void Stay(Func<bool> until, Action? waiting, bool stopped = false)
        {
            while (!until())
            {
                if (!stopped)
                {
                    stop.ThrowIfCancellationRequested();
                    if (reading.IsCompleted)
                    {
                        reading.GetAwaiter().GetResult();
                    }
                }

                Say(waiting);
                live.Stay();
            }
        }
    }
}
