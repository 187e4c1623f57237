namespace Denormalized.Tool.Infer.Evidence;

/// <summary>What a text looks like. Every text has exactly one format, so counts of formats add up.</summary>
internal enum TextFormat
{
    Plain,
    Empty,

    /// <summary>8-4-4-4-12 hexadecimal digits.</summary>
    Uuid,

    /// <summary>The same in braces.</summary>
    BracedUuid,

    /// <summary><c>2020-09-14T00:44:23.000Z</c>; a blank for T, no seconds and offsets <c>+hh:mm</c>, <c>+hhmm</c>, <c>+hh</c> are as good.</summary>
    Instant,

    /// <summary>Date and time without zone.</summary>
    LocalInstant,

    /// <summary><c>Mon, 14 Sep 2020 00:44:23 GMT</c></summary>
    Rfc1123,

    /// <summary>
    /// Other forms with a zone: <c>2020-09-14 00:44:23 UTC</c>, <c>14/Sep/2020:00:44:23 +0000</c>,
    /// <c>Mon Sep 14 00:44:23 +0000 2020</c>, <c>Sep 14 00:44:23 2020 GMT</c>, <c>20200914T004423Z</c>.
    /// </summary>
    OtherInstant,

    /// <summary><c>2020-09-14</c></summary>
    Date,

    /// <summary>Dates in other forms, of which day and month are sure: <c>2020/09/14</c>, <c>Sep 14 2020</c>, <c>14 September 2020</c>.</summary>
    OtherDate,

    /// <summary><c>15:00</c>, <c>15:00:00</c>, <c>15:00:00.123</c></summary>
    Time,

    /// <summary>ISO 8601: <c>PT1H30M</c>.</summary>
    Duration,

    /// <summary>.NET's form: <c>1.02:03:04.5</c>; without days it is a <see cref="Time"/>.</summary>
    ClockDuration,

    IPv4,
    IPv6,

    /// <summary>As JSON writes integers: no sign but minus, no leading zero.</summary>
    Integer,

    /// <summary>Digits with a leading zero or a plus sign: never a number.</summary>
    PaddedDigits,

    /// <summary>As JSON writes numbers with a point.</summary>
    Decimal,

    /// <summary>As JSON writes numbers with an exponent.</summary>
    Float,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>Six bytes in hexadecimal digits with colons or dashes.</summary>
    Mac,

    Url,
    Email,

    /// <summary>Begins like a JSON object or array.</summary>
    Json,
}

internal static class TextFormats
{
    public const int Count = (int)TextFormat.Json + 1;
}
