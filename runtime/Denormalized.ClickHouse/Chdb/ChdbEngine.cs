using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// The engine of this process. chDB runs one engine in a process, on one path, for as long as a connection is open; so
/// instances share it through leases, and one connection, opened at boot, is kept until the last lease is given back.
/// chdb_shutdown is never called: after MergeTree inserts it fails, and no connect works after it.
/// </summary>
internal static class ChdbEngine
{
    // What a process that ends without disposing its instances gives its running statements to end, all in all.
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(3);

    private static readonly Lock Gate = new();
    private static readonly HashSet<ChdbSession> Sessions = [];
    private static ChdbConnection? s_keeper;
    private static string? s_path;
    private static bool s_temporary;
    private static int s_leases;

    static ChdbEngine() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAtExit();

    /// <summary>Remembers a session until <see cref="Closed"/>, to close it at exit when nobody else has.</summary>
    public static void Opened(ChdbSession session)
    {
        lock (Sessions)
        {
            Sessions.Add(session);
        }
    }

    public static void Closed(ChdbSession session)
    {
        lock (Sessions)
        {
            Sessions.Remove(session);
        }
    }

    /// <summary>Boots the engine on the options' path, or joins the one that runs there.</summary>
    /// <exception cref="InvalidOperationException">Another path is open in this process.</exception>
    /// <exception cref="IOException">Another process has the path open, or the engine cannot open it.</exception>
    public static Lease Acquire(EmbeddedOptions options)
    {
        string library = ChdbLibrary.Locate(options);
        lock (Gate)
        {
            ChdbLibrary.Load(library);
            if (s_keeper is null)
            {
                Boot(options);
            }
            else if (options.Path is null ? !s_temporary : FullPath(options.Path) != s_path)
            {
                string wanted = options.Path is null ? "a temporary folder" : FullPath(options.Path);
                throw new InvalidOperationException(
                    $"The embedded ClickHouse engine of this process is already open on {s_path}: a process has one engine, so {wanted} cannot be opened too. Use one path, with a database for each purpose, or dispose the first instance.");
            }

            s_leases++;
            return new Lease(s_path!, library);
        }
    }

    /// <summary>Version that the loaded library reports, e.g. <c>26.7.3</c>.</summary>
    public static unsafe string Version => Marshal.PtrToStringUTF8((nint)ChdbNative.Version()) ?? "";

    private static void Boot(EmbeddedOptions options)
    {
        bool temporary = options.Path is null;
        string path = temporary ? Directory.CreateTempSubdirectory("denormalized-").FullName : FullPath(options.Path!);
        Directory.CreateDirectory(path);
        ChdbPathLock.ThrowIfHeld(path);

        List<string> arguments = [$"--path={path}"];
        if (options.MaxServerMemoryUsage is { } memory)
        {
            arguments.Add($"--max_server_memory_usage={memory}");
        }

        s_keeper = SignalGuard.Keep(() => ChdbConnection.TryOpen(arguments));
        if (s_keeper is null)
        {
            // Between the check above and the connect another process may have taken the path.
            ChdbPathLock.ThrowIfHeld(path);
            throw new IOException(
                $"The embedded ClickHouse engine cannot open {path}; its reason is on stderr. Check that the folder is writable and was not written by a newer version.");
        }

        s_path = path;
        s_temporary = temporary;
    }

    // The engine takes a relative path against a folder of its own for some files.
    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static void Release()
    {
        lock (Gate)
        {
            if (--s_leases > 0)
            {
                return;
            }

            CloseKeeper();
        }
    }

    // A process that ends with the engine open crashes now and then: the library's static data is destroyed while its own
    // threads still drop and merge parts. So what nobody disposed is closed here, as far as its statements have ended.
    private static void CloseAtExit()
    {
        lock (Gate)
        {
            ChdbSession[] open;
            lock (Sessions)
            {
                open = [.. Sessions];
            }

            long start = Stopwatch.GetTimestamp();
            if (s_keeper is not null && Array.TrueForAll(open, s => s.Close(Left(start))))
            {
                CloseKeeper();
            }
        }

        static TimeSpan Left(long start) =>
            TimeSpan.FromTicks(Math.Max(0, (ExitTimeout - Stopwatch.GetElapsedTime(start)).Ticks));
    }

    private static void CloseKeeper()
    {
        s_keeper!.Dispose();
        s_keeper = null;
        if (s_temporary)
        {
            Directory.Delete(s_path!, recursive: true);
        }

        s_path = null;
    }

    /// <summary>The right to open connections to the engine; disposed after the last of them has been closed.</summary>
    public sealed class Lease(string path, string library) : IDisposable
    {
        private bool _released;

        public string Path => path;

        public string Library => library;

        /// <summary>Opens a further connection; settings are <c>--name=value</c> arguments of this connection alone.</summary>
        public ChdbConnection Connect(IReadOnlyList<string> settings)
        {
            ObjectDisposedException.ThrowIf(_released, this);
            return ChdbConnection.TryOpen([$"--path={path}", .. settings]) ?? throw new ClickHouseException(
                0, "", $"The embedded ClickHouse engine on {path} refused a connection; its reason is on stderr. Check the values of the settings: {string.Join(' ', settings)}");
        }

        public void Dispose()
        {
            if (!_released)
            {
                _released = true;
                Release();
            }
        }
    }
}
