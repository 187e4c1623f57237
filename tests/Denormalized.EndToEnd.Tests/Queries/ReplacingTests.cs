using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>Of it the row with the largest version counts.</summary>
[Stream("query_accounts"), Replacing(nameof(Version))]
public sealed partial record Account
{
    public required int Id { get; init; }

    public required long Version { get; init; }

    public long Balance { get; init; }
}

/// <summary>Queries see the last row of a key, whether ClickHouse has merged yet or not.</summary>
[Collection("queries")]
public class ReplacingTests(QueryFixture fixture)
{
    [Fact]
    public async Task Only_the_last_row_of_a_key_is_read()
    {
        StreamCodec<Account> codec = StreamRegistry.Get<Account>();
        await fixture.Db.ExecuteAsync("DROP TABLE IF EXISTS query_accounts");
        await fixture.Db.ExecuteAsync(codec.Info.CreateTable);
        await fixture.Db.ExecuteAsync("SYSTEM STOP MERGES query_accounts");
        for (int version = 3; version > 0; version--)
        {
            Account[] rows = [new() { Id = 1, Version = version, Balance = 10 * version }, new() { Id = 2 + version, Version = 1, Balance = 1 }];
            await fixture.Db.InsertAsync(new InsertCommand(codec.Info.Table, [.. codec.Info.Columns.Select(c => c.Name)]), [NativeRows.Write(codec, rows)]);
        }

        Query<Account> accounts = fixture.Db.From<Account>();
        Assert.Equal([(1, 30L), (3, 1L), (4, 1L), (5, 1L)], (await accounts.OrderBy(a => a.Id).Select(a => new { a.Id, a.Balance }).ToListAsync()).Select(a => (a.Id, a.Balance)));
        Assert.Equal(4, await accounts.CountAsync());
        Assert.False(await accounts.Where(a => a.Balance == 10).AnyAsync());
        Assert.Equal(33, (await accounts.GroupBy(a => 1).Select(g => g.Sum(a => a.Balance)).ToListAsync())[0]);
        Assert.Equal(30, (await accounts.OrderByDescending(a => a.Balance).Take(2).Where(a => a.Id == 1).FirstOrDefaultAsync())!.Balance);
    }
}
