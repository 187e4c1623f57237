namespace Denormalized.EndToEnd.Tests.Queries.Cases;

internal static class All
{
    public static IEnumerable<QueryCase> Of(Query<Row> rows) =>
    [
        .. Comparisons.Of(rows),
        .. Nulls.Of(rows),
        .. Arithmetic.Of(rows),
        .. Strings.Of(rows),
        .. Times.Of(rows),
        .. Lists.Of(rows),
        .. Nested.Of(rows),
        .. Hierarchies.Of(rows),
        .. Groups.Of(rows),
        .. Shapes.Of(rows),
        .. Captures.Of(rows),
    ];
}
