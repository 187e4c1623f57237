using System.Text.Json;

namespace Denormalized.Bench.Codecs;

/// <summary>JSON into columns, against what the framework's reader needs for the tokens alone.</summary>
public static class JsonBench
{
    public static List<Result> Run(Sample sample)
    {
        Messages compact = Rows.Compact(sample.Cold);
        Messages shuffled = Rows.Shuffled(sample.Cold);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();

        var scanCompact = new Contender("JSON compact: Utf8JsonReader, tokens only", () => Scan(compact));
        var compactColumns = new Contender("JSON compact: to columns", () => Decode(columns, compact));
        var scanShuffled = new Contender("JSON shuffled: Utf8JsonReader, tokens only", () => Scan(shuffled));
        var shuffledColumns = new Contender("JSON shuffled: to columns", () => Decode(columns, shuffled));
        Harness.Measure(sample.Rounds, scanCompact, compactColumns, scanShuffled, shuffledColumns);
        List<Result> results =
        [
            Harness.Line(scanCompact),
            Harness.Within(compactColumns, scanCompact, 0.65),
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
