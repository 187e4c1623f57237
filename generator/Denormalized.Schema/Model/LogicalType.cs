namespace Denormalized.Schema;

/// <summary>
/// What a value is, independent of any format. A plan (<c>ClickHousePlan</c>, <c>AvroPlan</c>) says what it
/// becomes in a format. The set is closed: every plan switches over all of it.
/// </summary>
public abstract record LogicalType
{
    private protected LogicalType()
    {
    }

    /// <summary>The C# type as generated code writes it: fully qualified, without a nullable mark.</summary>
    public required string Clr { get; init; }
}

public sealed record BoolType : LogicalType;

/// <summary>8, 16, 32 or 64 bits.</summary>
public sealed record IntegerType(int Bits, bool Signed) : LogicalType
{
    /// <summary>JSON writes the number in quotes.</summary>
    public bool Quoted { get; init; }
}

/// <summary>32 or 64 bits, IEEE 754.</summary>
public sealed record FloatType(int Bits) : LogicalType
{
    public bool Quoted { get; init; }
}

public sealed record DecimalType(int Precision, int Scale) : LogicalType
{
    public bool Quoted { get; init; }
}

public sealed record StringType(bool LowCardinality) : LogicalType;

/// <summary>A C# enum. Its value, its Avro index and its ClickHouse number are three numbers: mapped by name.</summary>
public sealed record EnumType(EquatableArray<EnumMember> Members, int UnderlyingBits, bool UnderlyingSigned) : LogicalType;

/// <param name="Member">C# name, escaped where it is a keyword.</param>
/// <param name="Name">Name on the wire.</param>
/// <param name="Value">C# value.</param>
public sealed record EnumMember(string Member, string Name, long Value);

public sealed record UuidType : LogicalType;

/// <summary>A calendar date, <c>DateOnly</c>.</summary>
public sealed record DateType : LogicalType;

/// <summary>A point in time, normalised to UTC. <see cref="Digits"/> behind the second: 0, 3, 6 or 9.</summary>
public sealed record InstantType(int Digits, bool IsDateTimeOffset) : LogicalType
{
    /// <summary>Digits of the unit that JSON counts from 1970 (0 = seconds, 3 = ms ...); null for ISO 8601 text.</summary>
    public int? EpochDigits { get; init; }
}

/// <summary>Time of day in microseconds, <c>TimeOnly</c>.</summary>
public sealed record TimeType : LogicalType;

/// <summary>A span of time in microseconds, <c>TimeSpan</c>.</summary>
public sealed record DurationType : LogicalType;

/// <summary>How C# holds the elements: decides how they are walked and what is made when they are read.</summary>
public enum CollectionForm
{
    /// <summary><c>T[]</c></summary>
    Array,

    /// <summary><c>List&lt;T&gt;</c></summary>
    List,

    /// <summary><c>ImmutableArray&lt;T&gt;</c></summary>
    ImmutableArray,

    /// <summary><c>IReadOnlyList&lt;T&gt;</c> or <c>IList&lt;T&gt;</c>; an array or list is made</summary>
    IndexedInterface,

    /// <summary><c>IEnumerable&lt;T&gt;</c> and the collections between; a list is made</summary>
    EnumerableInterface,
}

public sealed record ArrayType(TypeUse Item, CollectionForm Form) : LogicalType
{
    /// <summary>A null collection is stored as an empty one.</summary>
    public bool NullAsEmpty { get; init; }
}

/// <summary>A dictionary with string keys.</summary>
public sealed record MapType(TypeUse Value) : LogicalType
{
    public bool NullAsEmpty { get; init; }
}

/// <summary>A record inside a record.</summary>
public sealed record NestedType(RecordModel Record) : LogicalType;

/// <summary>
/// A type with one member, mapped as that member: <c>readonly record struct OrderId(Guid Value)</c>.
/// <see cref="LogicalType.Clr"/> is the wrapper, made by <c>new Wrapper(inner)</c>, read by <c>.Member</c>.
/// </summary>
public sealed record WrapperType(LogicalType Inner, string Member) : LogicalType;

/// <summary>A type and whether null is one of its values.</summary>
public sealed record TypeUse(LogicalType Type, bool IsNullable)
{
    /// <summary>The C# value behind <c>T?</c> is a <c>Nullable&lt;T&gt;</c> (read by <c>.Value</c>), not a reference.</summary>
    public bool IsValueType { get; init; }
}
