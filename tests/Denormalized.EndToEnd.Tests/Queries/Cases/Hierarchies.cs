namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class Hierarchies
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows)
    {
        yield return QueryCase.Of("case: shared member", rows.Where(r => r.Shape.Layer > 3).Select(r => new { r.N, r.Shape.Label }));
        yield return QueryCase.Of("case: is", rows.Where(r => r.Shape is Disc).Select(r => r.N));
        yield return QueryCase.Of("case: is not", rows.Where(r => !(r.Shape is Box)).Select(r => r.N));
        yield return QueryCase.Of("case: is not, pattern", rows.Where(r => r.MaybeShape is not Box).Select(r => r.N));
        yield return QueryCase.Of("case: is, nullable", rows.Where(r => r.MaybeShape is Disc).Select(r => r.N));
        yield return QueryCase.Of("case: is, or", rows.Where(r => r.MaybeShape is Disc or Blank or null).Select(r => r.N));
        yield return QueryCase.Of("case: is the base", rows.Where(r => r.MaybeShape is Figure).Select(r => r.N));
        yield return QueryCase.Of("case: variable", rows.Where(r => r.Shape is Disc d && d.Radius > 10 && d.Label != "").Select(r => r.N));
        yield return QueryCase.Of("case: variable, nullable", rows.Where(r => r.MaybeShape is Box b && b.Width > 0).Select(r => r.N));
        yield return QueryCase.Of("case: properties", rows.Where(r => r.Shape is Box { Width: > 0, Label: not "", Where: not null }).Select(r => r.N));
        yield return QueryCase.Of("case: properties and variable", rows.Where(r => r.MaybeShape is Disc { Colour: null } d && d.Layer == null).Select(r => r.N));
        yield return QueryCase.Of("case: cast", rows.Where(r => r.Shape is Box).Select(r => new { r.N, ((Box)r.Shape).Width, ((Box)r.Shape).Label, ((Box)r.Shape).Where?.City }));
        yield return QueryCase.Of("case: as", rows.Select(r => new { r.N, W = (r.Shape as Box)?.Width, C = (r.MaybeShape as Disc)?.Colour, L = (r.MaybeShape as Disc)?.Label, Z = (r.MaybeShape as Box)?.Where?.Zip }));
        yield return QueryCase.Of("case: as = null", rows.Where(r => (r.MaybeShape as Disc) == null).Select(r => r.N));
        yield return QueryCase.Of("case: offsets", rows.Select(r => new { r.N, r.Shape.Drawn, (r.Shape as Disc)?.Cut, H = (r.Shape as Disc)?.Cut.Hour }));
        yield return QueryCase.Of("case: list", rows.Where(r => r.Shape is Box b && b.Marks.Contains("m1")).Select(r => r.N));
        yield return QueryCase.Of("case: switch", rows.Select(r => new { r.N, Size = r.MaybeShape switch { Disc d => d.Radius, Box { Width: > 0 } b => b.Width, Blank => 1.0, _ => -1.0 } }));
        yield return QueryCase.Of("case: group", rows.GroupBy(r => r.Shape is Disc).Select(g => new { g.Key, N = g.Count() }));
        yield return QueryCase.Of("case: whole", rows.Select(r => new { r.N, r.Shape, r.MaybeShape }));
    }
}
