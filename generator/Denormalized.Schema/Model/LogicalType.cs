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

/// <summary>8, 16, 32, 64, 128 or 256 bits.</summary>
public sealed record IntegerType(int Bits, bool Signed) : LogicalType
{
    /// <summary>An unsigned 64-bit integer that is declared to be below 2^63.</summary>
    public bool IsNarrow { get; init; }

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

/// <summary>Bytes of any number, in base64 in JSON.</summary>
public sealed record BytesType(BytesForm Form) : LogicalType;

/// <summary>How C# holds bytes.</summary>
public enum BytesForm
{
    /// <summary><c>byte[]</c></summary>
    Array,

    /// <summary><c>ReadOnlyMemory&lt;byte&gt;</c> or <c>Memory&lt;byte&gt;</c></summary>
    Memory,
}

/// <summary>
/// A fixed number of bytes: exactly so many where they are bytes, at most so many where they are text, which is padded with
/// zero bytes. <see cref="Form"/> is null for text.
/// </summary>
public sealed record FixedType(int Length, BytesForm? Form) : LogicalType
{
    /// <summary>Full name in Avro; null for one by its length.</summary>
    public string? AvroName { get; init; }
}

/// <summary>A value that is kept as its text.</summary>
public sealed record TextType(TextForm Form) : LogicalType;

/// <summary>What the text says.</summary>
public enum TextForm
{
    /// <summary><c>System.Uri</c>, absolute or relative, as it was written.</summary>
    Uri,

    /// <summary><c>System.Version</c></summary>
    Version,

    /// <summary><c>char</c>: one UTF-16 code unit that is no surrogate.</summary>
    Char,
}

/// <summary>JSON of any shape, kept as its text.</summary>
public sealed record JsonType(JsonForm Form) : LogicalType;

/// <summary>How C# holds JSON.</summary>
public enum JsonForm
{
    /// <summary><c>JsonElement</c></summary>
    Element,

    /// <summary><c>JsonNode</c></summary>
    Node,

    /// <summary><c>JsonDocument</c></summary>
    Document,
}

/// <summary>An IP address; version 6 holds version 4 too, mapped.</summary>
public sealed record IpType(int Version) : LogicalType;

/// <summary>A C# enum. Its value, its Avro index and its ClickHouse number are three numbers: mapped by name.</summary>
public sealed record EnumType(EquatableArray<EnumMember> Members, int UnderlyingBits, bool UnderlyingSigned) : LogicalType
{
    /// <summary>The column holds names (LowCardinality(String)), not numbers.</summary>
    public bool IsText { get; init; }

    /// <summary>C# value of what a reader takes for a name that it does not know: declared, or 0 where a member is.</summary>
    public long? Default { get; init; }

    /// <summary>Full name in Avro; null for that of the C# type.</summary>
    public string? AvroName { get; init; }

    /// <summary>What an absent value is: the member that C# takes without one, or what is declared. Null where neither is there.</summary>
    public EnumMember? Absent => Members.FirstOrDefault(m => m.Value == 0) ?? Members.FirstOrDefault(m => m.Value == Default);
}

/// <param name="Member">C# name, escaped where it is a keyword.</param>
/// <param name="Name">Name on the wire.</param>
/// <param name="Value">C# value.</param>
public sealed record EnumMember(string Member, string Name, long Value);

public sealed record UuidType : LogicalType
{
    /// <summary>Avro has its 16 bytes, not its text.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Full name in Avro of the 16 bytes; null for the usual one.</summary>
    public string? AvroName { get; init; }
}

/// <summary>A calendar date, <c>DateOnly</c>.</summary>
public sealed record DateType : LogicalType
{
    /// <summary>Declared to lie within 1970-01-01 to 2149-06-06.</summary>
    public bool IsNarrow { get; init; }
}

/// <summary>A point in time, normalised to UTC. <see cref="Digits"/> behind the second: 0, 3, 6, 7 or 9.</summary>
public sealed record InstantType(int Digits, bool IsDateTimeOffset) : LogicalType
{
    /// <summary>C# holds it as the runtime's <c>NanoInstant</c>.</summary>
    public bool IsNano { get; init; }

    /// <summary>Digits of the unit that JSON counts from 1970 (0 = seconds, 3 = ms ...); null for ISO 8601 text.</summary>
    public int? EpochDigits { get; init; }

    /// <summary>JSON writes the count from 1970 in quotes.</summary>
    public bool Quoted { get; init; }

    /// <summary>A field of type <see cref="OffsetType"/> behind it holds the offset from UTC that the value was given with.</summary>
    public bool KeepsOffset { get; init; }
}

/// <summary>Minutes from UTC of the instant in front of it, 0 where that is null. In JSON both are one text.</summary>
public sealed record OffsetType : LogicalType
{
    /// <summary>What a DateTimeOffset can have: 14 hours to either side.</summary>
    public const int MaxMinutes = 14 * 60;
}

/// <summary>
/// Date and time on a wall clock whose zone is not said, a <c>DateTime</c> of Kind Unspecified. No point in time: not
/// comparable with one.
/// </summary>
public sealed record LocalTimeType(int Digits) : LogicalType;

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

    /// <summary><c>HashSet&lt;T&gt;</c>, <c>ISet&lt;T&gt;</c> or <c>IReadOnlySet&lt;T&gt;</c></summary>
    Set,

    /// <summary><c>Memory&lt;T&gt;</c> or <c>ReadOnlyMemory&lt;T&gt;</c></summary>
    Memory,
}

public sealed record ArrayType(TypeUse Item, CollectionForm Form) : LogicalType
{
    /// <summary>A null collection is stored as an empty one.</summary>
    public bool NullAsEmpty { get; init; }

    /// <summary>The number of elements, where it was declared.</summary>
    public int? Length { get; init; }
}

/// <summary>A dictionary.</summary>
public sealed record MapType(TypeUse Value) : LogicalType
{
    /// <summary>Strings unless said otherwise; else an integer, a UUID or an enum, whose text is the key in JSON.</summary>
    public TypeUse Key { get; init; } = new(new StringType(LowCardinality: false) { Clr = "string" }, IsNullable: false);

    public bool NullAsEmpty { get; init; }
}

/// <summary>A record inside a record.</summary>
public sealed record NestedType(RecordModel Record) : LogicalType;

/// <summary>
/// A type that is another one on the wire. With one member it is mapped as that: <c>readonly record struct OrderId(Guid Value)</c>
/// is made by <c>new OrderId(inner)</c> and read by <c>.Value</c>. Else <see cref="Converter"/> makes one of the other.
/// <see cref="LogicalType.Clr"/> is the outer type.
/// </summary>
public sealed record WrapperType(LogicalType Inner, string Member) : LogicalType
{
    /// <summary>The class whose static <c>ToWire</c> and <c>FromWire</c> convert; null for a type with one member.</summary>
    public string? Converter { get; init; }

    /// <summary>The outer type is a reference, and so could be null against its declaration.</summary>
    public bool IsReference { get; init; }
}

/// <summary>A type and whether null is one of its values.</summary>
public sealed record TypeUse(LogicalType Type, bool IsNullable)
{
    /// <summary>The C# value behind <c>T?</c> is a <c>Nullable&lt;T&gt;</c> (read by <c>.Value</c>), not a reference.</summary>
    public bool IsValueType { get; init; }
}
