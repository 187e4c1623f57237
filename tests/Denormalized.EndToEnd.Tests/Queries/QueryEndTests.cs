namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>The ways to end a query.</summary>
[Collection("queries")]
public class QueryEndTests(QueryFixture fixture)
{
    private Query<Row> Rows => fixture.Db.From<Row>();

    [Fact]
    public async Task Count()
    {
        Assert.Equal(fixture.Rows.Count, await Rows.CountAsync());
        Assert.Equal(fixture.Rows.Count(r => r.Country == "DE"), await Rows.Where(r => r.Country == "DE").CountAsync());
        Assert.Equal(7, await Rows.Take(7).CountAsync());
        Assert.Equal(fixture.Rows.Count - 5, await Rows.OrderBy(r => r.N).Skip(5).CountAsync());
        Assert.Equal(fixture.Rows.Select(r => r.Country).Distinct().Count(), await Rows.Select(r => r.Country).Distinct().CountAsync());
        Assert.Equal(fixture.Rows.GroupBy(r => r.Country).Count(), await Rows.GroupBy(r => r.Country).CountAsync());
        Assert.Equal(0, await Rows.Where(r => r.N < 0).CountAsync());
        Assert.Equal(0, await Rows.Take(0).CountAsync());
    }

    [Fact]
    public async Task Any()
    {
        Assert.True(await Rows.AnyAsync());
        Assert.False(await Rows.Where(r => r.N < 0).AnyAsync());
        Assert.False(await Rows.Take(0).AnyAsync());
        Assert.True(await Rows.GroupBy(r => r.Country).Where(g => g.Count() > 3).AnyAsync());
    }

    [Fact]
    public async Task First_or_default()
    {
        Assert.Equal(239, await Rows.OrderByDescending(r => r.N).Select(r => r.N).FirstOrDefaultAsync());
        Assert.Equal(3, (await Rows.OrderBy(r => r.N).Skip(3).Take(10).FirstOrDefaultAsync())!.N);
        Assert.Null(await Rows.Where(r => r.N < 0).FirstOrDefaultAsync());
        Assert.Equal(0, await Rows.Where(r => r.N < 0).Select(r => r.N).FirstOrDefaultAsync());
        Assert.Equal(0, await Rows.Take(0).Select(r => r.N).FirstOrDefaultAsync());
    }

    [Fact]
    public async Task Async_enumerable_may_be_left_and_enumerated_again()
    {
        IAsyncEnumerable<int> numbers = Rows.OrderBy(r => r.N).Select(r => r.N).AsAsyncEnumerable();
        var seen = new List<int>();
        for (int i = 0; i < 2; i++)
        {
            await foreach (int number in numbers)
            {
                seen.Add(number);
                if (number == 2)
                {
                    break;
                }
            }
        }

        Assert.Equal([0, 1, 2, 0, 1, 2], seen);
    }

    [Fact]
    public async Task Cancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rows.ToListAsync(cancelled.Token));
    }

    [Fact]
    public async Task Values_are_read_when_the_operator_is_called()
    {
        int limit = 5;
        Query<Row> query = Rows.Where(r => r.N < limit);
        limit = 50;
        Assert.Equal(5, await query.CountAsync());
    }

    [Fact]
    public async Task Values_are_those_of_each_call_where_the_sql_is_shared()
    {
        Query<Row> Below(int limit) => Rows.Where(r => r.N < limit);
        Query<Row> five = Below(5);
        Query<Row> nine = Below(9);
        Assert.Same(five.ToSql().Sql, nine.ToSql().Sql);
        Assert.Equal(5, await five.CountAsync());
        Assert.Equal(9, await nine.CountAsync());
    }

    [Fact]
    public async Task Table_that_differs_from_the_record_is_said()
    {
        await fixture.Db.ExecuteAsync("DROP TABLE IF EXISTS other_rows");
        await fixture.Db.ExecuteAsync("CREATE TABLE other_rows (number String) ENGINE = Memory");
        await fixture.Db.ExecuteAsync("INSERT INTO other_rows VALUES ('x')");
        SchemaMismatchException error = await Assert.ThrowsAsync<SchemaMismatchException>(() => fixture.Db.From<OtherRow>().ToListAsync());
        Assert.Equal(("number", "Int32", "String"), (error.Column, error.Expected, error.Actual));
    }
}

[Stream("other_rows")]
public sealed partial record OtherRow
{
    public int Number { get; init; }
}
