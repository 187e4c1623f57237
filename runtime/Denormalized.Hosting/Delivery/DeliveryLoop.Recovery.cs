using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <content>Starting over: after a refused row, a batch stored in part, an abandoned insert.</content>
internal sealed partial class DeliveryLoop
{
    // Where each partition stood when a row was refused: behind it batches have their ordinary size again.
    private readonly Dictionary<TopicPartition, long> _narrowUntil = [];

    /// <summary>Forgets what is not stored and reads it again, without what is stored.</summary>
    private void Recover(string reason)
    {
        Log.Recovering(Logger, Name, reason);
        _recover = false;
        ClearBatch();
        _epoch++;
        foreach (var state in _partitions.All)
        {
            state.Next = state.Stored;
        }

        LoadSkipSets([.. _partitions.All]);
        _source.Seek([.. _partitions.All.Select(p => new TopicPartitionOffset(p.Partition, p.Next))]);
    }

    /// <summary>
    /// A row of the batch is refused and nobody says which: the messages are read again in batches of half the size, down to one
    /// message, which then is the bad one.
    /// </summary>
    private void Narrow(Flight flight)
    {
        foreach (var (state, next) in flight.Positions)
        {
            _narrowUntil[state.Partition] = Math.Max(next, _narrowUntil.GetValueOrDefault(state.Partition));
        }

        _limit = Math.Max(1, flight.Messages / 2);
        Recover("a row was refused");
    }

    /// <summary>After a success the batches grow again, and behind the refused one they are as large as before.</summary>
    private void Widen()
    {
        if (_limit == int.MaxValue)
        {
            return;
        }

        _limit = Math.Min(_limit, MaxPoll) * 2;
        if (_partitions.All.All(p => p.Stored >= _narrowUntil.GetValueOrDefault(p.Partition)))
        {
            _limit = int.MaxValue;
            _narrowUntil.Clear();
        }
    }

    /// <summary>The one message that ClickHouse refuses, as a dead letter with the same position.</summary>
    private Flight SetApart(Flight flight, KeptMessage message, FlightResult result)
    {
        var counts = flight.Counts with { Dead = 1, Rows = flight.Units.Where(u => u.Stream != result.Stream).Sum(u => u.Rows) };
        var letter = DeadLetter.Create(
            message.State, message.Message, _info.Provenance, _info.Sources[message.State.Source].Name, "Refused", "", -1,
            $"table {result.Stream!.Table}: {result.Error!.Message}", _services.Options.DeadLetterBytes);
        Log.DeadLetter(Logger, Name, letter.Partition.ToString(), letter.Offset, letter.Reason, letter.Message);
        return new Flight([], [letter], flight.Positions, 1, counts, long.MaxValue, _services.Time.GetTimestamp(), CancellationToken.None);
    }

    private void LoadSkipSets(IReadOnlyList<PartitionState> states)
    {
        foreach (var state in states)
        {
            state.Skip = [];
        }

        foreach (var group in states.GroupBy(s => (s.Partition.Topic, s.Incarnation)))
        {
            var partitions = group.Select(s => (s.Partition.Partition, s.Next)).ToList();
            for (var output = 0; output < _info.Outputs.Count; output++)
            {
                var table = _info.Outputs[output].Table;
                var sets = _services.Retry(
                    "reading the stored offsets", token => _services.Stored.LoadAsync(table, group.Key.Topic, group.Key.Incarnation, partitions, token), _stop);
                foreach (var state in group)
                {
                    Add(state, output, sets[state.Partition.Partition]);
                }
            }
        }
    }

    private void Add(PartitionState state, int output, SkipSet set)
    {
        if (set.Count > 0)
        {
            if (state.Skip.Length == 0)
            {
                state.Skip = [.. _info.Outputs.Select(_ => new SkipSet())];
            }

            state.Skip[output] = set;
            Log.SkipSetLoaded(Logger, Name, set.Count, state.Partition.ToString(), state.Next, _info.Outputs[output].Table);
        }
    }
}
