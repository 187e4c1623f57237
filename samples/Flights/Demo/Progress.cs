using System.Globalization;
using Denormalized.Hosting;

namespace Flights.Demo;

/// <summary>One live line on a terminal, a plain line every two seconds elsewhere.</summary>
internal sealed class Progress(PipelineMonitor monitor, Visibility visibility, MemoryWatch memory, Func<long> produced)
{
    private static readonly TimeSpan s_live = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_plain = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        bool terminal = !Console.IsOutputRedirected;
        TimeSpan interval = terminal ? s_live : s_plain;
        using var timer = new PeriodicTimer(interval);
        long before = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                long stored = monitor.Pipelines.Sum(p => p.RowsStored);
                double megabytes = memory.Sample();
                string line = string.Create(CultureInfo.InvariantCulture, $"in {produced():N0}  out {stored:N0}  {(stored - before) / interval.TotalSeconds:N0} rows/s  lag {monitor.Pipelines.Sum(p => p.Lag):N0}  latency p50 {visibility.Quantile(0.5):N0} ms  p99 {visibility.Quantile(0.99):N0} ms  {megabytes:N0} MB");
                Console.Write(terminal ? $"\r{line.PadRight(110)}" : line + "\n");
                before = stored;
            }
        }
        catch (OperationCanceledException)
        {
            Console.Write(terminal ? "\n" : "");
        }
    }
}
