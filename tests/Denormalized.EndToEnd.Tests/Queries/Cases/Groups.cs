namespace Denormalized.EndToEnd.Tests.Queries.Cases;

public sealed record CountryTotal(string Country, long Rows)
{
    public double Mean { get; init; }
}

public readonly record struct Key(string Country, bool Flag);

internal static class Groups
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("by column", rows.GroupBy(r => r.Country).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("by nullable column", rows.GroupBy(r => r.Region).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("by int?", rows.GroupBy(r => r.MaybeInt).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("by enum, bool, guid, date", rows.GroupBy(r => new { r.Kind, r.Flag, r.Day, r.Order }).Select(g => new { g.Key.Kind, g.Key.Flag, g.Key.Day, g.Key.Order, N = g.Count() }));
        yield return QueryCase.Of("by expression", rows.GroupBy(r => r.I32 % 3 == 0).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("by arithmetic", rows.GroupBy(r => r.N / 10).Select(g => new { Tens = g.Key, Least = g.Min(r => r.N), Greatest = g.Max(r => r.N) }));
        yield return QueryCase.Of("by constant", rows.GroupBy(r => 1).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("by decimal and instant", rows.GroupBy(r => new { r.Price, r.Seen }).Select(g => new { g.Key.Price, g.Key.Seen, N = g.Count() }));
        yield return QueryCase.Of("whole composite key", rows.GroupBy(r => new { r.Country, r.Flag }).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("tuple key", rows.GroupBy(r => (r.Country, r.Flag)).Select(g => new { g.Key.Country, Bot = g.Key.Flag, N = g.Count() }));
        yield return QueryCase.Of("record key", rows.GroupBy(r => new Key(r.Country, r.Flag)).Select(g => new { g.Key.Country, g.Key.Flag, N = g.Count() }));
        yield return QueryCase.Of("key in expressions", rows.GroupBy(r => r.Country).Select(g => new { V = g.Key + "!", L = g.Key.Length, D = g.Key == "DE" ? g.Count() : -1 }));
        yield return QueryCase.Of("to record", rows.GroupBy(r => r.Country).Select(g => new CountryTotal(g.Key, g.Count()) { Mean = g.Average(r => r.I16) }));
        yield return QueryCase.Of("group to tuple", rows.GroupBy(r => r.Country).Select(g => (g.Key, Rows: g.Count())));
        yield return QueryCase.Of("to value", rows.GroupBy(r => r.Country).Select(g => g.Key));
        yield return QueryCase.Of("sums", rows.GroupBy(r => r.Country).Select(g => new { g.Key, I = g.Sum(r => r.I32), L = g.Sum(r => r.I64), U = g.Sum(r => r.U64), P = g.Sum(r => r.Price), S = g.Sum(r => r.U8) }));
        yield return QueryCase.Of("sums of nullables", rows.GroupBy(r => r.N).Select(g => new { g.Key, I = g.Sum(r => r.MaybeInt), D = g.Sum(r => r.Discount), F = g.Sum(r => r.MaybeDouble) }));
        yield return QueryCase.Of("sum of expression", rows.GroupBy(r => r.Country).Select(g => new { g.Key, V = g.Sum(r => r.Flag ? 1 : 0), W = g.Sum(r => r.Text.Length > 2 ? r.I16 * 2 : 1) }));
        yield return QueryCase.Of("least and greatest", rows.GroupBy(r => r.Country).Select(g => new { g.Key, A = g.Min(r => r.I32), B = g.Max(r => r.I64), C = g.Min(r => r.Price), D = g.Max(r => r.Kind), E = g.Min(r => r.At), F = g.Max(r => r.Day), G = g.Max(r => r.Flag) }));
        yield return QueryCase.Of("Min Max of strings", rows.GroupBy(r => r.Country).Select(g => new { g.Key, A = g.Min(r => r.Text), B = g.Max(r => r.Country) }));
        yield return QueryCase.Of("Min Max of nullables", rows.GroupBy(r => r.N / 2).Select(g => new { g.Key, A = g.Min(r => r.MaybeInt), B = g.Max(r => r.Note), C = g.Min(r => r.Seen) }));
        yield return QueryCase.Of("least and greatest of doubles", rows.GroupBy(r => r.N / 4).Select(g => new { g.Key, A = g.Min(r => r.F64), B = g.Max(r => r.F64) }));
        yield return QueryCase.Of("Min Max of guids", rows.GroupBy(r => r.Country).Select(g => new { g.Key, A = g.Min(r => r.Id), B = g.Max(r => r.Id) }));
        yield return QueryCase.Of("Average", rows.GroupBy(r => r.Country).Select(g => new { g.Key, A = g.Average(r => r.I16), B = g.Average(r => r.N / 2.0) }));
        yield return QueryCase.Of("Average of nullables", rows.GroupBy(r => r.N).Select(g => new { g.Key, A = g.Average(r => r.MaybeInt) }));
        yield return QueryCase.Of("CountIf Any All", rows.GroupBy(r => r.Country).Select(g => new { g.Key, C = g.CountIf(r => r.MaybeInt > 5), A = g.Any(r => r.Text == "abc"), L = g.All(r => r.MaybeInt != 3), M = g.All(r => r.N >= 0) }));
        yield return QueryCase.Of("Uniq", rows.GroupBy(r => r.Country).Select(g => new { g.Key, U = g.Uniq(r => r.Text), V = g.Uniq(r => r.Note), W = g.Uniq(r => r.I32) }));
        yield return QueryCase.Of("Quantile", rows.GroupBy(r => r.Country).Select(g => new { g.Key, M = g.Quantile(0.5, r => r.I16), L = g.Quantile(0, r => r.I16), H = g.Quantile(1, r => r.I16) }));
        yield return QueryCase.Of("where, group, having", rows.Where(r => r.I32 > 0).GroupBy(r => r.Country).Where(g => g.Count() > 5 && g.Key != "AT").Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("group, select, where", rows.GroupBy(r => r.Country).Select(g => new { g.Key, N = g.Count() }).Where(x => x.N > 5 && x.Key != "AT"));
        yield return QueryCase.Of("group, order by aggregate", rows.GroupBy(r => r.N / 10).OrderByDescending(g => g.Sum(r => r.N)).Select(g => new { g.Key, S = g.Sum(r => r.N) }), ordered: true);
        yield return QueryCase.Of("alias of a column's name", rows.GroupBy(r => r.Country).Select(g => new { i32 = g.Count(), country = g.Key, text = g.Max(r => r.I32) }).Where(x => x.i32 > 1));
        yield return QueryCase.Of("group of groups", rows.GroupBy(r => new { r.Country, r.Flag }).Select(g => new { g.Key.Country, N = g.Count() }).GroupBy(x => x.Country).Select(g => new { g.Key, N = g.Sum(x => x.N), M = g.Count() }));
    }
}
