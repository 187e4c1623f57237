using Denormalized.Schema;
using Denormalized.Tool.Locks;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>A column of [JsonColumn] is computed by the server: it is added like any other, and never copied.</summary>
public sealed class ComputedColumnTests
{
    [Fact]
    public async Task A_column_that_the_server_computes_is_added_and_left_out_of_a_copy()
    {
        ProjectStream before = Stream("[property: SortKey(0)] long Id, System.Text.Json.JsonElement Document");
        await using var arena = new MigrationArena();
        await arena.Db.ExecuteAsync(before.CreateTable);
        await arena.InsertAsync("opened", "id, document", "1, '{\"a\":5}'");
        await arena.InsertAsync("opened", "id, document", "2, '[]'");

        Assert.Equal([MigrationAction.AddColumn], await MigrateAsync(arena, "[property: SortKey(0)] long Id, [property: JsonColumn] System.Text.Json.JsonElement Document"));
        Assert.Equal("1,{\"a\":5},0|2,[],1", await arena.RowsAsync("opened", "id, document, isNull(document_json)"));

        Assert.Equal([MigrationAction.CopyTable], await MigrateAsync(arena, "[property: SortKey(0)] int Id, [property: JsonColumn] System.Text.Json.JsonElement Document"));
        Assert.Equal("1,{\"a\":5},0|2,[],1", await arena.RowsAsync("opened", "id, document, isNull(document_json)"));
    }

    private static async Task<IEnumerable<MigrationAction>> MigrateAsync(MigrationArena arena, string members)
    {
        var migration = new TableMigration(arena.Db, Stream(members), null, new MigrationSettings(), _ => { });
        MigrationPlan plan = await migration.PlanAsync(CancellationToken.None);
        await migration.ApplyAsync(CancellationToken.None);
        Assert.Empty((await migration.PlanAsync(CancellationToken.None)).Steps);
        return plan.Steps.Select(s => s.Action);
    }

    private static ProjectStream Stream(string members)
        => MigrationCases.Read($"using Denormalized; [Stream(\"opened\")] public sealed record Opened({members});").Single();
}
