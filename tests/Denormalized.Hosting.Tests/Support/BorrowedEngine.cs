namespace Denormalized.Hosting.Tests;

/// <summary>The engine outlives the hosts.</summary>
internal sealed class BorrowedEngine(Engine engine) : IClickHouse
{
    public string Description => engine.Description;

    public Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) =>
        engine.ExecuteAsync(sql, parameters, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) =>
        engine.QueryAsync(sql, format, parameters, cancellationToken);

    public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default) =>
        engine.InsertAsync(command, body, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
