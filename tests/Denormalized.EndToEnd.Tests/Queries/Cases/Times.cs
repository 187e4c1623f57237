namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Times
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        var since = new DateTimeOffset(2025, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);
        var zoned = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2));
        var fine = new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero).AddTicks(5);
        var utc = new DateTime(2000, 2, 29, 12, 30, 15, DateTimeKind.Utc);
        var day = new DateOnly(2024, 2, 29);
        var time = new TimeOnly(12, 0);
        TimeSpan span = TimeSpan.FromSeconds(1);
        yield return QueryCase.Of("instant >=", rows.Where(r => r.At >= since).Select(r => r.N));
        yield return QueryCase.Of("instant = with zone", rows.Where(r => r.At == zoned).Select(r => r.N));
        yield return QueryCase.Of("instant finer than the column", rows.Where(r => r.At > fine).Select(r => new { r.N, r.At }));
        yield return QueryCase.Of("instant before 1970", rows.Where(r => r.At < DateTimeOffset.UnixEpoch).Select(r => new { r.N, r.At, r.Seen }));
        yield return QueryCase.Of("instant min and max", rows.Where(r => r.At > DateTimeOffset.MinValue && r.At < DateTimeOffset.MaxValue).Select(r => r.N));
        yield return QueryCase.Of("instant of milliseconds", rows.Where(r => r.Seen <= since).Select(r => r.N));
        yield return QueryCase.Of("DateTime", rows.Where(r => r.Utc > utc).Select(r => new { r.N, r.Utc }));
        yield return QueryCase.Of("members of an instant", rows.Select(r => new { r.N, r.At.Year, r.At.Month, r.At.Day, r.At.Hour, r.At.Minute, r.At.Second, r.At.Millisecond, r.At.DayOfYear, r.At.DayOfWeek }));
        yield return QueryCase.Of("members of a nullable instant", rows.Select(r => new { r.N, Y = r.Seen == null ? 0 : r.Seen.Value.Year, H = r.Seen?.Hour }));
        yield return QueryCase.Of("day of week", rows.Where(r => r.At.DayOfWeek == DayOfWeek.Sunday || r.At.DayOfWeek == DayOfWeek.Thursday).Select(r => r.N));
        yield return QueryCase.Of("instant minus instant", rows.Where(r => r.At - r.Utc == TimeSpan.Zero).Select(r => new { r.N, V = r.At - since, S = (r.At - since).TotalSeconds }));
        yield return QueryCase.Of("instant plus span", rows.Select(r => new { r.N, V = r.At + span, W = r.At - span, X = r.At + r.Spent }));
        yield return QueryCase.Of("Add", rows.Select(r => new { r.N, D = r.At.AddDays(1), H = r.At.AddHours(-5), M = r.At.AddMinutes(r.I8), S = r.At.AddSeconds(90), L = r.At.AddMilliseconds(1500) }));
        yield return QueryCase.Of("Add calendar", rows.Select(r => new { r.N, M = r.At.AddMonths(1), Y = r.At.AddYears(1) }));
        yield return QueryCase.Of("Unix time", rows.Select(r => new { r.N, S = r.At.ToUnixTimeSeconds(), M = r.At.ToUnixTimeMilliseconds() }));
        yield return QueryCase.Of("offset", rows.Select(r => new { r.N, r.Zoned, r.MaybeZoned, r.Zoned.Offset, Maybe = r.MaybeZoned?.Offset }));
        yield return QueryCase.Of("offset alone", rows.Where(r => r.Zoned.Offset > TimeSpan.Zero && r.MaybeZoned != null).Select(r => r.MaybeZoned));
        yield return QueryCase.Of("instant of a clock", rows.Where(r => r.Zoned == r.At && r.Zoned >= since).Select(r => new { r.N, D = r.Zoned - r.At }));
        yield return QueryCase.Of("members of a clock", rows.Select(r => new { r.N, r.Zoned.Year, r.Zoned.Month, r.Zoned.Day, r.Zoned.Hour, r.Zoned.Minute, r.Zoned.Second, r.Zoned.DayOfYear, r.Zoned.DayOfWeek, H = r.MaybeZoned?.Hour, Utc = r.Zoned.UtcDateTime.Hour }));
        yield return QueryCase.Of("Add on a clock", rows.Select(r => new { r.N, D = r.Zoned.AddDays(1), H = r.Zoned.AddHours(-5).Hour, M = r.Zoned.AddMonths(1), Y = r.Zoned.AddYears(1), S = r.Zoned + span }));
        yield return QueryCase.Of("clock and UTC", rows.Select(r => new { r.N, U = r.Zoned.ToUniversalTime(), S = r.Zoned.ToUnixTimeSeconds() }));
        yield return QueryCase.Of("by the hour of a clock", rows.GroupBy(r => r.Zoned.Hour).Select(g => new { g.Key, N = g.Count(), Last = g.Max(r => r.Zoned.UtcDateTime) }));
        yield return QueryCase.Of("date", rows.Where(r => r.Day >= day).Select(r => new { r.N, r.Day, r.Day.Year, r.Day.Month, D = r.Day.Day, r.Day.DayOfWeek }));
        yield return QueryCase.Of("date of instant", rows.Select(r => new { r.N, D = DateOnly.FromDateTime(r.At.UtcDateTime) }));
        yield return QueryCase.Of("date plus days", rows.Select(r => new { r.N, D = r.Day.AddDays(30), M = r.Day.AddMonths(1) }));
        yield return QueryCase.Of("time of day", rows.Where(r => r.Time < time).Select(r => new { r.N, r.Time }));
        yield return QueryCase.Of("span", rows.Where(r => r.Spent > span || r.Spent == TimeSpan.Zero).Select(r => new { r.N, r.Spent, r.Spent.TotalSeconds, r.Spent.TotalMilliseconds, r.Spent.TotalHours, T = r.Spent + span }));
        yield return QueryCase.Of("by year and month", rows.GroupBy(r => new { r.At.Year, r.At.Month }).Select(g => new { g.Key.Year, g.Key.Month, N = g.Count(), Last = g.Max(r => r.At) }));
    }
}
