namespace Denormalized.Schema;

/// <summary>How the values of a leaf lie in a Parquet file; the numbers are those of the format.</summary>
public enum ParquetPhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,

    /// <summary>An instant of old writers: nanoseconds of the day, then the Julian day. Read, never written.</summary>
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLenByteArray = 7,
}

/// <summary>How often a node comes in its parent; the numbers are those of the format.</summary>
public enum ParquetRepetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

/// <summary>What the values of a node mean.</summary>
public enum ParquetLogicalKind
{
    String,
    Map,
    List,
    Enum,
    Decimal,
    Date,
    Time,
    Timestamp,
    Integer,

    /// <summary>Every value is null.</summary>
    Unknown,
    Json,
    Bson,
    Uuid,
    Float16,
    Variant,
    Geometry,
    Geography,

    /// <summary>Twelve bytes: months, days, milliseconds. Only as a ConvertedType.</summary>
    Interval,
}

/// <summary>Unit of a time or timestamp: digits behind the second.</summary>
public enum ParquetTimeUnit
{
    Millis = 3,
    Micros = 6,
    Nanos = 9,
}

/// <summary>A logical type with its parameters; those that a kind does not have are 0.</summary>
public sealed record ParquetLogicalType(ParquetLogicalKind Kind)
{
    /// <summary>Digits of a decimal.</summary>
    public int Precision { get; init; }

    /// <summary>Digits of a decimal behind the point.</summary>
    public int Scale { get; init; }

    /// <summary>A time or timestamp is in UTC, else that of a clock whose zone is not said.</summary>
    public bool IsUtc { get; init; }

    /// <summary>Unit of a time or timestamp.</summary>
    public ParquetTimeUnit Unit { get; init; }

    /// <summary>8, 16, 32 or 64, of an integer.</summary>
    public int Bits { get; init; }

    /// <summary>An integer can be negative.</summary>
    public bool IsSigned { get; init; }

    public static ParquetLogicalType String { get; } = new(ParquetLogicalKind.String);

    public static ParquetLogicalType Integer(int bits, bool signed) => new(ParquetLogicalKind.Integer) { Bits = bits, IsSigned = signed };

    public static ParquetLogicalType Decimal(int precision, int scale) => new(ParquetLogicalKind.Decimal) { Precision = precision, Scale = scale };

    public static ParquetLogicalType Time(ParquetTimeUnit unit, bool utc) => new(ParquetLogicalKind.Time) { Unit = unit, IsUtc = utc };

    public static ParquetLogicalType Timestamp(ParquetTimeUnit unit, bool utc) => new(ParquetLogicalKind.Timestamp) { Unit = unit, IsUtc = utc };

    /// <summary>As message types write it: <c>TIMESTAMP(MICROS,true)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ParquetLogicalKind.Decimal => $"DECIMAL({Precision},{Scale})",
        ParquetLogicalKind.Time => $"TIME({Unit.ToString().ToUpperInvariant()},{(IsUtc ? "true" : "false")})",
        ParquetLogicalKind.Timestamp => $"TIMESTAMP({Unit.ToString().ToUpperInvariant()},{(IsUtc ? "true" : "false")})",
        ParquetLogicalKind.Integer => $"INTEGER({Bits},{(IsSigned ? "true" : "false")})",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}
