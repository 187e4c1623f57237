namespace Denormalized.ClickHouse.Tests;

/// <summary>Error texts in, SQL texts out.</summary>
public sealed class ClickHouseTextTests
{
    [Theory]
    [InlineData("Code: 60. DB::Exception: Table default.t does not exist. (UNKNOWN_TABLE)", 60, "UNKNOWN_TABLE")]
    [InlineData("Code: 60. DB::Exception: Table default.t does not exist. (UNKNOWN_TABLE) (version 24.8.4.13 (official build))\n", 60, "UNKNOWN_TABLE")]
    [InlineData("Code: 60, e.displayText() = DB::Exception: Table default.t doesn't exist (version 21.3.1.1)", 60, "")]
    [InlineData("Code: 62. DB::Exception: Syntax error: failed at position 1 (SELEC): SELEC (X). Expected one of: Query. (SYNTAX_ERROR)", 62, "SYNTAX_ERROR")]
    [InlineData("Poco::Exception. Code: 1000, e.code() = 111, Connection refused", 1000, "")]
    [InlineData("Received from b:9000. Code: 241. DB::Exception: Memory (MEMORY_LIMIT_EXCEEDED)", 241, "MEMORY_LIMIT_EXCEEDED")]
    [InlineData("<html>502</html>", 0, "")]
    [InlineData("", 0, "")]
    [InlineData("Code: 99999999999. ()(A)", 0, "")]
    public void Errors_are_taken_apart(string text, int code, string name)
    {
        ClickHouseException error = ClickHouseErrorText.Parse(text);
        Assert.Equal((code, name), (error.Code, error.Name));
        Assert.Equal(text.Trim(), error.Message);
    }

    [Fact]
    public void A_code_of_the_header_stands_in() => Assert.Equal(81, ClickHouseErrorText.Parse("what?", 81).Code);

    [Fact]
    public void Inserts_are_written()
    {
        Assert.Equal(
            "INSERT INTO `t` SETTINGS async_insert='0'",
            SqlText.Insert(new InsertCommand("t", [])));
        Assert.Equal(
            @"INSERT INTO `a db`.`t\`x` (`c 1`, `\\`) SETTINGS async_insert='0', insert_deduplication_token='it\'s'",
            SqlText.Insert(new InsertCommand("t`x", ["c 1", @"\"]) { Database = "a db", Settings = [new("insert_deduplication_token", "it's")] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a=1,b")]
    [InlineData("1a")]
    [InlineData("ä")]
    public void Settings_have_plain_names(string name) => Assert.Throws<ArgumentException>(() => SqlText.SettingName(name));

    [Theory]
    [InlineData("SET max_threads = 1", true)]
    [InlineData("  set\nmax_threads = 1", true)]
    [InlineData("/* why */ -- here\nUSE db", true)]
    [InlineData("CREATE TEMPORARY TABLE t (a Int32)", true)]
    [InlineData("create or replace temporary table t (a Int32)", true)]
    [InlineData("CREATE TABLE t (a Int32)", false)]
    [InlineData("SETTLE", false)]
    [InlineData("SELECT 1 SETTINGS max_threads = 1", false)]
    [InlineData("/* unclosed", false)]
    public void Statements_that_change_their_connection_are_known(string sql, bool changes) => Assert.Equal(changes, SqlText.ChangesSession(sql));

    [Fact]
    public void Nothing_configured_names_the_keys()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ClickHouseFactory.Create(new ClickHouseOptions()));
        Assert.Contains("ConnectionStrings:clickhouse", error.Message, StringComparison.Ordinal);
        Assert.Contains("Denormalized:Embedded=true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_factory_makes_what_is_configured()
    {
        await using IClickHouse server = ClickHouseFactory.Create(new ClickHouseOptions { ConnectionString = "Host=example.org;Port=8443;Protocol=https;Database=d" });
        Assert.IsType<HttpClickHouse>(server);
        Assert.Equal("https://example.org:8443/d", server.Description);

        await using IClickHouse embedded = ClickHouseFactory.Create(new ClickHouseOptions { Embedded = true, ConnectionString = "Host=example.org" });
        Assert.Equal("1", await embedded.TextAsync("SELECT 1"));
        Assert.StartsWith("embedded:", embedded.Description, StringComparison.Ordinal);
    }
}
