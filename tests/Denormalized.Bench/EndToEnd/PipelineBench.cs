using Denormalized.TestSupport;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The same messages from Kafka to a MergeTree, every way; CPU of the whole process (client, engine, collector) from the start of
/// consumption until all rows can be seen. The brokers are another process and are not counted.
/// </summary>
public static class PipelineBench
{
    private const int ParsedRows = 262_144;

    /// <summary>From memory into nowhere: what reading costs alone.</summary>
    public static List<Result> RunParse(bool isShort) => Run([1024], isShort, async (lab, messages, rounds) =>
        [.. Parse(lab, messages, rounds), .. await ParseAvroAsync(lab, rounds)]);

    /// <summary>Every way from Kafka into a table.</summary>
    public static List<Result> RunWays(bool isShort) => Run(isShort ? [65_536, 262_144] : [131_072, 655_360], isShort, async (lab, messages, rounds) =>
    {
        await using ChdbHttpFront server = await ChdbHttpFront.StartAsync();
        return Ways(lab, server, messages, rounds);
    });

    /// <summary>Ours and the floor alone, several times: for the profiler.</summary>
    public static List<Result> RunHost(bool isShort) => Run(isShort ? [65_536, 262_144] : [131_072, 655_360], isShort, (lab, messages, rounds) =>
    {
        Steady[] all = [.. new[] { new HostRun(lab).Contender, new RawRun(lab).ConsumeOnly, new InsertRun(lab, messages).Contender }
            .Select(c => new Steady(lab, c, lab.Broker.Loads[0], lab.Broker.Loads[1]))];
        Steady.Measure(rounds * 3, all);
        List<Result> results = [.. all.Select(s => s.Line())];
        Harness.Print("Pipeline host and the floor, one row more", results);
        return Task.FromResult(results);
    });

    private static List<Result> Run(IReadOnlyList<int> loads, bool isShort, Func<Lab, Messages, int, Task<List<Result>>> measure)
    {
        return RunAsync().GetAwaiter().GetResult();

        async Task<List<Result>> RunAsync()
        {
            await using Lab lab = await Lab.OpenAsync(loads);
            return await measure(lab, Rows.Compact(Rows.Make(ParsedRows)), isShort ? 1 : 3); // no rows stay: the collector would walk them in every run
        }
    }

    private static List<Result> Ways(Lab lab, ChdbHttpFront server, Messages messages, int rounds)
    {
        Load few = lab.Broker.Loads[0];
        Load many = lab.Broker.Loads[1];
        var raw = new RawRun(lab);
        var written = new HandWrittenRun(lab, server);
        Steady ours = Of(new HostRun(lab).Contender);
        Steady kafka = Of(raw.ConsumeOnly);
        Steady insert = Of(new InsertRun(lab, messages).Contender);
        Steady passThrough = Of(raw.PassThrough);
        Steady passThroughDefault = Of(raw.PassThroughDefault);
        Steady obvious = Of(written.Obvious);
        Steady typed = Of(written.Tuned);
        Steady engine = Of(new KafkaEngineRun(lab, "ClickHouse Kafka engine + view").Contender);
        Steady engineDefault = Of(new KafkaEngineRun(lab, "The same, table with ClickHouse's settings", table: Lab.DefaultTable).Contender);
        Steady tuned = Of(new KafkaEngineRun(lab, "The same, tuned", settings: KafkaEngineRun.Tuning).Contender);
        Steady batched = Of(new KafkaEngineRun(lab, $"The same, {Broker.RowsInBatch} rows in a message", Broker.BatchedTopic).Contender);
        TimeSpan brokers = lab.Broker.Cpu;
        Steady.Measure(rounds, kafka, insert, ours, passThrough, passThroughDefault, obvious, typed, engine, engineDefault, tuned, batched);
        brokers = lab.Broker.Cpu - brokers;
        List<Result> results =
        [
            kafka.Line(),
            insert.Line(),
            passThrough.Line(),
            passThroughDefault.Line(),
            obvious.Line(),
            typed.Line(),
            engine.Line(),
            engineDefault.Line(),
            tuned.Line(),
            batched.Line(),
            ours.Faster(engine, 8),
            ours.Beside(engineDefault),
            ours.Beside(tuned),
            ours.Beside(batched),
            ours.Faster(passThrough, 2),
            ours.Beside(passThroughDefault),
            ours.Faster(obvious, 4),
            ours.Beside(typed),
        ];
        Harness.Print(
            $"Kafka to MergeTree, {messages.AverageBytes:F0} bytes a message, CPU of the whole process, merges stopped, one row more: {many.Rows:N0} rows less {few.Rows:N0}",
            results);
        double floor = kafka.Micros + insert.Micros;
        Console.WriteLine(FormattableString.Invariant(
            $"  Floor of every way, Kafka's client and the insert: {floor:F2} us a row. Beyond it, for information: ours {ours.Micros - floor:F2}, pass-through {passThrough.Micros - floor:F2}, hand-written {obvious.Micros - floor:F2}, Kafka engine {engine.Micros - floor:F2}."));
        Console.WriteLine(FormattableString.Invariant(
            $"  Twice as cheap as the pass-through would be {passThrough.Micros / 2:F2} us a row; eight times as cheap as the Kafka engine {engine.Micros / 8:F2}. The brokers took {brokers.TotalSeconds:F1} s, counted nowhere."));
        return results;

        Steady Of(Contender contender) => new(lab, contender, few, many);
    }

    private static List<Result> Parse(Lab lab, Messages messages, int rounds)
    {
        using var parse = new ParseRun(lab, messages);
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

    private static async Task<List<Result>> ParseAvroAsync(Lab lab, int rounds)
    {
        using AvroParseRun parse = await AvroParseRun.MakeAsync(lab, ParsedRows);
        Contender engine = parse.Engine;
        Contender oneThread = parse.EngineOneThread;
        Contender native = parse.Native;
        Harness.Measure(Math.Max(rounds, 5), engine, oneThread, native);
        List<Result> results = [Harness.Line(engine), Harness.Line(oneThread), Harness.Faster(native, engine, 6), Harness.Beside(native, oneThread)];
        Harness.Print("Avro in memory to Native, CPU of the whole process", results);
        return results;
    }
}
