using System.Globalization;
using System.Text;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Evidence;
using Denormalized.Tool.Infer.Input;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>The schema depends on the set of rows alone, not on their order nor on how the input is cut.</summary>
public class OrderTests
{
    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "1", "-7", "200", "70000", "1636406685", "9223372036854775808", "1.5", "12.50", "1e3", "\"\"", "\"a\"", "\"tcp\"", "\"udp\"",
        "\"007\"", "\"42\"", "\"12.50\"", "\"2020-01-01\"", "\"2020-01-01T00:00:00Z\"", "\"10.0.0.1\"", "\"fd4f1042-c7f6-4107-a6ee-d841d92596e7\"", "\"true\"",
    ];

    private static readonly string[] Keys = ["id", "ts", "price", "a", "b", "kind", "2020-01-01", "2020-01-02", "items"];

    public static Gen<string> Values(int depth) => depth == 0
        ? Gen.Elements(Scalars)
        : Gen.Frequency(
            (5, Gen.Elements(Scalars)),
            (1, Values(depth - 1).ListOf().Select(items => "[" + string.Join(',', items.Take(4)) + "]")),
            (1, Rows(depth - 1)));

    public static Gen<string> Rows(int depth) =>
        from keys in Gen.SubListOf(Keys)
        from values in Values(depth).ListOf(keys.Count)
        select "{" + string.Join(',', keys.Zip(values, (k, v) => $"\"{k}\":{v}")) + "}";

    public static Arbitrary<string[]> Inputs() => Rows(2).NonEmptyListOf().Select(rows => rows.ToArray()).ToArbitrary();

    [Property(MaxTest = 200)]
    public Property Shuffled_rows_give_the_same_schema() => Prop.ForAll(Inputs(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (rows, seed) =>
    {
        string[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(Schema(Read(rows)), Schema(Read(shuffled)));
    });

    [Property(MaxTest = 200)]
    public Property Split_and_merged_input_gives_the_same_schema() => Prop.ForAll(Inputs(), Gen.Choose(0, 100).ToArbitrary(), (rows, percent) =>
    {
        int cut = rows.Length * percent / 100;
        PathEvidence merged = Read(rows[cut..]);
        merged.Merge(Read(rows[..cut]));
        Assert.Equal(Schema(Read(rows)), Schema(merged));
    });

    [Property(MaxTest = 200)]
    public Property More_rows_only_widen() => Prop.ForAll(Inputs(), Inputs(), (rows, more) =>
    {
        Dictionary<string, Decision> wide = ByPath(Read([.. rows, .. more]));
        foreach ((string path, Decision before) in ByPath(Read(rows)))
        {
            // A path may become part of a map or lose its kind to json, but what may be missing stays so.
            if (wide.TryGetValue(path, out Decision? after))
            {
                Assert.True(after.Nullable || !before.Nullable, path);
                Assert.True(after.Optional || !before.Optional, path);
                Assert.True(after.Evidence.Values >= before.Evidence.Values, path);
                Assert.True(after.Kind.Tag == KindTag.Json || before.Kind.Tag != KindTag.Json || CanReopen(before), path);
            }
        }
    });

    [Fact]
    public void Rows_past_the_limits_of_memory_give_the_same_in_any_order()
    {
        string[] rows = Enumerable.Range(0, 30_000).Select(i => $"{{\"k{i.ToString(CultureInfo.InvariantCulture)}\":{{\"v\":{i}}},\"s\":\"{i}\"}}").ToArray();
        string[] reversed = rows.Reverse().ToArray();
        Assert.Equal(Schema(Read(rows)), Schema(Read(reversed)));
        PathEvidence merged = Read(rows[..15_000]);
        merged.Merge(Read(rows[15_000..]));
        Assert.Equal(Schema(Read(rows)), Schema(merged));
    }

    // Objects with keys of their own are json while each key is rare; more rows may show that they are a record or a map.
    private static bool CanReopen(Decision decision) => decision.Evidence.Objects is not null;

    private static Dictionary<string, Decision> ByPath(PathEvidence evidence) => Decider.Decide(evidence).All().ToDictionary(d => d.Path);

    private static PathEvidence Read(string[] rows)
    {
        var root = new PathEvidence();
        using InputSource source = InputSource.Open("rows", new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', rows))));
        if (rows.Length > 0)
        {
            new JsonRows(root, new ReadOptions()).Read(source);
        }

        return root;
    }

    internal static string Schema(PathEvidence evidence)
    {
        var output = new StringWriter();
        JsonEmitter.Write(output, Decider.Decide(evidence));
        return output.ToString();
    }
}
