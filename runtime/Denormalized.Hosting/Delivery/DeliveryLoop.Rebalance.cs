using System.Runtime.ExceptionServices;
using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <content>Partitions come and go.</content>
internal sealed partial class DeliveryLoop
{
    IReadOnlyList<TopicPartitionOffset> ISourceHandler.Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        try
        {
            FaultPoints.Pass(FaultPoints.InRebalance);
            var states = Begin(partitions);
            foreach (var state in states)
            {
                _partitions.Add(state);
            }

            Ownership.Confirm();
            Log.Assigned(Logger, Name, PartitionText.Of(states.Select(s => (s.Partition, (long?)s.Next))));
            return [.. states.Select(s => new TopicPartitionOffset(s.Partition, s.Next))];
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception error)
        {
            _fatal ??= ExceptionDispatchInfo.Capture(error);
            return [];
        }
    }

    void ISourceHandler.Revoked(IReadOnlyList<TopicPartition> partitions, bool lost)
    {
        try
        {
            FaultPoints.Pass(FaultPoints.InRebalance);
            Log.Revoked(Logger, Name, lost, PartitionText.Of(partitions.Select(p => (p, (long?)null))));
            var finished = !lost && !_abandon && Finish();
            if (!finished)
            {
                Abandon();
            }

            foreach (var partition in partitions)
            {
                _partitions.Remove(partition);
                _narrowUntil.Remove(partition);
            }

            if (!finished && _partitions.Count > 0)
            {
                _recover = true;
            }
        }
        catch (Exception error)
        {
            _fatal ??= ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Stores and commits everything that was read, within the time for it.</summary>
    private bool Finish()
    {
        var start = _services.Time.GetTimestamp();
        if (_recover || !Land(start))
        {
            return false;
        }

        if (_batch.Messages > 0)
        {
            Flush();
            return _flight is not null && Land(start);
        }

        return Commit();
    }

    // Waits for the batch under way and commits it.
    private bool Land(long start)
    {
        if (_flight is not { } flight)
        {
            return true;
        }

        var left = _services.Options.StopTimeout - _services.Time.GetElapsedTime(start);
        Task.WaitAny([flight.Task], left > TimeSpan.Zero ? left : TimeSpan.Zero);
        if (!flight.Task.IsCompletedSuccessfully || flight.Task.Result.Outcome != InsertOutcome.Stored)
        {
            return false;
        }

        _flight = null;
        Stored(flight);
        flight.Dispose();
        return true;
    }

    /// <summary>Forgets what is not stored; its next owner reads it again and finds out what is.</summary>
    private void Abandon()
    {
        if (_flight is { } flight)
        {
            _flight = null;
            flight.Abandon();

            // While it may still arrive, nobody else must look at what is stored.
            Task.WaitAny([flight.Task], _services.Options.StopTimeout);
            flight.Dispose();
            Log.Abandoned(Logger, Name);
        }

        ClearBatch();
    }

    /// <summary>Finds out where each partition begins and what behind that is stored.</summary>
    private List<PartitionState> Begin(IReadOnlyList<TopicPartition> partitions)
    {
        var states = _services.Retry(
            "finding where the partitions begin", _ => Task.FromResult(StartPositions.Resolve(_source, partitions, _sources, _services, Name)), _stop);
        LoadSkipSets(states);
        foreach (var state in states)
        {
            StartPositions.CheckStored(_source, state, _services.Time, _stop);
        }

        return states;
    }
}
