namespace Denormalized.Schema;

/// <summary>What kind of change a finding is about; each has a diagnostic of its own.</summary>
public enum DriftKind
{
    /// <summary>A field is gone.</summary>
    Removed,

    /// <summary>A field is new, and what was written before has no value for it.</summary>
    RequiredAdded,

    /// <summary>A field has another type.</summary>
    TypeChanged,

    /// <summary>A field can be null that could not, or the other way round.</summary>
    NullabilityChanged,

    /// <summary>Members of an enum came, went or have other numbers.</summary>
    EnumChanged,

    /// <summary>A number counts something else: another unit, scale or form in JSON.</summary>
    UnitChanged,

    /// <summary>Sorting key, partition or event time.</summary>
    KeyChanged,

    /// <summary>A field has, or seems to have, another name.</summary>
    Renamed,

    /// <summary>Topic, table or name of the stream.</summary>
    StreamChanged,

    /// <summary>Something that breaks an older version than the last.</summary>
    Incompatible,

    /// <summary>Two branches were merged that both added a version.</summary>
    Merged,

    /// <summary>A version in the lock is not what it was when it was written.</summary>
    Edited,

    /// <summary>Parquet files of the last version cannot be read.</summary>
    ParquetFiles,

    /// <summary>The record has changed in ways that break nothing; the lock does not know of them yet.</summary>
    Pending,
}

/// <summary>A difference between a stream and its lock.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="Path">Where in the record as it is now; that of the enclosing record for what is gone; empty for the stream.</param>
/// <param name="Subject">Path of what changed, for people.</param>
/// <param name="What">What changed: <c>changed from decimal(18,4) to string</c>.</param>
/// <param name="Breaks">What does not work any more, and for whom; empty for nothing.</param>
public sealed record DriftFinding(DriftKind Kind, string Path, string Subject, string What, EquatableArray<string> Breaks)
{
    /// <summary>Path in the last version; empty for the stream and for what is new.</summary>
    public string Former { get; init; } = "";

    public bool IsBreaking => Kind != DriftKind.Pending;

    public override string ToString() => $"'{Subject}' {What}{(Breaks.Count > 0 ? ": " + string.Join("; ", Breaks) : "")}";
}
