using System.Reflection;
using System.Runtime.InteropServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>Finds and loads libchdb, the native library of the embedded engine.</summary>
public static class ChdbLibrary
{
    /// <summary>Version of chDB that this package is built and tested against; also the name of its folder in the per-user cache.</summary>
    public const string Version = "26.7.3-stable.1";

    /// <summary>Environment variable that holds the full path of the library.</summary>
    public const string EnvironmentVariable = "DENORMALIZED_CHDB";

    private const string FileName = "libchdb.so";

    private static readonly Lock Gate = new();
    private static string? s_loadedPath;
    private static nint s_handle;

    /// <summary>Name of the npm package that holds the library for this machine, e.g. <c>@chdb/lib-linux-x64-gnu</c>.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no build of chDB for this operating system, C library or processor.</exception>
    public static string PackageName => NameOfPackage(
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture,
        RuntimeInformation.RuntimeIdentifier);

    /// <summary>Folder of the per-user cache in which the library of <see cref="Version"/> is looked for.</summary>
    public static string CacheDirectory
    {
        get
        {
            string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(root, "denormalized", "chdb", Version);
        }
    }

    /// <summary>
    /// Returns the full path of the library. Looked at in this order: <see cref="EmbeddedOptions.LibraryPath"/>,
    /// the environment variable DENORMALIZED_CHDB, <c>.native/node_modules/@chdb/lib-…</c> in the current folder, the
    /// program's folder and the folders above them, the per-user cache.
    /// </summary>
    /// <param name="options">Options of the engine; null means the defaults.</param>
    /// <exception cref="DllNotFoundException">It is nowhere, or a path that was set explicitly does not exist.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no build of chDB for this machine.</exception>
    public static string Locate(EmbeddedOptions? options = null) =>
        Locate(options?.LibraryPath, Environment.GetEnvironmentVariable(EnvironmentVariable), Directory.GetCurrentDirectory(), AppContext.BaseDirectory, CacheDirectory);

    internal static string Locate(string? explicitPath, string? environmentPath, string currentDirectory, string baseDirectory, string cacheDirectory)
    {
        string package = PackageName;
        if (!string.IsNullOrEmpty(explicitPath))
        {
            return Existing(explicitPath, nameof(EmbeddedOptions) + "." + nameof(EmbeddedOptions.LibraryPath));
        }

        if (!string.IsNullOrEmpty(environmentPath))
        {
            return Existing(environmentPath, EnvironmentVariable);
        }

        string relative = Path.Combine(".native", "node_modules", package.Replace('/', Path.DirectorySeparatorChar), FileName);
        string? found = SearchUpward(currentDirectory, relative) ?? SearchUpward(baseDirectory, relative);
        if (found is not null)
        {
            return found;
        }

        string cached = Path.Combine(cacheDirectory, FileName);
        if (File.Exists(cached))
        {
            return cached;
        }

        throw new DllNotFoundException(
            $"The embedded ClickHouse engine ({FileName} of chDB {Version}) was not found: run `dotnet denormalized doctor --install`, or set {EnvironmentVariable} to its full path, or npm install {package}@{Version} into .native/.");
    }

    internal static string NameOfPackage(string system, Architecture architecture, string runtimeIdentifier)
    {
        if (system == "windows")
        {
            throw new PlatformNotSupportedException(
                "The embedded ClickHouse engine (chDB) has no build for Windows: run in WSL or a Linux container, or configure a ClickHouse server (ConnectionStrings:clickhouse).");
        }

        bool musl = runtimeIdentifier.Contains("musl", StringComparison.Ordinal) || runtimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
        if (system == "linux" && musl)
        {
            throw new PlatformNotSupportedException(
                "The embedded ClickHouse engine (chDB) has no build for musl (Alpine): use a glibc image such as Debian or Ubuntu, or configure a ClickHouse server (ConnectionStrings:clickhouse).");
        }

        return (system, architecture) switch
        {
            ("linux", Architecture.X64) => "@chdb/lib-linux-x64-gnu",
            ("linux", Architecture.Arm64) => "@chdb/lib-linux-arm64-gnu",
            ("darwin", Architecture.X64) => "@chdb/lib-darwin-x64",
            ("darwin", Architecture.Arm64) => "@chdb/lib-darwin-arm64",
            _ => throw new PlatformNotSupportedException(
                $"The embedded ClickHouse engine (chDB) has no build for {system} on {architecture}: configure a ClickHouse server (ConnectionStrings:clickhouse)."),
        };
    }

    /// <summary>Loads the library once for the process; a second path is refused, as two engines in one process crash.</summary>
    internal static void Load(string path)
    {
        path = Path.GetFullPath(path);
        lock (Gate)
        {
            if (s_loadedPath is not null)
            {
                if (s_loadedPath != path)
                {
                    throw new InvalidOperationException(
                        $"The embedded ClickHouse engine is already loaded from {s_loadedPath}: a process can load only one, so {path} cannot be loaded too.");
                }

                return;
            }

            s_handle = NativeLibrary.Load(path);
            NativeLibrary.SetDllImportResolver(typeof(ChdbLibrary).Assembly, Resolve);
            s_loadedPath = path;

            // Before the first connect: chDB's crash handlers would turn a NullReferenceException into a hang.
            ChdbNative.SetSignalHandlersEnabled(0);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == ChdbNative.Library ? s_handle : 0;

    private static string Existing(string path, string origin)
    {
        string full = Path.GetFullPath(path);
        return File.Exists(full)
            ? full
            : throw new DllNotFoundException(
                $"{origin} names {full}, which does not exist: set it to the full path of {FileName}, or unset it and run `dotnet denormalized doctor --install`.");
    }

    private static string? SearchUpward(string start, string relative)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            string candidate = Path.Combine(directory.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
