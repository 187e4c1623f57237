using System.Runtime.ExceptionServices;
using Denormalized.CompilerServices;
using Denormalized.Kafka;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>
/// The batch loop of one worker: consume, process into columns, insert, commit. Runs on one thread; inserts run beside it,
/// one batch at a time, while the next is being filled.
/// </summary>
/// <remarks>
/// What holds it together: offsets are committed after the rows are stored, and what is stored behind a committed offset is
/// known from the rows themselves (<see cref="SkipSet"/>). So whatever goes wrong, the way out is the same: forget what is
/// not stored, ask the tables again, and read again from the stored position (<see cref="Recover"/>).
/// </remarks>
internal sealed partial class DeliveryLoop : ISourceHandler, IDisposable
{
    private const int MaxPoll = 4096;
    private static readonly TimeSpan s_busyWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_idleWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pauseAfter = TimeSpan.FromSeconds(1);

    private readonly PipelineRuntime _runtime;
    private readonly PipelineInfo _info;
    private readonly IMessageSource _source;
    private readonly LoopServices _services;
    private readonly PartitionTable _partitions = new();
    private readonly PendingBatch _batch;
    private readonly FlushPolicy _policy;
    private readonly Dictionary<string, int> _sources;
    private readonly string _run = Guid.NewGuid().ToString("N")[..12];

    private CancellationToken _stop;
    private ExceptionDispatchInfo? _fatal;
    private Flight? _flight;
    private KeptMessage? _kept;
    private bool _paused;
    private bool _recover;
    private bool _abandon;
    private bool _tooManyBytes;
    private int _limit = int.MaxValue;
    private int _epoch;
    private long _messageBytes = 1024;

    public DeliveryLoop(PipelineRuntime runtime, IMessageSource source, LoopServices services, FlushPolicy policy)
    {
        _runtime = runtime;
        _info = runtime.Info;
        _source = source;
        _services = services;
        _policy = policy;
        _batch = new PendingBatch(runtime, services.Time);
        _sources = _info.Sources.Select((stream, index) => (stream.Topic, index)).ToDictionary(s => s.Topic, s => s.index, StringComparer.Ordinal);
    }

    private PipelineStatus Status => _services.Status;

    private Ownership Ownership => _services.Ownership;

    private ILogger Logger => _services.Logger;

    private string Name => _info.Name;

    /// <summary>Messages at which the batch is sent even when it could take more.</summary>
    private bool IsFull => _batch.Messages >= _limit || _batch.Rows >= _policy.Rows || _batch.PayloadBytes >= _policy.Bytes || _tooManyBytes;

