namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>
/// The lambda over rows in memory gives what its SQL gives over the same rows in ClickHouse. Cases are in the folder Cases,
/// which is compiled twice.
/// </summary>
[Collection("queries")]
public class ParityTests(QueryFixture fixture)
{
    public static TheoryData<string> Names => [.. AllCases(new MemoryQuery<Row>([])).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sql_means_what_the_lambda_means(string name)
    {
        QueryCase sql = AllCases(fixture.Db.From<Row>()).Single(c => c.Name == name);
        QueryCase memory = AllCases(new MemoryQuery<Row>(fixture.Rows)).Single(c => c.Name == name);
        IReadOnlyList<string> expected = await memory.RunAsync();
        IReadOnlyList<string> actual = await sql.RunAsync();

        Assert.True(expected.SequenceEqual(actual), Difference(sql.Sql, expected, actual));
        Assert.NotEmpty(expected);
    }

    [Fact]
    public async Task Rows_come_back_as_they_were_stored()
    {
        Assert.Equal(RowData.Rows.Count, fixture.Rows.Count);
        QueryCase stored = QueryCase.Of("stored", new MemoryQuery<Row>(RowData.Rows), ordered: true);
        QueryCase read = QueryCase.Of("read", new MemoryQuery<Row>(fixture.Rows), ordered: true);
        Assert.Equal(await stored.RunAsync(), await read.RunAsync());
    }

    private static string Difference(string sql, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        string[] missing = [.. expected.Except(actual).Take(6)];
        string[] extra = [.. actual.Except(expected).Take(6)];
        return $"{sql}\n\n{expected.Count} rows in memory, {actual.Count} in ClickHouse\nonly in memory:\n  {string.Join("\n  ", missing)}\nonly in ClickHouse:\n  {string.Join("\n  ", extra)}";
    }

    private static IEnumerable<QueryCase> AllCases(Query<Row> rows) => Cases.All.Of(rows);

    private static IEnumerable<QueryCase> AllCases(MemoryQuery<Row> rows) => MemoryCases.All.Of(rows);
}
