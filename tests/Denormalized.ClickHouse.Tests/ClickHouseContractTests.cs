using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Denormalized.ClickHouse.Tests;

/// <summary>What <see cref="IClickHouse"/> promises. Every implementation passes the same tests with the same bytes.</summary>
public abstract class ClickHouseContractTests : IAsyncLifetime
{
    private IClickHouse? _db;

    protected IClickHouse Db => _db ?? throw new InvalidOperationException("not open");

    /// <summary>Opens the implementation on a database of this name, which exists or is made.</summary>
    protected abstract ValueTask<IClickHouse> OpenAsync(string database);

    public async Task InitializeAsync() => _db = await OpenAsync("contract_" + Guid.NewGuid().ToString("N"));

    public virtual async Task DisposeAsync()
    {
        string database = await Db.TextAsync("SELECT currentDatabase()");
        await Db.ExecuteAsync($"DROP DATABASE `{database}` SYNC");
        await Db.DisposeAsync();
    }

    [Fact]
    public async Task Tables_are_made_filled_read_and_dropped()
    {
        await Db.ExecuteAsync("CREATE TABLE t (a Int32, s String) ENGINE = MergeTree ORDER BY a");
        await Db.ExecuteAsync("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
        Assert.Equal("1\tx\n2\ty", await Db.TextAsync("SELECT * FROM t ORDER BY a"));
        Assert.Equal("t", await Db.TextAsync("SHOW TABLES"));

        await Db.ExecuteAsync("DROP TABLE t SYNC");
        Assert.Equal("", await Db.TextAsync("SHOW TABLES"));
    }

    // A block starts with the number of its columns: 9, 10, 11, 12, 13 and 32 are white space in ASCII.
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(32)]
    public async Task Native_blocks_are_inserted_whatever_their_first_byte_is(int columns)
    {
        string[] names = [.. Enumerable.Range(0, columns).Select(i => "c" + i)];
        await Db.ExecuteAsync($"CREATE TABLE t ({string.Join(", ", names.Select(n => n + " UInt32"))}) ENGINE = MergeTree ORDER BY c0");

        long written = await Db.InsertAsync("t", names, NativeBytes.UInt32Block(columns, 10), NativeBytes.UInt32Block(columns, 32, firstRow: 10));

        Assert.Equal(42, written);
        string sums = string.Join(", ", names.Select(n => $"sum({n})"));
        string expected = string.Join('\t', Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, 42).Sum(r => (r * 1000) + c)));
        Assert.Equal(expected, await Db.TextAsync($"SELECT {sums} FROM t"));
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0, 0, 0, 0x20, 0, 0, 0 }, "10\n32")]
    [InlineData(new byte[] { 0x20, 0, 0, 0, 0x0A, 0, 0, 0 }, "10\n32")]
    [InlineData(new byte[] { 0x0D, 0x0A, 0x09, 0x20 }, "537463309")]
    public async Task RowBinary_is_inserted_whatever_its_first_byte_is(byte[] body, string expected)
    {
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a");
        await Db.InsertAsync(new InsertCommand("t", ["a"]) { Format = "RowBinary" }, [body]);
        Assert.Equal(expected, await Db.TextAsync("SELECT a FROM t ORDER BY a"));
    }

    [Fact]
    public async Task A_body_may_be_split_anywhere()
    {
        await Db.ExecuteAsync("CREATE TABLE t (c0 UInt32, c1 UInt32) ENGINE = MergeTree ORDER BY c0");
        byte[] block = NativeBytes.UInt32Block(2, 100);
        await Db.InsertAsync("t", ["c0", "c1"], [.. block.Chunk(7)]);
        Assert.Equal("100\t4950000\t4950100", await Db.TextAsync("SELECT count(), sum(c0), sum(c1) FROM t"));
    }

    [Fact]
    public async Task A_large_block_is_stored_whole()
    {
        await Db.ExecuteAsync("CREATE TABLE t (c0 UInt32, c1 UInt32, c2 UInt32) ENGINE = MergeTree ORDER BY c0");
        Assert.Equal(65_536, await Db.InsertAsync("t", ["c0", "c1", "c2"], NativeBytes.UInt32Block(3, 65_536)));
        Assert.Equal("65536\t65535000\t1", await Db.TextAsync("SELECT count(), max(c0), (SELECT count() FROM system.parts WHERE database = currentDatabase() AND table = 't' AND active) FROM t"));
    }

    [Fact]
    public async Task A_selected_block_goes_back_in_as_it_came()
    {
        await Db.ExecuteAsync("CREATE TABLE a (id UInt64, s String, n Nullable(Int32), t Array(String), at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id");
        await Db.ExecuteAsync("CREATE TABLE b AS a");
        await Db.ExecuteAsync("INSERT INTO a SELECT number, concat('täg ', toString(number)), if(number % 3 = 0, NULL, number), [toString(number), ''], toDateTime64(number, 3, 'UTC') FROM numbers(1000)");
        byte[] blocks = await Db.BytesAsync("SELECT * FROM a ORDER BY id", "Native");
        await Db.InsertAsync("b", ["id", "s", "n", "t", "at"], blocks);
        Assert.Equal("0", await Db.TextAsync("SELECT count() FROM (SELECT * FROM a EXCEPT SELECT * FROM b)"));
        Assert.Equal("1000", await Db.TextAsync("SELECT count() FROM b"));
    }

    [Fact]
    public async Task Odd_table_and_column_names_are_quoted()
    {
        await Db.ExecuteAsync(@"CREATE TABLE `a``b ' \\ x` (`c ""1``` UInt32) ENGINE = MergeTree ORDER BY tuple()");
        await Db.InsertAsync(new InsertCommand(@"a`b ' \ x", ["c \"1`"]) { Format = "TSV" }, ["7\n"u8.ToArray()]);
        Assert.Equal("7", await Db.TextAsync(@"SELECT * FROM `a``b ' \\ x`"));
    }

    [Fact]
    public async Task Settings_of_an_insert_apply()
    {
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
        InsertCommand command = new("t", ["a"])
        {
            Format = "TSV",
            Settings = [new("insert_deduplication_token", "it's the first"), new("max_threads", "1")],
        };
        await Db.InsertAsync(command, ["1\n"u8.ToArray()]);
        await Db.InsertAsync(command, ["1\n"u8.ToArray()]);
        Assert.Equal("1", await Db.TextAsync("SELECT count() FROM t"));

        InsertCommand wrong = command with { Settings = [new("no_such_setting", "1")] };
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => Db.InsertAsync(wrong, ["1\n"u8.ToArray()]));
        Assert.Equal((115, "UNKNOWN_SETTING"), (error.Code, error.Name));
    }

    [Fact]
    public async Task An_insert_names_its_database()
    {
        string database = await Db.TextAsync("SELECT currentDatabase()");
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a");
        await Db.InsertAsync(new InsertCommand("t", []) { Database = database, Format = "TSV" }, ["5\n"u8.ToArray()]);
        Assert.Equal("5", await Db.TextAsync("SELECT a FROM t"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("it's \"quoted\" `back`")]
    [InlineData("tab\tline\nreturn\rback\\slash")]
    [InlineData(@"\N")]
    [InlineData("\\t is two characters")]
    [InlineData("Grüße, 日本語, 🎉")]
    [InlineData("{p:String} $1 ?")]
    [InlineData("a=b&c=d%20+e #f")]
    public async Task A_string_parameter_arrives_unchanged(string value)
    {
        byte[] result = await Db.BytesAsync("SELECT {p:String}", "RawBLOB", new QueryParameter("p", "String", TsvText.Escape(value)));
        Assert.Equal(value, Encoding.UTF8.GetString(result));
    }

    [Fact]
    public void Any_string_is_a_parameter() => Prop.ForAll<NonNull<string>>(generated =>
    {
        // Lone surrogates have no UTF-8.
        string value = string.Concat(generated.Get.EnumerateRunes());
        byte[] result = Db.BytesAsync("SELECT {p:String}", "RawBLOB", new QueryParameter("p", "String", TsvText.Escape(value))).GetAwaiter().GetResult();
        Assert.Equal(value, Encoding.UTF8.GetString(result));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("UInt64", "18446744073709551615", "18446744073709551615")]
    [InlineData("Int8", "-128", "-128")]
    [InlineData("Array(String)", @"['a','it\'s','']", @"['a','it\'s','']")]
    [InlineData("Array(UInt64)", "[1,2]", "[1,2]")]
    [InlineData("Nullable(String)", null, @"\N")]
    [InlineData("Nullable(Int32)", null, @"\N")]
    [InlineData("Nullable(Int32)", "5", "5")]
    [InlineData("DateTime64(3, 'UTC')", "2026-05-01 12:30:45.123", "2026-05-01 12:30:45.123")]
    [InlineData("Date32", "1925-01-01", "1925-01-01")]
    [InlineData("UUID", "61f0c404-5cb3-11e7-907b-a6006ad3dba0", "61f0c404-5cb3-11e7-907b-a6006ad3dba0")]
    [InlineData("Decimal(18, 4)", "-12.3456", "-12.3456")]
    [InlineData("Bool", "true", "true")]
    [InlineData("Float64", "nan", "nan")]
    [InlineData("Identifier", "dummy", "0")]
    public async Task A_typed_parameter_arrives(string type, string? value, string expected)
    {
        string from = type == "Identifier" ? " FROM system.one" : "";
        Assert.Equal(expected, await Db.TextAsync($"SELECT {{p:{type}}}{from}", new QueryParameter("p", type, value)));
    }

    [Fact]
    public async Task Parameters_work_in_statements_without_rows()
    {
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32, s Nullable(String)) ENGINE = MergeTree ORDER BY a");
        await Db.ExecuteAsync(
            "INSERT INTO t SELECT {a:UInt32}, {s:Nullable(String)}",
            [new QueryParameter("a", "UInt32", "3"), new QueryParameter("s", "Nullable(String)", null)]);
        Assert.Equal(@"3	\N", await Db.TextAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task Parameters_may_be_long()
    {
        string text = new('é', 100_000);
        string numbers = "[" + string.Join(',', Enumerable.Range(0, 100_000)) + "]";
        string result = await Db.TextAsync(
            "SELECT lengthUTF8({s:String}), arraySum({a:Array(UInt64)})",
            new QueryParameter("s", "String", text),
            new QueryParameter("a", "Array(UInt64)", numbers));
        Assert.Equal("100000\t4999950000", result);
    }

    [Fact]
    public async Task A_parameter_is_never_sql()
    {
        await Db.ExecuteAsync("CREATE TABLE t (s String) ENGINE = MergeTree ORDER BY s");
        Assert.Equal("0", await Db.TextAsync("SELECT count() FROM t WHERE s = {p:String}", new QueryParameter("p", "String", "' OR 1=1 --")));
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(
            () => Db.TextAsync("SELECT {p:UInt32}", new QueryParameter("p", "UInt32", "1 OR 1")));
        Assert.Equal(457, error.Code);
    }

    [Fact]
    public async Task A_million_rows_come_in_many_chunks()
    {
        const int Rows = 1_000_000;
        long bytes = 0;
        int largest = 0;
        int chunks = 0;
        await foreach (ReadOnlyMemory<byte> chunk in Db.QueryAsync("SELECT number, toString(number) FROM numbers(1000000)", "RowBinary"))
        {
            bytes += chunk.Length;
            largest = Math.Max(largest, chunk.Length);
            chunks++;
        }

        long digits = Enumerable.Range(0, Rows).Sum(i => (long)i.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        Assert.Equal((Rows * 9L) + digits, bytes);
        Assert.True(chunks > 10, $"{chunks} chunks");
        Assert.True(largest < bytes / 4, $"largest chunk {largest} of {bytes} bytes");
    }

    [Fact]
    public async Task A_result_may_be_left_before_its_end()
    {
        await foreach (ReadOnlyMemory<byte> chunk in Db.QueryAsync("SELECT number FROM system.numbers"))
        {
            Assert.False(chunk.IsEmpty);
            break;
        }

        Assert.Equal("1", await Db.TextAsync("SELECT 1"));
    }

    [Fact]
    public async Task Formats_with_a_header_and_a_footer_are_one_document()
    {
        byte[] json = await Db.BytesAsync("SELECT number AS n FROM numbers(200000)", "JSON");
        using var document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal(200_000, document.RootElement.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_empty_result_has_no_rows()
    {
        Assert.Empty(await Db.BytesAsync("SELECT number FROM numbers(0)", "RowBinary"));
        Assert.Equal("", await Db.TextAsync("SELECT number FROM numbers(10) WHERE number > 100"));
    }

    [Theory]
    [InlineData("SELECT * FROM no_such_table", 60, "UNKNOWN_TABLE")]
    [InlineData("SELEC 1", 62, "SYNTAX_ERROR")]
    [InlineData("SELECT no_such_function(1)", 46, "UNKNOWN_FUNCTION")]
    [InlineData("SELECT no_such_column FROM system.one", 47, "UNKNOWN_IDENTIFIER")]
    [InlineData("SELECT toUInt32('x')", 6, "CANNOT_PARSE_TEXT")]
    [InlineData("CREATE TABLE x (a UInt32) ENGINE = NoSuchEngine", 56, "UNKNOWN_STORAGE")]
    public async Task Errors_carry_ClickHouses_code_name_and_text(string sql, int code, string name)
    {
        ClickHouseException queried = await Assert.ThrowsAsync<ClickHouseException>(() => Db.TextAsync(sql));
        ClickHouseException executed = await Assert.ThrowsAsync<ClickHouseException>(() => Db.ExecuteAsync(sql));
        Assert.Equal((code, name), (queried.Code, queried.Name));
        Assert.Equal((code, name), (executed.Code, executed.Name));
        Assert.Contains("DB::Exception", queried.Message, StringComparison.Ordinal);
        Assert.Equal("1", await Db.TextAsync("SELECT 1"));
    }

    [Fact]
    public async Task An_error_after_some_rows_is_thrown()
    {
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(
            () => Db.BytesAsync("SELECT throwIf(number = 900000) FROM numbers(1000000) SETTINGS max_threads = 1", "RowBinary"));
        Assert.Equal((395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"), (error.Code, error.Name));
    }

    [Fact]
    public async Task An_insert_of_the_wrong_type_is_refused()
    {
        await Db.ExecuteAsync("CREATE TABLE t (c0 UUID) ENGINE = MergeTree ORDER BY c0");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => Db.InsertAsync("t", ["c0"], NativeBytes.UInt32Block(1, 10)));
        Assert.NotEqual(0, error.Code);
        Assert.Equal("0", await Db.TextAsync("SELECT count() FROM t"));
    }

    [Theory]
    [InlineData("no_such_table", 60)]
    [InlineData("t", 16)]
    public async Task An_insert_into_what_is_not_there_is_refused(string table, int code)
    {
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a");
        ClickHouseException error = await Assert.ThrowsAsync<ClickHouseException>(() => Db.InsertAsync(table, ["c0"], NativeBytes.UInt32Block(1, 10)));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task A_truncated_block_is_refused_and_nothing_is_stored()
    {
        await Db.ExecuteAsync("CREATE TABLE t (c0 UInt32, c1 UInt32) ENGINE = MergeTree ORDER BY c0");
        byte[] block = NativeBytes.UInt32Block(2, 1000);
        await Assert.ThrowsAsync<ClickHouseException>(() => Db.InsertAsync("t", ["c0", "c1"], block[..^5]));
        Assert.Equal("0", await Db.TextAsync("SELECT count() FROM t"));
        Assert.Equal(1000, await Db.InsertAsync("t", ["c0", "c1"], block));
    }

    [Fact]
    public async Task Eight_tasks_insert_and_query_at_once()
    {
        const int Tasks = 8, Blocks = 12, Rows = 500;
        await Db.ExecuteAsync("CREATE TABLE t (c0 UInt32, c1 UInt32, c2 UInt32) ENGINE = MergeTree ORDER BY c0");
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            for (int block = 0; block < Blocks; block++)
            {
                int first = ((task * Blocks) + block) * Rows;
                await Db.InsertAsync("t", ["c0", "c1", "c2"], NativeBytes.UInt32Block(3, Rows, first));
                if (block % 4 == 0)
                {
                    long count = long.Parse(await Db.TextAsync("SELECT count() FROM t"), System.Globalization.CultureInfo.InvariantCulture);
                    Assert.InRange(count, Rows, Tasks * Blocks * Rows);
                    Assert.Equal(0, count % Rows);
                }
            }
        })));
        Assert.Equal($"{Tasks * Blocks * Rows}\t{Tasks * Blocks * Rows}", await Db.TextAsync("SELECT count(), uniqExact(c0) FROM t"));
    }

    [Fact]
    public async Task A_running_query_is_cancelled()
    {
        string mark = Guid.NewGuid().ToString("N");
        using var cancel = new CancellationTokenSource();
        Task query = Task.Run(async () =>
        {
            await foreach (ReadOnlyMemory<byte> chunk in Db.QueryAsync($"SELECT count() FROM system.numbers WHERE sipHash64(number) = 1 /* {mark} */", cancellationToken: cancel.Token))
            {
                Assert.Fail("an endless query had a result");
            }
        });
        await WaitForProcessesAsync(mark, 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        await WaitForProcessesAsync(mark, 0);
    }

    [Fact]
    public async Task A_running_statement_is_cancelled()
    {
        string mark = Guid.NewGuid().ToString("N");
        await Db.ExecuteAsync("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
        using var cancel = new CancellationTokenSource();
        Task statement = Db.ExecuteAsync($"INSERT INTO t SELECT number FROM system.numbers WHERE sipHash64(number) = 1 /* {mark} */", cancellationToken: cancel.Token);
        await WaitForProcessesAsync(mark, 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);
        await WaitForProcessesAsync(mark, 0);
    }

    [Fact]
    public async Task What_is_cancelled_beforehand_does_not_run()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Db.ExecuteAsync("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Db.ExecuteAsync("DROP TABLE t", cancellationToken: cancel.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Db.InsertAsync(new InsertCommand("t", ["a"]) { Format = "TSV" }, ["1\n"u8.ToArray()], cancel.Token));
        Assert.Equal("0", await Db.TextAsync("SELECT count() FROM t"));
    }

    [Fact]
    public async Task Nothing_is_carried_from_one_statement_to_the_next()
    {
        await Db.ExecuteAsync("SET max_block_size = 1234");
        for (int i = 0; i < 4; i++)
        {
            Assert.NotEqual("1234", await Db.TextAsync("SELECT getSetting('max_block_size')"));
        }
    }

    // Returns when as many statements with the mark are running; the test's own time limit is the runner's.
    private async Task WaitForProcessesAsync(string mark, int count)
    {
        while (await Db.TextAsync($"SELECT count() FROM system.processes WHERE position(query, '{mark[..16]}' || '{mark[16..]}') > 0") != count.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            await Task.Delay(20);
        }
    }
}
