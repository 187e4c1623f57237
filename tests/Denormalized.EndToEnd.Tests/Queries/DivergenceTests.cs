namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>
/// Where ClickHouse answers otherwise than C#, as docs/queries.md says. When one of these fails, the difference has gone:
/// take it out of the page and move the case to the folder Cases.
/// </summary>
[Collection("queries")]
public class DivergenceTests(QueryFixture fixture)
{
    private Query<Row> Rows => fixture.Db.From<Row>();

    [Fact]
    public async Task Length_counts_code_points()
        => Assert.Equal(3, await Rows.Where(r => r.Text == "a😀b").Select(r => r.Text.Length).FirstOrDefaultAsync());

    [Fact]
    public async Task Upper_case_maps_in_full()
    {
        Assert.Equal("II", await Rows.Where(r => r.Text == "ıI").Select(r => r.Text.ToUpperInvariant()).FirstOrDefaultAsync());
        Assert.Equal("ıI", "ıI".ToUpperInvariant());
    }

    [Fact]
    public async Task Behind_the_end_is_the_default()
    {
        Assert.Equal("", await Rows.Where(r => r.Text == "abc").Select(r => r.Text.Substring(5)).FirstOrDefaultAsync());
        Assert.Equal("", await Rows.Where(r => r.Tags.Count == 1).Select(r => r.Tags[7]).FirstOrDefaultAsync());
        Assert.Equal("", await Rows.Where(r => r.Labels.Count == 0).Select(r => r.Labels["none"]).FirstOrDefaultAsync());
    }

    [Fact]
    public async Task Value_of_null_is_the_default_and_conditions_on_it_are_false()
    {
        Assert.Equal(0, await Rows.Where(r => r.MaybeInt == null).Select(r => r.MaybeInt!.Value).FirstOrDefaultAsync());
        Assert.Equal("", await Rows.Where(r => r.User == null).Select(r => r.User!.Login).FirstOrDefaultAsync());
        Assert.Equal(0, await Rows.Where(r => r.MaybeInt == null && r.MaybeInt!.Value < 5).CountAsync());
    }

    [Fact]
    public async Task Contains_does_not_find_NaN()
    {
        double[] values = [double.NaN];
        Assert.Contains(fixture.Rows, r => values.Contains(r.F64));
        Assert.Equal(0, await Rows.Where(r => values.Contains(r.F64)).CountAsync());
    }
}
