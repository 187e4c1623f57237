using Denormalized.ClickHouse;

namespace Denormalized.Conformance.Tests;

/// <summary>Types whose column differs from what C# compares, in typed queries over the stream's own table.</summary>
public class QueryTests
{
    [Fact]
    public async Task Values_are_compared_in_SQL_as_in_CSharp()
    {
        await Hops.CreateTableAsync("everything");
        await Hops.Engine.InsertAsync(new InsertCommand("everything", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        Query<Everything> rows = Hops.Engine.From<Everything>();

        string code = "abcde";
        await SameAsync(rows.Where(e => e.FixedText == code).Select(e => e.Case), e => e.FixedText == code);
        await SameAsync(rows.Where(e => e.LowColour == Colour.Red).Select(e => e.Case), e => e.LowColour == Colour.Red);
        await SameAsync(rows.Where(e => e.LowColourOrNull != Colour.Red).Select(e => e.Case), e => e.LowColourOrNull != Colour.Red);
        Int128 wide = Int128.MaxValue;
        await SameAsync(rows.Where(e => e.I128 == wide).Select(e => e.Case), e => e.I128 == wide);
        await SameAsync(rows.Where(e => e.I128OrNull < wide).Select(e => e.Case), e => e.I128OrNull < wide);
        UInt128 widest = UInt128.MaxValue;
        await SameAsync(rows.Where(e => e.U128 >= widest).Select(e => e.Case), e => e.U128 >= widest);
        NanoInstant instant = NanoInstant.Parse("1969-12-31T23:59:59.999999999Z");
        await SameAsync(rows.Where(e => e.AtNanos <= instant).Select(e => e.Case), e => e.AtNanos <= instant);
        DateOnly day = new(2106, 2, 7);
        await SameAsync(rows.Where(e => e.NarrowDay >= day).Select(e => e.Case), e => e.NarrowDay >= day);
        await SameAsync(rows.Where(e => e.ByNumber.ContainsKey(7)).Select(e => e.Case), e => e.ByNumber.ContainsKey(7));
        await SameAsync(rows.Where(e => e.ById.ContainsKey(Guid.Empty)).Select(e => e.Case), e => e.ById.ContainsKey(Guid.Empty));
    }

    [Fact]
    public async Task Whole_rows_are_read()
    {
        await Hops.CreateTableAsync("everything");
        await Hops.Engine.InsertAsync(new InsertCommand("everything", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        Hops.AssertSame(await Hops.Engine.From<Everything>().ToListAsync());
    }

    /// <summary>Of a row, of a member, and of a record in a list; the clock's own hours; and later operators see the point in time.</summary>
    [Fact]
    public async Task Offsets_are_read_and_asked()
    {
        await Hops.CreateTableAsync("everything");
        await Hops.Engine.InsertAsync(new InsertCommand("everything", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        Query<Everything> rows = Hops.Engine.From<Everything>();
        Everything[] cases = [.. Corpus.Cases.Select(c => c.Row).OrderBy(e => e.Case)];

        var found = await rows.OrderBy(e => e.Case)
            .Select(e => new { e.Zoned, e.ZonedOrNull, e.Stops, e.Zoned.Hour, Day = e.ZonedOrNull == null ? 0 : e.ZonedOrNull.Value.Day, e.Zoned.Offset, Later = e.Zoned.AddHours(1), Month = e.Zoned.ToUniversalTime() }).ToListAsync();
        Assert.Equal(cases.Length, found.Count);
        foreach ((Everything row, var read) in cases.Zip(found))
        {
            Assert.Equal(Structure.Text(row.Zoned), Structure.Text(read.Zoned));
            Assert.Equal(Structure.Text(row.ZonedOrNull), Structure.Text(read.ZonedOrNull));
            Assert.Equal(Structure.Text(row.Stops), Structure.Text(read.Stops));
            Assert.Equal((row.Zoned.Hour, row.ZonedOrNull?.Day ?? 0, row.Zoned.Offset), (read.Hour, read.Day, read.Offset));
            Assert.Equal(Structure.Text(row.Zoned.AddHours(1)), Structure.Text(read.Later));
            Assert.Equal(Structure.Text(row.Zoned.ToUniversalTime()), Structure.Text(read.Month));
        }

        var later = await rows.OrderBy(e => e.Case).Select(e => new { e.Case, e.Zoned }).Where(e => e.Zoned > DateTimeOffset.UnixEpoch).Select(e => e.Zoned).ToListAsync();
        Assert.Equal(cases.Where(e => e.Zoned > DateTimeOffset.UnixEpoch).Select(e => e.Zoned.ToUniversalTime()).Select(t => Structure.Text(t)), later.Select(t => Structure.Text(t)));
    }

    private static async Task SameAsync(Query<int> query, Func<Everything, bool> condition)
    {
        int[] expected = [.. Corpus.Cases.Select(c => c.Row).Where(condition).Select(e => e.Case)];
        Assert.NotEmpty(expected);
        List<int> found = await query.ToListAsync();
        Assert.Equal(expected, found.Order());
    }
}
