using System.Buffers;
using Denormalized.ClickHouse;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to ClickHouse and back in the RowBinary formats.</summary>
public class RowBinaryTests
{
    [Fact]
    public async Task ClickHouse_holds_the_values_that_we_wrote()
    {
        await Hops.CreateTableAsync("rows_in");
        await InsertAsync("rows_in", "RowBinaryWithNamesAndTypes", Write(withNamesAndTypes: true));
        Assert.Equal(Corpus.Cases.Count.ToString(), await Hops.TextAsync("SELECT count() FROM rows_in"));
        Assert.Empty(await Hops.WrongAsync("rows_in"));
    }

    [Fact]
    public async Task ClickHouse_holds_the_values_without_names()
    {
        await Hops.CreateTableAsync("rows_plain");
        await InsertAsync("rows_plain", "RowBinary", Write(withNamesAndTypes: false));
        Assert.Empty(await Hops.WrongAsync("rows_plain"));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(4093)]
    public async Task We_read_the_values_that_ClickHouse_holds(int chunk)
    {
        string table = $"rows_out_{chunk}";
        await Hops.CreateTableAsync(table);
        await Hops.Engine.InsertAsync(new InsertCommand(table, Hops.ColumnNames), [Hops.Native(Corpus.Cases.Where(IsSmall(chunk)).Select(c => c.Row))]);
        byte[] bytes = await Hops.BytesAsync($"SELECT {string.Join(", ", Hops.ColumnNames.Select(n => $"`{n}`"))} FROM {table}", "RowBinaryWithNamesAndTypes");
        Hops.AssertSame(await RowBinary.ReadAsync(Hops.Codec, Chunks(bytes, chunk)).ToListAsync(), IsSmall(chunk));
    }

    [Fact]
    public async Task We_read_what_we_wrote()
        => Hops.AssertSame(await RowBinary.ReadAsync(Hops.Codec, Chunks(Write(withNamesAndTypes: true), 1 << 16)).ToListAsync());

    [Fact]
    public void Rows_follow_each_other_and_a_cut_is_refused()
    {
        const int Rows = 20_000;
        var row = new Everything { Case = 0, TextItems = ["a", null] };
        var output = new ArrayBufferWriter<byte>();
        RowBinary.Write<Everything>(output, Hops.Codec, [.. Enumerable.Range(0, Rows).Select(i => row with { Case = i })]);
        Assert.Equal(Enumerable.Range(0, Rows), Read(output.WrittenSpan.ToArray()).Select(e => e.Case));
        Assert.Throws<InvalidDataException>(() => Read(output.WrittenSpan[..^1].ToArray()));
        Assert.Throws<InvalidDataException>(() => Read(output.WrittenSpan[..100].ToArray()));
    }

    private static List<Everything> Read(byte[] bytes) => RowBinary.ReadAsync(Hops.Codec, Chunks(bytes, 1 << 20)).ToListAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Byte by byte a row is read again for each: quadratic, so without the long ones.</summary>
    private static Func<Case, bool> IsSmall(int chunk) => c => chunk > 1 || (c.Row.Case % 20 == 0 && c.Row.Text.Length < 1000 && c.Row.Low.Length < 1000);

    private static byte[] Write(bool withNamesAndTypes) => Write(Corpus.Cases.Select(c => c.Row), withNamesAndTypes);

    internal static byte[] Write(IEnumerable<Everything> rows, bool withNamesAndTypes)
    {
        var output = new ArrayBufferWriter<byte>();
        RowBinary.Write<Everything>(output, Hops.Codec, [.. rows], withNamesAndTypes);
        return output.WrittenSpan.ToArray();
    }

    private static async Task InsertAsync(string table, string format, byte[] bytes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"denormalized-{Guid.NewGuid():N}.rows");
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            string names = string.Join(", ", Hops.ColumnNames.Select(n => $"`{n}`"));
            string structure = string.Join(", ", Hops.Codec.Info.Columns.Select(c => $"`{c.Name}` {c.Type}")).Replace("'", "\\'", StringComparison.Ordinal);
            await Hops.Engine.ExecuteAsync($"INSERT INTO {table} ({names}) SELECT {names} FROM file('{path}', {format}, '{structure}')");
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(byte[] bytes, int size)
    {
        for (long at = 0; at < bytes.Length; at += size)
        {
            await Task.CompletedTask;
            yield return bytes.AsMemory((int)at, (int)Math.Min(size, bytes.Length - at));
        }
    }
}
