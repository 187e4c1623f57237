using System.Reflection;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>
/// Finds the one librdkafka file of the process, loads it and checks its version.
/// </summary>
/// <remarks>
/// The package's first file for linux-x64 needs libsasl2.so.3, which Debian and Ubuntu no longer have; left to itself the loader of
/// .NET would then silently take an older system library. So the order is explicit: the file named by the environment variable
/// DENORMALIZED_LIBRDKAFKA, the package's own build, its centos8 build, its alpine build, then the system's. When Confluent.Kafka
/// is used in the same process, give it <see cref="Path"/> by a DllImport resolver on its assembly: two copies must not be mixed.
/// </remarks>
public static class LibrdkafkaLoader
{
    /// <summary>Older versions lose messages when batch consuming meets pause, resume, seek or a rebalance.</summary>
    public static readonly Version MinimumVersion = new(2, 1, 0);

    /// <summary>Older versions can advance the application position on errors; harmless here, since it is never committed, but known.</summary>
    public static readonly Version RecommendedVersion = new(2, 13, 2);

    internal const string OverrideVariable = "DENORMALIZED_LIBRDKAFKA";

    private static readonly Lock Gate = new();
    private static LoadedLibrary? loaded;
    private static bool logged;

    /// <summary>The file that was loaded; for a system library the name that was asked for.</summary>
    public static string Path => Ensure().Path;

    /// <summary>The version of the loaded library.</summary>
    public static Version Version => Ensure().Version;

    /// <summary>Loads the library if this was not done yet, and logs file and version once per process.</summary>
    /// <param name="logger">Where to say which file was taken; a warning when it is older than recommended.</param>
    /// <exception cref="LibrdkafkaNotFoundException">No file could be loaded, or only ones that are too old.</exception>
    public static void Load(ILogger? logger = null)
    {
        var library = Ensure();
        if (logger is null || Interlocked.Exchange(ref logged, true))
        {
            return;
        }

        KafkaLog.LibraryLoaded(logger, library.Version, library.Path);
        if (library.Version < RecommendedVersion)
        {
            KafkaLog.LibraryOld(logger, library.Version, library.Path, RecommendedVersion);
        }
    }

    /// <summary>Whether the loaded library has a function; newer ones are optional.</summary>
    internal static bool Has(string function) => NativeLibrary.TryGetExport(Ensure().Handle, function, out _);

    private static LoadedLibrary Ensure()
    {
        if (Volatile.Read(ref loaded) is { } library)
        {
            return library;
        }

        lock (Gate)
        {
            if (loaded is null)
            {
                var found = LibrdkafkaSearch.Find(LibrdkafkaSearch.Candidates());
                NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);
                Volatile.Write(ref loaded, found);
            }

            return loaded;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Librdkafka.Name ? Ensure().Handle : 0;
}

internal sealed record LoadedLibrary(nint Handle, string Path, Version Version);
