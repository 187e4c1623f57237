using System.Diagnostics;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Input;
using Spectre.Console;

namespace Denormalized.Tool.Commands;

/// <summary>Bytes, rows and rate while reading, on a terminal only.</summary>
internal static class ReadProgress
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public static InferenceResult Run(Func<Action<JsonRows>?, InferenceResult> read)
    {
        if (Console.IsErrorRedirected)
        {
            return read(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().Start("reading", status =>
        {
            long started = Stopwatch.GetTimestamp();
            TimeSpan shown = TimeSpan.Zero;
            return read(rows =>
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
                if (elapsed - shown > Step)
                {
                    shown = elapsed;
                    status.Status($"{rows.Bytes / 1e6:N1} MB, {rows.Rows:N0} rows, {rows.Bytes / 1e6 / elapsed.TotalSeconds:N0} MB a second");
                }
            });
        });
    }
}
