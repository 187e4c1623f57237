using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>The rows of one output in a batch, as one insert.</summary>
/// <param name="Stream">The output.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Body">A Native block.</param>
/// <param name="Token">Deduplication token: the same for the same offsets of the same pipeline logic.</param>
/// <param name="Ranges">Offsets that the rows come from.</param>
/// <param name="StoredBefore">Number of offsets in the ranges that the table held before.</param>
internal sealed record InsertUnit(StreamInfo Stream, int Rows, ChunkedBuffer Body, string Token, IReadOnlyList<OffsetRange> Ranges, long StoredBefore);

/// <summary>How an insert ended.</summary>
internal enum InsertOutcome
{
    /// <summary>All rows are stored.</summary>
    Stored,

    /// <summary>ClickHouse refuses a row of it.</summary>
    Refused,

    /// <summary>An attempt failed after some of the rows were stored: the rest has to be found by a skip set.</summary>
    Partly,
}

/// <summary>Stores the rows of a batch.</summary>
internal interface IInserter
{
    /// <summary>Stores one unit; returns when it is stored, or cannot be as it is.</summary>
    Task<(InsertOutcome Outcome, ClickHouseException? Error)> InsertAsync(InsertUnit unit, CancellationToken cancellationToken);
}

/// <summary>Inserts until it is done, with back-off: what was read is never dropped.</summary>
internal sealed class Inserter : IInserter
{
    private readonly IClickHouse _clickHouse;
    private readonly StoredOffsets _stored;
    private readonly Ownership _ownership;
    private readonly TimeSpan _timeout;
    private readonly PipelineStatus _status;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    public Inserter(IClickHouse clickHouse, StoredOffsets stored, Ownership ownership, DenormalizedOptions options, PipelineStatus status, ILogger logger, TimeProvider time)
    {
        _clickHouse = clickHouse;
        _stored = stored;
        _ownership = ownership;
        _timeout = options.InsertTimeout;
        _status = status;
        _logger = logger;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<(InsertOutcome Outcome, ClickHouseException? Error)> InsertAsync(InsertUnit unit, CancellationToken cancellationToken)
    {
        using var activity = PipelineMetrics.Activities.StartActivity("insert", ActivityKind.Client);
        activity?.SetTag("db.system", "clickhouse").SetTag("db.collection.name", unit.Stream.Table).SetTag("rows", unit.Rows);
        var step = $"insert into {unit.Stream.Table}";
        var retry = Retries.Create(_time, IsTransient, (error, attempt, delay) =>
        {
            _status.Problem(step, $"Insert into ClickHouse ({_clickHouse.Description}) fails: {error.Message}");
            _status.Metrics.Error(_status.Pipeline, "insert");
            Log.InsertRetried(_logger, _status.Pipeline, attempt, delay, error);
        });
        var attempts = 0;
        try
        {
            await retry.ExecuteAsync(
                async token =>
                {
                    var retried = attempts++ > 0;

                    // The answer may be lost though the rows arrived, and an insert over several table partitions is not atomic.
                    if (retried && await _stored.CountAsync(unit.Stream.Table, unit.Ranges, token).ConfigureAwait(false) > unit.StoredBefore)
                    {
                        throw new PartlyStoredException();
                    }

                    await InsertOnceAsync(unit, token).ConfigureAwait(false);

                    // A server that crashed may take the second attempt for a duplicate of rows that it has lost.
                    if (retried && await _stored.CountAsync(unit.Stream.Table, unit.Ranges, token).ConfigureAwait(false) < unit.StoredBefore + unit.Rows)
                    {
                        throw new PartlyStoredException();
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return (InsertOutcome.Stored, null);
        }
        catch (PartlyStoredException)
        {
            return (InsertOutcome.Partly, null);
        }
        catch (ClickHouseException error) when (ClickHouseErrors.IsFaultOfRows(error))
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            return (InsertOutcome.Refused, error);
        }
        finally
        {
            _status.Solved(step);
        }
    }

    private static bool IsTransient(Exception error) => error switch
    {
        PartlyStoredException => false,
        OperationCanceledException => false,
        ClickHouseException refused => !ClickHouseErrors.IsFaultOfRows(refused),
        _ => true,
    };

    private async Task InsertOnceAsync(InsertUnit unit, CancellationToken cancellationToken)
    {
        var command = new InsertCommand(unit.Stream.Table, [.. unit.Stream.Columns.Select(c => c.Name), .. SystemColumns.Names])
        {
            Settings =
            [
                new("insert_deduplication_token", unit.Token),
                new("max_partitions_per_insert_block", "0"),
            ],
        };

        await _ownership.SureAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var insert = _clickHouse.InsertAsync(command, unit.Body.Chunks, limit.Token);
            FaultPoints.Pass(FaultPoints.MidInsert);
            await insert.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The insert into {unit.Stream.Table} took longer than Denormalized:InsertTimeout ({_timeout}).");
        }

        _status.Metrics.Inserted(_status.Pipeline, unit.Stream.Table, unit.Rows, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Some rows of a failed insert are stored.</summary>
    private sealed class PartlyStoredException : Exception;
}
