using System.Globalization;

namespace Denormalized.Conformance.Tests.Hostile;

/// <summary>
/// By how much the memory of the process grew at most over some inputs, as Linux counts it: objects, the buffers that are not the
/// collector's, and all that was freed again in between. Elsewhere it stays 0.
/// </summary>
/// <remarks>Tests that measure it run alone: see the collection "alone".</remarks>
internal sealed class ResidentMemory
{
    /// <summary>So many inputs are measured together: asking for each would cost more than reading them.</summary>
    public const int Inputs = 500;

    /// <summary>Objects are collected before so many bytes of them would be taken for memory of one input.</summary>
    private const long Collected = 8 << 20;

    private readonly bool _isKnown = File.Exists("/proc/self/clear_refs");
    private long _start;
    private long _objects;
    private int _count;

    public long Largest { get; private set; }

    /// <summary>Another input comes.</summary>
    public void Next()
    {
        if (!_isKnown)
        {
            return;
        }

        if (GC.GetAllocatedBytesForCurrentThread() - _objects > Collected)
        {
            GC.Collect(0);
            _objects = GC.GetAllocatedBytesForCurrentThread();
        }

        if (_count++ % Inputs == 0)
        {
            Largest = _count == 1 ? 0 : Math.Max(Largest, Status("VmHWM:") - _start);
            File.WriteAllText("/proc/self/clear_refs", "5"); // forget the peak
            _start = Status("VmRSS:");
        }
    }

    private static long Status(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) << 10;
    }
}

/// <summary>What measures the process runs when nothing else does.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
