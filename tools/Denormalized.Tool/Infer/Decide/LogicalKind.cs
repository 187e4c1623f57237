namespace Denormalized.Tool.Infer.Decide;

internal enum KindTag
{
    /// <summary>Nothing but null was seen.</summary>
    Null,
    Bool,
    Int16,
    Int32,
    Int64,
    UInt64,
    Float64,
    Decimal,
    String,

    /// <summary>A text with few distinct values.</summary>
    Enum,
    Uuid,
    Timestamp,

    /// <summary>Date and time of which the zone is not known.</summary>
    LocalTimestamp,
    Date,
    Time,
    Duration,
    IPv4,
    IPv6,

    /// <summary>Kinds mix: anything.</summary>
    Json,
    Array,
    Map,
    Record,
}

/// <summary>How JSON writes a value whose kind allows several forms.</summary>
internal enum JsonForm
{
    /// <summary>The form that the kind has by itself.</summary>
    Natural,

    /// <summary>A number or a bool in quotes.</summary>
    Quoted,
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
    EpochNanoseconds,

    /// <summary>A text of the kind, but in a form that only a program of its own reads: RFC 1123, a blank for T, braces.</summary>
    OtherText,
}

/// <summary>What the values at a path are, with precision and scale of a decimal.</summary>
internal readonly record struct LogicalKind(KindTag Tag, int Precision = 0, int Scale = 0)
{
    public static implicit operator LogicalKind(KindTag tag) => new(tag);

    public static LogicalKind Decimal(int precision, int scale) => new(KindTag.Decimal, precision, scale);

    /// <summary>The kind's name, without what an array or a map holds.</summary>
    public override string ToString() => Tag switch
    {
        KindTag.LocalTimestamp => "local-timestamp",
        KindTag.Decimal => $"decimal({Precision},{Scale})",
        _ => Tag.ToString().ToLowerInvariant(),
    };
}
