namespace Denormalized;

/// <summary>How a C# name becomes a name on the wire.</summary>
public enum Naming
{
    /// <summary><c>LatencyMs</c> becomes <c>latency_ms</c>.</summary>
    SnakeCase = 0,

    /// <summary><c>LatencyMs</c> becomes <c>latencyMs</c>.</summary>
    CamelCase,

    /// <summary><c>LatencyMs</c> stays as it is declared.</summary>
    AsDeclared,

    /// <summary><c>LatencyMs</c> becomes <c>latency-ms</c>.</summary>
    KebabCase,

    /// <summary><c>LatencyMs</c> becomes <c>LATENCY_MS</c>.</summary>
    UpperSnakeCase,
}

/// <summary>
/// Declares a stream: one record type from which its JSON, Avro and ClickHouse forms are generated.
/// The type must be public or internal, and neither it nor a type that contains it may be generic: a generic type is closed
/// by <see cref="StreamOfAttribute"/>.
/// </summary>
/// <param name="name">Topic, table and Avro name; the naming policy's form of the type's name when omitted.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class StreamAttribute(string? name = null) : Attribute
{
    /// <summary>Topic, table and Avro name as given; null when it is derived from the type's name.</summary>
    public string? Name { get; } = name;

    /// <summary>Names of members in JSON and Avro.</summary>
    public Naming Naming { get; set; }

    /// <summary>Names of columns in ClickHouse; snake_case unless said otherwise.</summary>
    public Naming Columns { get; set; }

    /// <summary>The Kafka topic, where it differs from the stream's name.</summary>
    public string? Topic { get; set; }

    /// <summary>The ClickHouse table, where it differs from the stream's name.</summary>
    public string? Table { get; set; }

    /// <summary>
    /// A file of rows in JSON that the record must read, by the end of its path: the build warns (DNZ330) at the line that no
    /// longer decodes. <c>samples.json</c> and files of the folder <c>samples</c> are found by themselves; others have to be
    /// AdditionalFiles of the project.
    /// </summary>
    public string? Sample { get; set; }
}

/// <summary>
/// Declares a stream of a type that cannot carry <see cref="StreamAttribute"/>: a generic one, which is closed here, one
/// that lies in a generic one, or one of somebody else's.
/// <c>[assembly: StreamOf(typeof(Envelope&lt;PageView&gt;), "page_views")]</c>
/// </summary>
/// <remarks>
/// It stands in the assembly of the type, of one of its type arguments, or in the program that uses the stream: other
/// assemblies are not searched. Type arguments are not null; a member that may be null is declared <c>T?</c>.
/// </remarks>
/// <param name="type">A class, struct or record without open type parameters, which the assembly can see.</param>
/// <param name="name">Topic, table and Avro name; made of the type's name when omitted: <c>envelope_of_page_view</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class StreamOfAttribute(Type type, string? name = null) : Attribute
{
    /// <summary>The type of the stream's records.</summary>
    public Type Type { get; } = type;

    /// <summary>Topic, table and Avro name as given; null when it is made of the type's name.</summary>
    public string? Name { get; } = name;

    /// <summary>Names of members in JSON and Avro.</summary>
    public Naming Naming { get; set; }

    /// <summary>Names of columns in ClickHouse; snake_case unless said otherwise.</summary>
    public Naming Columns { get; set; }

    /// <summary>The Kafka topic, where it differs from the stream's name.</summary>
    public string? Topic { get; set; }

    /// <summary>The ClickHouse table, where it differs from the stream's name.</summary>
    public string? Table { get; set; }

    /// <summary>
    /// A file of rows in JSON that the record must read, by the end of its path: the build warns (DNZ330) at the line that no
    /// longer decodes. <c>samples.json</c> and files of the folder <c>samples</c> are found by themselves; others have to be
    /// AdditionalFiles of the project.
    /// </summary>
    public string? Sample { get; set; }
}

/// <summary>Defaults for every <see cref="StreamAttribute"/> and <see cref="StreamOfAttribute"/> of the assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class StreamDefaultsAttribute : Attribute
{
    /// <summary>Names of members in JSON and Avro.</summary>
    public Naming Naming { get; set; }

    /// <summary>Names of columns in ClickHouse.</summary>
    public Naming Columns { get; set; }
}

