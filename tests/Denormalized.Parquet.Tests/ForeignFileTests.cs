using System.Globalization;
using System.Security.Cryptography;

namespace Denormalized.Parquet.Tests;

/// <summary>Files that others wrote, read by us.</summary>
public class ForeignFileTests
{
    private const string Types = """
        SELECT * FROM (VALUES
          (true, -1::TINYINT, -2::SMALLINT, -3::INTEGER, -4::BIGINT, 255::UTINYINT, 65535::USMALLINT, 4294967295::UINTEGER, 18446744073709551615::UBIGINT,
           1.5::FLOAT, -2.25::DOUBLE, 123.45::DECIMAL(9,2), -123456789012.3456::DECIMAL(18,4), 12345678901234567890123456.789::DECIMAL(38,3),
           'grüße', '\xAA\x00'::BLOB, DATE '1969-12-31', TIME '23:59:59.123456', TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMPTZ '2024-02-29 12:00:00+00',
           TIMESTAMP_NS '2024-01-01 00:00:00.123456789', '00112233-4455-6677-8899-aabbccddeeff'::UUID, [1, NULL, 3], MAP {'a': 1, 'b': NULL}, {'x': 1, 'y': ['p', NULL]}, [[1], [], NULL]),
          (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          (false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', ''::BLOB, DATE '1970-01-01', TIME '00:00:00', TIMESTAMP '1970-01-01', TIMESTAMPTZ '1970-01-01 00:00:00+00',
           TIMESTAMP_NS '1970-01-01', '00000000-0000-0000-0000-000000000000'::UUID, [], MAP {}, {'x': NULL, 'y': []}, [])
        ) t(b, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, d9, d18, d38, s, bytes, day, tod, local, utc, nanos, id, items, map, rec, nested)
        """;

    private static readonly string[] TypeRows =
    [
        """{"b":true,"i8":-1,"i16":-2,"i32":-3,"i64":-4,"u8":255,"u16":65535,"u32":4294967295,"u64":18446744073709551615,"f32":1.5,"f64":-2.25,"d9":123.45,"d18":-123456789012.3456,"d38":12345678901234567890123456.789,"s":"grüße","bytes":"qgA=","day":"1969-12-31","tod":"23:59:59.123456","local":"1969-12-31T23:59:59.999999","utc":"2024-02-29T12:00:00.000000Z","nanos":"2024-01-01T00:00:00.123456789","id":"00112233-4455-6677-8899-aabbccddeeff","items":[1,null,3],"map":{"a":1,"b":null},"rec":{"x":1,"y":["p",null]},"nested":[[1],[],null]}""",
        """{"b":null,"i8":null,"i16":null,"i32":null,"i64":null,"u8":null,"u16":null,"u32":null,"u64":null,"f32":null,"f64":null,"d9":null,"d18":null,"d38":null,"s":null,"bytes":null,"day":null,"tod":null,"local":null,"utc":null,"nanos":null,"id":null,"items":null,"map":null,"rec":null,"nested":null}""",
        """{"b":false,"i8":0,"i16":0,"i32":0,"i64":0,"u8":0,"u16":0,"u32":0,"u64":0,"f32":0,"f64":0,"d9":0.00,"d18":0.0000,"d38":0.000,"s":"","bytes":"","day":"1970-01-01","tod":"00:00:00.000000","local":"1970-01-01T00:00:00.000000","utc":"1970-01-01T00:00:00.000000Z","nanos":"1970-01-01T00:00:00.000000000","id":"00000000-0000-0000-0000-000000000000","items":[],"map":{},"rec":{"x":null,"y":[]},"nested":[]}""",
    ];

    [Theory]
    [InlineData("uncompressed", "v1")]
    [InlineData("snappy", "v1")]
    [InlineData("gzip", "v1")]
    [InlineData("zstd", "v1")]
    [InlineData("brotli", "v1")]
    [InlineData("lz4_raw", "v1")]
    [InlineData("snappy", "v2")]
    [InlineData("zstd", "v2")]
    public async Task Every_type_of_DuckDB(string codec, string version)
    {
        byte[] file = Foreign.DuckDb(Types, $"COMPRESSION {codec}, PARQUET_VERSION {version}");
        Assert.Equal(TypeRows, await Foreign.RowsAsync(file));
    }

