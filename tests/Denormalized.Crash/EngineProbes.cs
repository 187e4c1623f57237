using System.Diagnostics;
using System.Runtime.CompilerServices;
using Denormalized.ClickHouse;
using Denormalized.ClickHouse.Chdb;

namespace Denormalized.Crash;

/// <summary>Questions about the engine that need a process of their own; the answers are lines of output.</summary>
internal static class EngineProbes
{
    /// <summary>Opens a folder and keeps it until its input ends.</summary>
    public static async Task<int> HoldAsync(string path)
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path });
        Console.WriteLine("open " + Environment.ProcessId);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>Opens a folder and says where it is, or the error.</summary>
    public static async Task<int> OpenAsync(string path)
    {
        try
        {
            await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path });
            await db.ExecuteAsync("CREATE TABLE IF NOT EXISTS t (a UInt32) ENGINE = MergeTree ORDER BY a");
            await db.InsertAsync(new InsertCommand("t", []) { Format = "TSV" }, ["1\n"u8.ToArray()]);
            Console.WriteLine(db.Path);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or DllNotFoundException)
        {
            Console.WriteLine($"{e.GetType().Name}: {e.Message}");
        }

        return 0;
    }

    /// <summary>Two folders at the same time, which is refused, and one after the other, which works.</summary>
    public static async Task<int> TwoPathsAsync(string first, string second)
    {
        EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = first });
        await OpenAsync(second);
        await db.DisposeAsync();
        return await OpenAsync(second);
    }

    /// <summary>
    /// Ends with the engine open on a temporary folder, after tables were made and dropped, with one result read in part and
    /// another query running. Prints the folder.
    /// </summary>
    public static async Task<int> ForgetAsync()
    {
        EmbeddedClickHouse db = EmbeddedClickHouse.Open();
        for (int i = 0; i < 4; i++)
        {
            await db.ExecuteAsync($"CREATE TABLE t{i} ENGINE = MergeTree ORDER BY a AS SELECT number AS a FROM numbers(5000)");
            await db.ExecuteAsync($"DROP TABLE t{i}");
        }

        IAsyncEnumerator<ReadOnlyMemory<byte>> part = db.QueryAsync("SELECT number FROM numbers(10000000)").GetAsyncEnumerator();
        await part.MoveNextAsync();
        _ = db.ExecuteAsync("SELECT sleep(1)");
        Console.WriteLine(db.Path);
        return 0;
    }

    /// <summary>
    /// Whether .NET still has the signal by which it suspends threads, after two boots of the engine; then a collection while
    /// another thread is in a loop that ends only after it. Without the signal it never returns.
    /// </summary>
    public static async Task<int> SignalAsync()
    {
        SignalGuard.Action before = SignalGuard.Read();
        await EmbeddedClickHouse.Open().DisposeAsync();
        Console.WriteLine(before.Disposition == SignalGuard.Read().Disposition ? "kept" : "taken");
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open();
        Console.WriteLine(before.Disposition == SignalGuard.Read().Disposition ? "kept" : "taken");

        // Uses the signal for a purpose of its own.
        await db.ExecuteAsync("SELECT count() FROM system.stack_trace");
        Console.WriteLine(before.Disposition == SignalGuard.Read().Disposition ? "kept" : "taken");

        CollectWhileSpinning();
        Console.WriteLine("collected");
        return 0;
    }

    /// <summary>
    /// Streams ten million rows and prints their bytes, the managed bytes allocated and the growth of the process's peak; then
    /// the memory limit that the engine was booted with.
    /// </summary>
    public static async Task<int> StreamAsync()
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { MaxThreads = 1, MaxServerMemoryUsage = 1_234_567_890 });
        await ReadAsync(db, 1_000_000);
        long peak = Peak();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long bytes = await ReadAsync(db, 10_000_000);
        Console.WriteLine($"{bytes}\t{GC.GetTotalAllocatedBytes(precise: true) - allocated}\t{Peak() - peak}");
        await foreach (ReadOnlyMemory<byte> value in db.QueryAsync("SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'", "TSVRaw"))
        {
            Console.Write(System.Text.Encoding.ASCII.GetString(value.Span));
        }

        return 0;
    }

    private static async Task<long> ReadAsync(EmbeddedClickHouse db, int rows)
    {
        long bytes = 0;
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync($"SELECT number, toString(number), number * 2 FROM numbers({rows})"))
        {
            bytes += chunk.Length;
        }

        return bytes;
    }

    private static long Peak()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static void CollectWhileSpinning()
    {
        var spinner = new Spinner();
        var thread = new Thread(spinner.Run);
        thread.Start();
        while (!spinner.IsRunning)
        {
            Thread.Yield();
        }

        GC.Collect();
        spinner.Stop();
        thread.Join();
    }

    private sealed class Spinner
    {
        private volatile bool _running;
        private volatile bool _stop;
        private long _sink;

        public bool IsRunning => _running;

        public void Stop() => _stop = true;

        // No call in the loop, in Debug builds neither, hence the field: the only way to stop the thread is the signal.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run()
        {
            long x = 1;
            _running = true;
            while (!_stop)
            {
                x = (x * 6364136223846793005) + 1;
            }

            _sink = x;
        }
    }
}
