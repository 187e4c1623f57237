using Denormalized.Schema;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>Every kind of step, done by the engine on rows.</summary>
public sealed class MigrationTests
{
    public static TheoryData<string> Cases => [.. MigrationCases.All.Select(c => c.Stream)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Rows_are_what_they_were(string stream)
    {
        MigrationCase @case = MigrationCases.Of(stream);
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        MigrationPlan plan = await arena.Migration(@case).PlanAsync(CancellationToken.None);
        Assert.Equal(@case.Actions, string.Join(' ', plan.Steps.Select(s => s.Action)));
        await arena.Migration(@case).ApplyAsync(CancellationToken.None);
        await arena.AssertMigratedAsync(@case);
        Assert.Equal(0, await arena.Migration(@case).ApplyAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("widened", 7)] // columns
    [InlineData("keyname", 5)] // a copy with a rename: create, fill, exchange, retire, comment
    [InlineData("replacing", 5)] // a copy whose rows replace each other, so that what is missing is filled in again
    public async Task A_run_that_dies_behind_any_statement_is_finished_by_the_next(string stream, int statements)
    {
        MigrationCase @case = MigrationCases.Of(stream);
        int deaths = 0;
        for (bool died = true; died; deaths += died ? 1 : 0)
        {
            await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
            try
            {
                await arena.Migration(@case, new HookedClickHouse(arena.Db) { DieAfter = deaths + 1 }).ApplyAsync(CancellationToken.None);
                died = false;
            }
            catch (DeadException)
            {
                await arena.Migration(@case).ApplyAsync(CancellationToken.None);
            }

            await arena.AssertMigratedAsync(@case);
        }

        Assert.True(deaths >= statements, $"{deaths} statements");
    }

    [Theory]
    [InlineData("INSERT INTO `key__new_", 3)] // while it is copied
    [InlineData("INSERT INTO `key__new_", 1)]
    [InlineData("EXCHANGE", 1)] // between the comparison and the swap the hook stands before the statement of the history
    public async Task Rows_that_come_meanwhile_are_not_lost(string behind, int rows)
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        int left = rows;
        var db = new HookedClickHouse(arena.Db)
        {
            After = async sql =>
            {
                string old = sql.StartsWith("EXCHANGE", StringComparison.Ordinal) ? sql.Split('`')[3] : @case.Stream; // the name of the old rows from then on
                if (sql.StartsWith(behind, StringComparison.Ordinal) && left-- > 0)
                {
                    await arena.InsertAsync(old, @case.Columns, $"{100 + left}, 'late'");
                }
            },
        };
        await arena.Migration(@case, db).ApplyAsync(CancellationToken.None);
        await arena.AssertRowsAsync(@case, "id", "1|2|" + string.Join('|', Enumerable.Range(0, rows).Select(i => 100 + rows - 1 - i)));
    }

    [Fact]
    public async Task A_writer_that_never_stops_is_named_and_nothing_is_touched()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        var db = new HookedClickHouse(arena.Db)
        {
            After = sql => sql.StartsWith("INSERT INTO `key__new_", StringComparison.Ordinal) ? arena.InsertAsync(@case.Stream, @case.Columns, "9, 'late'") : Task.CompletedTask,
        };
        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => arena.Migration(@case, db).ApplyAsync(CancellationToken.None));
        Assert.Contains("stop what writes to it and run the command again", error.Message, StringComparison.Ordinal);
        Assert.Equal("(id)", await arena.TextAsync("SELECT sorting_key FROM system.tables WHERE database = currentDatabase() AND name = 'key'"));
        await arena.Migration(@case).ApplyAsync(CancellationToken.None); // with the writer stopped
        Assert.Equal("8", await arena.TextAsync("SELECT count() FROM key"));
        await arena.AssertMigratedAsync(@case with { Expected = "" });
    }

    [Theory]
    [InlineData("narrowed", "3, 2147483648, []", "1 of 'count'")]
    [InlineData("narrowed", "3, 1, [32768]", "")] // the conversion itself refuses
    [InlineData("parsed", "3, '007', generateUUIDv4()", "1 of 'value'")]
    [InlineData("parsed", "3, 'x', generateUUIDv4()", "1 of 'value'")]
    [InlineData("cleared", "3, NULL, NULL", "1 of 'value', 1 of 'text'")]
    public async Task A_value_that_has_no_place_stops_the_copy_before_it_begins(string stream, string row, string lost)
    {
        MigrationCase @case = MigrationCases.Of(stream);
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.InsertAsync(stream, @case.Columns, row);
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => arena.Migration(@case).ApplyAsync(CancellationToken.None));
        Assert.True(lost.Length == 0 ? error is ClickHouseException : error is MigrationException && error.Message.Contains(lost, StringComparison.Ordinal), error.ToString());
        Assert.Equal("3", await arena.TextAsync($"SELECT count() FROM {stream}"));
        Assert.Equal("CopyTable", string.Join(' ', (await arena.Migration(@case).PlanAsync(CancellationToken.None)).Steps.Select(s => s.Action)));
    }

    [Fact]
    public async Task With_leave_values_become_what_the_new_type_has_for_them()
    {
        MigrationCase @case = MigrationCases.Of("cleared");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.InsertAsync(@case.Stream, @case.Columns, "3, NULL, NULL");
        await arena.Migration(@case, allowLoss: true).ApplyAsync(CancellationToken.None);
        await arena.AssertMigratedAsync(@case with { Expected = @case.Expected + "|3,0,,Int32" });
    }

    [Theory]
    [InlineData("kept", "rows that TTL toDateTime(at) + toIntervalDay(4000) has expired")]
    [InlineData("removed", "the values of old")]
    [InlineData("shaped", "value begins empty")]
    public async Task What_loses_data_is_refused(string stream, string lost)
    {
        MigrationCase @case = MigrationCases.Of(stream);
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        string before = await arena.TextAsync($"SELECT * FROM {stream} ORDER BY _offset");
        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => arena.Migration(@case, allowLoss: false).ApplyAsync(CancellationToken.None));
        Assert.Contains(lost.Replace(" + ", "+", StringComparison.Ordinal), error.Message.Replace(" + ", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("--allow-data-loss", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await arena.TextAsync($"SELECT * FROM {stream} ORDER BY _offset"));
    }

    [Fact]
    public async Task Columns_indices_and_projections_of_others_come_along()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.Db.ExecuteAsync("ALTER TABLE key ADD COLUMN mine Int32 DEFAULT 4, ADD COLUMN twice Int64 MATERIALIZED id * 2, ADD COLUMN also Int64 ALIAS id + 1");
        await arena.Db.ExecuteAsync("ALTER TABLE key ADD INDEX ix name TYPE bloom_filter(0.01) GRANULARITY 2, ADD PROJECTION pr (SELECT name, count() GROUP BY name)");
        await arena.InsertAsync("key", "id, name, mine", "3, 'c', 9");
        MigrationPlan plan = await arena.Migration(@case).PlanAsync(CancellationToken.None);
        Assert.Equal(["mine"], plan.Kept);
        await arena.Migration(@case).ApplyAsync(CancellationToken.None);
        Assert.Equal("1,4,2,2|2,4,4,3|3,9,6,4", await arena.RowsAsync("key", "id, mine, twice, also"));
        Assert.Equal("ix,pr", await arena.TextAsync("""
            SELECT arrayStringConcat(groupArray(name), ',') FROM (
                SELECT name FROM system.data_skipping_indices WHERE database = currentDatabase() AND table = 'key'
                UNION ALL SELECT name FROM system.projections WHERE database = currentDatabase() AND table = 'key' ORDER BY name)
            """));
    }

    [Fact]
    public async Task A_view_follows_a_rename_and_a_run_that_died_before_it()
    {
        MigrationCase @case = MigrationCases.Of("renamed");
        for (int die = 1; die <= 4; die++) // rename, view, column; then none
        {
            await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
            await arena.Db.ExecuteAsync("CREATE TABLE slow (id Int64, latency Int64) ENGINE = MergeTree ORDER BY id");
            await arena.Db.ExecuteAsync("CREATE MATERIALIZED VIEW slow_view TO slow AS SELECT id, latency FROM renamed WHERE latency > 5");
            try
            {
                await arena.Migration(@case, new HookedClickHouse(arena.Db) { DieAfter = die }).ApplyAsync(CancellationToken.None);
            }
            catch (DeadException)
            {
                await arena.Migration(@case).ApplyAsync(CancellationToken.None);
            }

            await arena.AssertMigratedAsync(@case);
            await arena.InsertAsync("renamed", "id, latency_ms", "3, 8");
            Assert.Equal("3\t8", await arena.TextAsync("SELECT * FROM slow"));
        }
    }

    [Fact]
    public async Task A_view_is_fed_by_the_new_table_and_not_by_the_copy()
    {
        MigrationCase @case = MigrationCases.Of("keyname");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.Db.ExecuteAsync("CREATE TABLE names (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        await arena.Db.ExecuteAsync("CREATE MATERIALIZED VIEW names_view TO names AS WITH upper(name) AS u SELECT id, u AS name FROM keyname");
        await arena.Migration(@case).ApplyAsync(CancellationToken.None);
        await arena.InsertAsync("keyname", "number, name", "3, 'c'");
        Assert.Equal("3\tC", await arena.TextAsync("SELECT * FROM names"));
    }

    [Fact]
    public async Task The_history_says_what_was_run()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.Migration(@case).ApplyAsync(CancellationToken.None);
        IReadOnlyList<MigrationEntry> entries = await new MigrationHistory(arena.Db, null).ReadAsync(CancellationToken.None);
        Assert.Equal(
            ["CREATE", "INSERT", "EXCHANGE", "RENAME", "ALTER"],
            entries.Where(e => e.State == MigrationHistory.Done).Select(e => e.Sql.Split(' ')[0]));
        Assert.Contains("verified: 2\t", entries.First(e => e.Sql.StartsWith("EXCHANGE", StringComparison.Ordinal)).Reason, StringComparison.Ordinal);
        Assert.Contains(arena.Report, l => l.Contains("drop it when you have looked: DROP TABLE `key__old_", StringComparison.Ordinal));
        Assert.Equal("1\n2", await arena.TextAsync($"SELECT id FROM {await arena.TextAsync("SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'key\\_\\_old%'")} ORDER BY id"));
    }

    [Fact]
    public async Task A_table_that_is_being_replayed_is_left_alone()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using MigrationArena arena = await MigrationArena.CreateAsync(@case);
        await arena.Db.ExecuteAsync("CREATE TABLE key_replay AS key COMMENT 'denormalized replay {}'");
        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => arena.Migration(@case).ApplyAsync(CancellationToken.None));
        Assert.Contains("(the comment of 'key_replay' says so)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_missing_is_made_and_one_that_is_no_MergeTree_left_alone()
    {
        MigrationCase @case = MigrationCases.Of("key");
        await using var arena = new MigrationArena();
        Assert.Equal(1, await arena.Migration(@case).ApplyAsync(CancellationToken.None));
        await arena.AssertMigratedAsync(@case with { Expected = "" });
        await arena.Db.ExecuteAsync("DROP TABLE key SYNC");
        await arena.Db.ExecuteAsync("CREATE TABLE key (id Int64) ENGINE = Memory");
        MigrationException error = await Assert.ThrowsAsync<MigrationException>(() => arena.Migration(@case).ApplyAsync(CancellationToken.None));
        Assert.Contains("its engine is Memory", error.Message, StringComparison.Ordinal);
    }
}
