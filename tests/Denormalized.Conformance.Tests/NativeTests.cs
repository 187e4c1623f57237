using Denormalized.ClickHouse;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to ClickHouse and back in the Native format.</summary>
public class NativeTests
{
    [Fact]
    public async Task ClickHouse_holds_the_values_that_we_wrote()
    {
        await Hops.CreateTableAsync("native_in");
        await Hops.Engine.InsertAsync(new InsertCommand("native_in", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        Assert.Equal(Corpus.Cases.Count.ToString(), await Hops.TextAsync("SELECT count() FROM native_in"));
        Assert.Empty(await Hops.WrongAsync("native_in"));
    }

    [Fact]
    public async Task We_read_the_values_that_ClickHouse_holds()
    {
        await Hops.CreateTableAsync("native_out");
        await Hops.Engine.InsertAsync(new InsertCommand("native_out", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        byte[] bytes = await Hops.BytesAsync($"SELECT {string.Join(", ", Hops.ColumnNames.Select(n => $"`{n}`"))} FROM native_out", "Native");
        Hops.AssertSame(Hops.ReadNative(bytes));
    }

    [Fact]
    public void Columns_hold_the_values_of_the_records()
        => Hops.AssertSame(Hops.ReadNative(Hops.Native(Corpus.Cases.Select(c => c.Row))));
}
