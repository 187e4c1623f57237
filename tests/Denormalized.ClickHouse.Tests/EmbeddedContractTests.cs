namespace Denormalized.ClickHouse.Tests;

public sealed class EmbeddedContractTests : ClickHouseContractTests
{
    protected override ValueTask<IClickHouse> OpenAsync(string database) =>
        ValueTask.FromResult<IClickHouse>(EmbeddedClickHouse.Open(new EmbeddedOptions { Database = database }));
}