    /// <summary>Runs until <paramref name="stop"/>; then the last batch is stored and the group is left.</summary>
    /// <exception cref="PipelineStartException">A partition cannot be consumed as things are.</exception>
    public void Run(CancellationToken stop)
    {
        _stop = stop;
        Ownership.Limit = _source.SessionTimeout / 2;
        Ownership.Confirm();
        _source.Subscribe(_sources.Keys, this);
        Status.Enter(PipelineState.Running);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                Step();
            }
        }
        catch
        {
            _abandon = true;
            throw;
        }
        finally
        {
            // Closing revokes the partitions, and that stores and commits what is pending.
            _source.Close();
        }

        _fatal?.Throw();
    }

    public void Dispose()
    {
        _flight?.Abandon();
        _flight?.Dispose();
        _batch.Dispose();
        _services.Schemas.Dispose();
        _source.Dispose();
        _runtime.Dispose();
    }

    private void Step()
    {
        Settle();
        if (_flight is null)
        {
            Release(); // the batch that was waited for may have been abandoned with its partitions
        }

        if (Ownership.IsDoubtful)
        {
            IsOwner();
        }

        if (_recover && _flight is null && _partitions.Count > 0)
        {
            Recover("the partitions were kept after all");
        }

        var full = IsFull;
        if (full || IsDue())
        {
            if (_flight is null)
            {
                Flush();
            }
            else if (full && !_paused)
            {
                HoldBack();
                return;
            }
        }

        Poll();
        _fatal?.Throw();
    }

    private bool IsDue() =>
        (_batch.Messages > 0 && _services.Time.GetElapsedTime(_batch.Started) >= _policy.Interval)
        || (_limit != int.MaxValue && _batch.Messages > 0);

    private void Poll()
    {
        // No more than what the limits have room for, going by what messages weighed so far.
        var rows = Math.Min(Math.Min(MaxPoll, _policy.Rows - _batch.Rows), _limit - _batch.Messages);
        var room = (int)Math.Clamp((_policy.Bytes - _batch.PayloadBytes) / _messageBytes, 1, Math.Max(rows, 1));
        var wait = _flight is null && _batch.Messages == 0 ? s_idleWait : s_busyWait;
        int count;
        try
        {
            count = _source.Poll(room, wait);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // while the registry was asked: that message and those behind it are read by the next owner
        }

        Ownership.Contact();
        Status.Polled();
        if (count > 0)
        {
            FaultPoints.Pass(FaultPoints.AfterPoll);
            _tooManyBytes = _batch.Bytes >= _policy.Bytes;
            _messageBytes = Math.Max(_batch.PayloadBytes / Math.Max(_batch.Messages, 1), 1);
        }
    }

    /// <summary>The batch is full and another is under way: wait, and when that takes long stop fetching but stay in the group.</summary>
    private void HoldBack()
    {
        Task.WaitAny([_flight!.Task], s_idleWait);
        if (!_flight.IsDone && _services.Time.GetElapsedTime(_flight.Started) > s_pauseAfter)
        {
            _paused = true;
            _source.Pause([.. _partitions.All.Select(p => p.Partition)]);
            Log.Paused(Logger, Name);
        }
    }

    private void Flush()
    {
        if (!IsOwner())
        {
            return;
        }

        var positions = _partitions.All.Where(p => p.Next > p.Stored).Select(p => (p, p.Next)).ToList();
        var units = _batch.Serialise(_partitions.All, $"{_run}-{_epoch}");
        Launch(new Flight(
            units, _batch.DeadLetters, positions, _batch.Messages, _batch.Counts, _batch.OldestTimestamp, _services.Time.GetTimestamp(), CancellationToken.None)
        {
            Single = _batch.Messages == 1 ? _kept : null,
        });
        ClearBatch();
    }

    private void Launch(Flight flight)
    {
        _flight = flight;
        flight.Start(_services.Inserter, _services.DeadLetters);
    }

    private void ClearBatch()
    {
        _batch.Clear();
        _kept = null;
        _tooManyBytes = false;
        foreach (var state in _partitions.All)
        {
            state.BatchFirst = -1;
        }
    }

    /// <summary>Takes the result of a batch that is done: commits it, or starts over where it went wrong.</summary>
    private void Settle()
    {
        if (_flight is not { IsDone: true } flight)
        {
            return;
        }

        _flight = null;
        var result = flight.Task.GetAwaiter().GetResult();
        switch (result.Outcome)
        {
            case InsertOutcome.Stored:
                Stored(flight);
                Widen();
                break;
            case InsertOutcome.Refused when flight.Single is { } message:
                flight.Dispose();
                Launch(SetApart(flight, message, result));
                return;
            case InsertOutcome.Refused:
                Log.BatchRefused(Logger, Name, flight.Messages, result.Stream!.Table, result.Error!);
                Status.Metrics.Error(Name, "refused");
                Narrow(flight);
                break;
            default:
                Recover("a batch was stored in part");
                break;
        }

        flight.Dispose();
        Release();
    }

    private void Stored(Flight flight)
    {
        FaultPoints.Pass(FaultPoints.AfterInsert);
        foreach (var (state, next) in flight.Positions)
        {
            state.Stored = next;
        }

        _policy.Inserted(_services.Time.GetElapsedTime(flight.Started));
        Status.Add(flight.Counts);
        foreach (var unit in flight.Units)
        {
            Status.Metrics.Stored(Name, unit.Stream.Table, unit.Rows);
        }

        if (flight.OldestTimestamp != long.MaxValue && flight.Units.Count > 0)
        {
            Status.Metrics.Freshness(Name, _services.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(flight.OldestTimestamp));
        }

        Commit();
        Status.SetLag(_partitions.All.Sum(p => _source.Lag(p.Partition) ?? 0));
    }

    /// <summary>Commits what is stored; a commit that fails for a passing reason is made up for by the next.</summary>
    /// <returns>Whether this consumer still owns what it committed.</returns>
    private bool Commit()
    {
        var offsets = _partitions.All.Where(p => p.Stored > p.Committed)
            .Select(p => new CommittedOffset(p.Partition, p.Stored, p.Incarnation)).ToList();
        return offsets.Count == 0 || TryCommit(offsets);
    }

    private bool TryCommit(List<CommittedOffset> offsets)
    {
        try
        {
            _source.Commit(offsets);
            foreach (var offset in offsets)
            {
                _partitions.Find(offset.Partition.Topic, offset.Partition.Partition)!.Committed = offset.Offset;
            }

            return true;
        }
        catch (FencedException error)
        {
            Log.Fenced(Logger, Name, error);
            Abandon();
            _recover = true;
            return false;
        }
        catch (KafkaException error)
        {
            Status.Metrics.Error(Name, "commit");
            Log.CommitFailed(Logger, Name, error);
            return false;
        }
    }

    /// <summary>
    /// Whether the partitions are still ours. Asked only after a silence that may have cost them: committing what is committed
    /// already is refused to a member that the group has given up.
    /// </summary>
    private bool IsOwner()
    {
        if (!Ownership.IsDoubtful)
        {
            return true;
        }

        if (!TryCommit([.. _partitions.All.Select(p => new CommittedOffset(p.Partition, p.Stored, p.Incarnation))]))
        {
            return false;
        }

        Ownership.Confirm();
        return true;
    }

    private void Release()
    {
        if (_paused)
        {
            _paused = false;
            _source.Seek([.. _partitions.All.Select(p => new TopicPartitionOffset(p.Partition, p.Next))]);
            _source.Resume([.. _partitions.All.Select(p => p.Partition)]);
            Log.Resumed(Logger, Name);
        }
    }
}
