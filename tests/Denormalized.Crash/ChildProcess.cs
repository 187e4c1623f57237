using System.Diagnostics;
using System.Threading.Channels;

namespace Denormalized.Crash;

/// <summary>This program, started again in another mode.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan s_longestRun = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private ChildProcess(Process process)
    {
        _process = process;
        _reading = Task.Run(ReadAsync);
    }

    public int ExitCode => _process.ExitCode;

    public static ChildProcess Start(params string[] arguments) => Start(null, arguments);

    public static ChildProcess Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");

        // The engine explains itself on stderr; unread, the pipe would fill.
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    /// <summary>Runs a mode to its end and returns what it printed.</summary>
    public static Task<string[]> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    public static async Task<string[]> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using ChildProcess child = Start(environment, arguments);
        child._process.StandardInput.Close();

        // Turns a process that hangs into one that fails.
        using var limit = new CancellationTokenSource(s_longestRun);
        await using CancellationTokenRegistration killing = limit.Token.Register(child.Kill);
        string[] lines = await child.ReadToEndAsync();
        return child.ExitCode == 0 ? lines : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {child.ExitCode}: {string.Join('\n', lines)}");
    }

    /// <summary>Next line of its output; null at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        return await _lines.Reader.WaitToReadAsync() && _lines.Reader.TryRead(out string? line) ? line : null;
    }

    /// <summary>The lines that are left, when the process has ended.</summary>
    public async Task<string[]> ReadToEndAsync()
    {
        List<string> lines = [];
        await foreach (string line in _lines.Reader.ReadAllAsync())
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync();
        return [.. lines];
    }

    /// <summary>SIGKILL: the process has no chance to do anything.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _reading.Wait();
        _process.Dispose();
    }

    // A line without its line break was cut by the kill and says nothing; ReadLine cannot tell, so it is read by character.
    private async Task ReadAsync()
    {
        var line = new System.Text.StringBuilder();
        char[] buffer = new char[4096];
        for (int read = await _process.StandardOutput.ReadAsync(buffer); read > 0; read = await _process.StandardOutput.ReadAsync(buffer))
        {
            foreach (char c in buffer.AsSpan(0, read))
            {
                if (c != '\n')
                {
                    line.Append(c);
                    continue;
                }

                _lines.Writer.TryWrite(line.ToString());
                line.Clear();
            }
        }

        _lines.Writer.Complete();
    }
}
