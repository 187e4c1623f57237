using System.Collections.Concurrent;
using System.Diagnostics;

namespace Denormalized.Hosting.Tests;

/// <summary><see cref="WorkerProgram"/> in a process of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What it printed, for messages of failed tests.</summary>
    public string Output => string.Join('\n', _lines.TakeLast(60));

    /// <param name="fault">Point at which it kills itself, see FaultPoints; null for none.</param>
    /// <param name="arguments">As <see cref="WorkerProgram"/> takes them.</param>
    public static WorkerProcess Start(string? fault, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FaultPoints.Variable] = fault;
        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started"));
    }

    public void Kill() => _process.Kill();

    /// <summary>Stops it in its tracks (SIGSTOP) until <see cref="Continue"/>.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Continue() => Signal("CONT");

    /// <summary>Waits until it has died of SIGKILL.</summary>
    public async Task KilledAsync()
    {
        await ExitedAsync();
        Assert.True(_process.ExitCode == 128 + 9, $"it ended with {_process.ExitCode} instead of being killed:\n{Output}");
    }

    /// <summary>Ends its input and waits for a clean end.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await ExitedAsync();
        Assert.True(_process.ExitCode == 0, $"it ended with {_process.ExitCode}:\n{Output}");
    }

    public async Task ExitedAsync()
    {
        using var limit = new CancellationTokenSource(s_deadline);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"it did not end within {s_deadline}:\n{Output}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>All it prints, line by line, until its end.</summary>
    public async Task<List<string>> LinesAsync()
    {
        await ExitedAsync();
        _process.WaitForExit();
        return [.. _lines];
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
