using System.Text;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>Objects of several kinds, and records that lead back to themselves.</summary>
public class UnionTests
{
    private static readonly string[] Kinds =
    [
        """{"type":"page.viewed","at":"2024-01-01T00:00:00Z","id":1,"url":"/a","referrer":null}""",
        """{"id":2,"type":"bought","at":"2024-01-01T00:00:01Z","cents":250,"lines":[{"sku":"x","n":1}]}""",
        """{"at":"2024-01-01T00:00:02Z","id":3,"coupon":"c","type":"left"}""",
    ];

    private static string Rows(int times) => string.Join('\n', Enumerable.Range(0, times).SelectMany(_ => Kinds));

    [Fact]
    public void A_key_that_says_which_other_keys_there_are_makes_a_closed_hierarchy()
    {
        string source = Sample.CSharp(Rows(8), "Event");
        Assert.Contains("[JsonPolymorphic(TypeDiscriminatorPropertyName = \"type\")]", source, StringComparison.Ordinal);
        Assert.Contains("[JsonDerivedType(typeof(EventPageViewed), \"page.viewed\")]", source, StringComparison.Ordinal);
        Assert.Contains("public abstract partial record Event\n", source, StringComparison.Ordinal);
        Assert.Contains("// type bought: 8 of 24\npublic sealed partial record EventBought : Event\n", source, StringComparison.Ordinal);
        Assert.Contains("    public required long Cents { get; init; }", source, StringComparison.Ordinal); // always there, in its kind
        Assert.Contains("    public JsonElement? Referrer { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("    public string? Coupon { get; init; }", Sample.CSharp($"{Rows(8)}\n{{\"id\":1,\"at\":\"2024-01-01T00:00:00Z\",\"type\":\"left\"}}"), StringComparison.Ordinal);
        Assert.DoesNotContain(" Type ", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Few_rows_make_an_open_record_that_says_so_unless_asked()
    {
        string source = Sample.CSharp(Rows(1), "Event");
        Assert.Contains("// 3 kinds by type: bought 1, left 1, page.viewed 1; --unions always makes them types of their own.\n", source, StringComparison.Ordinal);
        Assert.Contains("    public string? Url { get; init; }", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
        Assert.Contains("record EventLeft : Event", Emit(Rows(1), UnionsOption.Always), StringComparison.Ordinal);
        Assert.DoesNotContain("abstract", Emit(Rows(8), UnionsOption.Never), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"a","x":1} {"type":"b","x":1,"y":2}""")] // only one kind has a key of its own
    [InlineData("""{"type":"a","x":1} {"type":"a","y":1} {"type":"b","z":1} {"type":"b","w":1}""")] // optional keys, not the kind's
    [InlineData("""{"type":"a","x":1} {"type":"b","y":1} {"z":1}""")] // not in every object
    [InlineData("""{"type":"a","x":1} {"type":7,"y":1}""")]
    [InlineData("""{"title":"a","x":1} {"title":"b","y":1}""")] // no name of a discriminator
    [InlineData("""{"type":"a long text","x":1} {"type":"b c d","y":1}""")]
    public void Other_keys_tell_nothing_apart(string rows) => Assert.Null(Sample.Decide(rows).Union);

    [Fact]
    public async Task Hierarchies_are_read_written_and_stored()
    {
        string nested = string.Join('\n', Kinds.SelectMany(k => Enumerable.Repeat($"{{\"id\":1,\"event\":{k},\"maybe\":null,\"list\":[{Kinds[0]},{Kinds[1]}],\"by\":{{\"a-1\":{Kinds[2]}}}}}", 8)));
        string optional = string.Join('\n', Kinds.SelectMany(k => Enumerable.Repeat($"{{\"id\":1,\"event\":{k}}}\n{{\"id\":2,\"event\":null}}", 8)));
        string odd = string.Join('\n', Enumerable.Repeat("{\"kind\":\"class\",\"event_class\":1,\"Kind\":\"x\"}\n{\"kind\":\"event\",\"namespace\":\"y\",\"case\":2}", 12));
        var proven = new ProvenFiles([.. new[] { Rows(8), nested, optional, odd }.Select((json, i) => ($"{i}", Encoding.UTF8.GetBytes(json), RowPath.Root))]);
        Assert.Empty(proven.RoundTripFailures());
        Assert.Empty(await proven.TableFailuresAsync());
    }

    [Fact]
    public void A_record_any_levels_deep_in_itself_is_json_there()
    {
        string source = Sample.CSharp("""{"top":{"name":"a","size":1,"children":[{"name":"b","size":1,"children":[{"name":"c","size":2,"children":[]}]}]}}""");
        Assert.Contains("public required IReadOnlyList<JsonElement> Children { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("// leads back to the type that it stands in", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void A_record_one_level_deep_in_itself_has_room_for_more()
    {
        string source = Sample.CSharp("""{"reply":{"id":1,"by":"a","text":"b","likes":1,"lang":"c","reply":{"id":2,"by":"a","text":"b","likes":1,"lang":"c"}}}""");
        Assert.Contains("public SampleReplyReply? Reply { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("// 0 values: not seen at this level; null 0, absent 1\n    // only null so far: any JSON may come\n    public JsonElement? Reply { get; init; }", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Theory]
    [InlineData("""{"location":{"lat":48,"lon":11.5}}""", "$.location", "record", "$.location.lat", "float64")]
    [InlineData("""{"geo":{"type":"Point","coordinates":[11,48]}}""", "$.geo", "record", "$.geo.coordinates[*]", "float64")]
    public void Geo_points_are_records_of_floating_numbers(string row, string point, string kind, string number, string numberKind)
    {
        Assert.Equal(kind, Sample.Decide(row, point).KindName);
        Assert.Equal(numberKind, Sample.Decide(row, number).KindName);
    }

    private static string Emit(string json, UnionsOption unions)
    {
        var output = new StringWriter { NewLine = "\n" };
        CSharpEmitter.Write(output, CSharpModelBuilder.Build(Sample.Decide(json), "Samples", "Event", "events", [], unions));
        return output.ToString();
    }
}
