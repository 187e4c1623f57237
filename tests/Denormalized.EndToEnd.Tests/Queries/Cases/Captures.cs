namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal sealed class Filter
{
    public string Country { get; init; } = "DE";

    public Range Numbers { get; init; } = new();

    internal sealed class Range
    {
        public int From { get; init; } = 5;

        public int? To { get; init; } = 50;
    }
}

internal static class Captures
{
    internal static readonly string Shared = "FR";

    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        string country = "DE";
        string? nothing = null;
        string? something = "abc";
        int? noNumber = null;
        int? number = 7;
        int min = 3;
        long large = 1L << 53;
        double real = 0.1;
        float single = 0.1f;
        decimal money = 1.5m;
        bool yes = true;
        Kind kind = Kind.Scroll;
        Kind? noKind = null;
        Guid id = Guid.Empty;
        var order = new OrderId(Guid.Empty);
        var filter = new Filter();
        ulong unsigned = ulong.MaxValue;
        byte small = 255;
        double nan = double.NaN;
        string odd = "tab\there";
        string slash = "back\\slash";
        yield return QueryCase.Of("captured string", rows.Where(r => r.Country == country).Select(r => r.N));
        yield return QueryCase.Of("captured odd strings", rows.Where(r => r.Text == odd || r.Text == slash).Select(r => r.N));
        yield return QueryCase.Of("captured null =", rows.Where(r => r.Note == nothing).Select(r => r.N));
        yield return QueryCase.Of("captured null !=", rows.Where(r => r.Note != nothing).Select(r => r.N));
        yield return QueryCase.Of("captured value =", rows.Where(r => r.Note == something).Select(r => r.N));
        yield return QueryCase.Of("captured value !=", rows.Where(r => r.Note != something).Select(r => r.N));
        yield return QueryCase.Of("captured null, column that cannot be", rows.Where(r => r.Text != nothing).Select(r => r.N));
        yield return QueryCase.Of("captured int? null", rows.Where(r => r.MaybeInt == noNumber).Select(r => r.N));
        yield return QueryCase.Of("captured int? value", rows.Where(r => r.MaybeInt == number || r.I32 == number).Select(r => r.N));
        yield return QueryCase.Of("not <= captured int? null", rows.Where(r => !(r.I32 <= noNumber)).Select(r => r.N));
        yield return QueryCase.Of("optional filter", rows.Where(r => nothing == null || r.Country == nothing).Select(r => r.N));
        yield return QueryCase.Of("optional filter given", rows.Where(r => something == null || r.Text.StartsWith(something)).Select(r => r.N));
        yield return QueryCase.Of("numbers", rows.Where(r => r.I32 > min && r.I64 <= large && r.F64 != real && r.F32 != single && r.U64 <= unsigned && r.U8 <= small).Select(r => r.N));
        yield return QueryCase.Of("float parameter", rows.Where(r => r.F32 == single).Select(r => r.N));
        yield return QueryCase.Of("double parameter", rows.Where(r => r.F64 == real || r.F64 == nan).Select(r => r.N));
        yield return QueryCase.Of("decimal parameter", rows.Where(r => r.Price == money || r.Price > money * 2).Select(r => r.N));
        yield return QueryCase.Of("bool parameter", rows.Where(r => r.Flag == yes).Select(r => r.N));
        yield return QueryCase.Of("enum parameter", rows.Where(r => r.Kind == kind).Select(r => r.N));
        yield return QueryCase.Of("enum parameter <", rows.Where(r => r.Kind > kind).Select(r => r.N));
        yield return QueryCase.Of("enum? parameter", rows.Where(r => r.MaybeKind == noKind).Select(r => r.N));
        yield return QueryCase.Of("guid parameter", rows.Where(r => r.Id == id || r.Order == order || r.Order.Value == order.Value).Select(r => r.N));
        yield return QueryCase.Of("members of a captured object", rows.Where(r => r.Country == filter.Country && r.I32 >= filter.Numbers.From && r.I32 < filter.Numbers.To).Select(r => r.N));
        yield return QueryCase.Of("static member", rows.Where(r => r.Country == Shared).Select(r => r.N));
        yield return QueryCase.Of("computed outside of the row", rows.Where(r => r.I32 > min * 2 + country.Length && r.Text != string.Concat(country, "x")).Select(r => r.N));
        yield return QueryCase.Of("parameters in results", rows.Select(r => new { r.N, C = country, V = r.I32 + min, M = money, B = yes, K = kind, G = id, X = nothing ?? "none" }));
        yield return QueryCase.Of("parameter twice", rows.Where(r => r.I32 > min || r.I16 > min).Select(r => new { r.N, V = r.I32 - min }));
        yield return QueryCase.Of("arguments", rows.Where((country, min), static (r, a) => r.Country == a.country && r.I32 > a.min).Select((min, country), static (r, a) => new { r.N, V = r.I32 + a.min, a.country }));
        yield return QueryCase.Of("one argument", rows.Where(country, static (r, c) => r.Country == c).GroupBy(min, static (r, m) => r.I32 > m).Select(g => new { g.Key, N = g.Count() }));

        Query<Row> composed = rows;
        foreach (string text in new[] { "a", "abc", "b" })
        {
            composed = composed.Where(r => r.Text != text);
        }

        if (yes)
        {
            int inner = 100;
            composed = composed.Where(r => r.I32 < inner && r.Country == country);
        }

        yield return QueryCase.Of("composed in a loop", composed.Select(r => r.N));
        yield return QueryCase.Of("through a method", Large(rows, 5).Select(r => r.N));
        yield return QueryCase.Of("of an instance", new Service("DE", 3).Rows(rows).Select(r => r.N));
        yield return QueryCase.Of("of an instance and a local", new Service("FR", 3).Rows(rows, 10).Select(r => r.N));
        yield return QueryCase.Of("generic page", Page(rows.OrderBy(r => r.N).Select(r => r.N), 3, 10), ordered: true);
    }

    private static Query<Row> Large(Query<Row> rows, int limit) => rows.Where(r => r.I32 > limit);

    private static Query<T> Page<T>(Query<T> rows, int page, int size) => rows.Skip(page * size).Take(size);

    private sealed class Service(string country, int min)
    {
        private readonly int _max = 1000;

        private string Country { get; } = "DE";

        public Query<Row> Rows(Query<Row> rows) => rows.Where(r => r.Country == Country && r.I32 > min && r.I32 < _max);

        public Query<Row> Rows(Query<Row> rows, int limit) => rows.Where(r => r.Country == country && r.I32 > min && r.I32 < _max && r.N > limit);
    }
}
