namespace Denormalized.Hosting;

/// <summary>Where all pipelines write files, ClickHouse need not be configured; who asks for it all the same is told so.</summary>
internal sealed class NoClickHouse : IClickHouse
{
    public string Description => "none";

    public Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) => throw Missing();

    public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) =>
        throw Missing();

    public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default) => throw Missing();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static InvalidOperationException Missing() => new("No ClickHouse is configured: set ConnectionStrings:clickhouse.");
}
