namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Lists
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        string[] array = ["DE", "it's", "back\\slash", "tab\there"];
        var list = new List<string> { "FR", "AT" };
        IReadOnlyList<string> none = [];
        var set = new HashSet<int> { 1, -1, int.MaxValue };
        IEnumerable<long> longs = new[] { 1L << 53, -5L };
        string?[] nullable = ["abc", null];
        int?[] numbers = [1, null];
        Kind[] kinds = [Kind.View, Kind.Scroll];
        Guid[] ids = [Guid.Empty];
        decimal[] prices = [1.5m, 0.0001m];
        double[] doubles = [0.1, 1e300, double.PositiveInfinity];
        DateTimeOffset[] instants = [DateTimeOffset.UnixEpoch, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)];
        DateOnly[] days = [new DateOnly(2026, 1, 1)];
        yield return QueryCase.Of("array Contains", rows.Where(r => array.Contains(r.Country) || array.Contains(r.Text)).Select(r => r.N));
        yield return QueryCase.Of("list Contains", rows.Where(r => list.Contains(r.Country)).Select(r => r.N));
        yield return QueryCase.Of("not list Contains", rows.Where(r => !list.Contains(r.Country)).Select(r => r.N));
        yield return QueryCase.Of("empty list Contains", rows.Where(r => !none.Contains(r.Country)).Select(r => r.N));
        yield return QueryCase.Of("set Contains", rows.Where(r => set.Contains(r.I32)).Select(r => r.N));
        yield return QueryCase.Of("sequence Contains", rows.Where(r => longs.Contains(r.I64)).Select(r => r.N));
        yield return QueryCase.Of("list with null Contains", rows.Where(r => nullable.Contains(r.Note)).Select(r => r.N));
        yield return QueryCase.Of("not list with null Contains", rows.Where(r => !nullable.Contains(r.Note)).Select(r => r.N));
        yield return QueryCase.Of("list without null, nullable value", rows.Where(r => !list.Contains(r.Region!)).Select(r => r.N));
        yield return QueryCase.Of("int? Contains", rows.Where(r => numbers.Contains(r.MaybeInt)).Select(r => r.N));
        yield return QueryCase.Of("enum Contains", rows.Where(r => kinds.Contains(r.Kind)).Select(r => r.N));
        yield return QueryCase.Of("guid Contains", rows.Where(r => ids.Contains(r.Id) || ids.Contains(r.Order.Value)).Select(r => r.N));
        yield return QueryCase.Of("decimal Contains", rows.Where(r => prices.Contains(r.Price)).Select(r => r.N));
        yield return QueryCase.Of("double Contains", rows.Where(r => doubles.Contains(r.F64)).Select(r => r.N));
        yield return QueryCase.Of("instant Contains", rows.Where(r => instants.Contains(r.At)).Select(r => r.N));
        yield return QueryCase.Of("date Contains", rows.Where(r => !days.Contains(r.Day)).Select(r => r.N));
        yield return QueryCase.Of("literal list Contains", rows.Where(r => new[] { 1, 2, 3 }.Contains(r.I32)).Select(r => r.N));
        yield return QueryCase.Of("column Contains", rows.Where(r => r.Tags.Contains("abc") || r.Numbers.Contains(7)).Select(r => r.N));
        yield return QueryCase.Of("column Contains column", rows.Where(r => r.Tags.Contains(r.Text)).Select(r => r.N));
        yield return QueryCase.Of("Count and Length", rows.Select(r => new { r.N, C = r.Tags.Count, L = r.Numbers.Length, D = r.Labels.Count, E = r.Items.Count() }));
        yield return QueryCase.Of("Any and index", rows.Where(r => r.Tags.Any() && r.Tags[0] != "a").Select(r => new { r.N, First = r.Tags[0] }));
        yield return QueryCase.Of("Any of condition", rows.Where(r => r.Tags.Any(t => t.StartsWith("a") || t == r.Text)).Select(r => r.N));
        yield return QueryCase.Of("All of condition", rows.Where(r => r.Numbers.All(n => n > 0)).Select(r => r.N));
        yield return QueryCase.Of("Count of condition", rows.Select(r => new { r.N, C = r.Numbers.Count(n => n < 0) }));
        yield return QueryCase.Of("Any of records", rows.Where(r => r.Items.Any(i => i.Sku == "abc" || i.Price > 1)).Select(r => r.N));
        yield return QueryCase.Of("Any within Any", rows.Where(r => r.Items.Any(i => r.Tags.Any(t => t == i.Sku))).Select(r => r.N));
        yield return QueryCase.Of("whole lists", rows.Select(r => new { r.N, r.Tags, r.Numbers, r.Items, r.Labels, r.Counters }));
        yield return QueryCase.Of("ContainsKey and item", rows.Where(r => r.Labels.ContainsKey("k") && r.Labels["k"] != "abc").Select(r => new { r.N, V = r.Labels["k"] }));
        yield return QueryCase.Of("dictionary GetValueOrDefault", rows.Select(r => new { r.N, V = r.Labels.GetValueOrDefault("other"), C = r.Counters.GetValueOrDefault("hits") }));
    }
}
