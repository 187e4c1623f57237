using Denormalized.Kafka;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The cheapest consumer there is, and ClickHouse parses: messages joined by line feeds are inserted as JSONEachRow, in blocks
/// of the host's size. Also without the insert: what Kafka and its broker cost alone.
/// </summary>
public sealed class RawRun(Lab lab)
{
    private const int BlockRows = 65_536;

    private readonly byte[] _block = new byte[BlockRows * 1024];

    public Contender ConsumeOnly => new("Kafka alone: raw batch consume", () => Consume(table: null)) { WholeProcess = true, WarmUps = 3 };

    public Contender PassThrough => Insert("Raw batch consume + JSONEachRow insert", Lab.PlainTable);

    public Contender PassThroughDefault => Insert("The same, table with ClickHouse's settings", Lab.DefaultTable);

    private Contender Insert(string name, string table) => new(name, () => Consume(table))
    {
        WholeProcess = true,
        WarmUps = 3,
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
    };

    private int Consume(string? table)
    {
        var insert = new InsertCommand(table ?? "", Lab.Columns) { Format = "JSONEachRow", Settings = [new("date_time_input_format", "best_effort")] };
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = lab.Kafka });
        consumer.Assign([.. Enumerable.Range(0, EmbeddedKafka.DefaultPartitions).Select(p => new TopicPartitionOffset(Broker.Topic, p, KafkaOffset.Beginning))]);
        var joiner = new Joiner { Block = _block };
        int total = 0;
        while (total < lab.Rows)
        {
            int room = Math.Min(4096, BlockRows - joiner.Rows);
            total += consumer.ConsumeBatch(TimeSpan.FromMilliseconds(10), room, ref joiner);
            if (joiner.Rows == BlockRows || total == lab.Rows)
            {
                if (table is not null)
                {
                    lab.ClickHouse.InsertAsync(insert, [_block.AsMemory(0, joiner.Used)]).GetAwaiter().GetResult();
                }

                joiner.Used = joiner.Rows = 0;
            }
        }

        return table is null ? total : lab.WaitForRows(table);
    }

    private struct Joiner : IMessageHandler
    {
        public byte[] Block;
        public int Used;
        public int Rows;

        public void Handle(in KafkaMessage message)
        {
            message.Payload.CopyTo(Block.AsSpan(Used));
            Used += message.Payload.Length;
            Block[Used++] = (byte)'\n';
            Rows++;
        }
    }
}
