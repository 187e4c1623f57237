using Denormalized.Schema;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// What a lock lets pass, in every mode, against the verdicts of avsc, avro-js and Apache Avro for Python, which decide on
/// schemas alone as the rules do. And against data: what is said to be readable is read.
/// </summary>
[Trait("Category", "Interop")]
public sealed class VerdictTests(ITestOutputHelper output)
{
    private const int Chains = 600;

    /// <summary>
    /// avsc has every rule but one order: see the decisions. avro-js knows no defaults of enums, Python's neither that nor
    /// aliases; their verdicts are counted, and where avsc differs one of them has to say what we say.
    /// </summary>
    [Fact]
    public void A_lock_lets_pass_what_others_call_compatible()
    {
        Dictionary<string, ForeignReader> foreign = ForeignReader.Available.ToDictionary(n => n, n => new ForeignReader(n));
        Dictionary<string, int> agreed = foreign.Keys.ToDictionary(n => n, _ => 0);
        Dictionary<CompatibilityMode, int> refused = Enum.GetValues<CompatibilityMode>().ToDictionary(m => m, _ => 0);
        var alone = new List<string>();
        for (int seed = 0; seed < Chains; seed++)
        {
            SchemaChain chain = SchemaChain.Make(seed);
            string ours = chain.Allowed();
            bool isAlone = true;
            foreach ((string name, ForeignReader reader) in foreign)
            {
                bool isSame = chain.Allowed(reader.IsCompatible) == ours;
                agreed[name] += isSame ? 1 : 0;
                isAlone &= !isSame;
            }

            foreach (CompatibilityMode mode in refused.Keys.Where(m => !ours.Split(' ').Contains(CompatibilityNames.Of(m))).ToArray())
            {
                refused[mode]++;
            }

            if (isAlone)
            {
                alone.Add($"seed {seed}: we {ours}; {string.Join("; ", foreign.Select(f => $"{f.Key} {chain.Allowed(f.Value.IsCompatible)}"))}\n{chain}");
            }
        }

        output.WriteLine($"of {Chains}: {string.Join(", ", agreed.Select(a => $"{a.Key} agrees on {a.Value}"))}; {alone.Count} alone; refused: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        foreign.Values.ToList().ForEach(f => f.Dispose());
        Assert.True(alone.Count == 0, string.Join("\n\n", alone.Take(12)));
        Assert.All(refused.Where(r => r.Key != CompatibilityMode.None), r => Assert.InRange(r.Value, Chains * 3 / 10, Chains * 95 / 100));
        Assert.All(agreed, a => Assert.True(a.Value > Chains / 2, $"{a.Key} agrees on {a.Value} only"));
    }

    /// <summary>In every direction between the versions: all messages are read where the rules say so, and where they do not, avsc refuses the schemas or one of the messages.</summary>
    [Fact]
    public void Data_is_read_where_it_is_said_to_be()
    {
        using var avsc = new ForeignReader(ForeignReader.Avsc);
        int compatible = 0, incompatible = 0;
        for (int seed = 0; seed < Chains / 4; seed++)
        {
            SchemaChain chain = SchemaChain.Make(seed);
            foreach ((int writer, int reader) in new[] { (0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1) })
            {
                AvroResolution.Of(AvroSchema.Parse(chain[writer]), AvroSchema.Parse(chain[reader]), out IReadOnlyList<AvroConflict> conflicts);
                string[] messages = [.. chain.Messages(writer)];
                string[] read = [.. messages.Where(m => avsc.Resolve(chain[writer], chain[reader], m, out _) is not null)];
                string what = $"seed {seed}, {writer} as {reader}: {string.Join("; ", conflicts)}\n{chain[writer]}\n{chain[reader]}";
                compatible += conflicts.Count == 0 ? 1 : 0;
                incompatible += conflicts.Count == 0 ? 0 : 1;
                Assert.True(conflicts.Count == 0 ? read.Length == messages.Length : read.Length < messages.Length, what);
            }
        }

        output.WriteLine($"{compatible} compatible, {incompatible} incompatible");
        Assert.InRange(incompatible / (double)(compatible + incompatible), 0.3, 0.95);
    }
}
