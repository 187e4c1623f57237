namespace Denormalized.EndToEnd.Tests.Queries.Cases;

public sealed record Pair(int N, string Text);

internal static class Shapes
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("whole rows", rows);
        yield return QueryCase.Of("whole rows, where", rows.Where(r => r.N < 10));
        yield return QueryCase.Of("two wheres", rows.Where(r => r.N < 10 || r.Flag).Where(r => r.N > 5 || r.I32 == 0).Select(r => r.N));
        yield return QueryCase.Of("every kind of value", rows.Select(r => new { r.N, r.Text, r.Note, r.Country, r.Region, r.I8, r.I16, r.I32, r.I64, r.U8, r.U16, r.U32, r.U64, r.F32, r.F64, r.MaybeInt, r.MaybeBool, r.Flag, r.Price, r.Discount, r.Kind, r.MaybeKind, r.Marks, r.Id, r.Order, r.At, r.Seen, r.Utc, r.Day, r.Time, r.Spent }));
        yield return QueryCase.Of("to record by constructor", rows.Select(r => new Pair(r.N, r.Text)));
        yield return QueryCase.Of("to tuple", rows.Select(r => (r.N, r.Text, Twice: r.N * 2)));
        yield return QueryCase.Of("tuple, where", rows.Select(r => (r.N, Upper: r.Country.ToUpperInvariant())).Where(t => t.Upper == "DE").Select(t => t.N));
        yield return QueryCase.Of("to record, where", rows.Select(r => new Pair(r.N, r.Text + "x")).Where(p => p.Text == "ax" || p.N == 3));
        yield return QueryCase.Of("values, where", rows.Select(r => r.Country).Where(c => c != "DE"));
        yield return QueryCase.Of("values, distinct", rows.Select(r => r.Country).Distinct());
        yield return QueryCase.Of("rows, distinct", rows.Select(r => new { r.Country, r.Flag }).Distinct());
        yield return QueryCase.Of("distinct, where", rows.Select(r => r.Country).Distinct().Where(c => c != "DE"));
        yield return QueryCase.Of("distinct, order", rows.Select(r => r.I32).Distinct().OrderBy(i => i).Take(5), ordered: true);
        yield return QueryCase.Of("select of select", rows.Select(r => new { r.N, D = r.N * 2 }).Select(x => new { x.N, Q = x.D * 2 }).Where(x => x.Q > 8));
        yield return QueryCase.Of("select of select of all kinds", rows.Select(r => new { r.N, r.Note, r.Price, r.At, r.Seen, r.MaybeInt, r.Kind, r.Id, r.Flag, r.Day, r.Order, r.F32 }).Select(x => new { x.N, x.Note, x.Price, x.At, x.Seen, x.MaybeInt, x.Kind, x.Id, x.Flag, x.Day, x.Order, x.F32 }));
        yield return QueryCase.Of("inner object", rows.Select(r => new { r.N, Inner = new { r.Text, L = r.N + 1 } }).Where(x => x.Inner.L > 5).Select(x => new { x.N, x.Inner.Text }));
        yield return QueryCase.Of("alias shadows its column", rows.Select(r => new { n = r.N, country = r.Country.ToLowerInvariant(), i32 = -r.I16 }).Where(x => x.country == "de" && x.i32 < 0));
        yield return QueryCase.Of("where on a column whose alias shadows it", rows.Where(r => r.Country == "DE").Select(r => new { n = r.N, country = r.Country.ToLowerInvariant() }));
        yield return QueryCase.Of("ordered by int", rows.OrderBy(r => r.I32).ThenBy(r => r.N).Select(r => new { r.I32, r.N }), ordered: true);
        yield return QueryCase.Of("ordered descending", rows.OrderByDescending(r => r.I64).ThenByDescending(r => r.N).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("ordered by string", rows.OrderBy(r => r.Text).ThenBy(r => r.N).Select(r => r.Text), ordered: true);
        yield return QueryCase.Of("ordered by nullable", rows.OrderBy(r => r.MaybeInt).ThenBy(r => r.N).Select(r => new { r.MaybeInt, r.N }), ordered: true);
        yield return QueryCase.Of("ordered by nullable descending", rows.OrderByDescending(r => r.Note).ThenBy(r => r.N).Select(r => new { r.Note, r.N }), ordered: true);
        yield return QueryCase.Of("ordered by double", rows.OrderBy(r => r.F64).ThenBy(r => r.N).Select(r => new { r.F64, r.N }), ordered: true);
        yield return QueryCase.Of("ordered by double descending", rows.OrderByDescending(r => r.F64).ThenBy(r => r.N).Select(r => new { r.F64, r.N }), ordered: true);
        yield return QueryCase.Of("ordered by guid", rows.OrderBy(r => r.Id).Select(r => r.Id), ordered: true);
        yield return QueryCase.Of("ordered by wrapper", rows.OrderBy(r => r.Order.Value).ThenBy(r => r.N).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("ordered by enum", rows.OrderBy(r => r.Kind).ThenBy(r => r.N).Select(r => new { r.Kind, r.N }), ordered: true);
        yield return QueryCase.Of("ordered by bool, decimal, time", rows.OrderBy(r => r.Flag).ThenByDescending(r => r.Price).ThenBy(r => r.At).ThenBy(r => r.N).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("ordered by expression", rows.OrderBy(r => r.I16 % 7).ThenBy(r => r.Country == "DE").ThenBy(r => r.N).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("ordered by constant", rows.OrderBy(r => 2).ThenBy(r => r.N).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("second order by", rows.OrderBy(r => r.N).OrderBy(r => r.Country).Select(r => new { r.Country, r.N }), ordered: true);
        yield return QueryCase.Of("order after select", rows.Select(r => new { r.N, V = r.I16 * 2 }).OrderByDescending(x => x.V).ThenBy(x => x.N), ordered: true);
        yield return QueryCase.Of("order then where", rows.OrderBy(r => r.I32).ThenBy(r => r.N).Where(r => r.Flag).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("take", rows.OrderBy(r => r.N).Take(7).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("skip and take", rows.OrderBy(r => r.N).Skip(5).Take(7).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("skip", rows.OrderBy(r => r.N).Skip(230).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("take and skip", rows.OrderBy(r => r.N).Take(7).Skip(5).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("take of take", rows.OrderBy(r => r.N).Take(7).Take(20).Take(3).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("take, where", rows.OrderByDescending(r => r.N).Take(20).Where(r => r.Flag).Select(r => r.N), ordered: true);
        yield return QueryCase.Of("take, order", rows.OrderBy(r => r.N).Take(20).OrderBy(r => r.I32).Select(r => new { r.I32, r.N }), ordered: true);
        yield return QueryCase.Of("take, group", rows.OrderBy(r => r.N).Take(20).GroupBy(r => r.Country).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("select, take, where", rows.OrderBy(r => r.N).Select(r => new { X = r.I32, r.Text }).Take(50).Where(x => x.X > 0), ordered: true);
        yield return QueryCase.Of("hidden order", rows.OrderByDescending(r => r.N).Select(r => r.Text).Take(30).Where(t => t != "a"), ordered: true);
        yield return QueryCase.Of("take many", rows.OrderBy(r => r.N).Take(5000).Select(r => r.N), ordered: true);
    }
}
