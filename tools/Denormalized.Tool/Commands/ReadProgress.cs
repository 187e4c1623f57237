using System.Diagnostics;
using System.Globalization;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Input;
using Spectre.Console;

namespace Denormalized.Tool.Commands;

/// <summary>A bar with bytes, rows and rate while reading, on a terminal only.</summary>
internal static class ReadProgress
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>The terminal behind standard error, to which the progress goes; null when it is none.</summary>
    public static IAnsiConsole? Terminal() => Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <param name="terminal">Where the bar is drawn; none without it.</param>
    /// <param name="bytes">Bytes to read in all; null when that is not known.</param>
    /// <param name="read">Reads, and tells of each step where it is asked to.</param>
    public static InferenceResult Run(IAnsiConsole? terminal, long? bytes, Func<Action<JsonRows>?, InferenceResult> read) => terminal is null
        ? read(null)
        : terminal.Progress()
            .AutoRefresh(false)
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(progress => read(Shown(progress, bytes)));

    private static Action<JsonRows> Shown(ProgressContext progress, long? bytes)
    {
        ProgressTask task = progress.AddTask("reading", maxValue: Math.Max(1, bytes ?? 1));
        task.IsIndeterminate = bytes is null;
        long started = Stopwatch.GetTimestamp();
        TimeSpan shown = -Step;
        return rows =>
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed - shown < Step)
            {
                return;
            }

            shown = elapsed;
            task.Value = bytes is null ? 0 : rows.Bytes;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{rows.Bytes / 1e6:N1} MB, {rows.Rows:N0} rows, {rows.Bytes / 1e6 / Math.Max(elapsed.TotalSeconds, 1e-3):N0} MB/s");
            progress.Refresh();
        };
    }
}
