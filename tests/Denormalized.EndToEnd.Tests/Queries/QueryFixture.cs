using Denormalized.ClickHouse;

namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>The embedded engine with the rows in it, once for all tests of queries.</summary>
public sealed class QueryFixture : IAsyncLifetime
{
    public IClickHouse Db { get; private set; } = null!;

    /// <summary>The rows as ClickHouse returns them: what both sides of a comparison start from.</summary>
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Db = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "queries" });
        await RowData.InsertAsync(Db);
        Rows = await Db.From<Row>().OrderBy(r => r.N).ToListAsync();
    }

    public async Task DisposeAsync() => await Db.DisposeAsync();
}

[CollectionDefinition("queries")]
public sealed class QueryCollection : ICollectionFixture<QueryFixture>;
