using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>What a process that dies between two statements looks like from within.</summary>
internal sealed class DeadException : Exception;

/// <summary>The engine, which stops the caller behind a statement, or lets others do something there.</summary>
internal sealed class HookedClickHouse(IClickHouse engine) : IClickHouse
{
    private int _statements;

    /// <summary>The caller dies behind this statement, from 1; those of the history, by which nothing is decided, do not count.</summary>
    public int DieAfter { get; init; } = int.MaxValue;

    /// <summary>Runs behind each statement that changes something.</summary>
    public Func<string, Task> After { get; init; } = _ => Task.CompletedTask;

    public string Description => engine.Description;

    public async Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
    {
        await engine.ExecuteAsync(sql, parameters, cancellationToken);
        await After(sql);
        if (!sql.Contains(MigrationHistory.Table, StringComparison.Ordinal) && ++_statements == DieAfter)
        {
            throw new DeadException();
        }
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
        => engine.QueryAsync(sql, format, parameters, cancellationToken);

    public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
        => engine.InsertAsync(command, body, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
