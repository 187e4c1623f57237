using System.Diagnostics;

namespace Denormalized.Tool.Send;

/// <summary>Lets so many rows a second through; all of them without a rate.</summary>
internal sealed class Pace(double? perSecond)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _passed;

    /// <summary>Waits until the next row is due.</summary>
    public void Wait(CancellationToken cancellation)
    {
        if (perSecond is not { } rate)
        {
            return;
        }

        // Measured from the start: what one wait is too long, the next rows catch up.
        TimeSpan due = TimeSpan.FromSeconds(_passed++ / rate);
        TimeSpan early = due - Stopwatch.GetElapsedTime(_started);
        if (early >= Shortest)
        {
            cancellation.WaitHandle.WaitOne(early);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
