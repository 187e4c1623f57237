using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.Kafka;

/// <summary>The files that may be librdkafka on this machine, best first, and the choice among them.</summary>
internal static class LibrdkafkaSearch
{
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(LibrdkafkaLoader.OverrideVariable) is { Length: > 0 } path)
        {
            // an explicit choice is the only candidate: falling back would hide a wrong path
            return [path];
        }

        return [.. Packaged(), .. SystemNames()];
    }

    /// <summary>Loads the first candidate that is there and new enough.</summary>
    public static LoadedLibrary Find(IEnumerable<string> candidates)
    {
        var tried = new StringBuilder();
        foreach (var candidate in candidates)
        {
            var reason = TryLoad(candidate, out var library);
            if (library is not null)
            {
                return library;
            }

            tried.Append("\n  ").Append(candidate).Append(": ").Append(reason);
        }

        throw new LibrdkafkaNotFoundException(
            $"No usable librdkafka (at least {LibrdkafkaLoader.MinimumVersion}) was found. Reference the package librdkafka.redist in the application, "
            + $"or set {LibrdkafkaLoader.OverrideVariable} to the path of a library. Tried:{tried}");
    }

    private static string? TryLoad(string candidate, out LoadedLibrary? library)
    {
        library = null;
        if (System.IO.Path.IsPathRooted(candidate) && !File.Exists(candidate))
        {
            return "no such file";
        }

        nint handle;
        try
        {
            handle = NativeLibrary.Load(candidate);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return FirstLine(e.Message);
        }

        if (ReadVersion(handle) is not { } version)
        {
            NativeLibrary.Free(handle);
            return "it is not librdkafka (no function rd_kafka_version)";
        }

        if (WhyRefused(version) is { } refused)
        {
            return refused; // not freed: librdkafka may have registered exit handlers
        }

        library = new LoadedLibrary(handle, candidate, version);
        return null;
    }

    /// <summary>Why a version cannot be used, or null.</summary>
    public static string? WhyRefused(Version version) => version < LibrdkafkaLoader.MinimumVersion
        ? $"version {version} is too old: batch consuming loses messages before {LibrdkafkaLoader.MinimumVersion}"
        : null;

    /// <summary>rd_kafka_version() is 0xMMmmrrxx: 0x021000ff is 2.16.0.</summary>
    public static Version DecodeVersion(int number) => new((number >> 24) & 0xff, (number >> 16) & 0xff, (number >> 8) & 0xff);

    private static unsafe Version? ReadVersion(nint handle) =>
        NativeLibrary.TryGetExport(handle, "rd_kafka_version", out var function)
            ? DecodeVersion(((delegate* unmanaged[Cdecl]<int>)function)())
            : null;

    private static IEnumerable<string> Packaged()
    {
        var folders = Folders();
        foreach (var file in FileNames())
        {
            foreach (var folder in folders)
            {
                var path = System.IO.Path.Combine(folder, file);
                if (File.Exists(path))
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>
    /// Published applications (also Native AOT and single file) have the file beside them, build output has it in runtimes/, and an
    /// application run from a package folder finds it through the directories that the host was given.
    /// </summary>
    private static List<string> Folders()
    {
        var rid = RuntimeFolder();
        List<string> folders = [AppContext.BaseDirectory, System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native")];
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string directories)
        {
            folders.AddRange(directories.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. folders.Distinct()];
    }

    private static string[] FileNames()
    {
        if (OperatingSystem.IsWindows())
        {
            return ["librdkafka.dll"];
        }

        if (OperatingSystem.IsMacOS())
        {
            return ["librdkafka.dylib"];
        }

        return IsMusl()
            ? ["alpine-librdkafka.so", "librdkafka.so"]
            : ["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"];
    }

    private static string[] SystemNames()
    {
        if (OperatingSystem.IsWindows())
        {
            return ["librdkafka"];
        }

        return OperatingSystem.IsMacOS() ? ["librdkafka.1.dylib", "librdkafka.dylib"] : ["librdkafka.so.1", "librdkafka.so"];
    }

    private static string RuntimeFolder()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static bool IsMusl() => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    private static string FirstLine(string message)
    {
        // dlopen's reason stands alone on the first line that names the file; the rest is general advice
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 ? lines[1] : message;
    }
}
