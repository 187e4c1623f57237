using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to Parquet, to ClickHouse and DuckDB, and back.</summary>
public sealed partial class ParquetTests : IDisposable
{
    /// <summary>DuckDB keeps instants in UTC in microseconds, takes the largest numbers for infinity, and has decimals of 38 digits.</summary>
    private static readonly string[] s_others = ["d76", "d76_or_null", "d76_items", "at_nanos", "at_nanos_or_null", "at_nanos_items", "at_ticks", "at_ticks_or_null", "at_ticks_items"];

    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ParquetCompression.Snappy, 1, 8192)]
    [InlineData(ParquetCompression.None, 2, 1)]
    [InlineData(ParquetCompression.Gzip, 2, 7)]
    [InlineData(ParquetCompression.Brotli, 1, 100)]
    [InlineData(ParquetCompression.Zstd, 2, 8192)]
    [InlineData(ParquetCompression.Lz4, 1, 3)]
    public async Task We_read_what_we_wrote(ParquetCompression compression, int version, int batch)
    {
        byte[] file = await WriteAsync(new ParquetWriteOptions { Compression = compression, PageVersion = version });
        Hops.AssertSame(await ReadAsync(file, new ParquetReadOptions { BatchRows = batch }));
    }

    /// <summary>Small pages and row groups, and columns that give their dictionary up.</summary>
    [Fact]
    public async Task We_read_many_small_pages()
    {
        byte[] file = await WriteAsync(new ParquetWriteOptions { PageRows = 1, RowGroupRows = 1, DictionaryBytes = 100 });
        Hops.AssertSame(await ReadAsync(file));
        Hops.AssertSame(await ReadAsync(await WriteAsync(new ParquetWriteOptions { DictionaryBytes = 0 })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ClickHouse_reads_the_values_that_we_wrote(int version)
    {
        string path = Path.Combine(_folder, "ours.parquet");
        await File.WriteAllBytesAsync(path, await WriteAsync(new ParquetWriteOptions { PageVersion = version }));
        string table = $"parquet_in_{version}";
        await Hops.CreateTableAsync(table);
        string names = string.Join(", ", Names());
        string structure = string.Join(", ", Hops.Codec.Info.Columns.Select(c => $"`{c.Name}` {c.Type}")).Replace("'", "\\'", StringComparison.Ordinal);
        await Hops.Engine.ExecuteAsync($"INSERT INTO {table} ({names}) SELECT {names} FROM file('{path}', Parquet, '{structure}')");
        Assert.Equal(Corpus.Cases.Count.ToString(), await Hops.TextAsync($"SELECT count() FROM {table}"));
        Assert.Empty(await Hops.WrongAsync(table, c => c.Name != "nullable nested")); // a group that is null has no flag that a Tuple could take
    }

    [Fact]
    public async Task We_read_the_values_that_ClickHouse_wrote()
    {
        await Hops.CreateTableAsync("parquet_out");
        await Hops.Engine.InsertAsync(new InsertCommand("parquet_out", Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
        string path = Path.Combine(_folder, "theirs.parquet");
        // ClickHouse 26.7 writes no Time64, and has no local times.
        string names = string.Join(", ", Names().Where(n => !n.StartsWith("`time", StringComparison.Ordinal) && !n.StartsWith("`local", StringComparison.Ordinal)));
        await Hops.Engine.ExecuteAsync($"INSERT INTO FUNCTION file('{path}', Parquet) SELECT {names} FROM parquet_out");
        List<Everything> rows = await ReadAsync(await File.ReadAllBytesAsync(path), new ParquetReadOptions { AllowMissingColumns = true });
        Dictionary<int, Everything> found = rows.ToDictionary(r => r.Case);
        string?[] wrong = [.. Corpus.Cases.Select(c => Structure.Difference(Unwritten(c.Row), found[c.Row.Case])).Where(d => d is not null)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
    }

    /// <summary>What DuckDB writes of what it read of our file is the same, as JSON.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task DuckDB_reads_the_values_that_we_wrote(int version)
    {
        string ours = Path.Combine(_folder, "ours.parquet");
        string theirs = Path.Combine(_folder, "theirs.parquet");
        await File.WriteAllBytesAsync(ours, await WriteAsync(new ParquetWriteOptions { PageVersion = version }));
        await using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            await using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT * EXCLUDE ({string.Join(", ", s_others)}) FROM read_parquet('{ours}')) TO '{theirs}' (FORMAT parquet)";
            await command.ExecuteNonQueryAsync();
        }

        JsonObject[] expected = await JsonAsync(ours);
        JsonObject[] found = await JsonAsync(theirs);
        Assert.Equal(expected.Length, found.Length);
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < expected.Length; i++)
        {
            foreach ((string name, JsonNode? value) in expected[i].Where(p => !s_others.Contains(p.Key)))
            {
                if (Normal(value) != Normal(found[i][name]))
                {
                    wrong.Add($"{name}: {value?.ToJsonString()} became {found[i][name]?.ToJsonString()}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    private static Everything Unwritten(Everything row) =>
        row with { Time = default, TimeOrNull = null, TimeItems = [], Local = new DateTime(1970, 1, 1), LocalOrNull = null, LocalItems = [] };

    /// <summary>DuckDB writes milliseconds as microseconds, and one key for both zeros.</summary>
    private static string Normal(JsonNode? value) => ZeroRegex().Replace(MillisRegex().Replace(value?.ToJsonString() ?? "null", "${1}000Z"), "0");

    [GeneratedRegex(@"(:\d\d\.\d{3})Z")]
    private static partial Regex MillisRegex();

    [GeneratedRegex(@"(?<![\w.])-0(?![\w.])")]
    private static partial Regex ZeroRegex();

    private static IEnumerable<string> Names() => Hops.ColumnNames.Select(n => $"`{n}`");

    private static async Task<byte[]> WriteAsync(ParquetWriteOptions options)
    {
        using var stream = new MemoryStream();
        await using (var writer = new ParquetWriter<Everything>(stream, options))
        {
            foreach (Case @case in Corpus.Cases)
            {
                await writer.WriteAsync(@case.Row);
            }
        }

        return stream.ToArray();
    }

    private static async Task<List<Everything>> ReadAsync(byte[] file, ParquetReadOptions? options = null)
    {
        var rows = new List<Everything>();
        await foreach (Everything row in await ParquetReader<Everything>.OpenAsync(new MemoryStream(file), options))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static async Task<JsonObject[]> JsonAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        var rows = new List<JsonObject>();
        await foreach (ReadOnlyMemory<byte> row in (await ParquetFile.OpenAsync(stream)).ReadJsonAsync())
        {
            rows.Add((JsonObject)JsonNode.Parse(row.Span)!);
        }

        return [.. rows];
    }
}