    /// <summary>Version 2 makes DuckDB choose delta encodings and split streams; many rows make several pages and row groups.</summary>
    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Many_rows_of_DuckDB(string version)
    {
        const int Rows = 100_000;
        byte[] file = Foreign.DuckDb(
            $"""
            SELECT i, (i * 7919)::INTEGER AS n, i * i AS big, i / 3.0::DOUBLE AS f, (i / 7.0)::FLOAT AS g, 'text ' || i AS unique_text, 'word ' || (i % 10) AS word,
                   CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gap, i % 5 = 0 AS flag, list_transform(range(i % 4), x -> x + i) AS items
            FROM range({Rows}) r(i)
            """,
            $"PARQUET_VERSION {version}, ROW_GROUP_SIZE 30000");
        List<string> rows = await Foreign.RowsAsync(file, new ParquetReadOptions { BatchRows = 777 });
        Assert.Equal(Rows, rows.Count);
        for (long i = 0; i < Rows; i++)
        {
            string items = string.Join(',', Enumerable.Range(0, (int)(i % 4)).Select(x => x + i));
            string expected = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"i":{{i}},"n":{{i * 7919}},"big":{{i * i}},"f":{{Number(i / 3.0)}},"g":{{Number((float)(i / 7.0))}},"unique_text":"text {{i}}","word":"word {{i % 10}}","gap":{{(i % 3 == 0 ? "null" : i)}},"flag":{{(i % 5 == 0 ? "true" : "false")}},"items":[{{items}}]}""");
            Assert.Equal(expected, rows[(int)i]);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("snappy")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("brotli")]
    [InlineData("lz4")]
    public async Task Every_type_of_ClickHouse(string codec)
    {
        byte[] file = await Foreign.ClickHouseAsync(
            """
            SELECT true AS b, toInt8(-1) AS i8, toUInt64(18446744073709551615) AS u64, toFloat32(1.5) AS f32, toDecimal32('-1.23', 2) AS d, toDecimal128('123456789012345678901.5', 1) AS d38,
                   'text' AS s, CAST('low', 'LowCardinality(String)') AS low, CAST(NULL, 'Nullable(Int32)') AS gap, toDate32('1925-01-01') AS day,
                   toDateTime64('1969-12-31 23:59:59.999', 3, 'UTC') AS ms, toDateTime64('2024-01-01 00:00:00.123456', 6, 'UTC') AS us,
                   [1, 2] AS items, map('k', toInt32(1)) AS m, tuple(1::Int32, 'x')::Tuple(a Int32, b String) AS rec, CAST('b', 'Enum8(\'a\' = 1, \'b\' = 2)') AS e
            """.Replace("\\'", "'", StringComparison.Ordinal).Replace("'Enum8('a' = 1, 'b' = 2)'", "'Enum8(\\'a\\' = 1, \\'b\\' = 2)'", StringComparison.Ordinal),
            $"output_format_parquet_compression_method='{codec}'");
        string row = Assert.Single(await Foreign.RowsAsync(file));
        Assert.Equal(
            """{"b":true,"i8":-1,"u64":18446744073709551615,"f32":1.5,"d":-1.23,"d38":123456789012345678901.5,"s":"text","low":"low","gap":null,"day":"1925-01-01","ms":"1969-12-31T23:59:59.999Z","us":"2024-01-01T00:00:00.123456Z","items":[1,2],"m":{"k":1},"rec":{"a":1,"b":"x"},"e":"b"}""",
            row);
    }

    /// <summary>DuckDB reads the file and writes what it read into another, with other pages: both hold the same, column by column.</summary>
    [Fact]
    public async Task Three_million_flights_as_DuckDB_reads_them()
    {
        string path = Path.Combine(SampleData.Folder, "flights-3m.parquet");
        string theirs = Path.Combine(Path.GetTempPath(), $"denormalized-{Guid.NewGuid():N}.parquet");
        try
        {
            Foreign.DuckDbQuery($"COPY (SELECT * FROM read_parquet('{path}')) TO '{theirs}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 250000)");
            Dictionary<string, string> expected = await HashesAsync(theirs);
            Assert.True(expected.Count > 3);
            Assert.Equal(expected, await HashesAsync(path));
        }
        finally
        {
            File.Delete(theirs);
        }
    }

    /// <summary>A hash of all values of each column, with where they are null.</summary>
    private static async Task<Dictionary<string, string>> HashesAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        Assert.Equal(3_000_000, file.Rows);
        IncrementalHash[] hashes = [.. file.Leaves.SelectMany(_ => new[] { IncrementalHash.CreateHash(HashAlgorithmName.SHA256), IncrementalHash.CreateHash(HashAlgorithmName.SHA256) })];
        await foreach (ParquetBatch batch in file.ReadBatchesAsync())
        {
            for (int c = 0; c < batch.Columns.Count; c++)
            {
                ParquetColumn column = batch.Columns[c];
                hashes[2 * c].AppendData(column.Values);
                hashes[(2 * c) + 1].AppendData(Shape(column));
            }
        }

        return file.Leaves.ToDictionary(l => l.Name, l => Convert.ToHexString(hashes[2 * l.Index].GetHashAndReset()) + Convert.ToHexString(hashes[(2 * l.Index) + 1].GetHashAndReset()));
    }

    /// <summary>For each row whether there is a value; of texts their lengths.</summary>
    private static byte[] Shape(ParquetColumn column)
    {
        int value = 0;
        using var shape = new MemoryStream();
        for (int row = 0; row < column.Count; row++)
        {
            bool isThere = column.DefinitionLevels.IsEmpty || column.DefinitionLevels[row] == column.Leaf.MaxDefinition;
            shape.Write(BitConverter.GetBytes(isThere ? column.Ends.IsEmpty ? 1 : column.Bytes(value++).Length : -1));
        }

        return shape.ToArray();
    }

    private static string Number(double value) => System.Text.Json.JsonSerializer.Serialize(value);

    private static string Number(float value) => System.Text.Json.JsonSerializer.Serialize(value);
}
