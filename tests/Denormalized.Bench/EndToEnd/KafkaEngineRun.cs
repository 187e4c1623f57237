namespace Denormalized.Bench.EndToEnd;

/// <summary>ClickHouse's own way: a table of engine Kafka and a materialized view into a MergeTree.</summary>
public sealed class KafkaEngineRun(Lab lab, string name, string topic, string settings)
{
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
            CREATE TABLE queue AS {Lab.PlainTable} ENGINE = Kafka SETTINGS
                kafka_broker_list = '{lab.Kafka.BootstrapServers}', kafka_topic_list = '{topic}', kafka_group_name = '{lab.NewGroup()}',
                kafka_format = 'JSONEachRow', date_time_input_format = 'best_effort'{settings}
            """).GetAwaiter().GetResult();
        lab.SqlAsync($"CREATE MATERIALIZED VIEW queue_view TO {Lab.PlainTable} AS SELECT * FROM queue").GetAwaiter().GetResult();
        return lab.WaitForRows(Lab.PlainTable);
    }

    private async Task FinishAsync()
    {
        await lab.SqlAsync("DROP TABLE queue_view SYNC");
        await lab.SqlAsync("DROP TABLE queue SYNC");
    }
}
