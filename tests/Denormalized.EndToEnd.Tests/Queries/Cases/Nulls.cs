namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Nulls
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("null =", rows.Where(r => r.Note == null).Select(r => r.N));
        yield return QueryCase.Of("null !=", rows.Where(r => r.Note != null).Select(r => r.N));
        yield return QueryCase.Of("is null", rows.Where(r => r.Region is null || r.MaybeInt is null).Select(r => r.N));
        yield return QueryCase.Of("is not null", rows.Where(r => r.Region is not null && r.MaybeInt is not null).Select(r => r.N));
        yield return QueryCase.Of("nullable = constant", rows.Where(r => r.Note == "abc").Select(r => r.N));
        yield return QueryCase.Of("nullable != constant", rows.Where(r => r.Note != "abc").Select(r => r.N));
        yield return QueryCase.Of("not nullable =", rows.Where(r => !(r.Note == "abc")).Select(r => r.N));
        yield return QueryCase.Of("nullable low cardinality", rows.Where(r => r.Region != "north").Select(r => new { r.N, r.Region }));
        yield return QueryCase.Of("int? <", rows.Where(r => r.MaybeInt < 5).Select(r => r.N));
        yield return QueryCase.Of("not int? <", rows.Where(r => !(r.MaybeInt < 5)).Select(r => r.N));
        yield return QueryCase.Of("int? = int?", rows.Where(r => r.MaybeInt == r.MaybeLong).Select(r => r.N));
        yield return QueryCase.Of("int? != int?", rows.Where(r => r.MaybeInt != r.MaybeLong).Select(r => r.N));
        yield return QueryCase.Of("string? = string?", rows.Where(r => r.Note == r.Region).Select(r => r.N));
        yield return QueryCase.Of("string? = string", rows.Where(r => r.Note == r.Text || r.Text == r.Note).Select(r => r.N));
        yield return QueryCase.Of("string? != string", rows.Where(r => r.Note != r.Text).Select(r => r.N));
        yield return QueryCase.Of("double? NaN", rows.Where(r => r.MaybeDouble == r.MaybeDouble).Select(r => r.N));
        yield return QueryCase.Of("double? >", rows.Where(r => r.MaybeDouble > 0.5 || !(r.MaybeDouble <= 0.5)).Select(r => r.N));
        yield return QueryCase.Of("bool? = true", rows.Where(r => r.MaybeBool == true).Select(r => r.N));
        yield return QueryCase.Of("bool? != true", rows.Where(r => r.MaybeBool != true).Select(r => r.N));
        yield return QueryCase.Of("bool? ?? ", rows.Where(r => r.MaybeBool ?? true).Select(r => r.N));
        yield return QueryCase.Of("bool? is false", rows.Where(r => r.MaybeBool is false).Select(r => r.N));
        yield return QueryCase.Of("HasValue", rows.Where(r => r.MaybeInt.HasValue && !r.MaybeLong.HasValue).Select(r => r.N));
        yield return QueryCase.Of("HasValue and Value", rows.Where(r => r.MaybeInt.HasValue && r.MaybeInt.Value > 3).Select(r => new { r.N, V = r.MaybeInt!.Value }));
        yield return QueryCase.Of("?? constant", rows.Select(r => new { r.N, V = r.MaybeInt ?? -5, T = r.Note ?? "none", D = r.MaybeDouble ?? 0.5 }));
        yield return QueryCase.Of("?? column", rows.Select(r => new { r.N, V = r.MaybeInt ?? r.I32, T = r.Note ?? r.Region ?? r.Text, L = r.MaybeLong ?? r.MaybeInt }));
        yield return QueryCase.Of("?? in condition", rows.Where(r => (r.MaybeInt ?? 0) == 0 && (r.Note ?? "") != "abc").Select(r => r.N));
        yield return QueryCase.Of("GetValueOrDefault", rows.Select(r => new { r.N, V = r.MaybeInt.GetValueOrDefault(), W = r.MaybeInt.GetValueOrDefault(9), D = r.Discount.GetValueOrDefault() }));
        yield return QueryCase.Of("decimal?", rows.Where(r => r.Discount > 1 || r.Discount == null).Select(r => new { r.N, r.Discount, V = r.Discount ?? 0.5m }));
        yield return QueryCase.Of("enum?", rows.Where(r => r.MaybeKind == Kind.Click || r.MaybeKind is null).Select(r => new { r.N, r.MaybeKind }));
        yield return QueryCase.Of("enum? !=", rows.Where(r => r.MaybeKind != Kind.Click).Select(r => new { r.N, K = r.MaybeKind ?? Kind.Click }));
        yield return QueryCase.Of("instant? <", rows.Where(r => r.Seen < r.At).Select(r => r.N));
        yield return QueryCase.Of("instant? =", rows.Where(r => r.Seen == r.At || r.Seen == null).Select(r => new { r.N, r.Seen }));
        yield return QueryCase.Of("null or length", rows.Where(r => r.Region == null || r.Region.Length > 2).Select(r => r.N));
        yield return QueryCase.Of("?. on string", rows.Select(r => new { r.N, L = r.Region?.Length, U = r.Region?.ToUpperInvariant() }));
        yield return QueryCase.Of("?. in condition", rows.Where(r => r.Region?.Length > 0).Select(r => r.N));
        yield return QueryCase.Of("?.StartsWith = true", rows.Where(r => r.Region?.StartsWith("n") == true).Select(r => r.N));
        yield return QueryCase.Of("?.StartsWith != true", rows.Where(r => r.Region?.StartsWith("n") != true).Select(r => r.N));
        yield return QueryCase.Of("IsNullOrEmpty", rows.Where(r => string.IsNullOrEmpty(r.Region)).Select(r => r.N));
        yield return QueryCase.Of("not IsNullOrEmpty", rows.Where(r => !string.IsNullOrEmpty(r.Note)).Select(r => r.N));
        yield return QueryCase.Of("IsNullOrWhiteSpace", rows.Where(r => string.IsNullOrWhiteSpace(r.Note) || string.IsNullOrWhiteSpace(r.Text)).Select(r => r.N));
        yield return QueryCase.Of("nullable arithmetic", rows.Where(r => r.MaybeInt != int.MaxValue).Select(r => new { r.N, V = r.MaybeInt + 1, W = r.MaybeLong / 2, X = r.MaybeDouble * 2 }));
        yield return QueryCase.Of("whole nullable row", rows.Where(r => r.Note == null || r.User == null));
    }
}
