namespace Denormalized.ClickHouse.Tests;

/// <summary>Options and lifetime of embedded instances that share the process's engine.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public async Task Instances_share_the_folder_and_have_databases_of_their_own()
    {
        await using EmbeddedClickHouse a = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "share a`b" });
        await using EmbeddedClickHouse b = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "share_b" });
        Assert.Equal(a.Path, b.Path);
        Assert.Equal($"embedded:{b.Path}#share_b", b.Description);
        await a.ExecuteAsync("CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a");
        Assert.Equal("0", await b.TextAsync("EXISTS TABLE t"));
        Assert.Equal("1", await b.TextAsync("EXISTS TABLE `share a``b`.t"));
    }

    [Fact]
    public async Task Settings_of_the_options_apply_to_every_statement()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions
        {
            MaxThreads = 3,
            Settings = new Dictionary<string, string> { ["max_result_rows"] = "77" },
        });
        Assert.Equal("3\t77\tfalse", await db.TextAsync("SELECT getSetting('max_threads'), getSetting('max_result_rows'), getSetting('async_insert')"));
    }

    [Fact]
    public void A_setting_with_an_impossible_value_is_refused_at_once()
    {
        ClickHouseException error = Assert.Throws<ClickHouseException>(() => EmbeddedClickHouse.Open(new EmbeddedOptions
        {
            Settings = new Dictionary<string, string> { ["max_result_rows"] = "many" },
        }));
        Assert.Contains("max_result_rows=many", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_statements_than_connections_wait_for_their_turn()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { MaxConnections = 2 });
        string[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => db.TextAsync($"SELECT {i}")));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), results);
    }

    [Fact]
    public async Task A_wait_for_a_connection_is_cancelled()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { MaxConnections = 1 });
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync("SELECT number FROM system.numbers"))
        {
            using var cancel = new CancellationTokenSource();
            Task waiting = db.ExecuteAsync("SELECT 1", cancellationToken: cancel.Token);
            Assert.False(waiting.IsCompleted);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            break;
        }

        await db.ExecuteAsync("SELECT 1");
    }

    [Fact]
    public async Task A_disposed_instance_says_so_and_leaves_the_others_alone()
    {
        await using EmbeddedClickHouse other = EmbeddedClickHouse.Open();
        EmbeddedClickHouse db = EmbeddedClickHouse.Open();
        Task running = db.ExecuteAsync("SELECT sleep(0.2)");
        await db.DisposeAsync();
        Assert.True(running.IsCompletedSuccessfully);
        await db.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => db.ExecuteAsync("SELECT 1"));
        Assert.Equal("1", await other.TextAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_cancelled_insert_stores_nothing()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "cancelled_insert" });
        await db.ExecuteAsync("CREATE OR REPLACE TABLE t (c0 UInt32, c1 UInt32) ENGINE = MergeTree ORDER BY c0");
        using var cancel = new CancellationTokenSource();
        byte[] block = NativeBytes.UInt32Block(2, 500_000);

        // Cancels itself when its second part is asked for.
        var body = new CancellingBody([block.AsMemory(0, 3_000_000), block.AsMemory(3_000_000)], cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.InsertAsync(new InsertCommand("t", ["c0", "c1"]), body, cancel.Token));
        Assert.Equal("0", await db.TextAsync("SELECT count() FROM t"));
        Assert.Equal(500_000, await db.InsertAsync("t", ["c0", "c1"], block));
    }

    private sealed class CancellingBody(ReadOnlyMemory<byte>[] parts, CancellationTokenSource cancel) : IReadOnlyList<ReadOnlyMemory<byte>>
    {
        public int Count => parts.Length;

        public ReadOnlyMemory<byte> this[int index] => parts[index];

        public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
        {
            yield return parts[0];
            cancel.Cancel();
            yield return parts[1];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
