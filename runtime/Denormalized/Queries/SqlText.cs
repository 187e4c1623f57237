using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// Values of parameters as ClickHouse reads them: TSV-escaped, culture-free. Null is NULL. Elements of arrays are quoted.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SqlText
{
    // What DateTime64(7) can hold. An instant outside, such as DateTimeOffset.MinValue for "no lower bound", stands for its end.
    private static readonly DateTimeOffset s_first = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_last = new(2299, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>A Bool.</summary>
    public static string? Of(bool? value) => value is { } v ? (v ? "true" : "false") : null;

    /// <summary>A signed integer.</summary>
    public static string? Of(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>An unsigned integer.</summary>
    public static string? Of(ulong? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>An Int128.</summary>
    public static string? Of(Int128? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A UInt128.</summary>
    public static string? Of(UInt128? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>An Int256 or a UInt256.</summary>
    public static string? Of(System.Numerics.BigInteger? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A DateTime64(9, 'UTC').</summary>
    public static string? Of(NanoInstant? value) => value?.ToString().Replace('T', ' ').TrimEnd('Z');

    /// <summary>A Float32.</summary>
    public static string? Of(float? value) => value is { } v ? Float(v, v.ToString("R", CultureInfo.InvariantCulture)) : null;

    /// <summary>A Float64.</summary>
    public static string? Of(double? value) => value is { } v ? Float(v, v.ToString("R", CultureInfo.InvariantCulture)) : null;

    /// <summary>A Decimal.</summary>
    public static string? Of(decimal? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A UUID.</summary>
    public static string? Of(Guid? value) => value?.ToString("D");

    /// <summary>A Date32.</summary>
    public static string? Of(DateOnly? value) => value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A Time64.</summary>
    public static string? Of(TimeOnly? value) => value?.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Microseconds.</summary>
    public static string? Of(TimeSpan? value)
        => value is { } v ? Math.DivRem(v.Ticks, TimeSpan.TicksPerMicrosecond, out _).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>A DateTime64(7, 'UTC').</summary>
    public static string? Of(DateTimeOffset? value)
    {
        if (value is not { } v)
        {
            return null;
        }

        v = v < s_first ? s_first : v > s_last ? s_last : v;
        return v.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
    }

    /// <summary>A DateTime64(7, 'UTC'). The kind must be Utc: nothing is guessed.</summary>
    public static string? Of(DateTime? value) => value switch
    {
        null => null,
        { Kind: DateTimeKind.Utc } v => Of(new DateTimeOffset(v)),
        { } v => throw new ArgumentException(
            $"A DateTime of kind {v.Kind} ({v:s}) is no instant: use DateTimeOffset, or DateTime with DateTimeKind.Utc.", nameof(value)),
    };

    /// <summary>A String.</summary>
    public static string? Of(string? value) => value is null ? null : Escape(value);

    /// <summary>An Array of values that need no quotes.</summary>
    public static string? Numbers<T>(IEnumerable<T>? values, Func<T, string?> text)
        => values is null ? null : $"[{string.Join(',', values.Select(v => text(v) ?? "NULL"))}]";

    /// <summary>An Array of values in quotes.</summary>
    public static string? Quoted<T>(IEnumerable<T>? values, Func<T, string?> text)
        => values is null ? null : $"[{string.Join(',', values.Select(v => text(v) is { } t ? $"'{t.Replace("'", "\\'", StringComparison.Ordinal)}'" : "NULL"))}]";

    /// <summary>An enum value that has no name.</summary>
    public static string Undefined<T>(T value)
        => throw new ArgumentOutOfRangeException(nameof(value), value, $"'{value}' is no member of {typeof(T).Name}: no row can have it.");

    private static string Float(double value, string text)
        => double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : text;

    private static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\t\n\r\0") < 0)
        {
            return value;
        }

        var text = new StringBuilder(value.Length + 8);
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\0' => text.Append("\\0"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
