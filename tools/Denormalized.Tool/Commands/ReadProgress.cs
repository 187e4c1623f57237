using System.Diagnostics;
using System.Globalization;
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
    /// <param name="read">Reads, and tells bytes and rows of each step where it is asked to.</param>
    public static T Run<T>(IAnsiConsole? terminal, long? bytes, Func<Action<long, long>?, T> read) => terminal is null
        ? read(null)
        : Bar(terminal).Start(progress => read(Shown(progress, bytes)));

    /// <inheritdoc cref="Run"/>
    public static Task<T> RunAsync<T>(IAnsiConsole? terminal, long? bytes, Func<Action<long, long>?, Task<T>> read) => terminal is null
        ? read(null)
        : Bar(terminal).StartAsync(progress => read(Shown(progress, bytes)));

    private static Progress Bar(IAnsiConsole terminal) => terminal.Progress()
        .AutoRefresh(false)
        .AutoClear(true)
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });

    private static Action<long, long> Shown(ProgressContext progress, long? bytes)
    {
        ProgressTask task = progress.AddTask("reading", maxValue: Math.Max(1, bytes ?? 1));
        task.IsIndeterminate = bytes is null;
        long started = Stopwatch.GetTimestamp();
        TimeSpan shown = -Step;
        return (read, rows) =>
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed - shown < Step)
            {
                return;
            }

            shown = elapsed;
            task.Value = bytes is null ? 0 : read;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{read / 1e6:N1} MB, {rows:N0} rows, {read / 1e6 / Math.Max(elapsed.TotalSeconds, 1e-3):N0} MB/s");
            progress.Refresh();
        };
    }
}
