using System.Text.Json;
using ClickHouse.Driver;
using Confluent.Kafka;
using Denormalized.Kafka.Confluent;
using Denormalized.TestSupport;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The program that one writes without us: Confluent.Kafka's Consume(), System.Text.Json with generated serializers,
/// ClickHouse.Driver's binary insert over HTTP in blocks of the host's size, then a commit. The server is the engine behind an
/// HTTP front in this process, so its part is counted, as it is for the others.
/// </summary>
public sealed class HandWrittenRun(Lab lab, ChdbHttpFront server)
{
    private const int BlockRows = 65_536;

    // Without the driver's default, zstd: not to compress is cheaper, and on the loopback nobody misses it.
    private static readonly InsertOptions s_options = new() { BatchSize = BlockRows, Compressor = null, QueryPlacement = InsertQueryPlacement.Url };

    static HandWrittenRun() => ConfluentLibrary.UseSameLibrdkafka();

    /// <summary>As the driver's documentation shows it: rows are arrays of objects.</summary>
    public Contender Obvious => Make("Confluent.Kafka + System.Text.Json + driver", async (client, rows) =>
        await client.InsertBinaryAsync(Lab.PlainTable, Lab.Columns, rows.Select(r => r.ToRow())!, s_options));

    /// <summary>Registered type instead of arrays, so that values are not boxed.</summary>
    public Contender Tuned => Make("The same, typed rows", async (client, rows) => await client.InsertBinaryAsync(Lab.PlainTable, rows, s_options));

    private Contender Make(string name, Func<ClickHouseClient, List<PlainPageView>, Task> insert) => new(name, () => Run(insert))
    {
        WholeProcess = true,
        WarmUps = 3,
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
    };

    private int Run(Func<ClickHouseClient, List<PlainPageView>, Task> insert)
    {
        using var client = new ClickHouseClient(server.ConnectionString);
        client.RegisterBinaryInsertType<PlainPageView>();
        using IConsumer<Ignore, byte[]> consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = lab.Load.BootstrapServers,
            GroupId = lab.NewGroup(),
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
        consumer.Subscribe(Broker.Topic);
        var rows = new List<PlainPageView>(BlockRows);
        for (int total = 1; total <= lab.Rows; total++)
        {
            ConsumeResult<Ignore, byte[]> message = consumer.Consume();
            rows.Add(JsonSerializer.Deserialize(message.Message.Value, PlainPageViewJson.Default.PlainPageView)!);
            if (rows.Count == BlockRows || total == lab.Rows)
            {
                insert(client, rows).GetAwaiter().GetResult();
                consumer.Commit();
                rows.Clear();
            }
        }

        int stored = lab.WaitForRows(Lab.PlainTable);
        consumer.Close();
        return stored;
    }
}
