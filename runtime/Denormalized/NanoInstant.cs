using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Denormalized;

/// <summary>
/// A point in time with nanoseconds, which <see cref="DateTimeOffset"/> (100 ns) does not hold: from 1900, where ClickHouse's
/// DateTime64 begins, to 2262, where 64 bits of nanoseconds end. <c>DateTime64(9, 'UTC')</c> in ClickHouse,
/// <c>timestamp-nanos</c> in Avro, ISO 8601 in JSON.
/// </summary>
/// <param name="unixNanoseconds">Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.</param>
public readonly struct NanoInstant(long unixNanoseconds) : IEquatable<NanoInstant>, IComparable<NanoInstant>, ISpanFormattable, ISpanParsable<NanoInstant>
{
    private const long PerSecond = 1_000_000_000;
    private const int PerTick = 100;
    private const int FractionDigits = 9;

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long UnixNanoseconds { get; } = unixNanoseconds;

    /// <summary>The instant of a DateTimeOffset; its offset is not kept.</summary>
    /// <exception cref="OverflowException">Before 1677 or after 2262.</exception>
    public static NanoInstant FromDateTimeOffset(DateTimeOffset value)
        => new(checked((value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * PerTick));

    /// <summary>The instant in UTC, floored to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset()
    {
        long ticks = UnixNanoseconds / PerTick;
        return new DateTimeOffset(DateTimeOffset.UnixEpoch.Ticks + ticks - (ticks * PerTick > UnixNanoseconds ? 1 : 0), TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public bool Equals(NanoInstant other) => UnixNanoseconds == other.UnixNanoseconds;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NanoInstant other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => UnixNanoseconds.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(NanoInstant other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>ISO 8601 with nine digits: 2026-01-31T23:59:59.123456789Z</summary>
    public override string ToString()
    {
        long second = Math.DivRem(UnixNanoseconds, PerSecond, out long nanos);
        if (nanos < 0)
        {
            second--;
            nanos += PerSecond;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime:yyyy-MM-ddTHH:mm:ss}.{nanos:D9}Z");
    }

    /// <summary>As <see cref="ToString()"/>; there is one format.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = ToString();
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten != 0;
    }

    /// <summary>Reads ISO 8601 with a zone and up to nine digits of fraction.</summary>
    /// <exception cref="FormatException">It is not, or lies outside of the range.</exception>
    public static NanoInstant Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
        => TryParse(s, provider, out NanoInstant result) ? result : throw new FormatException($"'{s}' is no ISO 8601 instant with a zone between 1677 and 2262.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static NanoInstant Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NanoInstant result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out NanoInstant result)
    {
        // The framework reads date, time and zone; it would round the fraction.
        result = default;
        int dot = s.IndexOf('.');
        ReadOnlySpan<char> fraction = default;
        string whole = s.ToString();
        if (dot >= 0)
        {
            int length = s[(dot + 1)..].IndexOfAnyExceptInRange('0', '9');
            if (length is < 1 or > FractionDigits)
            {
                return false;
            }

            fraction = s.Slice(dot + 1, length);
            whole = string.Concat(s[..dot], s[(dot + 1 + length)..]);
        }

        bool read = DateTimeOffset.TryParseExact(
            whole, ["yyyy-MM-ddTHH:mm:ss'Z'", "yyyy-MM-ddTHH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset second);
        long nanos = fraction.IsEmpty ? 0 : long.Parse(fraction, CultureInfo.InvariantCulture);
        for (int digits = fraction.Length; digits < FractionDigits; digits++)
        {
            nanos *= 10;
        }

        Int128 total = ((Int128)second.ToUnixTimeSeconds() * PerSecond) + nanos;
        result = read && total >= long.MinValue && total <= long.MaxValue ? new NanoInstant((long)total) : default;
        return read && total >= long.MinValue && total <= long.MaxValue;
    }

    /// <summary>The same instant.</summary>
    public static bool operator ==(NanoInstant left, NanoInstant right) => left.Equals(right);

    /// <summary>Another instant.</summary>
    public static bool operator !=(NanoInstant left, NanoInstant right) => !left.Equals(right);

    /// <summary>Before.</summary>
    public static bool operator <(NanoInstant left, NanoInstant right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>Not after.</summary>
    public static bool operator <=(NanoInstant left, NanoInstant right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>After.</summary>
    public static bool operator >(NanoInstant left, NanoInstant right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>Not before.</summary>
    public static bool operator >=(NanoInstant left, NanoInstant right) => left.UnixNanoseconds >= right.UnixNanoseconds;
}
