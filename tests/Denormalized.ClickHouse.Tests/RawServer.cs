using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Denormalized.ClickHouse.Tests;

/// <summary>Answers every connection with the same bytes and closes it; without an answer it keeps silent.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private readonly string? _answer;
    private readonly Task _accepting;

    public RawServer(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Head and beginning of the next request.</summary>
    public async Task<string> NextRequestAsync() => await _requests.Reader.ReadAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            _stopped.SetResult();
            await _accepting;
            _listener.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            string request = await ReadRequestAsync(stream);
            _requests.Writer.TryWrite(request);
            if (_answer is not null)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer));
                return;
            }

            await _stopped.Task;
        }
    }

    // The client sends head and body of a short statement at once or in two pieces; Content-Length says when it is whole.
    private static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int read = await stream.ReadAsync(buffer);
            request.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string text = request.ToString();
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            System.Text.RegularExpressions.Match length = System.Text.RegularExpressions.Regex.Match(text, @"Content-Length: (\d+)");
            if (read == 0 || (head >= 0 && length.Success && text.Length >= head + 4 + int.Parse(length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
            {
                return text;
            }
        }
    }
}
