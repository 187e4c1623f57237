using System.Globalization;

namespace Denormalized.Conformance.Tests;

public static partial class Corpus
{
    /// <summary>The ends of ClickHouse's range, of 32-bit seconds signed and unsigned, and the last tick before 1970.</summary>
    private static readonly string[] s_instants =
    [
        "1900-01-01 00:00:00.0000000", "1969-12-31 23:59:59.9999990", "1969-12-31 23:59:59.0000000", "1970-01-01 00:00:00.0000000", "2038-01-19 03:14:08.0000000",
        "2106-02-07 06:28:16.0000010", "2262-04-11 23:47:16.8547750", "2299-12-31 23:59:59.9999990",
    ];

    private static void AddTimes()
    {
        Add("day", (e, v) => e with { Day = v, DayOrNull = v, DayItems = [v, null, v] }, Days("toDate32", "1900-01-01", "1969-12-31", "1970-01-01", "2299-12-31", "2024-02-29"));
        Add("narrow_day", (e, v) => e with { NarrowDay = v, NarrowDayOrNull = v, NarrowDayItems = [v, null, v] }, Days("toDate", "1970-01-01", "2106-02-07", "2149-06-06"));

        Add("at", (e, v) => e with { At = v, AtOrNull = v, AtItems = [v, null, v] }, Instants(6));
        Add("at_utc", (e, v) => e with { AtUtc = v.UtcDateTime, AtUtcOrNull = v.UtcDateTime, AtUtcItems = [v.UtcDateTime, null, v.UtcDateTime] }, Instants(6));
        Add("at_seconds", (e, v) => e with { AtSeconds = v, AtSecondsOrNull = v, AtSecondsItems = [v, null, v] }, Instants(0));
        Add("at_millis", (e, v) => e with { AtMillis = v, AtMillisOrNull = v, AtMillisItems = [v, null, v] }, Instants(3));

        // Avro has no unit of 100 ns: nanoseconds end in 2262.
        Add("at_ticks", (e, v) => e with { AtTicks = v, AtTicksOrNull = v, AtTicksItems = [v, null, v] }, [.. Instants(7)[..^1], .. Instants(7, "1969-12-31 23:59:59.9999999")]);
        Add("at_nanos", (e, v) => e with { AtNanos = v, AtNanosOrNull = v, AtNanosItems = [v, null, v] },
            Nanos("1900-01-01 00:00:00.000000000", "1969-12-31 23:59:59.999999999", "1970-01-01 00:00:00.000000001", "2262-04-11 23:47:16.854775807"));
        AddOffsets();
        Add("local", (e, v) => e with { Local = v, LocalOrNull = v, LocalItems = [v, null, v] },
            [.. Instants(6).Select(i => (DateTime.SpecifyKind(i.Value.UtcDateTime, DateTimeKind.Unspecified), i.Sql))]);

        Add("time", (e, v) => e with { Time = v, TimeOrNull = v, TimeItems = [v, null, v] },
            (TimeOnly.MinValue, "{}::String = '00:00:00.000000'"), (new TimeOnly(863_999_999_990), "{}::String = '23:59:59.999999'"), (new TimeOnly(12, 30), "{}::String = '12:30:00.000000'"));
        Add("span", (e, v) => e with { Span = v, SpanOrNull = v, SpanItems = [v, null, v] },
            (TimeSpan.Zero, "0"), (TimeSpan.FromMicroseconds(-1), "-1"), (new TimeSpan(1, 2, 3, 4, 5, 6), "93784005006"), (new TimeSpan(9223372036854775800), "922337203685477580"));
    }

    /// <summary>The point in time and the clock's offset: both ends, half hours, and days that differ from UTC's.</summary>
    private static void AddOffsets()
    {
        foreach ((string utc, int minutes) in new[] { ("1900-01-01 00:00:00.000000", -840), ("1969-12-31 23:59:59.999999", 840), ("2024-02-29 23:30:00.123456", 345), ("2299-12-31 23:59:59.999999", -1) })
        {
            DateTimeOffset at = DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToOffset(TimeSpan.FromMinutes(minutes));
            string same = $"= toDateTime64('{utc}', 6, 'UTC')";
            Add($"zoned: {at:O}", e => e with { Zoned = at, ZonedOrNull = at },
                $"zoned {same} AND zoned_offset = {minutes} AND ifNull(zoned_or_null {same}, false) AND zoned_or_null_offset = {minutes}");
            Add($"zoned in a list: {at:O}", e => e with { Stops = [new Stop(null, at), new Stop(at.AddTicks(-at.UtcTicks % 10_000), at)] },
                $"stops.seen[1] {same} AND stops.seen_offset[2] = {minutes} AND stops.due[1] IS NULL AND stops.due_offset = [0, {minutes}]");
        }
    }

    private static (DateOnly Value, string Sql)[] Days(string function, params string[] days)
        => [.. days.Select(d => (DateOnly.Parse(d, CultureInfo.InvariantCulture), $"{function}('{d}')"))];

    /// <summary>The instants, floored to the digits that the column has.</summary>
    private static (DateTimeOffset Value, string Sql)[] Instants(int digits, params string[] texts)
    {
        return [.. (texts.Length == 0 ? s_instants : texts).Select(text =>
        {
            string kept = digits == 0 ? text[..19] : text[..(20 + digits)];
            return (DateTimeOffset.Parse(kept, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), $"toDateTime64('{kept}', {digits}, 'UTC')");
        })];
    }

    private static (NanoInstant Value, string Sql)[] Nanos(params string[] texts)
        => [.. texts.Select(t => (NanoInstant.Parse(t.Replace(' ', 'T') + "Z"), $"toDateTime64('{t}', 9, 'UTC')"))];
}
