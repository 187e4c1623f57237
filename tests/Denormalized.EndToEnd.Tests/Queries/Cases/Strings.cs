namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Strings
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("StartsWith", rows.Where(r => r.Text.StartsWith("a", StringComparison.Ordinal)).Select(r => r.N));
        yield return QueryCase.Of("StartsWith char", rows.Where(r => r.Text.StartsWith('a') || r.Text.EndsWith('b')).Select(r => r.N));
        yield return QueryCase.Of("EndsWith", rows.Where(r => r.Text.EndsWith("c", StringComparison.Ordinal)).Select(r => r.N));
        yield return QueryCase.Of("EndsWith empty", rows.Where(r => r.Text.EndsWith("", StringComparison.Ordinal)).Select(r => r.N));
        yield return QueryCase.Of("Contains", rows.Where(r => r.Text.Contains("b")).Select(r => r.N));
        yield return QueryCase.Of("Contains wildcards", rows.Where(r => r.Text.Contains("%_") || r.Text.Contains('\\')).Select(r => r.N));
        yield return QueryCase.Of("Contains empty", rows.Where(r => r.Text.Contains("")).Select(r => r.N));
        yield return QueryCase.Of("Contains part of a character", rows.Where(r => r.Text.Contains("日")).Select(r => r.N));
        yield return QueryCase.Of("not Contains of nullable", rows.Where(r => r.Note != null && !r.Note.Contains("a")).Select(r => r.N));
        yield return QueryCase.Of("ignoring case", rows.Where(r => r.Text.StartsWith("AB", StringComparison.OrdinalIgnoreCase) || r.Text.Contains("bC", StringComparison.OrdinalIgnoreCase)).Select(r => r.N));
        yield return QueryCase.Of("Equals ignoring case", rows.Where(r => string.Equals(r.Text, "abc", StringComparison.OrdinalIgnoreCase) || r.Country.Equals("DE", StringComparison.OrdinalIgnoreCase)).Select(r => r.N));
        yield return QueryCase.Of("ToUpperInvariant", rows.Where(r => r.Text != "İi" && r.Text != "ıI" && r.Text != "Straße").Select(r => new { r.N, V = r.Text.ToUpperInvariant() }));
        yield return QueryCase.Of("ToLowerInvariant", rows.Where(r => r.Text != "İi").Select(r => new { r.N, V = r.Text.ToLowerInvariant() }));
        yield return QueryCase.Of("Length", rows.Where(r => !r.Text.Contains("😀")).Select(r => new { r.N, V = r.Text.Length }));
        yield return QueryCase.Of("Length in condition", rows.Where(r => r.Country.Length == 2 && r.Text.Length > 4).Select(r => r.N));
        yield return QueryCase.Of("Substring", rows.Where(r => r.Text.Length >= 2 && !r.Text.Contains("😀")).Select(r => new { r.N, V = r.Text.Substring(1), W = r.Text.Substring(0, 2), X = r.Text.Substring(1, 1) }));
        yield return QueryCase.Of("Substring with column", rows.Where(r => r.Text.Length >= 3 && !r.Text.Contains("😀")).Select(r => new { r.N, V = r.Text.Substring(r.Country.Length) }));
        yield return QueryCase.Of("Trim", rows.Select(r => new { r.N, V = r.Text.Trim(), W = r.Text.TrimStart(), X = r.Text.TrimEnd() }));
        yield return QueryCase.Of("IndexOf", rows.Where(r => !r.Text.Contains("😀")).Select(r => new { r.N, V = r.Text.IndexOf("b", StringComparison.Ordinal), W = r.Text.IndexOf('a'), X = r.Text.IndexOf("", StringComparison.Ordinal) }));
        yield return QueryCase.Of("Replace", rows.Select(r => new { r.N, V = r.Text.Replace("b", "BB"), W = r.Text.Replace("a", "") }));
        yield return QueryCase.Of("concatenation", rows.Select(r => new { r.N, V = r.Text + "/" + r.Country, W = r.Text + r.Note + "!", X = "n" + r.N }));
        yield return QueryCase.Of("interpolation", rows.Select(r => new { r.N, V = $"{r.Country}/{r.Text}: {r.I64} {r.Id} {r.Flag} {r.MaybeInt} {r.Kind} {r.Note} 'quoted' \\" }));
        yield return QueryCase.Of("string.Concat", rows.Select(r => new { r.N, V = string.Concat(r.Country, "-", r.Text) }));
        yield return QueryCase.Of("empty interpolation", rows.Select(r => new { r.N, V = $"{r.Note}" }));
        yield return QueryCase.Of("chain", rows.Select(r => new { r.N, V = r.Text.Trim().ToLowerInvariant().Replace("a", "x") + r.Text.Length }).Where(x => x.N < 30).Select(x => x.N));
        yield return QueryCase.Of("group by case", rows.GroupBy(r => r.Country.ToUpperInvariant()).Select(g => new { g.Key, N = g.Count() }));
    }
}
