using System.Text.Json;
using Denormalized.Bench.EndToEnd;
using Denormalized.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Denormalized.Bench.Codecs;

/// <summary>JSON into columns, against what the framework's reader needs for the tokens alone.</summary>
public static class JsonBench
{
    private static readonly IServiceProvider s_noServices = new ServiceCollection().BuildServiceProvider();

    public static List<Result> Run(Sample sample)
    {
        Messages compact = Rows.Compact(sample.Cold);
        Messages shuffled = Rows.Shuffled(sample.Cold);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();

        var scanCompact = new Contender("JSON compact: Utf8JsonReader, tokens only", () => Scan(compact));
        var compactColumns = new Contender("JSON compact: to columns", () => Decode(columns, compact));
        var scanShuffled = new Contender("JSON shuffled: Utf8JsonReader, tokens only", () => Scan(shuffled));
        var shuffledColumns = new Contender("JSON shuffled: to columns", () => Decode(columns, shuffled));
        using PipelineRuntime passThrough = PipelineRegistry.Get<PassThrough>().Create(s_noServices);
        using PipelineRuntime conditional = PipelineRegistry.Get<Conditional>().Create(s_noServices);
        var stored = new Contender("JSON compact: through a pipeline that stores every row", () => Run(passThrough, compact));
        var filtered = new Contender("JSON compact: through a pipeline with a condition", () => Run(conditional, compact));
        Harness.Measure(sample.Rounds, scanCompact, compactColumns, stored, filtered, scanShuffled, shuffledColumns);
        List<Result> results =
        [
            Harness.Line(scanCompact),
            Harness.Within(compactColumns, scanCompact, 0.65),
            Harness.Beside(stored, compactColumns),
            Harness.Beside(filtered, compactColumns),
            Harness.Line(scanShuffled),
            Harness.Within(shuffledColumns, scanShuffled, 1.0),
        ];
        Harness.Print($"JSON, {compact.AverageBytes:F0} and {shuffled.AverageBytes:F0} bytes a message, {sample.Cold.Length:N0} distinct messages", results);
        return results;
    }

    public static int Decode(RecordColumns columns, Messages messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (columns.Rows == NativeBench.BlockRows || i == 0)
            {
                columns.Clear();
            }

            if (!columns.TryAddJson(messages[i]))
            {
                throw new InvalidOperationException(columns.Error.Message);
            }
        }

        return messages.Count;
    }

    private static int Run(PipelineRuntime pipeline, Messages messages)
    {
        RecordColumns output = pipeline.Output(0);
        for (int i = 0; i < messages.Count; i++)
        {
            if (output.Rows == NativeBench.BlockRows || i == 0)
            {
                output.Clear();
            }

            if (pipeline.Process(0, MessageEncoding.Json, messages[i], ulong.MaxValue) != StepOutcome.Stored)
            {
                throw new InvalidOperationException(pipeline.Error.Message);
            }
        }

        return messages.Count;
    }

    private static int Scan(Messages messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            var reader = new Utf8JsonReader(messages[i]);
            while (reader.Read())
            {
            }
        }

        return messages.Count;
    }
}
