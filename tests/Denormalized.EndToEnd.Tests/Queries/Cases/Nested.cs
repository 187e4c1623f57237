namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Nested
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("nested member", rows.Where(r => r.Place.City == "Berlin" && r.Place.Zip > 0).Select(r => new { r.N, r.Place.City }));
        yield return QueryCase.Of("nested = null", rows.Where(r => r.User == null).Select(r => r.N));
        yield return QueryCase.Of("nested != null", rows.Where(r => r.User != null).Select(r => r.N));
        yield return QueryCase.Of("nested is null", rows.Where(r => r.User is null || r.User.Home is null).Select(r => r.N));
        yield return QueryCase.Of("nested and member", rows.Where(r => r.User != null && r.User.Login == "abc").Select(r => r.N));
        yield return QueryCase.Of("nested nullable member", rows.Where(r => r.User != null && r.User.Age > 5).Select(r => r.N));
        yield return QueryCase.Of("?. of nested", rows.Select(r => new { r.N, L = r.User?.Login, A = r.User?.Age, C = r.User?.Home?.City, Z = r.User?.Home?.Zip }));
        yield return QueryCase.Of("?. ??", rows.Select(r => new { r.N, L = r.User?.Login ?? "nobody", Z = r.User?.Home?.Zip ?? -1 }));
        yield return QueryCase.Of("?. = constant", rows.Where(r => r.User?.Login == "abc").Select(r => r.N));
        yield return QueryCase.Of("?. != constant", rows.Where(r => r.User?.Login != "abc").Select(r => r.N));
        yield return QueryCase.Of("?. = null", rows.Where(r => r.User?.Home == null).Select(r => r.N));
        yield return QueryCase.Of("property pattern", rows.Where(r => r.User is { Login: "abc" or "a", Home: not null }).Select(r => r.N));
        yield return QueryCase.Of("property pattern of length", rows.Where(r => r.Text is { Length: > 4 and < 8 }).Select(r => r.N));
        yield return QueryCase.Of("is { }", rows.Where(r => r.User is { } && r.Note is { }).Select(r => r.N));
        yield return QueryCase.Of("whole nested", rows.Select(r => new { r.N, r.Place }));
        yield return QueryCase.Of("whole nullable nested", rows.Select(r => new { r.N, r.User }));
    }
}
