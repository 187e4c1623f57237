using System.Globalization;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Kafka;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// What all contenders share: brokers in a process of their own, a ClickHouse inside this one, and tables to store rows in.
/// Merges are stopped, for all alike: they would charge one contender with the parts of another.
/// </summary>
public sealed class Lab : IAsyncDisposable
{
    /// <summary>The twelve columns of the record, sorted and set as the host's table, for contenders without provenance.</summary>
    public const string PlainTable = "plain_views";

    /// <summary>As <see cref="PlainTable"/>, with ClickHouse's own settings of a table.</summary>
    public const string DefaultTable = "default_views";

    /// <summary>As <see cref="PlainTable"/>, keeping nothing.</summary>
    public const string NullTable = "null_views";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private int _groups;

    private Lab(EmbeddedClickHouse clickHouse, Broker broker)
    {
        ClickHouse = clickHouse;
        Broker = broker;
        Load = broker.Loads[0];
    }

    /// <summary>The record's table as the host makes it, with system columns.</summary>
    public static StreamInfo Stream => StreamRegistry.Get<PageView>().Info;

    public static IReadOnlyList<string> Columns { get; } = [.. Stream.Columns.Select(c => c.Name)];

    public Broker Broker { get; }

    /// <summary>What the contender that runs has to store.</summary>
    public Load Load { get; set; }

    public int Rows => Load.Rows;

    public EmbeddedClickHouse ClickHouse { get; }

    /// <summary>Settings of a client of the load's brokers.</summary>
    public KafkaSettings Kafka => new()
    {
        { "bootstrap.servers", Load.BootstrapServers },
        { "session.timeout.ms", "4000" },
        { "heartbeat.interval.ms", "500" },
    };

    // Held over all labs: an engine that was closed and booted again in one process makes no more tables of engine Kafka
    // (LOGICAL_ERROR, "Shutdown was called").
    private static readonly Lazy<EmbeddedClickHouse> Booted = new(() => EmbeddedClickHouse.Open());

    /// <summary>A connection to the engine of this process.</summary>
    public static EmbeddedClickHouse Connect()
    {
        _ = Booted.Value;
        return EmbeddedClickHouse.Open();
    }

    /// <param name="loads">Numbers of rows.</param>
    public static async Task<Lab> OpenAsync(params IReadOnlyList<int> loads)
    {
        var lab = new Lab(Connect(), Broker.Start(loads));
        await lab.SqlAsync($"DROP TABLE IF EXISTS {NullTable}");
        await lab.SqlAsync($"{CreatePlain(NullTable)} ENGINE = Null");
        return lab;
    }

    /// <summary>A name that no consumer group had before.</summary>
    public string NewGroup() => string.Create(CultureInfo.InvariantCulture, $"bench-{++_groups}");

    public Task SqlAsync(string sql) => ClickHouse.ExecuteAsync(sql);

    /// <summary>Empty tables, so that every run inserts into the same.</summary>
    public async Task ResetTablesAsync()
    {
        string engine = Stream.CreateTable[Stream.CreateTable.IndexOf("ENGINE", StringComparison.Ordinal)..];
        (string Table, string Create)[] tables =
        [
            (Stream.Table, Stream.CreateTable),
            (PlainTable, CreatePlain(PlainTable) + engine),
            (DefaultTable, CreatePlain(DefaultTable) + engine[..engine.IndexOf("SETTINGS", StringComparison.Ordinal)]),
        ];
        foreach ((string table, string create) in tables)
        {
            await SqlAsync($"DROP TABLE IF EXISTS {table} SYNC");
            await SqlAsync(create);
            await SqlAsync($"SYSTEM STOP MERGES {table}");
        }
    }

    /// <summary>Returns when every message's row can be seen.</summary>
    public int WaitForRows(string table)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        long rows = CountAsync(table).GetAwaiter().GetResult();
        while (rows < Rows)
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"{table} has {rows} of {Rows} rows after {s_patience}.");
            }

            Thread.Sleep(s_look);
            rows = CountAsync(table).GetAwaiter().GetResult();
        }

        return rows == Rows ? Rows : throw new InvalidOperationException($"{table} has {rows} rows, {Rows} were produced.");
    }

    public async ValueTask DisposeAsync()
    {
        await ClickHouse.DisposeAsync();
        Broker.Dispose();
    }

    // The statement is that of the stream's own table, without the lines of the system columns.
    private static string CreatePlain(string table)
    {
        string columns = Stream.CreateTable[Stream.CreateTable.IndexOf('(')..Stream.CreateTable.IndexOf("ENGINE", StringComparison.Ordinal)];
        string[] kept = [.. columns.Split('\n').Where(line => line.StartsWith("    `", StringComparison.Ordinal) && !line.Contains("`_", StringComparison.Ordinal))];
        return $"CREATE TABLE {table}\n(\n{string.Join('\n', kept).TrimEnd(',')}\n)\n";
    }

    private async Task<long> CountAsync(string table) =>
        long.Parse(await ScalarAsync($"SELECT count() FROM {table}"), CultureInfo.InvariantCulture);

    private async Task<string> ScalarAsync(string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> chunk in ClickHouse.QueryAsync(sql, "TabSeparated"))
        {
            text.Append(Encoding.UTF8.GetString(chunk.Span));
        }

        return text.ToString().TrimEnd();
    }
}
