using System.Buffers;

namespace Denormalized.Bench.Codecs;

/// <summary>Ours without anything to compare with, for processors that the bars could not run on.</summary>
public static class CodecBench
{
    public static List<Result> RunAlone(int rowCount, int rounds)
    {
        PageView[] rows = Rows.Make(rowCount);
        Messages compact = Rows.Compact(rows), shuffled = Rows.Shuffled(rows), avro = Rows.Avro(rows);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        ArrayBufferWriter<byte> output = Sample.Output();
        Contender[] contenders =
        [
            new("JSON compact: to columns", () => JsonBench.Decode(columns, compact)),
            new("JSON shuffled: to columns", () => JsonBench.Decode(columns, shuffled)),
            new("Avro to columns", () => AvroBench.Decode(columns, avro)),
            new("Avro write", () => AvroBench.Encode(rows, output)),
            new("Native write", () => NativeBench.Encode(columns, rows, output)),
        ];
        Harness.Measure(rounds, contenders);
        return [.. contenders.Select(Harness.Line)];
    }
}
