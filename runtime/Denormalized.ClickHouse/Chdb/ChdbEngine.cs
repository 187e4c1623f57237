using System.Runtime.InteropServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// The engine of this process. chDB runs one engine in a process, on one path, for as long as a connection is open; so
/// instances share it through leases, and one connection, opened at boot, is kept until the last lease is given back.
/// chdb_shutdown is never called: after MergeTree inserts it fails, and no connect works after it.
/// </summary>
internal static class ChdbEngine
{
    private static readonly Lock Gate = new();
    private static ChdbConnection? s_keeper;
    private static string? s_path;
    private static bool s_temporary;
    private static int s_leases;

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

            s_keeper!.Dispose();
            s_keeper = null;
            if (s_temporary)
            {
                Directory.Delete(s_path!, recursive: true);
            }

            s_path = null;
        }
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
