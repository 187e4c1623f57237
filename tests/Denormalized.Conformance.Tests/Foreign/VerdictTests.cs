using Denormalized.Schema;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// What a lock lets pass, in every mode, is what avsc, avro-js and Apache Avro for Python let pass, which decide on schemas
/// alone as the rules do. And in data: what is compatible is read, what is not has a message that cannot be read.
/// </summary>
[Trait("Category", "Interop")]
public sealed class VerdictTests(ITestOutputHelper output)
{
    private const int Chains = 600;
    private const int Tries = 2000;

    public static TheoryData<string> Readers => [.. ForeignReader.Available];

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_lock_lets_pass_what_it_calls_compatible(string name)
    {
        using var foreign = new ForeignReader(name);
        Dictionary<string, int> refused = Enum.GetValues<CompatibilityMode>().ToDictionary(CompatibilityNames.Of, _ => 0);
        int defaults = 0;
        for (int seed = 0; seed < Chains; seed++)
        {
            SchemaChain chain = SchemaChain.Make(seed);
            string ours = chain.Allowed();

            // It goes by Avro 1.8, whose enums have no default (1.9 brought them): it decides as we do of schemas that have none.
            string expected = name == ForeignReader.AvroJs ? chain.WithoutEnumDefaults().Allowed() : ours;
            string theirs = chain.Allowed(foreign.IsCompatible);
            Assert.True(expected == theirs, $"seed {seed}: we {expected}; {name} {theirs}\n{chain}");
            defaults += expected == ours ? 0 : 1;
            foreach (string mode in refused.Keys.Except(ours.Split(' ')))
            {
                refused[mode]++;
            }
        }

        output.WriteLine($"{Chains} chains, {defaults} of them without defaults of enums; refused: {string.Join(", ", refused.Select(r => $"{r.Key} {r.Value}"))}");
        Assert.InRange(defaults, 0, Chains / 20);
        Assert.All(refused.Where(r => r.Key != "NONE"), r => Assert.InRange(r.Value, Chains * 3 / 10, Chains * 95 / 100));
    }

    /// <summary>In every direction between the versions. Python's reader meets a branch or a symbol when data has it, so it is the one that shows messages to fail.</summary>
    [Fact]
    public void Data_is_read_where_it_is_said_to_be()
    {
        using var avsc = new ForeignReader(ForeignReader.Avsc);
        using var python = new ForeignReader(ForeignReader.Python);
        int compatible = 0, incompatible = 0;
        for (int seed = 0; seed < Chains / 4; seed++)
        {
            SchemaChain chain = SchemaChain.Make(seed);
            foreach ((int writer, int reader) in new[] { (0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1) })
            {
                AvroResolution.Of(AvroSchema.Parse(chain[writer]), AvroSchema.Parse(chain[reader]), out IReadOnlyList<AvroConflict> conflicts);
                bool isCompatible = conflicts.Count == 0;
                bool isRight = isCompatible
                    ? chain.Messages(writer).Take(8).All(m => avsc.Resolve(chain[writer], chain[reader], m, out _) is not null)
                    : chain.Messages(writer).Take(Tries).Any(m => IsRefused(python, chain[writer], chain[reader], m));
                Assert.True(isRight, $"seed {seed}, {writer} as {reader}: {string.Join("; ", conflicts)}\n{chain[writer]}\n{chain[reader]}");
                compatible += isCompatible ? 1 : 0;
                incompatible += isCompatible ? 0 : 1;
            }
        }

        output.WriteLine($"{compatible} compatible, {incompatible} incompatible");
        Assert.InRange(incompatible / (double)(compatible + incompatible), 0.3, 0.95);
    }

    /// <summary>By us and by it, for what the schemas are.</summary>
    private static bool IsRefused(ForeignReader foreign, string writer, string reader, string message)
        => new ResolvedPair(writer, reader, message).Resolve().Resolved is null
            && foreign.Resolve(writer, reader, message, out string error) is null
            && error.StartsWith("SchemaResolutionException", StringComparison.Ordinal);
}
