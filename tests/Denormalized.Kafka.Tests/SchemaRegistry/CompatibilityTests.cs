using Denormalized.Schema;
using static Denormalized.Schema.CompatibilityMode;

namespace Denormalized.Kafka.Tests.SchemaRegistry;

/// <summary>The seven modes; the changes are those of Confluent's documentation ("Schema Evolution and Compatibility").</summary>
public sealed class CompatibilityTests
{
    private const string Plain = """{"name":"a","type":"int"}""";
    private const string WithDefault = """{"name":"b","type":"string","default":"x"}""";
    private const string WithoutDefault = """{"name":"b","type":"string"}""";

    private static readonly CompatibilityMode[] s_backward = [Backward, BackwardTransitive];
    private static readonly CompatibilityMode[] s_forward = [Forward, ForwardTransitive];
    private static readonly CompatibilityMode[] s_full = [Full, FullTransitive];

    public static TheoryData<string, string, string, bool, bool> Changes => new()
    {
        { "nothing", Record(Plain), Record(Plain), true, true },
        { "field with default added", Record(Plain), Record(Plain, WithDefault), true, true },
        { "field without default added", Record(Plain), Record(Plain, WithoutDefault), false, true },
        { "field with default removed", Record(Plain, WithDefault), Record(Plain), true, true },
        { "field without default removed", Record(Plain, WithoutDefault), Record(Plain), true, false },
        { "default added", Record(Plain, WithoutDefault), Record(Plain, WithDefault), true, true },
        { "fields reordered", Record(Plain, WithoutDefault), Record(WithoutDefault, Plain), true, true },
        { "field renamed", Record(Plain), Record("""{"name":"z","type":"int"}"""), false, false },
        { "field renamed with an alias", Record(Plain), Record("""{"name":"z","type":"int","aliases":["a"]}"""), true, false },
        { "record renamed", Record(Plain), Record(Plain).Replace("\"R\"", "\"S\""), false, false },
        { "int widened to long", Record(Plain), Record(Plain.Replace("int", "long")), true, false },
        { "int widened to double", Record(Plain), Record(Plain.Replace("int", "double")), true, false },
        { "int changed to string", Record(Plain), Record(Plain.Replace("int", "string")), false, false },
        { "string changed to bytes", Record(WithoutDefault), Record(WithoutDefault.Replace("string", "bytes")), true, true },
        { "made nullable", Record(Plain), Record(Plain.Replace("\"int\"", "[\"null\",\"int\"]")), true, false },
        { "enum symbol added", Enum("A"), Enum("A", "B"), true, false },
        { "enum symbol added, both with a default", WithEnumDefault(Enum("A")), WithEnumDefault(Enum("A", "B")), true, true },
        { "enum symbol removed", Enum("A", "B"), Enum("A"), false, true },
        { "fixed resized", """{"type":"fixed","name":"F","size":4}""", """{"type":"fixed","name":"F","size":5}""", false, false },
        { "scale of a decimal", Decimal(2), Decimal(3), false, false },
        { "item of an array widened", """{"type":"array","items":"int"}""", """{"type":"array","items":"long"}""", true, false },
        { "nested field without default added", Record($$"""{"name":"n","type":{{Nested(Plain)}}}"""), Record($$"""{"name":"n","type":{{Nested(Plain, WithoutDefault)}}}"""), false, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_judged_in_both_directions(string change, string before, string after, bool backward, bool forward)
    {
        Assert.NotEqual("", change);
        Assert.Empty(Check(after, [before], None));
        Assert.All(s_backward, mode => Assert.Equal(backward, Check(after, [before], mode).Count == 0));
        Assert.All(s_forward, mode => Assert.Equal(forward, Check(after, [before], mode).Count == 0));
        Assert.All(s_full, mode => Assert.Equal(backward && forward, Check(after, [before], mode).Count == 0));
        Assert.All(Check(after, [before], Full), conflict => Assert.Equal(conflict.IsBackward, !backward && conflict.IsBackward));
    }

    [Fact]
    public void Only_transitive_modes_look_behind_the_last_version()
    {
        // 1: {a}; 2: {a, b = "x"}; 3: {a, b}. Version 3 reads 2, which has b, but not 1.
        string[] versions = [Record(Plain), Record(Plain, WithDefault)];
        var third = Record(Plain, WithoutDefault);

        Assert.Empty(Check(third, versions, Backward));
        var conflict = Assert.Single(Check(third, versions, BackwardTransitive));
        Assert.Equal((0, true, AvroConflictKind.MissingField), (conflict.Version, conflict.IsBackward, conflict.Conflict.Kind));
        Assert.Equal("R.b", conflict.Conflict.Path);

        // 1: {a, b}; 2: {a, b = "x"}; 3: {a}. Readers of 2 have a default for b, readers of 1 have none.
        versions = [Record(Plain, WithoutDefault), Record(Plain, WithDefault)];
        Assert.Empty(Check(Record(Plain), versions, Forward));
        Assert.Equal((0, false), Assert.Single(Check(Record(Plain), versions, ForwardTransitive)) is var c ? (c.Version, c.IsBackward) : default);
        Assert.Empty(Check(Record(Plain), versions, Full));
        Assert.Single(Check(Record(Plain), versions, FullTransitive));
    }

    [Fact]
    public void The_first_version_is_always_compatible() =>
        Assert.All(System.Enum.GetValues<CompatibilityMode>(), mode => Assert.Empty(Check(Record(Plain), [], mode)));

    [Fact]
    public void Modes_are_written_as_registries_write_them()
    {
        foreach (var mode in System.Enum.GetValues<CompatibilityMode>())
        {
            Assert.True(CompatibilityNames.TryParse(CompatibilityNames.Of(mode).ToLowerInvariant(), out var read));
            Assert.Equal(mode, read);
        }

        Assert.Equal("BACKWARD_TRANSITIVE", CompatibilityNames.Of(BackwardTransitive));
        Assert.False(CompatibilityNames.TryParse("SIDEWAYS", out _));
        Assert.False(CompatibilityNames.TryParse(null, out _));
    }

    private static IReadOnlyList<CompatibilityConflict> Check(string next, string[] versions, CompatibilityMode mode) =>
        AvroCompatibility.Check(AvroSchema.Parse(next), [.. versions.Select(v => AvroSchema.Parse(v))], mode);

    private static string Record(params string[] fields) => $$"""{"type":"record","name":"R","fields":[{{string.Join(',', fields)}}]}""";

    private static string Nested(params string[] fields) => Record(fields).Replace("\"R\"", "\"N\"");

    private static string Enum(params string[] symbols) => $$"""{"type":"enum","name":"E","symbols":[{{string.Join(',', symbols.Select(s => $"\"{s}\""))}}]}""";

    private static string WithEnumDefault(string schema) => schema[..^1] + ",\"default\":\"A\"}";

    private static string Decimal(int scale) => $$"""{"type":"bytes","logicalType":"decimal","precision":9,"scale":{{scale}}}""";
}
