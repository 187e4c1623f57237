using Denormalized.ClickHouse;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>
/// Migrations of a cluster. The embedded engine has neither clusters nor the Keeper that ON CLUSTER needs, so each statement is
/// parsed by ClickHouse as it is, and then run without what is of the cluster.
/// </summary>
public sealed class ClusterTests
{
    private const string OnCluster = " ON CLUSTER `main`";

    public static TheoryData<string> Cases => MigrationTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_statement_is_of_the_whole_cluster(string stream)
    {
        MigrationCase @case = MigrationCases.Of(stream);
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await using var db = new ClusterParser(arena.Db);
        await arena.Migration(@case, db, cluster: "main").ApplyAsync(CancellationToken.None);
        await arena.AssertMigratedAsync(@case);
        Assert.NotEmpty(db.Statements);
        bool isCopied = @case.Actions.Contains("CopyTable", StringComparison.Ordinal);
        Assert.Equal(isCopied ? 1 : 0, db.Statements.Count(s => s.StartsWith("SYSTEM SYNC REPLICA", StringComparison.Ordinal)));
        Assert.Equal(isCopied ? 2 : 1, db.Statements.Count(s => s.StartsWith("CREATE", StringComparison.Ordinal) && s.Contains("Replicated", StringComparison.Ordinal))); // one is the history
        Assert.Equal(db.Statements, db.Statements.Where(s => s.Contains(OnCluster, StringComparison.Ordinal) || s.StartsWith("INSERT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cluster_that_the_server_does_not_know_is_said_before_anything_is_done()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        var error = await Assert.ThrowsAsync<MigrationException>(() => arena.Migration(@case, cluster: "main").ApplyAsync(CancellationToken.None));
        Assert.StartsWith("The server has no cluster 'main'", error.Message, StringComparison.Ordinal);
        Assert.Equal("key", await arena.TextAsync("SHOW TABLES"));
    }

    [Fact]
    public async Task What_is_no_statement_is_refused()
    {
        await using var db = new ClusterParser(TestEngine.Instance);
        var error = await Assert.ThrowsAsync<ClickHouseException>(() => db.ExecuteAsync($"ALTER TABLE t ADD COLUMN x Int32{OnCluster}"));
        Assert.Contains("SYNTAX_ERROR", error.Message, StringComparison.Ordinal);
    }

    private sealed class ClusterParser(IClickHouse engine) : IClickHouse
    {
        public List<string> Statements { get; } = [];

        public string Description => engine.Description;

        public async Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
        {
            Statements.Add(sql);
            if (!sql.StartsWith("INSERT", StringComparison.Ordinal))
            {
                await foreach (ReadOnlyMemory<byte> _ in engine.QueryAsync("EXPLAIN AST " + sql, "TSVRaw", parameters, cancellationToken))
                {
                }
            }

            if (!sql.StartsWith("SYSTEM SYNC REPLICA", StringComparison.Ordinal))
            {
                await engine.ExecuteAsync(sql.Replace(OnCluster, "", StringComparison.Ordinal).Replace("ENGINE = Replicated", "ENGINE = ", StringComparison.Ordinal), parameters, cancellationToken);
            }
        }

        public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
            string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
            => engine.QueryAsync(sql.Replace("system.clusters", "(SELECT 'main' AS cluster, 1 AS shard_num)", StringComparison.Ordinal), format, parameters, cancellationToken);

        public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
            => engine.InsertAsync(command, body, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
