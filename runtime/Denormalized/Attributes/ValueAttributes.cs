namespace Denormalized;

/// <summary>
/// A value that is declared to lie in the range of a smaller type on the wire: a <c>ulong</c> below 2^63 is an Avro long
/// (else bytes with the logical type decimal), a <c>DateOnly</c> from 1970-01-01 to 2149-06-06 is a ClickHouse Date (else
/// Date32). Another value is an error.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NarrowAttribute : Attribute;

/// <summary>A <c>BigInteger</c> from 0 to 2^256-1 (<c>UInt256</c>); without it -2^255 to 2^255-1 (<c>Int256</c>).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class UnsignedAttribute : Attribute;

/// <summary>
/// Bytes of a fixed number, <c>FixedString(n)</c> in ClickHouse and <c>fixed</c> in Avro. A <c>byte[]</c> or
/// <c>ReadOnlyMemory&lt;byte&gt;</c> has exactly so many; a <c>string</c> at most so many bytes of UTF-8 without U+0000,
/// padded on the right with zero bytes that are cut off when it is read. Another value is an error.
/// </summary>
/// <param name="length">Number of bytes, 1 to 65536.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class FixedLengthAttribute(int length) : Attribute
{
    /// <summary>Number of bytes.</summary>
    public int Length { get; } = length;
}

/// <summary>A <c>Guid</c> is <c>fixed(16)</c> in Avro, in the order of its text (RFC 9562); without it, it is a string.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class AvroFixedAttribute : Attribute;

/// <summary>
/// An array of exactly <paramref name="length"/> numbers, as an embedding is: <c>Array(Float32)</c>. Another length is an
/// error; a member that is not required and absent is empty.
/// </summary>
/// <param name="length">Number of elements, 1 to 65536.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class VectorAttribute(int length) : Attribute
{
    /// <summary>Number of elements.</summary>
    public int Length { get; } = length;
}

/// <summary>
/// A <c>DateTime</c> of Kind Unspecified that is the time of a wall clock somewhere, not a point in time: ISO 8601 without
/// zone in JSON, <c>local-timestamp-micros</c> in Avro. ClickHouse has no such type: the column is a DateTime64 that shows it
/// as if it were UTC, and says so in its comment.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class LocalTimeAttribute : Attribute;

/// <summary>
/// A <c>DateTimeOffset</c> whose offset is kept, in minutes, in a column and an Avro field of their own behind it:
/// <c>at_offset</c> beside <c>at</c>. JSON has both in one text. Without it the point in time is kept, in UTC.
/// </summary>
/// <remarks>
/// Comparisons are of points in time, as in C#. Queries give the offset with a member that they select and with its record, and
/// ask the instant's own clock for <c>Hour</c> and the like. The least and the greatest of a group, its key, and what comes out
/// of an earlier <c>Select</c> are in UTC; <c>Distinct</c> tells offsets apart.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class KeepOffsetAttribute : Attribute;

/// <summary>
/// A JSON document is kept in a column of ClickHouse's type JSON, too: beside <c>payload</c>, which has its text byte for byte,
/// <c>payload_json</c>, which the server makes of it, so that SQL reads single paths, <c>payload_json.user.id</c>, without parsing.
/// </summary>
/// <remarks>
/// Documents that are no object, or that the type refuses (a key twice, numbers beyond 64 bits), are NULL there and whole in the
/// text. It costs an insert the parsing and a second copy; the server must know the type (ClickHouse 25.3 and later).
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class JsonColumnAttribute : Attribute;

/// <summary>
/// An <c>IPAddress</c> of version 4, <c>IPv4</c> in ClickHouse. Without it the column is IPv6, which holds version 4 as
/// ::ffff:a.b.c.d and gives it back as version 4.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IPv4Attribute : Attribute;

/// <summary>The member of an enum that Avro readers take for a name that they do not know; without it the one of value 0.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class DefaultAttribute : Attribute;

/// <summary>
/// The full name in Avro, with its namespace: of a record, an enum, or of the <c>fixed</c> that a member is. Without it a
/// type is called as the stream or the C# type is, in no namespace.
/// </summary>
/// <param name="fullName">Such as <c>com.acme.PageView</c>: names of letters, digits and underscores, with dots between.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, Inherited = false)]
public sealed class AvroNameAttribute(string fullName) : Attribute
{
    /// <summary>Namespace and name.</summary>
    public string FullName { get; } = fullName;
}

/// <summary>
/// A type that Denormalized does not know, or that is to be another one on the wire: on a member, for its type or that of its
/// elements, or on the type itself, for all members of it.
/// </summary>
/// <remarks>
/// The converter has <c>public static TWire ToWire(T value)</c> and <c>public static T FromWire(TWire value)</c>, which generated
/// code calls directly. <c>TWire</c> is a single value, no list or record; the member's other attributes, such as
/// <see cref="ResolutionAttribute"/>, are about it. Null does not come to the converter.
/// <para>Queries read such a member as part of its record, and do not compare it: only the converter knows what it means.</para>
/// </remarks>
/// <param name="converter">The class with the two methods.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class ConvertAttribute(Type converter) : Attribute
{
    /// <summary>The class with <c>ToWire</c> and <c>FromWire</c>.</summary>
    public Type Converter { get; } = converter;
}
