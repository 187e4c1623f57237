using Denormalized.Kafka;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The cheapest consumer there is, and ClickHouse parses: messages joined by line feeds are inserted as JSONEachRow, in blocks
/// of the host's size. Also without the insert: what Kafka and its broker cost alone.
/// </summary>
public sealed class RawRun(Lab lab)
{
    private const int BlockRows = 65_536;

    private static readonly InsertCommand s_insert = new(Lab.PlainTable, Lab.Columns)
    {
        Format = "JSONEachRow",
        Settings = [new("date_time_input_format", "best_effort")],
    };

    private readonly byte[] _block = new byte[BlockRows * 1024];

    public Contender ConsumeOnly => new("Kafka alone: raw batch consume and broker", () => Consume(insert: false)) { WholeProcess = true, WarmUps = 1 };

    public Contender PassThrough => new("Raw batch consume + JSONEachRow insert", () => Consume(insert: true))
    {
        WholeProcess = true,
        WarmUps = 1,
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
    };

    private int Consume(bool insert)
    {
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = lab.Kafka.CreateSettings() });
        consumer.Assign([.. Enumerable.Range(0, EmbeddedKafka.DefaultPartitions).Select(p => new TopicPartitionOffset(Lab.Topic, p, KafkaOffset.Beginning))]);
        var joiner = new Joiner { Block = _block };
        int total = 0;
        while (total < lab.Rows)
        {
            int room = Math.Min(4096, BlockRows - joiner.Rows);
            total += consumer.ConsumeBatch(TimeSpan.FromMilliseconds(10), room, ref joiner);
            if (joiner.Rows == BlockRows || total == lab.Rows)
            {
                if (insert)
                {
                    lab.ClickHouse.InsertAsync(s_insert, [_block.AsMemory(0, joiner.Used)]).GetAwaiter().GetResult();
                }

                joiner.Used = joiner.Rows = 0;
            }
        }

        return insert ? lab.WaitForRows(Lab.PlainTable) : total;
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
