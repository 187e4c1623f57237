namespace Denormalized.Hosting;

/// <summary>
/// Makes the rows of one pipeline anew, by the logic of this program: see docs/replay.md. Bound from the configuration section
/// <c>Denormalized:Replay</c>, which <c>dotnet denormalized replay</c> sets.
/// </summary>
public sealed class ReplayOptions
{
    /// <summary>
    /// Name of the pipeline (<c>Denormalized:Replay:Pipeline</c>). When set, the host replays it, runs no other pipeline, and stops.
    /// </summary>
    public string? Pipeline { get; set; }

    /// <summary>
    /// Replays messages from this time on (<c>Denormalized:Replay:From</c>, as Kafka dates them); rows of earlier ones are taken over
    /// as they are. Null: from the first message that the topics still have.
    /// </summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>
    /// Puts the new tables in the place of the old ones when they have caught up (<c>Denormalized:Replay:Exchange</c>). Without it
    /// the replay fills and compares, and goes on from there when it is run again.
    /// </summary>
    public bool Exchange { get; set; }

    /// <summary>Drops what an earlier replay of other logic has left (<c>Denormalized:Replay:Discard</c>) and begins anew.</summary>
    public bool Discard { get; set; }
}
