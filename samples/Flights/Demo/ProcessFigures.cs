using System.Diagnostics;
using System.Globalization;

namespace Flights.Demo;

/// <summary>What the process takes, as Linux counts it.</summary>
internal static class ProcessFigures
{
    /// <summary>CPU seconds so far, of all threads.</summary>
    public static double CpuSeconds => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    /// <summary>Resident memory that belongs to no file, in MB; the engine's library is mapped from its file and does not count.</summary>
    public static double AnonymousMegabytes
    {
        get
        {
            const string Key = "RssAnon:";
            string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
            return line is null
                ? Process.GetCurrentProcess().WorkingSet64 / 1e6
                : double.Parse(line.AsSpan(Key.Length, line.Length - Key.Length - "kB".Length), NumberStyles.Any, CultureInfo.InvariantCulture) / 1000;
        }
    }
}
