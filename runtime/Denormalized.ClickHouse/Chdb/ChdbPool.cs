using System.Collections.Concurrent;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>Sessions of one instance: at most <see cref="EmbeddedOptions.MaxConnections"/>, made when needed and kept.</summary>
internal sealed class ChdbPool : IAsyncDisposable
{
    private readonly ChdbEngine.Lease _engine;
    private readonly IReadOnlyList<string> _settings;
    private readonly string _database;
    private readonly int _size;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentStack<ChdbSession> _idle = new();
    private volatile bool _disposed;

    public ChdbPool(ChdbEngine.Lease engine, IReadOnlyList<string> settings, string database, int size)
    {
        _engine = engine;
        _settings = settings;
        _database = database;
        _size = size;
        _free = new SemaphoreSlim(size, size);
    }

    /// <summary>Waits for a session; given back with <see cref="Return"/>.</summary>
    public async Task<ChdbSession> RentAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedClickHouse));
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedClickHouse));
            return _idle.TryPop(out ChdbSession? session)
                ? session
                : await ChdbSession.OpenAsync(_engine, _settings, _database).ConfigureAwait(false);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Gives a session back after its statement has ended.</summary>
    public void Return(ChdbSession session)
    {
        if (session.IsTainted)
        {
            session.Dispose();
        }
        else
        {
            _idle.Push(session);
        }

        _free.Release();
    }

    /// <summary>Waits for the statements that are running, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (int i = 0; i < _size; i++)
        {
            await _free.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryPop(out ChdbSession? session))
        {
            session.Dispose();
        }

        // Callers that wait for a session wake up, see that the pool is gone and say so.
        _free.Release(_size);
    }
}
