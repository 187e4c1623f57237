using Denormalized.TestSupport;

namespace Denormalized.ClickHouse.Tests;

/// <summary>The contract over HTTP, with gzip both ways as the connection string's default is.</summary>
public class HttpContractTests : ClickHouseContractTests
{
    private ChdbHttpFront? _front;

    protected virtual string Options => "";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _front!.DisposeAsync();
    }

    protected override async ValueTask<IClickHouse> OpenAsync(string database)
    {
        _front = await ChdbHttpFront.StartAsync();
        await using (var server = new HttpClickHouse(_front.ConnectionString))
        {
            await server.ExecuteAsync($"CREATE DATABASE `{database}`");
        }

        return new HttpClickHouse($"{_front.ConnectionString};Database={database}{Options}");
    }
}

/// <summary>The contract over HTTP without compression.</summary>
public sealed class HttpUncompressedContractTests : HttpContractTests
{
    protected override string Options => ";Compression=false";
}
