using System.Buffers;
using Denormalized.Bench.Bars;

namespace Denormalized.Bench.Codecs;

/// <summary>ClickHouse's RowBinary from records, against hand-written code and ClickHouse.Driver.</summary>
public static class RowBinaryBench
{
    public static List<Result> Run(Sample sample)
    {
        ArrayBufferWriter<byte> output = Sample.Output();
        byte[] buffer = new byte[Sample.OutputBytes];
        using var driver = new DriverPeer(sample);
        (Contender barCold, Contender barHot) = sample.Both("RowBinary write: hand-written", rows => RowBinaryEncodeBar.Encode(rows, buffer));
        (Contender cold, Contender hot) = sample.Both("RowBinary write", rows => Encode(rows, output));
        Harness.Measure(sample.Rounds, [barCold, cold, barHot, hot, .. driver.Contenders]);
        List<Result> results =
        [
            Harness.Line(barCold),
            Harness.Within(cold, barCold, 1.25),
            Harness.Line(driver.TypedCold),
            Harness.Faster(cold, driver.TypedCold, 3.5),
            Harness.Line(driver.ObjectsCold),
            Harness.Faster(cold, driver.ObjectsCold, 3.5),
            Harness.Line(barHot),
            Harness.Within(hot, barHot, 1.25),
            Harness.Line(driver.TypedHot),
            Harness.Faster(hot, driver.TypedHot, 7),
            Harness.Line(driver.ObjectsHot),
            Harness.Faster(hot, driver.ObjectsHot, 7),
        ];
        Harness.Print("ClickHouse RowBinary from records", results);
        return results;
    }

    private static int Encode(PageView[] rows, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        RowBinary.Write<PageView>(output, StreamRegistry.Get<PageView>(), rows, withNamesAndTypes: false);
        return rows.Length;
    }
}
