using System.Text;
using Denormalized.Tool.Tests.Import;
using Denormalized.Tool.Tests.Infer;
using DuckDB.NET.Data;

namespace Denormalized.Tool.Tests.Conversions;

/// <summary><c>convert</c>: what goes round comes back equal, and DuckDB reads the same on the way.</summary>
public sealed class ConvertTests : IDisposable
{
    private const string Rows = """
        {"id":"00112233-4455-6677-8899-aabbccddeeff","at":"2024-02-29T12:34:56.789012Z","price":19.99,"big":18446744073709551615,"name":"gr\u00fcn","tags":["a","b"],"place":{"lat":1.5,"lon":2.25},"counts":{"2024-01-01":1,"2024-01-02":2},"day":"2024-02-29","time":"12:34:56.0000000","ip":"192.0.2.1","ok":true,"note":null}
        {"id":"ffffffff-0000-0000-0000-000000000000","at":"1969-07-20T20:17:40Z","price":-0.01,"big":0,"name":"","tags":[],"place":{"lat":-1,"lon":0},"counts":{},"day":"1970-01-01","time":"00:00:00.0000000","ip":"10.0.0.255","ok":false,"note":"n"}
        {"id":"01234567-89ab-cdef-0123-456789abcdef","at":"2100-01-01T00:00:00Z","price":1000.00,"big":1,"name":"\ud83d\ude00","tags":["c"],"place":{"lat":0.1,"lon":1e-7},"counts":{"2024-01-03":3},"day":"2024-12-31","time":"23:59:59.9999990","ip":"255.255.255.255","ok":true,"note":null}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-convert").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.parquet", "b.ndjson")]
    [InlineData("a.avro", "b.ndjson")]
    [InlineData("a.avro", "b.parquet", "c.avro", "d.json")]
    [InlineData("a.json.gz", "b.ndjson.zst", "c.parquet", "d.parquet", "e.jsonl")]
    public async Task Rows_go_round_and_come_back_equal(params string[] stations)
    {
        string at = Write("rows.ndjson", Rows);
        foreach (string station in stations)
        {
            await Convert(at, at = Path.Combine(_folder, station));
        }

        AssertSame(Rows, await File.ReadAllTextAsync(at));
    }

    [Fact]
    public async Task A_record_of_an_assembly_says_names_and_types()
    {
        const string Source = """
            using System;
            using Denormalized;
            namespace Shop;
            [Stream("views", Naming = Naming.CamelCase)]
            public partial record View
            {
                public required Guid ViewId { get; init; }
                [Decimal(18, 4)] public decimal UnitPrice { get; init; }
                public string? Referrer { get; init; }
            }
            """;
        string assembly = Path.Combine(_folder, "Shop.dll");
        await File.WriteAllBytesAsync(assembly, CompiledRecord.Image(Source));
        const string Json = """{"viewId":"00112233-4455-6677-8899-aabbccddeeff","unitPrice":1.5,"referrer":null}""";
        string rows = Write("rows.json", $"[{Json}]");
        foreach (string name in (string[])["View", "Shop.View", "views"])
        {
            string parquet = Path.Combine(_folder, name + ".parquet");
            await Convert(rows, parquet, "--record", name, "--project", assembly, "--compression", "zstd");
            Assert.Equal("00112233-4455-6677-8899-aabbccddeeff,1.5000,", Query($"SELECT concat_ws(',', view_id, unit_price, coalesce(referrer, '')) FROM '{parquet}'"));
            await Convert(parquet, Path.Combine(_folder, "back.ndjson"), "--record", name, "--project", assembly);
            AssertSame(Json, await File.ReadAllTextAsync(Path.Combine(_folder, "back.ndjson")));
        }

        (int code, _, string error) = await AvroImportTests.Run("convert", rows, Path.Combine(_folder, "x.avro"), "--record", "Sale", "--project", assembly);
        Assert.Equal(1, code);
        Assert.Contains("0 records are called 'Sale'; its records are Shop.View", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_DuckDB_writes_it_reads_equal_after_each_conversion()
    {
        string theirs = Path.Combine(_folder, "theirs.parquet");
        Query($"""
            COPY (SELECT i AS id, i::DECIMAL(18,3) / 8 AS price, 'name ' || (i % 7) AS name, i % 3 = 0 AS ok, i / 3.0::DOUBLE AS x, DATE '2000-01-01' + i::INT AS day,
              TIMESTAMPTZ '2020-01-01 00:00:00+00' + INTERVAL (i) SECOND AS seen, CASE WHEN i % 5 = 0 THEN NULL ELSE i::INT END AS maybe,
              [i, i + 1] AS pair, CASE WHEN i % 2 = 0 THEN [] ELSE ['a', NULL] END AS tags, struct_pack(a := i::INT, b := 'b') AS nested
              FROM range(5000) t(i)) TO '{theirs}' (FORMAT parquet)
            """);
        string at = theirs;
        foreach (string station in (string[])["a.avro", "b.parquet", "c.ndjson"])
        {
            await Convert(at, at = Path.Combine(_folder, station));
        }

        Assert.Equal("5000 0 0", Difference(theirs, $"'{Path.Combine(_folder, "b.parquet")}'"));
        const string Columns = "{id: 'BIGINT', price: 'DOUBLE', name: 'VARCHAR', ok: 'BOOLEAN', x: 'DOUBLE', day: 'DATE', seen: 'TIMESTAMPTZ', maybe: 'INT', pair: 'BIGINT[]', tags: 'VARCHAR[]', nested: 'STRUCT(a INT, b VARCHAR)'}";
        Assert.Equal("5000 0 0", Difference(theirs, $"read_json('{at}', format = 'newline_delimited', columns = {Columns})"));
    }

    [Fact]
    public async Task Errors_name_the_place_and_leave_no_file()
    {
        string rows = Write("rows.ndjson", "{\"a\":1}\n{\"a\":\"x\"}\n");
        string assembly = Path.Combine(_folder, "R.dll");
        await File.WriteAllBytesAsync(assembly, CompiledRecord.Image("using Denormalized; [Stream] public partial record R { public required int A { get; init; } }"));
        string target = Write("out.avro", "what was there");
        await Fails(1, "rows.ndjson:2:1: ", "convert", rows, target, "--record", "R", "--project", assembly);
        Assert.Equal("what was there", await File.ReadAllTextAsync(target));
        Assert.False(File.Exists(target + ".partial"));

        (int code, _, string error) = await AvroImportTests.Run("convert", rows, target, "--record", "R", "--project", assembly, "--skip-errors");
        Assert.Equal(0, code);
        Assert.Contains("1 rows left out that the record refuses; the first:", error, StringComparison.Ordinal);
        Assert.Contains("1 rows written to", error, StringComparison.Ordinal);

        string broken = Write("broken.ndjson", "{\"a\":1}\n{\"a\":");
        await Fails(1, "broken.ndjson:2:", "convert", broken, target, "--record", "R", "--project", assembly);
        await Fails(1, "cut.parquet", "convert", Write("cut.parquet", "PAR1 and no end"), target);
        await Fails(1, "cut.avro", "convert", Write("cut.avro", "Obj\u0001"), Path.Combine(_folder, "x.parquet"));
        await Fails(1, "no such file", "convert", Path.Combine(_folder, "gone.json"), target);
        await Fails(1, "compressed inside", "convert", rows, Path.Combine(_folder, "x.avro.gz"), "--record", "R", "--project", assembly);
        await Fails(1, "Standard input cannot be read twice", "convert", "-", target, "--from", "json");
        await Fails(1, "--compression lzo", "convert", rows, target, "--record", "R", "--project", assembly, "--compression", "lzo");
        await Fails(2, "say it with --to", "convert", rows, Path.Combine(_folder, "x.bin"));
        await Fails(2, "the same file", "convert", rows, rows);
    }

    [Fact]
    public async Task What_the_record_does_not_hold_is_said()
    {
        string theirs = Path.Combine(_folder, "theirs.parquet");
        Query($"COPY (SELECT 1 AS id, INTERVAL 3 DAY AS span) TO '{theirs}' (FORMAT parquet)");
        (int code, _, string error) = await AvroImportTests.Run("convert", theirs, Path.Combine(_folder, "x.ndjson"));
        Assert.Equal(0, code);
        Assert.Contains("The output differs from the input: span is left out", error, StringComparison.Ordinal);
    }

    /// <summary>Rows in all, and in each that the other lacks.</summary>
    private static string Difference(string parquet, string other)
    {
        const string Columns = "id, price::DOUBLE, name, ok, x, day, seen, maybe, pair, tags, nested";
        return Query($"""
            SELECT concat_ws(' ', (SELECT count(*) FROM {other}),
              (SELECT count(*) FROM (SELECT {Columns} FROM '{parquet}' EXCEPT SELECT {Columns} FROM {other})),
              (SELECT count(*) FROM (SELECT {Columns} FROM {other} EXCEPT SELECT {Columns} FROM '{parquet}')))
            """);
    }

    private static string Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SET TimeZone = 'UTC'; " + sql;
        return System.Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    private static async Task Convert(string from, string to, params string[] more)
    {
        (int code, string output, string error) = await AvroImportTests.Run(["convert", from, to, .. more]);
        Assert.True(code == 0, error);
        Assert.Equal("", output);
        Assert.EndsWith($"rows written to {to}.\n", error.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("left out", error, StringComparison.Ordinal);
    }

    private static async Task Fails(int expected, string message, params string[] arguments)
    {
        (int code, _, string error) = await AvroImportTests.Run(arguments);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    private static void AssertSame(string expected, string json)
    {
        string[] rows = expected.Split('\n');
        string[] back = [.. json.Split('\n').Select(l => l.Trim().TrimEnd(',')).Where(l => l.Length > 1)];
        Assert.Equal(rows.Length, back.Length);
        Assert.Equal([], rows.Zip(back).Select(p => SameJson.Difference(Encoding.UTF8.GetBytes(p.First), Encoding.UTF8.GetBytes(p.Second))).Where(d => d is not null));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
