using System.Diagnostics;
using System.Runtime.CompilerServices;
using Denormalized.ClickHouse.Chdb;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denormalized.ClickHouse;

/// <summary>
/// ClickHouse inside the process (chDB), for development, tests and small single-process deployments. A process has one
/// engine on one folder; instances on the same folder share it and have connections and a database of their own. A folder
/// belongs to one process at a time.
/// </summary>
/// <remarks>
/// Statements run on threads of this class, one connection each; callers are never blocked. Connections are reused and
/// nothing is carried from one statement to the next: SET, USE and temporary tables end with their statement.
/// Cancelling ends the statement in the engine before <see cref="OperationCanceledException"/> is thrown.
/// </remarks>
public sealed partial class EmbeddedClickHouse : IClickHouse
{
    private readonly ChdbEngine.Lease _engine;
    private readonly ChdbPool _pool;
    private readonly ILogger _logger;
    private int _disposed;

    private EmbeddedClickHouse(ChdbEngine.Lease engine, EmbeddedOptions options, ILogger logger)
    {
        _engine = engine;
        _logger = logger;
        _pool = new ChdbPool(engine, ConnectionArguments(options), options.Database, options.MaxConnections);
        Description = options.Database == "default" ? $"embedded:{engine.Path}" : $"embedded:{engine.Path}#{options.Database}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Full path of the folder that holds the data.</summary>
    public string Path => _engine.Path;

    /// <summary>Boots the engine, or joins the one that this process has on the same folder. Takes 0.1 to 0.6 s the first time.</summary>
    /// <param name="options">Options; null means a temporary folder.</param>
    /// <param name="logger">Logger; null means none.</param>
    /// <exception cref="DllNotFoundException">libchdb is missing; the message says how to get it.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no build of chDB for this machine.</exception>
    /// <exception cref="IOException">Another process has the folder open.</exception>
    /// <exception cref="InvalidOperationException">This process has the engine open on another folder.</exception>
    /// <exception cref="ClickHouseException">A setting of the options was refused.</exception>
    public static EmbeddedClickHouse Open(EmbeddedOptions? options = null, ILogger? logger = null)
    {
        options ??= new EmbeddedOptions();
        logger ??= NullLogger.Instance;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1);

        long start = Stopwatch.GetTimestamp();
        ChdbEngine.Lease engine = ChdbEngine.Acquire(options);
        try
        {
            // Also shows that the settings are accepted.
            using ChdbConnection connection = engine.Connect(ConnectionArguments(options));
            connection.Query("CREATE DATABASE IF NOT EXISTS " + SqlText.Identifier(options.Database), "Null").Dispose();
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        LogOpened(logger, ChdbEngine.Version, engine.Library, engine.Path, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return new EmbeddedClickHouse(engine, options, logger);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
    {
        ChdbSession session = await _pool.RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            session.IsTainted = SqlText.ChangesSession(sql);
            using ChdbResult result = await session.RunAsync(c => c.Query(sql, "Null", parameters), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pool.Return(session);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Native, RowBinary, TSV, CSV and the formats of one JSON object for each row are streamed, with about two blocks in
    /// memory. Formats with a header or footer (JSON, Parquet, ...) are built whole in memory first. The statement itself
    /// must have no FORMAT clause.
    /// </remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql,
        string format = "Native",
        IReadOnlyList<QueryParameter>? parameters = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChdbSession session = await _pool.RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (ReadOnlyMemory<byte> chunk in ChdbQuery.ReadAsync(session, sql, format, parameters, cancellationToken).ConfigureAwait(false))
            {
                yield return chunk;
            }
        }
        finally
        {
            _pool.Return(session);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Cancelling is observed until the last byte has been handed to the engine; after that the insert runs to its end, as
    /// its outcome would otherwise be unknown. An insert that touches one partition of the table and has fewer than
    /// 1,048,449 rows and 256 MB is atomic, also over kill -9. Rows of materialized views are counted in the result.
    /// </remarks>
    public async Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        string sql = SqlText.Insert(command);
        ChdbSession session = await _pool.RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.PostAsync(c => c.Insert(sql, command.Format, body, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _pool.Return(session);
        }
    }

    /// <summary>Waits for the statements that are running, closes the connections and, when it was the last instance, the engine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _pool.DisposeAsync().ConfigureAwait(false);
        _engine.Dispose();
        LogClosed(_logger, _engine.Path);
    }

    private static List<string> ConnectionArguments(EmbeddedOptions options)
    {
        // The engine writes a result with the settings of the connection, not with those that the query itself names.
        List<string> arguments = ["--async_insert=0", "--low_cardinality_allow_in_native_format=0"];
        if (options.MaxThreads is { } threads)
        {
            arguments.Add($"--max_threads={threads}");
        }

        arguments.AddRange(options.Settings.Select(s => $"--{SqlText.SettingName(s.Key)}={s.Value}"));
        return arguments;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Embedded ClickHouse {Version} ({Library}) is open on {Path} after {Elapsed:F0} ms")]
    private static partial void LogOpened(ILogger logger, string version, string library, string path, double elapsed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Embedded ClickHouse on {Path} is closed for this instance")]
    private static partial void LogClosed(ILogger logger, string path);
}
