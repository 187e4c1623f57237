using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>What foreign readers were seen to read and write, kept in <c>Golden/foreign.json</c>.</summary>
internal sealed record Golden
{
    private const int Count = 8;
    private const int Chained = 60;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where it comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Messages of <see cref="GoldenRow"/>, and what all of the readers read in them.</summary>
    public IReadOnlyList<GoldenText> Rows { get; init; } = [];

    /// <summary>Container files that they wrote of these rows, compressed by deflate, by the writer's name.</summary>
    public SortedDictionary<string, byte[]> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Pairs of schemas that avro-js and avsc both resolve to the same value.</summary>
    public IReadOnlyList<GoldenPair> Pairs { get; init; } = [];

    /// <summary>Three versions of a schema each, and the modes in which avsc and Apache Avro for Python let the third follow the others.</summary>
    public IReadOnlyList<GoldenChain> Chains { get; init; } = [];

    private static string Name => Path.Combine("Foreign", "Golden", "foreign.json");

    public static Golden Load() => JsonSerializer.Deserialize<Golden>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Name)), s_json)!;

    public void Save() => File.WriteAllText(Path.Combine(ForeignReader.Root, "tests", "Denormalized.Conformance.Tests", Name), JsonSerializer.Serialize(this, s_json).ReplaceLineEndings("\n") + "\n");

    public static byte[] Body(GoldenRow row)
    {
        var body = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<GoldenRow>().WriteAvro(body, row);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Asks the readers of this machine.</summary>
    public static async Task<Golden> RecordAsync(string folder)
    {
        GoldenRow[] rows = [.. Enumerable.Range(0, Count).Select(GoldenRow.Make)];
        string ours = Path.Combine(folder, "golden.avro");
        await using (FileStream file = File.Create(ours))
        await using (var writer = new AvroFileWriter<GoldenRow>(file))
        {
            foreach (GoldenRow row in rows)
            {
                await writer.WriteAsync(row);
            }
        }

        var golden = new Golden { Source = "Recorded by make interop from npm avro-js 1.12.2, npm avsc 5.7.9 and Debian python3-avro 1.11.1; see tools/build/npm-interop." };
        string[]? texts = null;
        foreach (string name in ForeignReader.Available)
        {
            using var reader = new ForeignReader(name);
            string[] read = reader.Read(ours);
            Assert.Equal(texts ??= read, read);
            string target = Path.Combine(folder, name + ".avro");
            reader.Rewrite(ours, target, "deflate");
            golden.Files.Add(name, await File.ReadAllBytesAsync(target));
        }

        return golden with { Rows = [.. rows.Zip(texts!, (r, t) => new GoldenText(Convert.ToHexStringLower(Body(r)), t))], Pairs = RecordPairs(), Chains = RecordChains() };
    }

    private static List<GoldenChain> RecordChains()
    {
        using var avsc = new ForeignReader(ForeignReader.Avsc);
        using var python = new ForeignReader(ForeignReader.Python);
        var chains = new List<GoldenChain>();
        foreach (int seed in Enumerable.Range(20_000, Chained))
        {
            SchemaChain chain = SchemaChain.Make(seed);
            string allowed = chain.Allowed(avsc.IsCompatible);
            Assert.Equal(allowed, chain.Allowed(python.IsCompatible));
            chains.Add(new GoldenChain(chain.First, chain.Second, chain.Third, allowed));
        }

        return chains;
    }

    private static List<GoldenPair> RecordPairs()
    {
        using var js = new ForeignReader(ForeignReader.AvroJs);
        using var avsc = new ForeignReader(ForeignReader.Avsc);
        var pairs = new List<GoldenPair>();
        for (int seed = 10_000; pairs.Count < 40; seed++)
        {
            ResolvedPair pair = ResolvedPair.Make(seed, everyRule: true);
            string? first = js.Resolve(pair.Writer, pair.Reader, pair.Data, out string error), second = avsc.Resolve(pair.Writer, pair.Reader, pair.Data, out _);

            // Blocks with their size are another way to write the same value; and what only they refuse says nothing.
            bool isPlain = pair.Resolved is null || js.Resolve(pair.Reader, pair.Reader, pair.Resolved, out _) == pair.Resolved;
            if (first == second && isPlain && (first is not null || !error.StartsWith("cannot read", StringComparison.Ordinal)))
            {
                pairs.Add(new GoldenPair(pair.Writer, pair.Reader, pair.Data, first));
            }
        }

        return pairs;
    }
}

/// <param name="Body">The message, in hexadecimal digits.</param>
/// <param name="Text">As <c>avro.js</c> prints it.</param>
internal sealed record GoldenText(string Body, string Text);

/// <param name="Allowed">Modes.</param>
internal sealed record GoldenChain(string First, string Second, string Third, string Allowed);

/// <param name="Resolved">Null when it is refused.</param>
internal sealed record GoldenPair(string Writer, string Reader, string Data, string? Resolved);