/// <summary>The name of a member in JSON, Avro and ClickHouse, or of an enum member on the wire.</summary>
/// <param name="name">The name exactly as it stands on the wire.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NameAttribute(string name) : Attribute
{
    /// <summary>The name exactly as it stands on the wire.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// Names that a member had on the wire before it was renamed. Avro data under a former name is read, and a lock sees a
/// rename where it would see one member go and another come.
/// </summary>
/// <param name="names">The former names, exactly as they stood on the wire.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class AliasAttribute(params string[] names) : Attribute
{
    /// <summary>The former names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>Leaves a member out of every format.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class IgnoreAttribute : Attribute;

/// <summary>The time at which the event happened; used for sorting keys and windows. Must be an instant.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class EventTimeAttribute : Attribute;

/// <summary>Puts the column into the table's sorting key (ClickHouse's ORDER BY; it is no unique key).</summary>
/// <param name="order">Position in the sorting key, lowest first.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class SortKeyAttribute(int order = 0) : Attribute
{
    /// <summary>Position in the sorting key, lowest first.</summary>
    public int Order { get; } = order;
}

/// <summary>
/// How long rows are kept: ClickHouse removes them so many days after their <see cref="EventTimeAttribute"/>. The table is
/// then partitioned by month, for up to 31 days by day, so that whole files go.
/// </summary>
/// <remarks>It is part of CREATE TABLE: a table that exists is not changed.</remarks>
/// <param name="days">Days, 1 or more.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class RetentionAttribute(int days) : Attribute
{
    /// <summary>Days after the event time.</summary>
    public int Days { get; } = days;
}

/// <summary>
/// A row takes the place of those with the same sorting key, which is declared by <see cref="SortKeyAttribute"/>, or is the
/// member called <c>Id</c>: the table is a <c>ReplacingMergeTree</c>.
/// </summary>
/// <remarks>
/// ClickHouse replaces when it merges, some time later. Typed queries over the stream read with <c>FINAL</c>, so that they see the
/// last row of a key alone, before and after; in SQL of your own write <c>SELECT ... FINAL</c>, or set <c>final = 1</c> on the
/// connection (<c>set_final=1</c>). <c>FINAL</c> reads the sorting key of every row that it might replace: conditions on the key
/// keep that small. A row that is delivered again changes nothing.
/// </remarks>
/// <param name="version">
/// Name of the member of which the largest value stays: an integer, date or instant. Without it the row with the largest offset
/// stays, which is the last one where rows of one key come from one partition.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class ReplacingAttribute(string? version = null) : Attribute
{
    /// <summary>C# name of the version's member; null for the offset.</summary>
    public string? Version { get; } = version;
}

/// <summary>How the values of a column follow each other in the order of the table.</summary>
public enum ValueKind
{
    /// <summary>Mostly a little more than the one before: counters, ids that grow, times. <c>Delta, ZSTD</c>.</summary>
    Monotonic = 0,

    /// <summary>A measurement that changes slowly, as floating point. <c>Gorilla, ZSTD</c>.</summary>
    Gauge,

    /// <summary>Integers within a range much smaller than their type. <c>T64, ZSTD</c>.</summary>
    SmallRange,
}

/// <summary>
/// Says how the values of a column follow each other, so that ClickHouse compresses them by a codec made for that. Without it
/// the server's default is used; an <see cref="EventTimeAttribute"/> is taken as <see cref="ValueKind.Monotonic"/>.
/// </summary>
/// <param name="kind">How they follow each other.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class ValuesAttribute(ValueKind kind) : Attribute
{
    /// <summary>How they follow each other.</summary>
    public ValueKind Kind { get; } = kind;
}

/// <summary>
/// A string with fewer than some ten thousand distinct values: <c>LowCardinality(String)</c> in ClickHouse. On an enum: the
/// column holds names, so that members can be added without an ALTER.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class LowCardinalityAttribute : Attribute;

/// <summary>Precision and scale of a decimal. A value that does not fit is an error, never rounded.</summary>
/// <remarks>
/// ClickHouse has up to 76 digits, a C# decimal 28 (some numbers of 29). More than 28 serve tables that exist: what is
/// written fits, and a stored value with more digits than a C# decimal holds is an error when it is read.
/// </remarks>
/// <param name="precision">Decimal digits in all, 1 to 76.</param>
/// <param name="scale">Digits behind the point, 0 to 28 and at most <paramref name="precision"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class DecimalAttribute(int precision, int scale) : Attribute
{
    /// <summary>Decimal digits in all.</summary>
    public int Precision { get; } = precision;

    /// <summary>Digits behind the point.</summary>
    public int Scale { get; } = scale;
}

/// <summary>Resolution of an instant on the wire and in the table. Ticks of 100 ns that do not fit are floored.</summary>
public enum TimeUnit
{
    /// <summary>10^-6 s, the default.</summary>
    Microseconds = 0,

    /// <summary>10^-3 s.</summary>
    Milliseconds,

    /// <summary>1 s.</summary>
    Seconds,

    /// <summary>10^-9 s.</summary>
    Nanoseconds,

    /// <summary>10^-7 s: all that <see cref="System.DateTimeOffset"/> and <see cref="System.DateTime"/> hold.</summary>
    Ticks,
}

/// <summary>Resolution in which an instant is stored; microseconds without it.</summary>
/// <remarks>Avro has no unit between micro- and nanoseconds: ticks are timestamp-nanos there, which end in 2262.</remarks>
/// <param name="unit">The unit that is stored.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class ResolutionAttribute(TimeUnit unit) : Attribute
{
    /// <summary>The stored resolution.</summary>
    public TimeUnit Unit { get; } = unit;
}

/// <summary>The JSON form of an instant is a number (or a quoted number) counted from 1970-01-01 UTC in this unit.</summary>
/// <param name="unit">What the number counts.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class EpochAttribute(TimeUnit unit) : Attribute
{
    /// <summary>What the number counts.</summary>
    public TimeUnit Unit { get; } = unit;
}

/// <summary>JSON holds this number in quotes (<c>"42"</c>); both forms are read, the quoted one is written.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class QuotedAttribute : Attribute;

/// <summary>
/// A null collection is an empty one, knowingly: ClickHouse arrays and maps cannot be null. So it is in every format: null and
/// absent are read as an empty collection, and null is written as one. Without the attribute a collection that may be null
/// means the same, and the build warns.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NullAsEmptyAttribute : Attribute;
