using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using Denormalized.Tool.Locks;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>A database of its own, in which a table of a case is made, filled and migrated.</summary>
internal sealed class MigrationArena : IAsyncDisposable
{
    private static int s_databases;

    private readonly string _database;
    private readonly bool _isOwn;
    private int _offset;

    /// <summary>A database of its own in the engine of the tests.</summary>
    public MigrationArena()
        : this(TestEngine.Folder, $"migrate_{Interlocked.Increment(ref s_databases)}") => _isOwn = true;

    private MigrationArena(string path, string database)
    {
        _database = database;
        Db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path, Database = database });
    }

    public EmbeddedClickHouse Db { get; }

    public List<string> Report { get; } = [];

    public async ValueTask DisposeAsync()
    {
        if (_isOwn)
        {
            await Db.ExecuteAsync($"DROP DATABASE {_database}");
        }

        await Db.DisposeAsync();
    }

    /// <summary>The table as it was before the change, with its rows.</summary>
    public static async Task<MigrationArena> CreateAsync(MigrationCase @case)
    {
        var arena = new MigrationArena();
        await arena.FillAsync(@case);
        return arena;
    }

    /// <summary>A folder that outlives the process.</summary>
    public static MigrationArena Open(string path) => new(path, "default");

    public async Task FillAsync(MigrationCase @case)
    {
        await Db.ExecuteAsync(MigrationCases.BeforeOf(@case.Stream).CreateTable);
        foreach (string row in @case.Rows)
        {
            await InsertAsync(@case.Stream, @case.Columns, row);
        }
    }

    /// <summary>A row as a pipeline writes it: each has a position of its own.</summary>
    public Task InsertAsync(string table, string columns, string row) => Db.ExecuteAsync(
        $"INSERT INTO {table} ({columns}, _topic, _partition, _offset, _row, _source, _pipeline) SELECT {row}, 'topic', 0, {_offset++}, 0, 'source', 'p@1'");

    public TableMigration Migration(MigrationCase @case, IClickHouse? db = null, bool? allowLoss = null, string? cluster = null) => new(
        db ?? Db, MigrationCases.AfterOf(@case.Stream), null, new MigrationSettings { AllowLoss = allowLoss ?? @case.AllowLoss, DropColumns = @case.DropColumns, Cluster = cluster }, Report.Add);

    public async Task AssertMigratedAsync(MigrationCase @case)
    {
        if (@case.Expected.Length > 0)
        {
            Assert.Equal(@case.Expected, await RowsAsync(@case));
        }

        ProjectStream after = MigrationCases.AfterOf(@case.Stream);
        MigrationPlan again = await Migration(@case).PlanAsync(CancellationToken.None);
        Assert.True(again.Steps.Count == 0, string.Join('\n', again.Steps.SelectMany(s => s.Sql)));
        Assert.Equal("0", await TextAsync($"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name LIKE '%\\_\\_new\\_%'"));
        Assert.Equal(
            string.Join(',', after.Shape.Table.Columns.Select(c => c.Name)),
            await TextAsync($"SELECT arrayStringConcat(groupArray(name), ',') FROM (SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '{@case.Stream}' ORDER BY position)"));
    }

    public async Task AssertRowsAsync(MigrationCase @case, string query, string expected)
    {
        Assert.Equal(expected, await RowsAsync(@case.Stream, query));
        await AssertMigratedAsync(@case with { Expected = "" });
    }

    public Task<string> RowsAsync(MigrationCase @case) => RowsAsync(@case.Stream, @case.Query, @case.Stream == "replacing" ? " FINAL" : "");

    public async Task<string> RowsAsync(string table, string query, string final = "")
        => (await TextAsync($"SELECT {query} FROM {table}{final} ORDER BY _offset")).Replace('\t', ',').Replace('\n', '|');

    public async Task<string> TextAsync(string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> part in Db.QueryAsync(sql, "TSVRaw"))
        {
            text.Append(Encoding.UTF8.GetString(part.Span));
        }

        return text.ToString().TrimEnd('\n');
    }
}
