using System.IO.Compression;
using System.Text;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

public class InputTests
{
    private const string Lines = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n";

    [Theory]
    [InlineData(Lines, 3)]
    [InlineData("[{\"a\":1},{\"a\":2},{\"a\":3}]", 3)]
    [InlineData("{\"a\":1}{\"a\":2} {\"a\":3}", 3)]
    [InlineData("{\"a\":{\"b\":[1,2]}}", 1)]
    [InlineData("[{\"a\":1}]\n[{\"a\":2}]", 2)]
    public void Rows_are_found_in_each_layout(string json, long rows) =>
        Assert.Equal(rows, Sample.Infer(Encoding.UTF8.GetBytes(json)).Rows);

    [Fact]
    public void Every_encoding_gives_the_same()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes("{\"ключ\":\"значение\"}");
        string expected = Paths(utf8);
        string text = Encoding.UTF8.GetString(utf8);
        Assert.Equal(expected, Paths([.. Encoding.UTF8.GetPreamble(), .. utf8]));
        Assert.Equal(expected, Paths([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]));
        Assert.Equal(expected, Paths([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)]));
        Assert.Equal(expected, Paths(Encoding.Unicode.GetBytes(text)));
        Assert.Equal(expected, Paths(Gzip(utf8)));
        Assert.Equal(expected, Paths(Zstd(utf8)));
        Assert.Equal(expected, Paths(Gzip([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)])));
    }

    [Fact]
    public void Recognised_encodings_are_said()
    {
        InferenceResult result = Sample.Infer(Gzip([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{\"a\":1}")]));
        Assert.Equal(["sample.json: gzip", "sample.json: utf-16"], result.Notes);
    }

    [Fact]
    public void A_row_and_a_token_may_be_longer_than_the_buffer()
    {
        string text = new('x', 3_000_000);
        InferenceResult result = Sample.Infer(Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\",\"b\":1}}\n{{\"a\":\"\",\"b\":2}}"));
        Assert.Equal(2, result.Rows);
        Assert.Equal(3_000_000, result.Root.Members[0].Evidence.Texts!.MaxLength);
    }

    [Fact]
    public void Input_in_single_bytes_gives_the_same()
    {
        byte[] json = Encoding.UTF8.GetBytes("[{\"a\":\"\\u00e9\",\"b\":[1,2.5]},{\"a\":null}]");
        InferenceResult result = Inference.Run([InputSource.Open("slow", new SlowStream(json))], new ReadOptions());
        Assert.Equal(Paths(json), string.Join('\n', result.Root.All().Select(d => $"{d.Path} {d.KindName}")));
    }

    [Theory]
    [InlineData("$.items", "{\"x\":[{\"no\":1}],\"items\":[{\"a\":1},{\"a\":2}],\"y\":{\"items\":[5]}}", 2)]
    [InlineData("$.data.rows", "{\"data\":{\"rows\":[{\"a\":1}]}} {\"data\":{\"rows\":[{\"a\":1},{\"a\":2}]}}", 3)]
    [InlineData("$[*].items", "[{\"items\":[{\"a\":1}]},{\"items\":[{\"a\":2}]}]", 2)]
    [InlineData("$.items", "[{\"items\":[{\"a\":1}]},{\"items\":[{\"a\":2}]}]", 2)]
    [InlineData("$.pages[*].rows", "{\"pages\":[{\"rows\":[{\"a\":1},{\"a\":2}]},{\"rows\":[]}]}", 2)]
    [InlineData("$['odd key']", "{\"odd key\":{\"a\":1}}", 1)]
    [InlineData("$.*", "{\"x\":{\"a\":1},\"y\":{\"a\":2}}", 2)]
    [InlineData("$.accounts.*", "{\"no\":{\"a\":1,\"b\":2},\"accounts\":{\"0x1\":{\"a\":1},\"0x2\":{\"a\":2}}}", 2)]
    [InlineData("$.*.rows", "{\"x\":{\"rows\":[{\"a\":1},{\"a\":2}]},\"y\":{\"rows\":[]}}", 2)]
    public void Rows_at_a_path(string path, string json, long rows)
    {
        InferenceResult result = Sample.Infer(Encoding.UTF8.GetBytes(json), new ReadOptions { Path = RowPath.Parse(path) });
        Assert.Equal(rows, result.Rows);
        Assert.Equal(["$", "$.a"], result.Root.All().Select(d => d.Path));
    }

    [Fact]
    public void The_limit_counts_rows_and_is_said()
    {
        InferenceResult result = Sample.Infer(Encoding.UTF8.GetBytes(Lines), new ReadOptions { Limit = 2 });
        Assert.Equal((2, true), (result.Rows, result.Limited));
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":x}\n", "sample.json:2:6: expected a value, found 'x'.")]
    [InlineData("{\"a\":1}\n{\"a\" 2}\n", "sample.json:2:6: expected ':' behind the key, found '2'.")]
    [InlineData("{\"a\":1", "sample.json:1:7: expected ',' or '}', but the input ends.")]
    [InlineData("[{\"a\":1} {\"a\":2}]", "sample.json:1:10: expected ',' or ']', found '{'.")]
    [InlineData("[{\"a\":1},]", "sample.json:1:10: expected a value, found ']'.")]
    [InlineData("{\"a\":1,}", "sample.json:1:8: expected a key in double quotes, found '}'.")]
    [InlineData("{'a':1}", "sample.json:1:2: expected a key in double quotes or '}', found '''.")]
    [InlineData("{\"a\":[1,2}", "sample.json:1:10: expected ',' or ']', found '}'.")]
    [InlineData("{\"a\":NaN}", "sample.json:1:6: expected a value, found NaN, which JSON does not know.")]
    [InlineData("{\"a\":True}", "sample.json:1:6: expected a value, found True, which JSON does not know.")]
    [InlineData("{\"a\":01}", "sample.json:1:6: no number as JSON writes them.")]
    [InlineData("{\"a\":1.}", "sample.json:1:6: no number as JSON writes them.")]
    [InlineData("{\"a\":\"x\ty\"}", "sample.json:1:8: a control character (0x09) inside a text, where JSON wants an escape.")]
    [InlineData("{\"a\":\"\\x\"}", "sample.json:1:8: no escape that JSON knows.")]
    [InlineData("{\"a\":1}\n{\"a\":\"\\ud83d\\ude00 \\ud83d!\"}", "sample.json:2:20: half of a surrogate pair, which no text and so no record can hold.")]
    [InlineData("{\"\\udc00\":1}", "sample.json:1:3: half of a surrogate pair")]
    [InlineData("{\"a\":\"x", "sample.json:1:6: a text without its end.")]
    [InlineData("{\"a\":\u00e9}", "sample.json:1:6: expected a value, found 'é'.")]
    [InlineData("a,b\n1,2\n", "sample.json:1:1: expected a value, found 'a'.")]
    public void Errors_name_file_line_column_and_what_was_expected(string json, string start)
    {
        InputException error = Assert.Throws<InputException>(() => Sample.Infer(Encoding.UTF8.GetBytes(json)));
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_named_or_left_out()
    {
        byte[] json = [.. "{\"a\":1}\n{\"a\":2,\"b\":\"gr"u8, 0xFC, .. "n\"}\n{\"a\":3}\n"u8];
        Assert.StartsWith("sample.json:2:15: a byte 0xFC that is no UTF-8", Assert.Throws<InputException>(() => Sample.Infer(json)).Message, StringComparison.Ordinal);
        InferenceResult result = Sample.Infer(json, new ReadOptions { SkipErrors = true });
        Assert.Equal((2, 1), (result.Rows, result.Skipped));
        Assert.StartsWith("sample.json:2:15: a byte 0xFC", result.Notes[0], StringComparison.Ordinal);
        Assert.Equal(["$", "$.a"], result.Root.All().Select(d => d.Path));
    }

    /// <summary>The record's own decoder decides what a row is: half of a surrogate pair is none, in a value as in a key.</summary>
    [Fact]
    public void Rows_that_the_record_would_refuse_are_left_out_and_counted()
    {
        const string Good = "{\"a\":\"\\ud83d\\ude00 \\\\ud83d\"}\n";
        const string Bad = "{\"a\":\"x\\ud83d\"}\n";
        byte[] json = Encoding.UTF8.GetBytes(Good + Bad + "{\"a\":\"\",\"\\ude00\":1}\n" + Good);
        InferenceResult result = Sample.Infer(json, new ReadOptions { SkipErrors = true });
        Assert.Equal((2, 2), (result.Rows, result.Skipped));
        Assert.StartsWith("sample.json:2:8: half of a surrogate pair", result.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("sample.json:3:10: half of a surrogate pair", result.Notes[1], StringComparison.Ordinal);

        var record = new ProvenFiles([("good", Encoding.UTF8.GetBytes(Good), RowPath.Root)]);
        Assert.Null(record.Refusal(Encoding.UTF8.GetBytes(Good.TrimEnd())));
        Assert.Contains("unpaired surrogate", record.Refusal(Encoding.UTF8.GetBytes(Bad.TrimEnd())), StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_lines_are_read_on_several_threads_with_the_same_result()
    {
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{{\"a\":{i},\"b\":\"{i * 7919 % 1000}\"}}\n")));
        var several = new ReadOptions { Threads = 3, BlockSize = 1024 };
        string expected = Paths(lines);
        Assert.Equal(expected, Paths(Gzip(lines), several));
        Assert.Equal(expected, Paths(Zstd(lines), several));

        // What turns out to be no lines is read again from its beginning, decompressed anew.
        byte[] array = [.. "[\n"u8, .. lines.AsSpan()[..^1].ToArray().SelectMany(b => b == '\n' ? ",\n"u8.ToArray() : [b]), .. "]"u8];
        Assert.Equal(expected, Paths(Gzip(array), several));
        byte[] half = [.. lines, .. "{\"b\":\"\\ud83d\"}\n"u8];
        Assert.StartsWith("sample.json:3001:7: half of a surrogate pair", Assert.Throws<InputException>(() => Sample.Infer(Gzip(half), several)).Message, StringComparison.Ordinal);
        byte[] wrong = [.. lines, 0xFF];
        Assert.StartsWith("sample.json:3001:1:", Assert.Throws<InputException>(() => Sample.Infer(Gzip(wrong), several)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_in_error_are_skipped_whole_and_counted()
    {
        byte[] json = Encoding.UTF8.GetBytes("{\"a\":1}\n{\"b\":2,\n\n{\"a\":2}\nno\n{\"a\":3}");
        InferenceResult result = Sample.Infer(json, new ReadOptions { SkipErrors = true });
        Assert.Equal((3, 2), (result.Rows, result.Skipped));
        Assert.Equal(["$", "$.a"], result.Root.All().Select(d => d.Path)); // nothing of the half row stays
        Assert.StartsWith("sample.json:2:", result.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("sample.json:5:", result.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Avro_files_are_rows()
    {
        const string Schema = """
            {"type":"record","name":"R","fields":[
              {"name":"id","type":{"type":"string","logicalType":"uuid"}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"day","type":["null",{"type":"int","logicalType":"date"}]},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
              {"name":"x","type":"double"},
              {"name":"tags","type":{"type":"array","items":"string"}},
              {"name":"m","type":{"type":"map","values":"boolean"}}]}
            """;
        var schema = (Avro.RecordSchema)Avro.Schema.Parse(Schema);
        var file = new MemoryStream();
        using (Avro.File.IFileWriter<Avro.Generic.GenericRecord> writer = Avro.File.DataFileWriter<Avro.Generic.GenericRecord>.OpenWriter(new Avro.Generic.GenericDatumWriter<Avro.Generic.GenericRecord>(schema), file, Avro.File.Codec.CreateCodec(Avro.File.Codec.Type.Deflate), true))
        {
            for (int i = 0; i < 3; i++)
            {
                var record = new Avro.Generic.GenericRecord(schema);
                record.Add("id", Guid.NewGuid());
                record.Add("at", new DateTime(2024, 1, 1, 0, 0, i, DateTimeKind.Utc));
                record.Add("day", i == 0 ? null : new DateTime(2024, 1, i, 0, 0, 0, DateTimeKind.Utc));
                record.Add("price", new Avro.AvroDecimal(-1.25m * (i + 1)));
                record.Add("x", (double)i);
                record.Add("tags", new[] { "a", "b" });
                record.Add("m", new Dictionary<string, object> { ["2024-01-01"] = true });
                writer.Append(record);
            }
        }

        Dictionary<string, Decision> decisions = Sample.Infer(file.ToArray()).Root.All().ToDictionary(d => d.Path);
        Assert.Equal("uuid timestamp date decimal(9,2) float64 array<string> map<string,bool>", string.Join(' ', new[] { "id", "at", "day", "price", "x", "tags", "m" }.Select(n => decisions[$"$.{n}"].KindName)));
        Assert.True(decisions["$.day"].Nullable);
        Assert.Equal("2024-01-01T00:00:02", decisions["$.at"].Evidence.Texts!.Latest);
        Assert.Equal(-3.75, decisions["$.price"].Evidence.Numbers!.MinDouble);
        Assert.Throws<InputException>(() => Sample.Infer([.. "Obj"u8, 1, 2, 3]));
    }

    [Fact]
    public void Parquet_files_are_rows()
    {
        string file = Path.Combine(RubricTests.Repository, ".native/node_modules/vega-datasets/data/flights-3m.parquet");
        InferenceResult result = Inference.Run([file], new ReadOptions { Limit = 1000 });
        Assert.Equal((1000, true), (result.Rows, result.Limited));
        Assert.Equal([$"{file}: Parquet file"], result.Notes);
        Dictionary<string, Decision> decisions = result.Root.All().ToDictionary(d => d.Path);
        Assert.Equal("$.delay int64, $.distance int64, $.origin string", string.Join(", ", decisions.Values.Where(d => d.Key is "delay" or "distance" or "origin").Select(d => $"{d.Path} {d.KindName}")));
        Assert.Contains("PAR1", Assert.Throws<InputException>(() => Sample.Infer([.. "PAR1"u8, .. new byte[20]])).Message, StringComparison.Ordinal);
        Assert.Contains("give it as a file", Assert.Throws<InputException>(() => Sample.Infer(Gzip(File.ReadAllBytes(file)[..100]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_would_exhaust_memory_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 40 << 20)}\"}}");
        Assert.Contains("longer than 32 MB", Assert.Throws<InputException>(() => Sample.Infer(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_within_objects_of_keys_without_end_stay_within_bounds()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 400).Select(i => $"{{\"k{i}\":{{{string.Join(',', Enumerable.Range(0, 400).Select(j => $"\"j{j}\":1"))}}}}}");
        Assert.InRange(Sample.Infer(Encoding.UTF8.GetBytes(string.Join('\n', rows))).Root.All().Count(), 3, 100_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("[]")]
    public void No_rows_is_an_error(string json) =>
        Assert.Throws<InputException>(() => Sample.Infer(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Damaged_gzip_and_zstd_are_errors()
    {
        byte[] damaged = Gzip(Encoding.UTF8.GetBytes(Lines))[..20];
        Assert.Throws<InputException>(() => Sample.Infer(damaged));
        byte[] cut = Zstd(Encoding.UTF8.GetBytes(Lines))[..20];
        Assert.Contains("zstd", Assert.Throws<InputException>(() => Sample.Infer(cut)).Message, StringComparison.Ordinal);
    }

    private static string Paths(byte[] json, ReadOptions? options = null) =>
        string.Join('\n', Sample.Infer(json, options).Root.All().Select(d => $"{d.Path} {d.KindName}"));

    private static byte[] Gzip(byte[] data)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return output.ToArray();
    }

    private static byte[] Zstd(byte[] data)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(data).ToArray();
    }

    /// <summary>Gives one byte with each read, as a slow pipe may.</summary>
    private sealed class SlowStream(byte[] data) : MemoryStream(data)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
