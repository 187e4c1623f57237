using System.Buffers;
using Denormalized.Bench.Bars;
using Denormalized.CompilerServices;

namespace Denormalized.Bench.Codecs;

/// <summary>Avro written and read, against hand-written code and Apache's implementation.</summary>
public static class AvroBench
{
    /// <summary>Rows that lie in the cache as columns, when they are looked at there.</summary>
    private const int TileRows = 256;

    public static List<Result> Run(Sample sample)
    {
        Messages messages = Rows.Avro(sample.Cold);
        return [.. Write(sample, messages), .. Read(sample, messages)];
    }

    private static List<Result> Write(Sample sample, Messages messages)
    {
        ArrayBufferWriter<byte> output = Sample.Output();
        byte[] buffer = new byte[Sample.OutputBytes];
        var apache = new ApachePeer();
        Contender walk = new("walk: every field and character, no output", () => Walk(sample.Cold));
        Contender copy = new("memcpy of the Avro bytes", () => Copy(messages, buffer));
        (Contender barCold, Contender barHot) = sample.Both("Avro write: hand-written", rows => AvroEncodeBar.Encode(rows, buffer));
        (Contender cold, Contender hot) = sample.Both("Avro write", rows => Encode(rows, output));
        ApachePageView[] coldPeer = [.. sample.Cold.Select(r => new ApachePageView(r))];
        ApachePageView[] hotPeer = [.. sample.Hot.Select(r => new ApachePageView(r))];
        Contender peerCold = new("Avro write: Apache.Avro, cold", () => apache.Write(coldPeer)) { WarmUps = 3 };
        Contender peerHot = new("Avro write: Apache.Avro, hot", () => apache.Write(hotPeer, Sample.Repeats)) { WarmUps = 3 };
        Harness.Measure(sample.Rounds, walk, copy, barCold, cold, barHot, hot, peerCold, peerHot);
        List<Result> results =
        [
            Harness.Line(walk),
            Harness.Line(copy),
            Harness.Line(barCold),
            Harness.Within(cold, barCold, 1.25),
            Harness.Line(peerCold),
            Harness.Faster(cold, peerCold, 4.5),
            Harness.Line(barHot),
            Harness.Within(hot, barHot, 1.25),
            Harness.Line(peerHot),
            Harness.Faster(hot, peerHot, 9),
        ];
        Harness.Print($"Avro from records, {messages.AverageBytes:F0} bytes a message", results);
        return results;
    }

    private static List<Result> Read(Sample sample, Messages messages)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        using RecordColumns<PageView> columns = codec.CreateColumns();
        using var columnsBar = new AvroToColumnsBar();
        var apache = new ApachePeer();
        var views = new PageViewTexts();
        using var inPlace = new AvroViews();
        Contender recordsBar = new("Avro to records: hand-written", () => AvroReadBar.Records(messages));
        Contender records = new("Avro to records", () => Records(codec, messages));
        Contender peer = new("Avro to records: Apache.Avro", () => apache.Read(messages)) { WarmUps = 3 };
        Contender viewsBar = new("Avro to UTF-8 views: hand-written", () => AvroReadBar.Views(messages));
        Contender ours = new("Avro to UTF-8 views", () => Views(columns, views, messages));
        Contender validated = new("Avro to UTF-8 views in place, texts validated, by hand", () => inPlace.Look(messages));
        Contender bar = new("Avro to columns: hand-written", () => columnsBar.Decode(messages));
        Contender decode = new("Avro to columns", () => Decode(columns, messages));
        Harness.Measure(sample.Rounds, recordsBar, records, peer, viewsBar, ours, validated, bar, decode);
        List<Result> results =
        [
            Harness.Line(bar),
            Harness.Within(decode, bar, 1.25),
            Harness.Line(viewsBar),
            Harness.Within(ours, viewsBar, 1.25),
            Harness.Within(validated, viewsBar, double.PositiveInfinity) with { Target = null, IsShare = true },
            Harness.Line(recordsBar),
            Harness.Within(records, recordsBar, 1.25),
            Harness.Line(peer),
            Harness.Faster(records, peer, 5),
        ];
        Harness.Print("Avro read", results);
        return results;
    }

    public static int Encode(PageView[] rows, ArrayBufferWriter<byte> output)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        output.ResetWrittenCount();
        foreach (PageView row in rows)
        {
            codec.WriteAvro(output, row);
        }

        return rows.Length;
    }

    public static int Decode(RecordColumns columns, Messages messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (columns.Rows == NativeBench.BlockRows || i == 0)
            {
                columns.Clear();
            }

            Add(columns, messages[i]);
        }

        return messages.Count;
    }

    private static int Records(StreamCodec<PageView> codec, Messages messages)
    {
        long sum = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            sum += codec.ReadAvro(messages[i]).UserId;
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }

    private static int Views(RecordColumns columns, PageViewTexts views, Messages messages)
    {
        long sum = 0;
        for (int at = 0; at < messages.Count; at += TileRows)
        {
            columns.Clear();
            for (int i = at; i < Math.Min(at + TileRows, messages.Count); i++)
            {
                Add(columns, messages[i]);
            }

            sum += views.Look(columns);
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }

    private static void Add(RecordColumns columns, ReadOnlySpan<byte> message)
    {
        if (!columns.TryAddAvro(message))
        {
            throw new InvalidOperationException(columns.Error.Message);
        }
    }

    private static int Copy(Messages messages, byte[] buffer)
    {
        int at = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            messages[i].CopyTo(buffer.AsSpan(at));
            at += messages[i].Length;
        }

        return messages.Count;
    }

    private static int Walk(PageView[] rows)
    {
        long sum = 0;
        foreach (PageView row in rows)
        {
            sum += row.UserId + row.LatencyMs + row.OccurredAt.Ticks + (row.IsBot ? 1 : 0) + row.Id.GetHashCode() + row.Price.GetHashCode() + (long)row.Score;
            sum += Characters(row.Url) + Characters(row.Country) + Characters(row.Referrer ?? "");
            foreach (string tag in row.Tags)
            {
                sum += Characters(tag);
            }

            foreach ((string key, string value) in row.Attributes)
            {
                sum += Characters(key) + Characters(value);
            }
        }

        GC.KeepAlive(sum);
        return rows.Length;
    }

    private static int Characters(string text) => text.AsSpan().Count('x');
}
