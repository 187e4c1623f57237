using System.Globalization;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.Kafka;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// What all contenders share: a Kafka and a ClickHouse inside this process, the messages, and tables to store them in.
/// Merges are stopped, for all alike: they would charge one contender with the parts of another.
/// </summary>
public sealed class Lab : IAsyncDisposable
{
    /// <summary>One row in a message.</summary>
    public const string Topic = "page_views";

    /// <summary>Many rows in a message, one on a line.</summary>
    public const string BatchedTopic = "page_views_batched";

    public const int RowsInBatch = 100;

    /// <summary>The twelve columns of the record, sorted as the host's table, for contenders without provenance.</summary>
    public const string PlainTable = "plain_views";

    /// <summary>As <see cref="PlainTable"/>, keeping nothing.</summary>
    public const string NullTable = "null_views";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private int _groups;

    private Lab(EmbeddedClickHouse clickHouse, Messages messages)
    {
        ClickHouse = clickHouse;
        Messages = messages;
    }

    /// <summary>The record's table as the host makes it, with system columns.</summary>
    public static StreamInfo Stream => StreamRegistry.Get<PageView>().Info;

    public static IReadOnlyList<string> Columns { get; } = [.. Stream.Columns.Select(c => c.Name)];

    public Messages Messages { get; }

    public int Rows => Messages.Count;

    public EmbeddedKafka Kafka { get; } = new();

    public EmbeddedClickHouse ClickHouse { get; }

    public static async Task<Lab> OpenAsync(Messages messages)
    {
        var lab = new Lab(EmbeddedClickHouse.Open(), messages);
        await lab.ClickHouse.ExecuteAsync("SYSTEM STOP MERGES");
        await lab.ResetTablesAsync();
        await lab.ClickHouse.ExecuteAsync($"CREATE TABLE {NullTable} AS {PlainTable} ENGINE = Null");
        await lab.ProduceAsync();
        return lab;
    }

    /// <summary>A name that no consumer group had before.</summary>
    public string NewGroup() => string.Create(CultureInfo.InvariantCulture, $"bench-{++_groups}");

    public Task SqlAsync(string sql) => ClickHouse.ExecuteAsync(sql);

    /// <summary>Empty tables, so that every run inserts into the same.</summary>
    public async Task ResetTablesAsync()
    {
        await SqlAsync($"DROP TABLE IF EXISTS {Stream.Table} SYNC");
        await SqlAsync($"DROP TABLE IF EXISTS {PlainTable} SYNC");
        await SqlAsync(Stream.CreateTable);
        await SqlAsync($"CREATE TABLE {PlainTable} AS {Stream.Table}");
        foreach (string column in (string[])["_topic", "_partition", "_offset", "_row", "_source", "_pipeline"])
        {
            await SqlAsync($"ALTER TABLE {PlainTable} DROP COLUMN {column}");
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
        Kafka.Dispose();
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

    private async Task ProduceAsync()
    {
        Kafka.CreateTopic(Topic);
        Kafka.CreateTopic(BatchedTopic);
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = Kafka.CreateSettings() });
        byte[] batch = new byte[RowsInBatch * 8 * 1024];
        for (int i = 0, used = 0; i < Messages.Count; i++)
        {
            // The in-process broker keeps 5 MiB of a partition, so the load goes to all in turn, some hundred messages at a time.
            producer.Produce(Topic, i / 256 % EmbeddedKafka.DefaultPartitions, Messages[i]);
            Messages[i].CopyTo(batch.AsSpan(used));
            used += Messages[i].Length;
            batch[used++] = (byte)'\n';
            if ((i + 1) % RowsInBatch == 0 || i + 1 == Messages.Count)
            {
                producer.Produce(BatchedTopic, i / RowsInBatch % EmbeddedKafka.DefaultPartitions, batch.AsSpan(0, used));
                used = 0;
            }
        }

        await producer.FlushAsync();
    }
}
