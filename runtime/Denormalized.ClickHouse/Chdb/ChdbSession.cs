using System.Collections.Concurrent;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// A connection on a thread of its own: the engine's calls block, for minutes when a query is long, and the thread pool
/// must not pay for that. A statement that is running is cancelled with KILL QUERY from another connection, as a connection
/// cannot be told anything while it is busy.
/// </summary>
internal sealed class ChdbSession : IDisposable
{
    // A kill that comes before the statement is listed finds nothing, so it is repeated until the statement has ended.
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(50);

    private readonly BlockingCollection<Action> _work = [];
    private readonly ChdbEngine.Lease _engine;
    private readonly ChdbConnection _connection;
    private readonly Thread _thread;
    private readonly string _tag;
    private int _closed;

    private ChdbSession(ChdbEngine.Lease engine, ChdbConnection connection, string tag)
    {
        _engine = engine;
        _connection = connection;
        _tag = tag;
        _thread = new Thread(Work) { IsBackground = true, Name = "chDB " + tag };
        _thread.Start();
    }

    /// <summary>Set when a statement has changed the connection's own state, so that it must not serve another caller.</summary>
    public bool IsTainted { get; set; }

    /// <summary>Connects and makes <paramref name="database"/> the current one.</summary>
    public static Task<ChdbSession> OpenAsync(ChdbEngine.Lease engine, IReadOnlyList<string> settings, string database) => Task.Run(() =>
    {
        string tag = "denormalized-" + Guid.NewGuid().ToString("N");
        ChdbConnection connection = engine.Connect([.. settings, "--log_comment=" + tag]);
        try
        {
            connection.Query("USE " + SqlText.Identifier(database), "Null").Dispose();
            var session = new ChdbSession(engine, connection, tag);
            ChdbEngine.Opened(session);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Runs <paramref name="work"/> on the session's thread; cancelling kills the statement.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the statement has ended when this is thrown.</exception>
    public async Task<T> RunAsync<T>(Func<ChdbConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<T> running = PostAsync(work);
        if (!cancellationToken.CanBeCanceled)
        {
            return await running.ConfigureAwait(false);
        }

        Task killing = Task.CompletedTask;
        try
        {
            using (cancellationToken.Register(() => killing = Task.Run(() => KillAsync(running), CancellationToken.None)))
            {
                return await running.ConfigureAwait(false);
            }
        }
        catch (ClickHouseException e) when (e.Code == ClickHouseErrorCodes.QueryWasCancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            // A kill under way must not hit the next statement.
            await killing.ConfigureAwait(false);
        }
    }

    /// <summary>Runs <paramref name="work"/> on the session's thread, to its end.</summary>
    public Task<T> PostAsync<T>(Func<ChdbConnection, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work(_connection));
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Closes the connection; no statement may be running.</summary>
    public void Dispose()
    {
        ChdbEngine.Closed(this);
        _ = Close(Timeout.InfiniteTimeSpan);
        _work.Dispose();
    }

    /// <summary>Closes the connection after the statement that is running, if any; false when that took too long.</summary>
    public bool Close(TimeSpan timeout)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _work.Add(_connection.Dispose);
            _work.CompleteAdding();
        }

        return _thread.Join(timeout);
    }

    private void Work()
    {
        foreach (Action item in _work.GetConsumingEnumerable())
        {
            item();
        }
    }

    private async Task KillAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            using (ChdbConnection killer = _engine.Connect([]))
            {
                killer.Query($"KILL QUERY WHERE Settings['log_comment'] = {SqlText.Literal(_tag)} ASYNC", "Null").Dispose();
            }

            await Task.WhenAny(running, Task.Delay(KillInterval)).ConfigureAwait(false);
        }
    }
}
