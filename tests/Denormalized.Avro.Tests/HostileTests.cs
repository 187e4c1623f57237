using System.Buffers;
using System.Text;
using Denormalized.Schema;

namespace Denormalized.Avro.Tests;

/// <summary>Mutated messages, schemas and files: a value or an exception of our own, and never much memory.</summary>
public class HostileTests
{
    private const long MaxBytes = 64 << 20;

    /// <summary>A writer that differs from <see cref="Reading"/> in every way that resolution bridges.</summary>
    private const string Older = """
        {"type":"record","name":"Old","fields":[
          {"name":"tree","type":["null",{"type":"record","name":"Tree","fields":[{"name":"left","type":["null","Tree"]},{"name":"right","type":["null","Tree"]}]}]},
          {"name":"place","type":{"type":"record","name":"Place","fields":[{"name":"height","type":["float","null"]},{"name":"city","type":"bytes"}]}},
          {"name":"nothing","type":{"type":"array","items":{"type":"array","items":"null"}}},
          {"name":"id","type":{"type":"string","logicalType":"uuid"}},
          {"name":"sensor","type":["string","null"]},
          {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
          {"name":"count","type":["int","long"]},
          {"name":"value","type":"long"},
          {"name":"samples","type":{"type":"array","items":"int"}},
          {"name":"labels","type":{"type":"map","values":["string","null"]}},
          {"name":"quality","type":{"type":"enum","name":"Quality","symbols":["Bad","Good","Awful"]}}]}
        """;

    [Fact]
    public async Task Mutated_input_short() => await Run(15_000, seed: 1);

    /// <summary>The long form; <c>make interop</c> runs it.</summary>
    [Fact]
    [Trait("Category", "Interop")]
    public async Task Mutated_input_long() => await Run(1_000_000, seed: 2);

    [Fact]
    public void Every_truncated_message_of_another_schema_is_refused()
    {
        AvroResolver resolver = AvroResolver.For<Reading>(AvroSchema.Parse(Older));
        using RecordColumns<Reading> columns = StreamRegistry.Get<Reading>().CreateColumns();
        byte[] message = OlderMessage();
        Assert.True(columns.TryAddAvro(message, resolver), columns.Error.Message);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.False(columns.TryAddAvro(message.AsSpan(0, length), resolver), $"{length} bytes were taken");
            Assert.NotEqual("", columns.Error.Message);
        }

