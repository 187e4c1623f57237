namespace Denormalized.Hosting;

/// <summary>A batch on its way: its inserts and dead letters run while the loop goes on reading.</summary>
internal sealed class Flight : IDisposable
{
    private readonly CancellationTokenSource _abandon;

    public Flight(
        List<InsertUnit> units, List<DeadLetter> deadLetters, List<(PartitionState State, long Next)> positions,
        int messages, BatchCounts counts, long oldestTimestamp, long started, CancellationToken cancellationToken)
    {
        Units = units;
        DeadLetters = deadLetters;
        Positions = positions;
        Messages = messages;
        Counts = counts;
        OldestTimestamp = oldestTimestamp;
        Started = started;
        _abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public List<InsertUnit> Units { get; }

    public List<DeadLetter> DeadLetters { get; }

    /// <summary>Where each partition stands when the batch is stored.</summary>
    public List<(PartitionState State, long Next)> Positions { get; }

    public int Messages { get; }

    public BatchCounts Counts { get; }

    public long OldestTimestamp { get; }

    /// <summary>When it was sent, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; }

    /// <summary>The message itself, copied, when the batch is a single one that is being set apart.</summary>
    public KeptMessage? Single { get; init; }

    public Task<FlightResult> Task { get; private set; } = null!;

    public bool IsDone => Task.IsCompleted;

    public void Start(IInserter inserter, DeadLetterWriter deadLetters) =>
        Task = System.Threading.Tasks.Task.Run(() => RunAsync(inserter, deadLetters));

    /// <summary>Asks the inserts to end.</summary>
    public void Abandon() => _abandon.Cancel();

    public void Dispose()
    {
        // A buffer must not go back to the pool while an abandoned insert may still read it.
        if (Task.IsCompleted)
        {
            Units.ForEach(unit => unit.Body.Dispose());
        }

        _abandon.Dispose();
    }

    private async Task<FlightResult> RunAsync(IInserter inserter, DeadLetterWriter deadLetters)
    {
        var letters = deadLetters.WriteAsync(DeadLetters, _abandon.Token);
        var results = await System.Threading.Tasks.Task.WhenAll(Units.Select(unit => inserter.InsertAsync(unit, _abandon.Token))).ConfigureAwait(false);
        await letters.ConfigureAwait(false);
        if (Array.Exists(results, r => r.Outcome == InsertOutcome.Partly))
        {
            return new FlightResult(InsertOutcome.Partly, null, null);
        }

        var refused = Array.FindIndex(results, r => r.Outcome == InsertOutcome.Refused);
        return refused < 0
            ? new FlightResult(InsertOutcome.Stored, null, null)
            : new FlightResult(InsertOutcome.Refused, Units[refused].Stream, results[refused].Error);
    }
}

/// <summary>How a batch ended: the worst of its inserts.</summary>
internal sealed record FlightResult(InsertOutcome Outcome, StreamInfo? Stream, ClickHouseException? Error);

/// <summary>A copied message.</summary>
internal sealed record KeptMessage(PartitionState State, long Offset, long Timestamp, byte[]? Key, byte[] Value)
{
    public static KeptMessage Copy(PartitionState state, in SourceMessage message) =>
        new(state, message.Offset, message.Timestamp, message.HasKey ? message.Key.ToArray() : null, message.Value.ToArray());

    public SourceMessage Message => new()
    {
        Topic = State.Partition.Topic,
        Partition = State.Partition.Partition,
        Offset = Offset,
        Timestamp = Timestamp,
        HasKey = Key is not null,
        Key = Key,
        Value = Value,
    };
}
