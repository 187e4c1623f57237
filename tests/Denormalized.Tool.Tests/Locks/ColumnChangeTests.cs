using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using static Denormalized.Schema.ColumnChangeCost;

namespace Denormalized.Tool.Tests.Locks;

/// <summary>
/// What the rules say of MODIFY COLUMN, done by the engine on rows with edge values. Kept means that each value, turned back
/// into the old type, is what it was. A rule that says Lossy must have a value that is not, or is shown as another (numbers
/// that wrap around come back), or that stops the change.
/// </summary>
public sealed class ColumnChangeTests
{
    [Theory]
    // integers and floats
    [InlineData("Int8", "Int64", Rewrite, "-128", "127")]
    [InlineData("UInt8", "Int16", Rewrite, "0", "255")]
    [InlineData("UInt64", "UInt256", Rewrite, "18446744073709551615")]
    [InlineData("UInt8", "Int8", Lossy, "200")]
    [InlineData("Int64", "Int32", Lossy, "9223372036854775807")]
    [InlineData("Int32", "UInt64", Lossy, "-1")]
    [InlineData("Int16", "Float32", Rewrite, "-32768", "32767")]
    [InlineData("Int32", "Float64", Rewrite, "-2147483648", "2147483647")]
    [InlineData("Int32", "Float32", Lossy, "2147483647")]
    [InlineData("Int64", "Float64", Lossy, "9007199254740993")]
    [InlineData("Float32", "Float64", Rewrite, "0.1", "-3.4e38", "1e-45")]
    [InlineData("Float64", "Float32", Lossy, "0.1")]
    [InlineData("Bool", "UInt8", Rewrite, "true", "false")]
    [InlineData("UInt8", "Bool", Lossy, "2")]
    // decimals
    [InlineData("Int32", "Decimal(12, 2)", Rewrite, "-2147483648", "2147483647")]
    [InlineData("Int32", "Decimal(9, 2)", Lossy, "2147483647")]
    [InlineData("Decimal(18, 4)", "Decimal(20, 6)", Rewrite, "99999999999999.9999", "-0.0001")]
    [InlineData("Decimal(18, 4)", "Decimal(38, 4)", Rewrite, "99999999999999.9999")]
    [InlineData("Decimal(18, 4)", "Decimal(18, 2)", Lossy, "0.0001")]
    [InlineData("Decimal(18, 4)", "Decimal(18, 6)", Lossy, "99999999999999.9999")]
    [InlineData("Decimal(18, 4)", "Float64", Lossy, "99999999999999.9999")]
    [InlineData("Float64", "Decimal(18, 4)", Lossy, "0.00001")]
    // texts
    [InlineData("Int32", "String", Rewrite, "-2147483648", "0")]
    [InlineData("Decimal(18, 4)", "String", Rewrite, "99999999999999.9999", "-0.0001")]
    [InlineData("DateTime64(6, 'UTC')", "String", Rewrite, "'1969-12-31 23:59:59.999999'", "'2100-01-01 00:00:00.000001'")]
    [InlineData("UUID", "String", Rewrite, "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'")]
    [InlineData("Enum8('a' = 0, 'b' = 1)", "String", Rewrite, "'a'", "'b'")]
    [InlineData("String", "Int32", Lossy, "'x'")]
    [InlineData("String", "UUID", Lossy, "'x'")]
    [InlineData("String", "FixedString(2)", Lossy, "'abc'")]
    [InlineData("FixedString(2)", "FixedString(4)", Rewrite, "'ab'", "'a'")]
    [InlineData("FixedString(4)", "FixedString(2)", Lossy, "'abcd'")]
    [InlineData("String", "LowCardinality(String)", Rewrite, "'a'", "''")]
    [InlineData("LowCardinality(String)", "String", Rewrite, "'a'", "''")]
    [InlineData("LowCardinality(Nullable(String))", "LowCardinality(String)", Lossy, "NULL")]
    [InlineData("String", "LowCardinality(Nullable(String))", Rewrite, "'a'", "''")]
    // null
    [InlineData("Int32", "Nullable(Int32)", Rewrite, "0", "-1")]
    [InlineData("Int32", "Nullable(Int64)", Rewrite, "0", "-1")]
    [InlineData("Nullable(Int32)", "Int32", Lossy, "NULL")]
    [InlineData("Nullable(Int32)", "Nullable(Int64)", Rewrite, "NULL", "1")]
    // times
    [InlineData("DateTime64(3, 'UTC')", "DateTime64(6, 'UTC')", Rewrite, "'1969-12-31 23:59:59.999'", "'2299-12-31 23:59:59.999'")]
    [InlineData("DateTime64(6, 'UTC')", "DateTime64(3, 'UTC')", Lossy, "'2020-01-01 00:00:00.000001'")]
    [InlineData("DateTime64(6, 'UTC')", "DateTime64(9, 'UTC')", Lossy, "'2299-12-31 23:59:59.000000'")]
    [InlineData("Date", "Date32", Rewrite, "'1970-01-01'", "'2149-06-06'")]
    [InlineData("Date32", "Date", Lossy, "'1900-01-01'")]
    [InlineData("IPv4", "IPv6", Rewrite, "'10.0.0.1'")]
    // enums
    [InlineData("Enum8('a' = 0, 'b' = 1)", "Enum8('a' = 0, 'b' = 1, 'c' = 2)", Metadata, "'a'", "'b'")]
    [InlineData("Enum8('a' = 0, 'b' = 1)", "Enum16('a' = 0, 'b' = 1, 'c' = 2000)", Rewrite, "'a'", "'b'")]
    [InlineData("Enum8('a' = 0, 'b' = 1)", "Enum8('a' = 0)", Lossy, "'b'")]
    // lists, maps, records
    [InlineData("Array(Int32)", "Array(Int64)", Rewrite, "[1, -1]", "[]")]
    [InlineData("Array(Int32)", "Array(Int8)", Lossy, "[1000]")]
    [InlineData("Array(Int32)", "Int32", Impossible, "[1]")]
    [InlineData("Int32", "Array(Int32)", Impossible, "1")]
    [InlineData("Map(String, Int32)", "Map(String, Int64)", Rewrite, "{'a': 1}")]
    [InlineData("Tuple(a Int32, b String)", "Tuple(a Int64, b String)", Rewrite, "(1, 'x')")]
    [InlineData("Tuple(a Int32, b String)", "Tuple(a Int32, b String, c Nullable(Int32))", Rewrite, "(1, 'x')")]
    [InlineData("Tuple(a Int32, b String)", "Tuple(b String, a Int32)", Rewrite, "(1, 'x')")]
    [InlineData("Tuple(a Int32, b String)", "Tuple(a Int32)", Lossy, "(1, 'x')")]
    [InlineData("Array(Tuple(a Int32))", "Array(Tuple(a Int32, b String))", Rewrite, "[(1), (2)]")]
    public async Task The_engine_agrees(string from, string to, ColumnChangeCost cost, params string[] values)
    {
        Assert.Equal(cost, ColumnChange.Of(from, to).Cost);
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "column_change" });
        string table = "t" + Guid.NewGuid().ToString("N");
        await db.ExecuteAsync($"CREATE TABLE {table} (k UInt32, v {from}) ENGINE = MergeTree ORDER BY k");
        await db.ExecuteAsync($"INSERT INTO {table} VALUES {string.Join(", ", values.Select((v, i) => $"({i}, {v})"))}");
        string before = await Text(db, $"SELECT groupArray(toString(v)) FROM (SELECT v FROM {table} ORDER BY k)");
        string? error = await Try(db, $"ALTER TABLE {table} MODIFY COLUMN v {to}");
        string? after = error is null ? await TextOrNull(db, $"SELECT groupArray(toString(CAST(v, {ClickHouseText.Literal(from)}))) FROM (SELECT v FROM {table} ORDER BY k)") : null;
        string? shown = error is null ? await TextOrNull(db, $"SELECT groupArray(toString(v)) FROM (SELECT v FROM {table} ORDER BY k)") : null;
        string mutations = await Text(db, $"SELECT count() FROM system.mutations WHERE database = currentDatabase() AND table = '{table}'");
        await db.ExecuteAsync($"DROP TABLE {table} SYNC");

        switch (cost)
        {
            case Metadata or Rewrite:
                Assert.Null(error);
                Assert.Equal(before, from.StartsWith("FixedString", StringComparison.Ordinal) ? shown : after); // turned back it would be too long
                Assert.True(cost == Rewrite || mutations == "0", $"{mutations} mutations");
                break;
            case Lossy:
                Assert.True(error is not null || after != before || shown != before, $"every value was kept: {after}");
                break;
            default:
                Assert.NotNull(error);
                break;
        }
    }

    [Theory]
    [InlineData("Int32", "Int64")]
    [InlineData("String", "LowCardinality(String)")]
    [InlineData("LowCardinality(String)", "String")]
    [InlineData("UUID", "String")]
    [InlineData("Enum8('a' = 0)", "Enum8('a' = 0, 'b' = 1)")]
    public async Task A_column_of_the_key_keeps_its_type(string from, string to)
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = TestEngine.Folder, Database = "column_change" });
        string table = "k" + Guid.NewGuid().ToString("N");
        await db.ExecuteAsync($"CREATE TABLE {table} (v {from}) ENGINE = MergeTree ORDER BY v");
        string? error = await Try(db, $"ALTER TABLE {table} MODIFY COLUMN v {to}");
        await db.ExecuteAsync($"DROP TABLE {table} SYNC");
        Assert.Equal(ColumnChange.Of(from, to, isKey: true).IsBreaking, error is not null);
    }

    private static async Task<string?> Try(IClickHouse db, string sql)
    {
        try
        {
            await db.ExecuteAsync(sql);
            return null;
        }
        catch (ClickHouseException error)
        {
            return error.Message;
        }
    }

    private static async Task<string?> TextOrNull(IClickHouse db, string sql)
    {
        try
        {
            return await Text(db, sql);
        }
        catch (ClickHouseException)
        {
            return null; // a value cannot be turned back
        }
    }

    private static async Task<string> Text(IClickHouse db, string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> part in db.QueryAsync(sql, "TSVRaw"))
        {
            text.Append(Encoding.UTF8.GetString(part.Span));
        }

        return text.ToString().TrimEnd('\n');
    }
}
