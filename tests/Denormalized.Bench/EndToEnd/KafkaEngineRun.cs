namespace Denormalized.Bench.EndToEnd;

/// <summary>ClickHouse's own way: a table of engine Kafka and a materialized view into a MergeTree.</summary>
public sealed class KafkaEngineRun(Lab lab, string name, string topic = Broker.Topic, string settings = "", string table = Lab.PlainTable)
{
    /// <summary>Blocks and polls of the host's size, and a thread for the table alone.</summary>
    public const string Tuning = ", kafka_max_block_size = 65536, kafka_poll_max_batch_size = 65536, kafka_thread_per_consumer = 1";

    public Contender Contender => new(name, Run)
    {
        WholeProcess = true,
        WarmUps = 0, // all native
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
        Finish = () => FinishAsync().GetAwaiter().GetResult(),
    };

    private int Run()
    {
        lab.SqlAsync($"""
            CREATE TABLE queue AS {Lab.NullTable} ENGINE = Kafka SETTINGS
                kafka_broker_list = '{lab.Load.BootstrapServers}', kafka_topic_list = '{topic}', kafka_group_name = '{lab.NewGroup()}',
                kafka_format = 'JSONEachRow', date_time_input_format = 'best_effort'{settings}
            """).GetAwaiter().GetResult();
        lab.SqlAsync($"CREATE MATERIALIZED VIEW queue_view TO {table} AS SELECT * FROM queue").GetAwaiter().GetResult();
        return lab.WaitForRows(table);
    }

    private async Task FinishAsync()
    {
        await lab.SqlAsync("DROP TABLE IF EXISTS queue_view SYNC");
        await lab.SqlAsync("DROP TABLE IF EXISTS queue SYNC");
    }
}
