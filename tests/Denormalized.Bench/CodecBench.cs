using System.Buffers;
using System.Text.Json;
using Denormalized.Bench.Bars;
using Denormalized.CompilerServices;

namespace Denormalized.Bench;

/// <summary>Generated codecs against what the framework needs for the tokens alone, and against hand-written bars.</summary>
public static class CodecBench
{
    private const int Block = 65_536;

    public static List<Result> Run(int rowCount, int rounds)
    {
        PageView[] rows = Rows.Make(rowCount);
        List<Result> results = [.. Json(rows, rounds), .. Avro(rows, rounds), .. Native(rows, rounds), .. RowBinary(rows, rounds)];
        return results;
    }

    /// <summary>Ours without anything to compare with.</summary>
    public static List<Result> RunAlone(int rowCount, int rounds)
    {
        PageView[] rows = Rows.Make(rowCount);
        Messages compact = Rows.Compact(rows), shuffled = Rows.Shuffled(rows), avro = Rows.Avro(rows);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        var output = new ArrayBufferWriter<byte>(64 << 20);
        Contender[] contenders =
        [
            new("JSON compact: to columns", () => Decode(columns, compact, avro: false)),
            new("JSON shuffled: to columns", () => Decode(columns, shuffled, avro: false)),
            new("Avro to columns", () => Decode(columns, avro, avro: true)),
            new("Avro encode", () => EncodeAvro(rows, output)),
            new("Native encode", () => EncodeNative(columns, rows, output)),
        ];
        Harness.Measure(rounds, contenders);
        return [.. contenders.Select(Harness.Line)];
    }

    private static List<Result> Json(PageView[] rows, int rounds)
    {
        Messages compact = Rows.Compact(rows);
        Messages shuffled = Rows.Shuffled(rows);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();

        var scanCompact = new Contender("JSON compact: Utf8JsonReader, tokens only", () => Scan(compact));
        var compactColumns = new Contender("JSON compact: to columns", () => Decode(columns, compact, avro: false));
        var scanShuffled = new Contender("JSON shuffled: Utf8JsonReader, tokens only", () => Scan(shuffled));
        var shuffledColumns = new Contender("JSON shuffled: to columns", () => Decode(columns, shuffled, avro: false));
        Harness.Measure(rounds, scanCompact, compactColumns, scanShuffled, shuffledColumns);
        List<Result> results =
        [
            Harness.Line(scanCompact),
            Harness.Within(compactColumns, scanCompact, 0.65),
            Harness.Line(scanShuffled),
            Harness.Within(shuffledColumns, scanShuffled, 1.0),
        ];
        Harness.Print($"JSON, {compact.AverageBytes:F0} and {shuffled.AverageBytes:F0} bytes a message, {rows.Length:N0} distinct messages", results);
        return results;
    }

    private static List<Result> Avro(PageView[] rows, int rounds)
    {
        Messages messages = Rows.Avro(rows);
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        using var bar = new AvroToColumnsBar();
        var output = new ArrayBufferWriter<byte>(64 << 20);
        byte[] buffer = new byte[64 << 20];

        var walk = new Contender("walk: every field and character, no output", () => Walk(rows));
        var copy = new Contender("memcpy of the Avro bytes", () => Copy(messages, buffer));
        var decodeBar = new Contender("Avro to columns: hand-written", () => bar.Decode(messages));
        var decode = new Contender("Avro to columns", () => Decode(columns, messages, avro: true));
        var encodeBar = new Contender("Avro encode: hand-written", () => AvroEncodeBar.Encode(rows, buffer));
        var encode = new Contender("Avro encode", () => EncodeAvro(rows, output));
        Harness.Measure(rounds, walk, copy, decodeBar, decode, encodeBar, encode);
        List<Result> results =
        [
            Harness.Line(walk),
            Harness.Line(copy),
            Harness.Line(decodeBar),
            Harness.Within(decode, decodeBar, 1.25),
            Harness.Line(encodeBar),
            Harness.Within(encode, encodeBar, 1.25),
        ];
        Harness.Print($"Avro, {messages.AverageBytes:F0} bytes a message", results);
        return results;
    }

    private static List<Result> Native(PageView[] rows, int rounds)
    {
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        var output = new ArrayBufferWriter<byte>(64 << 20);
        var bar = new NativeEncodeBar();
        var tiled = new Contender("Native encode: hand-written, tiled", () => bar.Encode(rows));
        var encode = new Contender("Native encode", () => EncodeNative(columns, rows, output));
        Harness.Measure(rounds, tiled, encode);
        List<Result> results = [Harness.Line(tiled), Harness.Within(encode, tiled, 1.25)];
        Harness.Print("ClickHouse Native from records", results);
        return results;
    }

    private static List<Result> RowBinary(PageView[] rows, int rounds)
    {
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        var output = new ArrayBufferWriter<byte>(64 << 20);
        byte[] buffer = new byte[64 << 20];
        var bar = new Contender("RowBinary encode: hand-written", () => RowBinaryEncodeBar.Encode(rows, buffer));
        var encode = new Contender("RowBinary encode", () => EncodeRowBinary(columns, rows, output));
        Harness.Measure(rounds, bar, encode);
        List<Result> results = [Harness.Line(bar), Harness.Within(encode, bar, 1.25)];
        Harness.Print("ClickHouse RowBinary from records", results);
        return results;
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

    private static int Decode(RecordColumns columns, Messages messages, bool avro)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (columns.Rows == Block || i == 0)
            {
                columns.Clear();
            }

            if (!(avro ? columns.TryAddAvro(messages[i]) : columns.TryAddJson(messages[i])))
            {
                throw new InvalidOperationException(columns.Error.Message);
            }
        }

        return messages.Count;
    }

    private static int EncodeAvro(PageView[] rows, ArrayBufferWriter<byte> output)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        output.ResetWrittenCount();
        foreach (PageView row in rows)
        {
            codec.WriteAvro(output, row);
        }

        return rows.Length;
    }

    private static int EncodeNative(RecordColumns<PageView> columns, PageView[] rows, ArrayBufferWriter<byte> output)
    {
        var block = new ColumnBlock();
        for (int at = 0; at < rows.Length; at += Block)
        {
            columns.Clear();
            foreach (PageView row in rows.AsSpan(at, Math.Min(Block, rows.Length - at)))
            {
                columns.Add(row);
            }

            output.ResetWrittenCount();
            block.Begin(columns.Rows);
            columns.Describe(block);
            NativeWriter.Write(output, block);
        }

        return rows.Length;
    }

    private static int EncodeRowBinary(RecordColumns<PageView> columns, PageView[] rows, ArrayBufferWriter<byte> output)
    {
        const int Tile = 1024;
        StreamInfo info = StreamRegistry.Get<PageView>().Info;
        output.ResetWrittenCount();
        for (int at = 0; at < rows.Length; at += Tile)
        {
            columns.Clear();
            foreach (PageView row in rows.AsSpan(at, Math.Min(Tile, rows.Length - at)))
            {
                columns.Add(row);
            }

            Denormalized.RowBinary.Write(output, info, columns, withNamesAndTypes: at == 0);
        }

        return rows.Length;
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
