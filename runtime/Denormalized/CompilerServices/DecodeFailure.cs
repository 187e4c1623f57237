namespace Denormalized.CompilerServices;

/// <summary>Why a message was refused.</summary>
public enum DecodeFailure : byte
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The message, or a nested record, does not begin with <c>{</c>.</summary>
    NotAnObject,

    /// <summary>A key in quotes was expected.</summary>
    Key,

    /// <summary>A colon was expected.</summary>
    Colon,

    /// <summary>A comma, or the end of the object or array, was expected.</summary>
    CommaOrEnd,

    /// <summary>No value of the expected kind begins here.</summary>
    Value,

    /// <summary>Not a number by JSON's grammar, or a fraction where an integer is expected.</summary>
    Number,

    /// <summary>The value lies outside the range of its type.</summary>
    Range,

    /// <summary>A control character inside a string.</summary>
    Control,

    /// <summary>An unknown escape in a string.</summary>
    Escape,

    /// <summary>An escaped surrogate without its other half.</summary>
    Surrogate,

    /// <summary>Bytes that are not UTF-8.</summary>
    Utf8,

    /// <summary>Not a UUID of the form 8-4-4-4-12.</summary>
    Uuid,

    /// <summary>Not an ISO 8601 instant with a zone.</summary>
    Timestamp,

    /// <summary>Not a date yyyy-MM-dd.</summary>
    Date,

    /// <summary>Not a time of day.</summary>
    Time,

    /// <summary>Not a duration.</summary>
    Duration,

    /// <summary>No member of the enum has this name or number.</summary>
    Enum,

    /// <summary>Nested deeper than 64.</summary>
    Depth,

    /// <summary>Bytes behind the end of the message.</summary>
    Trailing,

    /// <summary>The message ends inside a value.</summary>
    Truncated,

    /// <summary>A required field is not there.</summary>
    Missing,

    /// <summary>Null where the field cannot be null.</summary>
    Null,

    /// <summary>The message is longer than the limit.</summary>
    TooLarge,

    /// <summary>A decimal with more digits than its column keeps; nothing is rounded.</summary>
    Precision,

    /// <summary>The frame of the message does not begin as it should.</summary>
    Magic,

    /// <summary>The message names a schema that is not known.</summary>
    SchemaId,

    /// <summary>A length, count or index that cannot be.</summary>
    Length,

    /// <summary>Data of the writer's schema that has no form in the reader's.</summary>
    Unresolved,

    /// <summary>Not bytes in base64.</summary>
    Base64,

    /// <summary>Not an IP address of the version that is stored.</summary>
    Address,

    /// <summary>Not an ISO 8601 date and time without a zone.</summary>
    LocalTime,
}
