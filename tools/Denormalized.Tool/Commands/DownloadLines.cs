using Denormalized.Tool.Doctor;

namespace Denormalized.Tool.Commands;

/// <summary>Progress of a download: one line that changes on a terminal, a line for each tenth elsewhere.</summary>
internal sealed class DownloadLines(TextWriter output)
{
    private const int Steps = 10;
    private const long StepWithoutTotal = 50_000_000;
    private readonly bool _terminal = output == Console.Error && !Console.IsErrorRedirected;
    private long _step = -1;

    public void Report(DownloadProgress progress)
    {
        long steps = _terminal ? 100 : Steps;
        long step = progress.Total is > 0 and { } total ? progress.Received * steps / total : progress.Received / StepWithoutTotal;
        if (step == _step)
        {
            return;
        }

        _step = step;
        string all = progress.Total is { } known ? $" of {known / 1e6:N0}" : "";
        bool last = progress.Received == progress.Total;
        output.Write($"{(_terminal ? "\r" : "")}downloading: {progress.Received / 1e6:N0}{all} MB{(_terminal && !last ? "" : Environment.NewLine)}");
    }
}
