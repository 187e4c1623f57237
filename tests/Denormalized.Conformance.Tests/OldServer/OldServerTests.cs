using System.Buffers;
using System.Data.Common;
using System.Reflection;
using Denormalized.ClickHouse;
using Denormalized.CompilerServices;
using Denormalized.TestSupport;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests.OldServer;

/// <summary>
/// A real ClickHouse over HTTP, the oldest that can be had: Debian's 18.16, without Bool, wide numbers, Date32, DateTime64, Map and
/// parameters. <c>make interop</c> starts it (<c>tools/build/clickhouse18.sh</c>), or says that it cannot be had.
/// </summary>
[Trait("Category", "Interop")]
public sealed class OldServerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly StreamCodec<Old> s_codec = StreamRegistry.Get<Old>();
    private static readonly DateOnly s_firstDay = new(1970, 1, 1); // which it prints as 0000-00-00
    private static readonly string? s_connection = Environment.GetEnvironmentVariable("DENORMALIZED_CLICKHOUSE18");

    private readonly string _table = "old_" + Guid.NewGuid().ToString("N");
    private HttpClickHouse? _db;

    /// <summary>The corpus as far as 18.16 can hold it.</summary>
    private static Old[] Rows { get; } = [.. Corpus.Cases.Select(c => Of(c.Row)).Select((r, i) => i % 3 == 0 ? r : r with { OldPart = new("p" + i, i % 2 == 0 ? null : -i / 100m, [i, -i]) })];

    public async Task InitializeAsync()
    {
        if (s_connection is null)
        {
            output.WriteLine("no ClickHouse 18.16 (see tools/build/clickhouse18.sh): nothing is proven here");
            return;
        }

        _db = new HttpClickHouse(s_connection);
        await CreateTableAsync();
    }

    public async Task DisposeAsync()
    {
        if (_db is not null)
        {
            await _db.ExecuteAsync($"DROP TABLE {_table}");
            await _db.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Native")]
    [InlineData("RowBinary")]
    public async Task It_gives_back_the_values_that_we_wrote(string format)
    {
        if (_db is null)
        {
            return;
        }

        await InsertAsync(_table, format);
        byte[] bytes = await BytesAsync($"SELECT {string.Join(", ", s_codec.Info.Columns.Select(c => $"`{c.Name}`"))} FROM {_table}", "Native");
        Dictionary<int, Old> found = NativeRows.Read(s_codec, bytes).ToDictionary(r => r.Case);
        string[] wrong = [.. Rows.Select(r => found.TryGetValue(r.Case, out Old? row) ? Structure.Difference(r, row) is { } d ? $"{r.Case}: {d}" : null : $"{r.Case}: missing").OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));

        // Its own text of some of them, too: both of our directions could be wrong alike.
        Assert.Equal(
            string.Join('\n', Rows.OrderBy(r => r.Case).Select(r => FormattableString.Invariant($"{r.I64}\t{r.U64}\t{r.Id}\t{r.NarrowDay.DayNumber - s_firstDay.DayNumber}\t{(r.Colour == Colour.Red ? "dark_red" : r.Colour)}\t{r.D38:0.0000000000}\t{r.OldPart.Name}"))),
            System.Text.Encoding.UTF8.GetString(await BytesAsync($"SELECT i64, u64, id, toUInt16(narrow_day), colour, d38, tupleElement(old_part, 'name') FROM {_table} ORDER BY `case`", "TSV")).TrimEnd('\n'));
    }

    /// <summary>No parameters there, so a query without captured values.</summary>
    [Fact]
    public async Task Typed_queries_read_it()
    {
        if (_db is null)
        {
            return;
        }

        await _db.ExecuteAsync("DROP TABLE IF EXISTS old");
        await _db.ExecuteAsync($"CREATE TABLE old AS {_table}");
        await InsertAsync("old", "Native");
        List<Old> rows = await _db.From<Old>().Where(r => r.I32 >= 0 && r.Text != "x").OrderBy(r => r.Case).ToListAsync();
        Old[] expected = [.. Rows.Where(r => r.I32 >= 0 && r.Text != "x").OrderBy(r => r.Case)];
        Assert.Equal(expected.Select(r => r.Case), rows.Select(r => r.Case));
        Assert.All(expected.Zip(rows), p => Assert.Null(Structure.Difference(p.First, p.Second)));
        await _db.ExecuteAsync("DROP TABLE old");
    }

    /// <summary>It is asked which columns of the corpus it can make: all of those are in the record, and nothing else is.</summary>
    [Fact]
    public async Task The_record_has_all_that_it_has_types_for()
    {
        if (_db is null)
        {
            return;
        }

        var had = new List<string>();
        var lacking = new SortedSet<string>(StringComparer.Ordinal);
        foreach (StreamColumn column in Hops.Codec.Info.Columns)
        {
            try
            {
                await _db.ExecuteAsync($"CREATE TABLE {_table}_probe (c {Plain(column.Type)}) ENGINE = Memory");
                await _db.ExecuteAsync($"DROP TABLE {_table}_probe");
                had.Add(column.Name);
            }
            catch (ClickHouseException e)
            {
                Assert.Contains(e.Code, new[] { 50, 62, 69 }); // an unknown type, a syntax it does not know, more digits than it has
                lacking.Add(column.Type);
            }
        }

        output.WriteLine($"{had.Count} columns; it lacks {string.Join(", ", lacking)}");
        had.RemoveAll(n => n.EndsWith("_offset", StringComparison.Ordinal)); // of instants that it lacks
        Assert.Equal(had.Order(), s_codec.Info.Columns.Select(c => c.Name).Where(n => n != "old_part").Order());
    }

    /// <summary>Its INSERT knows no SETTINGS, which ours always has: the plain request.</summary>
    private static async Task InsertAsync(string table, string format)
    {
        var at = new DbConnectionStringBuilder { ConnectionString = s_connection };
        string sql = $"INSERT INTO {table} ({string.Join(", ", s_codec.Info.Columns.Select(c => $"`{c.Name}`"))}) FORMAT {format}";
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsync($"http://{at["Host"]}:{at["Port"]}/?query={Uri.EscapeDataString(sql)}", new ByteArrayContent(Write(format)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task CreateTableAsync()
    {
        string columns = string.Join(", ", s_codec.Info.Columns.Select(c => $"`{c.Name}` {Plain(c.Type)}"));
        await _db!.ExecuteAsync($"CREATE TABLE {_table} ({columns}) ENGINE = MergeTree ORDER BY `case`");
    }

    /// <summary>Its Native format does not make a dictionary of plain strings, which is what is sent: the table has strings.</summary>
    private static string Plain(string type)
        => type.Replace("LowCardinality(Nullable(String))", "Nullable(String)", StringComparison.Ordinal).Replace("LowCardinality(String)", "String", StringComparison.Ordinal);

    private static byte[] Write(string format)
    {
        if (format == "Native")
        {
            return NativeRows.Write(s_codec, Rows);
        }

        var bytes = new ArrayBufferWriter<byte>();
        RowBinary.Write<Old>(bytes, s_codec, Rows, withNamesAndTypes: false);
        return bytes.WrittenSpan.ToArray();
    }

    private async Task<byte[]> BytesAsync(string sql, string format)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await foreach (ReadOnlyMemory<byte> chunk in _db!.QueryAsync(sql, format))
        {
            bytes.Write(chunk.Span);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The members of both records are called alike.</summary>
    private static Old Of(Everything row)
    {
        var old = new Old { Case = row.Case };
        foreach (PropertyInfo property in typeof(Old).GetProperties().Where(p => p.CanWrite && p.Name is not (nameof(Old.OldPart) or "EqualityContract")))
        {
            property.SetValue(old, typeof(Everything).GetProperty(property.Name)!.GetValue(row));
        }

        return old;
    }
}
