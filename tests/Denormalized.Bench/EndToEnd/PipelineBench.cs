using Denormalized.TestSupport;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The same messages from Kafka to a MergeTree, every way; CPU of the whole process (client, engine, broker, collector) from the
/// start of consumption until all rows can be seen.
/// </summary>
public static class PipelineBench
{
    public static List<Result> Run(int rowCount, int rounds) => RunAsync(rowCount, rounds).GetAwaiter().GetResult();

    private static async Task<List<Result>> RunAsync(int rowCount, int rounds)
    {
        Messages messages = Rows.Compact(Rows.Make(rowCount));
        await using Lab lab = await Lab.OpenAsync(messages);
        await using ChdbHttpFront server = await ChdbHttpFront.StartAsync();
        return [.. Parse(lab, rounds), .. Pipelines(lab, server, rounds)];
    }

    private static List<Result> Pipelines(Lab lab, ChdbHttpFront server, int rounds)
    {
        var raw = new RawRun(lab);
        var written = new HandWrittenRun(lab, server);
        Contender ours = new HostRun(lab).Contender;
        Contender kafka = raw.ConsumeOnly;
        Contender passThrough = raw.PassThrough;
        Contender engine = new KafkaEngineRun(lab, "ClickHouse Kafka engine + view", Lab.Topic, "").Contender;
        Contender tuned = new KafkaEngineRun(lab, "The same, tuned", Lab.Topic,
            ", kafka_max_block_size = 65536, kafka_poll_max_batch_size = 65536, kafka_thread_per_consumer = 1").Contender;
        Contender batched = new KafkaEngineRun(lab, $"The same, {Lab.RowsInBatch} rows in a message", Lab.BatchedTopic, "").Contender;
        Contender obvious = written.Obvious;
        Contender typed = written.Tuned;
        Harness.Measure(rounds, kafka, ours, passThrough, obvious, typed, engine, tuned, batched);
        List<Result> results =
        [
            Harness.Line(kafka),
            Harness.Line(passThrough),
            Harness.Line(obvious),
            Harness.Line(typed),
            Harness.Line(engine),
            Harness.Line(tuned),
            Harness.Line(batched),
            Harness.Faster(ours, engine, 8),
            Harness.Beside(ours, tuned),
            Harness.Beside(ours, batched),
            Harness.Faster(ours, passThrough, 2),
            Harness.Faster(ours, obvious, 4),
            Harness.Beside(ours, typed),
        ];
        Harness.Print($"Kafka to MergeTree, {lab.Rows:N0} messages of {lab.Messages.AverageBytes:F0} bytes, CPU of the whole process, merges stopped", results);
        double message = (Harness.Median(engine.Micros) - Harness.Median(batched.Micros)) * Lab.RowsInBatch / (Lab.RowsInBatch - 1);
        Console.WriteLine(FormattableString.Invariant(
            $"  Kafka engine: {message:F1} us a row less with {Lab.RowsInBatch} rows in a message. Start-up is in every figure."));
        return results;
    }

    private static List<Result> Parse(Lab lab, int rounds)
    {
        using var parse = new ParseRun(lab);
        Contender scan = parse.Scan;
        Contender engine = parse.Engine;
        Contender columns = parse.Columns;
        Contender oneThread = parse.EngineOneThread;
        Harness.Measure(Math.Max(rounds, 5), scan, engine, oneThread, columns);
        List<Result> results =
        [
            Harness.Line(scan),
            Harness.Line(engine),
            Harness.Line(oneThread),
            Harness.Faster(columns, engine, 6),
            Harness.Beside(columns, oneThread),
        ];
        Harness.Print("JSON in memory to columns, CPU of the whole process", results);
        return results;
    }
}
