using System.Net;
using System.Net.Sockets;
using Denormalized.TestSupport;

namespace Denormalized.ClickHouse.Tests;

/// <summary>What is particular to HTTP: addresses, passwords, compression, broken connections.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task A_server_that_cannot_be_reached_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var db = new HttpClickHouse($"Host=127.0.0.1;Port={port}");

        ClickHouseException queried = await Assert.ThrowsAsync<ClickHouseException>(() => db.TextAsync("SELECT 1"));
        ClickHouseException executed = await Assert.ThrowsAsync<ClickHouseException>(() => db.ExecuteAsync("SELECT 1"));
        ClickHouseException inserted = await Assert.ThrowsAsync<ClickHouseException>(() => db.InsertAsync("t", ["a"], [1, 2]));
        foreach (ClickHouseException error in (ClickHouseException[])[queried, executed, inserted])
        {
            Assert.Equal((0, ""), (error.Code, error.Name));
            Assert.StartsWith($"ClickHouse cannot be reached at 127.0.0.1:{port} (http): ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            Assert.IsType<HttpRequestException>(error.InnerException);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_told_from_a_right_one_and_not_repeated()
    {
        await using ChdbHttpFront front = await ChdbHttpFront.StartAsync(credentials: ("reader", "s3cret"));
        await using (var right = new HttpClickHouse(front.ConnectionString))
        {
            Assert.Equal("1", await right.TextAsync("SELECT 1"));
            Assert.Equal($"http://127.0.0.1:{front.Port}/", right.Description[..$"http://127.0.0.1:{front.Port}/".Length]);
            Assert.DoesNotContain("s3cret", right.Description, StringComparison.Ordinal);
        }

        await using var wrong = new HttpClickHouse($"Host=127.0.0.1;Port={front.Port};Username=reader;Password=gu3ss");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => wrong.TextAsync("SELECT 1"));
        Assert.Equal((516, "AUTHENTICATION_FAILED"), (error.Code, error.Name));
        Assert.DoesNotContain("gu3ss", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "gzip", "1")]
    [InlineData(";Compression=true", "gzip", "1")]
    [InlineData(";Compression=false", null, "0")]
    public async Task Compression_is_what_the_connection_string_says(string option, string? encoding, string responses)
    {
        await using ChdbHttpFront front = await ChdbHttpFront.StartAsync(new EmbeddedOptions());
        await using var db = new HttpClickHouse(front.ConnectionString + option);
        await Assert.ThrowsAsync<ClickHouseException>(() => db.InsertAsync("no_such_table", ["a"], [1]));
        RequestLog.Entry insert = front.Requests.Snapshot()[^1];
        Assert.Equal(encoding, insert.Headers.GetValueOrDefault("Content-Encoding"));
        Assert.Equal(responses, insert.Query["enable_http_compression"]);
        Assert.Equal(option.EndsWith("false", StringComparison.Ordinal), !insert.Headers.ContainsKey("Accept-Encoding"));
    }

    [Fact]
    public async Task Inserts_are_synchronous_and_parameters_are_not_in_the_statement()
    {
        await using ChdbHttpFront front = await ChdbHttpFront.StartAsync();
        await using var db = new HttpClickHouse(front.ConnectionString + ";set_max_threads=1");
        await Assert.ThrowsAsync<ClickHouseException>(() => db.InsertAsync("no_such_table", ["a"], [1]));
        RequestLog.Entry insert = front.Requests.Snapshot()[^1];
        Assert.Equal("INSERT INTO `no_such_table` (`a`) SETTINGS async_insert='0' FORMAT Native", insert.Query["query"]);

        Assert.Equal("1\tx", await db.TextAsync("SELECT getSetting('max_threads'), {p:String}", new QueryParameter("p", "String", "x")));
        RequestLog.Entry query = front.Requests.Snapshot()[^1];
        Assert.Equal("x", query.Query["param_p"]);
        Assert.Equal("1", query.Query["max_threads"]);
    }

    [Fact]
    public async Task Rows_before_an_error_are_handed_out_whole()
    {
        await using ChdbHttpFront front = await ChdbHttpFront.StartAsync();
        await using var db = new HttpClickHouse(front.ConnectionString);
        var rows = new MemoryStream();
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(async () =>
        {
            await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync("SELECT throwIf(number = 900000, 'seen: ünïcode') + number FROM numbers(1000000) SETTINGS max_threads = 1", "TSV"))
            {
                rows.Write(chunk.Span);
            }
        });
        Assert.Equal(395, error.Code);
        Assert.Contains("seen: ünïcode", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)", error.Message, StringComparison.Ordinal);

        string[] lines = System.Text.Encoding.UTF8.GetString(rows.ToArray()).TrimEnd().Split('\n');
        Assert.NotEmpty(lines);
        Assert.Equal(Enumerable.Range(0, lines.Length).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), lines);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_an_error_and_not_an_end()
    {
        // A server of old: 200, some rows, the text of an error, and no last chunk.
        const string Text = "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 23.8.1.1)\n";
        await using var server = new RawServer($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1\n2\n\r\n{Text.Length:x}\r\n{Text}\r\n");
        await using var db = new HttpClickHouse($"Host=127.0.0.1;Port={server.Port}");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => db.TextAsync("SELECT 1"));
        Assert.Equal((241, "MEMORY_LIMIT_EXCEEDED"), (error.Code, error.Name));

        await using var silent = new RawServer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1\n2\n\r\n");
        await using var broken = new HttpClickHouse($"Host=127.0.0.1;Port={silent.Port}");
        error = await Assert.ThrowsAsync<ClickHouseException>(() => broken.TextAsync("SELECT 1"));
        Assert.StartsWith($"The connection to ClickHouse at 127.0.0.1:{silent.Port} broke in the middle of a statement: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_a_proxy_is_shown()
    {
        await using var server = new RawServer("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        await using var db = new HttpClickHouse($"Host=127.0.0.1;Port={server.Port}");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => db.ExecuteAsync("SELECT 1"));
        Assert.Equal("The server answered with status 502 (Bad Gateway) and no text.", error.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_and_named()
    {
        await using var server = new RawServer(answer: null);
        await using var db = new HttpClickHouse($"Host=127.0.0.1;Port={server.Port};Timeout=1");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => db.ExecuteAsync("SELECT 1"));
        Assert.Equal($"ClickHouse at 127.0.0.1:{server.Port} did not answer within 1 s: check the server, or set Timeout (in seconds) in the connection string.", error.Message);
    }

    [Fact]
    public async Task A_cancelled_statement_is_killed_on_the_server()
    {
        await using var server = new RawServer(answer: null);
        await using var db = new HttpClickHouse($"Host=127.0.0.1;Port={server.Port}");
        using var cancel = new CancellationTokenSource();
        Task statement = db.ExecuteAsync("SELECT 1", cancellationToken: cancel.Token);
        string first = await server.NextRequestAsync();
        string id = System.Text.RegularExpressions.Regex.Match(first, "query_id=([0-9a-f-]{36})").Groups[1].Value;
        await cancel.CancelAsync();
        string second = await server.NextRequestAsync();
        Assert.Contains($"KILL QUERY WHERE query_id = '{id}' ASYNC", second, StringComparison.Ordinal);
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);
    }
}
