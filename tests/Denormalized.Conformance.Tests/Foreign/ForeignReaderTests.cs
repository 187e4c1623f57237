using Denormalized.Schema;
using Denormalized.Tests.Avro;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// avro-js, avsc and Apache Avro for Python: our files are read by them, theirs by us, and schemas are resolved alike.
/// <c>make interop</c> runs it; <see cref="GoldenTests"/> holds what they wrote against us without them.
/// </summary>
[Trait("Category", "Interop")]
public sealed class ForeignReaderTests(ITestOutputHelper output) : IDisposable
{
    private const int Pairs = 3000;
    private const string Apache = "Apache.Avro";

    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-foreign").FullName;

    public static IEnumerable<object[]> Files =>
        ForeignReader.Available.SelectMany(n => new[] { AvroCompression.None, AvroCompression.Deflate }.Select(c => new object[] { n, c }));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_reads_our_file(string name, AvroCompression compression)
    {
        using var reader = new ForeignReader(name);
        string[] read = reader.Read(await WriteAsync(compression));
        var expected = new AvroText(Hops.Codec.Info.AvroSchema);
        Assert.Equal(Corpus.Cases.Count, read.Length);
        Assert.All(Corpus.Cases.Zip(read), c => Assert.Equal(expected.Of(Hops.Avro(c.First.Row)), c.Second));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task We_read_its_file(string name, AvroCompression compression)
    {
        string target = Path.Combine(_folder, "theirs.avro");
        using (var foreign = new ForeignReader(name))
        {
            foreign.Rewrite(await WriteAsync(AvroCompression.None), target, compression == AvroCompression.None ? "null" : "deflate");
        }

        await using FileStream file = File.OpenRead(target);
        AvroFileReader reader = await AvroFileReader.OpenAsync(file);
        Assert.Equal(compression, reader.Compression);
        Hops.AssertSame(await reader.ReadAsync<Everything>().ToListAsync());
    }

    /// <summary>
    /// None of them has every rule: Python's knows no aliases and no defaults of enums, those for JavaScript refuse a writer's
    /// union as soon as one branch cannot be read, Apache's for C# knows no aliases of fields and makes no bytes of a string. So
    /// each pair of schemas is given to all, and at least one has to say what we say.
    /// </summary>
    [Fact]
    public void Each_pair_of_schemas_is_resolved_as_another_resolves_it()
    {
        Dictionary<string, ForeignReader> foreign = ForeignReader.Available.ToDictionary(n => n, n => new ForeignReader(n));
        Dictionary<string, int> agreed = foreign.Keys.Append(Apache).ToDictionary(n => n, _ => 0);
        int read = 0, mixed = 0;
        var alone = new List<string>();
        for (int seed = 0; seed < Pairs; seed++)
        {
            ResolvedPair pair = ResolvedPair.Make(seed, everyRule: seed % 2 == 0);
            int before = agreed.Values.Sum();
            bool isEager = false;
            foreach (string name in agreed.Keys)
            {
                string error = "";
                string? Resolve(string writer, string data) => name == Apache ? ResolvedPair.ByApache(writer, pair.Reader, data) : foreign[name].Resolve(writer, pair.Reader, data, out error);
                string? theirs = Resolve(pair.Writer, pair.Data);
                isEager |= error.StartsWith("cannot read", StringComparison.Ordinal) || error.StartsWith("no alias for undefined", StringComparison.Ordinal); // the latter where the branch is null

                // Blocks with and without their size are the same value: the foreign writer settles it for both.
                string? ours = pair.Resolved is null ? null : Resolve(pair.Reader, pair.Resolved) ?? "unreadable";
                agreed[name] += ours == theirs ? 1 : 0;
            }

            read += pair.Resolved is null ? 0 : 1;
            bool isAlone = agreed.Values.Sum() == before;
            mixed += isAlone && isEager ? 1 : 0; // a union that JavaScript refuses, and a rule that the others do not have
            if (isAlone && !isEager)
            {
                alone.Add($"seed {seed}: {pair.Resolved ?? pair.Error}\n{pair.Writer}\n{pair.Reader}\n{pair.Data}");
            }
        }

        output.WriteLine($"{read} of {Pairs} read; {string.Join(", ", agreed.Select(a => $"{a.Key} agrees on {a.Value}"))}; {mixed} with rules that no other has together, {alone.Count} otherwise");
        foreign.Values.ToList().ForEach(f => f.Dispose());
        Assert.True(alone.Count == 0, string.Join("\n\n", alone.Take(12)));
        Assert.True(read > Pairs / 2 && read < Pairs - (Pairs / 20) && mixed < Pairs / 20, $"{read} read, {mixed} mixed");
        Assert.All(agreed, a => Assert.True(a.Value > Pairs / 2, $"{a.Key} agrees on {a.Value} only"));
    }

    [Theory]
    [InlineData(ForeignReader.AvroJs)]
    [InlineData(ForeignReader.Avsc)]
    public void It_has_the_same_fingerprints(string name)
    {
        using var foreign = new ForeignReader(name);
        for (int seed = 0; seed < 300; seed++)
        {
            var pairs = new SchemaPairs(seed, everyRule: true);
            string schema = pairs.Json(pairs.Writer());
            Assert.Equal(foreign.Md5(schema), Convert.ToHexStringLower(AvroFingerprint.Md5(AvroSchema.Parse(schema))));
        }
    }

    /// <summary>With <c>DENORMALIZED_RECORD=1</c> what they read and write is recorded anew.</summary>
    [Fact]
    public async Task What_was_recorded_of_them_is_what_they_do()
    {
        Golden golden = await Golden.RecordAsync(_folder);
        if (Environment.GetEnvironmentVariable("DENORMALIZED_RECORD") == "1")
        {
            golden.Save();
            return;
        }

        Golden recorded = Golden.Load();
        Assert.Equal(recorded.Rows, golden.Rows);
        Assert.Equal(recorded.Pairs, golden.Pairs);
        Assert.Equal(recorded.Chains, golden.Chains);
        Assert.Equal(recorded.Files.Keys, golden.Files.Keys);
    }

    private async Task<string> WriteAsync(AvroCompression compression)
    {
        string path = Path.Combine(_folder, "ours.avro");
        await using FileStream file = File.Create(path);
        await using var writer = new AvroFileWriter<Everything>(file, new AvroFileOptions { Compression = compression });
        foreach (Case @case in Corpus.Cases)
        {
            await writer.WriteAsync(@case.Row);
        }

        return path;
    }
}