        Assert.Equal(1, columns.Rows);
    }

    [Theory]
    [InlineData("{\"type\":\"array\",\"items\":\"null\"}", "FEFFFFFFFFFFFFFFFF0100")] // 2^63-1 nulls
    [InlineData("{\"type\":\"array\",\"items\":\"null\"}", "80801000")] // 131,072 nulls; 65,536 are taken
    [InlineData("{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}", "06FEFF0700FEFF0700FEFF070000")]
    [InlineData("{\"type\":\"array\",\"items\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}}", "FFFFFFFFFFFFFFFFFF010000")]
    [InlineData("{\"type\":\"map\",\"values\":\"null\"}", "FEFFFFFF0F026100")]
    [InlineData("\"bytes\"", "FEFFFFFF0F61")]
    [InlineData("\"bytes\"", "0161")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}", "00")]
    public void Claims_are_not_believed(string type, string hex)
    {
        // Read as a record with one more field, so that the values are walked through.
        AvroSchema writer = AvroSchema.Parse($"{{\"type\":\"record\",\"name\":\"R\",\"fields\":[{{\"name\":\"a\",\"type\":{type}}}]}}");
        AvroSchema reader = AvroSchema.Parse($"{{\"type\":\"record\",\"name\":\"R\",\"fields\":[{{\"name\":\"b\",\"type\":\"int\",\"default\":1}},{{\"name\":\"a\",\"type\":{type}}}]}}");
        using var buffer = new AvroBuffer();
        var resolver = new AvroResolver(writer, reader);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(resolver.TryResolve(Convert.FromHexString(hex), buffer, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Defaults_cannot_make_a_message_grow_without_end()
    {
        // Sixty thousand items of no bytes, each with a default of two kilobytes: 120 MB of six bytes.
        AvroSchema Items(string fields) => AvroSchema.Parse($"{{\"type\":\"array\",\"items\":{{\"type\":\"record\",\"name\":\"R\",\"fields\":[{fields}]}}}}");
        var resolver = new AvroResolver(Items(""), Items($"{{\"name\":\"a\",\"type\":\"string\",\"default\":\"{new string('x', 2000)}\"}}"));
        using var buffer = new AvroBuffer { MaxBytes = 1 << 20 };
        Assert.False(resolver.TryResolve(Convert.FromHexString("C0A90700"), buffer, out _));
        Assert.Equal(CompilerServices.DecodeFailure.TooLarge, buffer.Error.Failure);
    }

    private static async Task Run(int inputs, int seed)
    {
        var mutations = new Mutations(seed);
        using var bench = new Bench();
        byte[][] files = await Task.WhenAll(Enum.GetValues<AvroCompression>().Select(c => Files.Write(12, c, blockBytes: 400)));
        byte[] own = Message(Reading.Make(11)), older = OlderMessage(), schema = Encoding.UTF8.GetBytes(Older);
        long largest = 0;
        int values = 0;
        for (int i = 0; i < inputs; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            byte[] source = (i % 8) switch { 0 or 1 => own, 2 or 3 or 4 => older, 5 => schema, _ => files[i / 8 % files.Length] };
            byte[] input = mutations.Mutate(source);
            values += bench.Takes(i % 8, input) ? 1 : 0;
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(largest, 1, MaxBytes);
        Assert.InRange(values, inputs / 100, inputs - (inputs / 10)); // mutations that hit text stay values
    }

    private static byte[] Message(Reading record)
    {
        var output = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<Reading>().WriteAvro(output, record);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] OlderMessage() =>
    [
        2, 2, 0, 0, 0, // a tree of two
        0, 0, 0, 0x80, 0x3F, 4, (byte)'c', (byte)'d',
        4, 4, 0, 0, 0, // [[null, null], []]
        72, .. "00112233-4455-6677-8899-aabbccddeeff"u8,
        0, 6, (byte)'a', (byte)'b', (byte)'c',
        0x80, 0x80, 2,
        2, 0x80, 0x80, 0x80, 2,
        14,
        3, 4, 2, 4, 2, 6, 0, // a block with its size, and one without
        2, 2, (byte)'k', 0, 2, (byte)'v', 0,
        2,
    ];

    /// <summary>Everything that takes bytes from outside.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly RecordColumns<Reading> _columns = StreamRegistry.Get<Reading>().CreateColumns();
        private readonly AvroResolver _resolver = AvroResolver.For<Reading>(AvroSchema.Parse(Older));

        public bool Takes(int kind, byte[] input) => kind switch
        {
            0 or 1 => Added(_columns.TryAddAvro(input)),
            2 or 3 or 4 => Added(_columns.TryAddAvro(input, _resolver)),
            5 => Parses(Encoding.UTF8.GetString(input)),
            _ => Reads(input),
        };

        public void Dispose() => _columns.Dispose();

        private bool Added(bool added)
        {
            Assert.True(_columns.Bytes <= MaxBytes);
            Assert.True(added || _columns.Error.Failure != CompilerServices.DecodeFailure.None);
            if (_columns.Rows > 100)
            {
                _columns.Clear();
            }

            return added;
        }

        private static bool Parses(string json)
        {
            try
            {
                AvroSchema schema = AvroSchema.Parse(json);
                Assert.Equal(schema.ToCanonicalForm(), AvroSchema.Parse(schema.ToJson()).ToCanonicalForm());
                _ = new AvroResolver(schema, schema);
                return true;
            }
            catch (AvroSchemaException)
            {
                return false;
            }
        }

        private static bool Reads(byte[] file)
        {
            try
            {
                ValueTask<int> rows = Count(file);
                Assert.True(rows.IsCompleted); // memory does not wait, so that all of it was allocated by this thread
                return rows.Result >= 0;
            }
            catch (Exception e) when (e is AvroFileException or AvroSchemaException or AvroResolutionException or DecodeException)
            {
                return false;
            }
        }

        private static async ValueTask<int> Count(byte[] file)
        {
            AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(file));
            return await reader.ReadAsync<Reading>().CountAsync();
        }
    }
}
