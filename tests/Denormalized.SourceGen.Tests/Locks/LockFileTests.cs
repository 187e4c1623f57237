using Denormalized.Schema;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>What the generator says of the files themselves.</summary>
public class LockFileTests
{
    private const string Record = "[Stream] public partial record R([property: SortKey] int A, List<P> Lines, E State, string? Note = null); public sealed record P(double X); public enum E { No, Yes }";

    [Fact]
    public void A_lock_is_read_as_it_was_written()
    {
        StreamLock @lock = LockedCode.Lock(Record).With(LockedCode.Shape("[Stream] public partial record R([property: SortKey] int A);").Shape, isBreaking: true);
        StreamLock read = StreamLock.Parse(@lock.Print());
        Assert.Equal(@lock.Print(), read.Print());
        Assert.Equal(@lock.Versions.Select(v => v.Shape), read.Versions.Select(v => v.Shape));
        Assert.DoesNotContain(read.Versions, v => v.IsEdited);
        Assert.Equal(@lock.Print(), StreamLock.Parse(@lock.Print().Replace("\n", "\r\n")).Print());
    }

    [Fact]
    public void A_field_has_a_line_of_its_own()
    {
        string[] lines = LockedCode.Lock(Record).Print().Split('\n');
        Assert.Contains("""        { "id": 1, "path": "a", "type": "int32", "required": true, "sort_key": 0 },""", lines);
        Assert.Contains("""        { "id": 3, "path": "lines[].x", "type": "float64", "required": true },""", lines);
        Assert.Contains("""        { "id": 4, "path": "state", "type": "enum(No=0,Yes=1)", "required": true },""", lines);
        Assert.Contains("""          { "name": "note", "type": "Nullable(String)" },""", lines);
        Assert.Contains("""        { "name": "note", "type": ["null", "string"], "default": null }""", lines);
    }

    [Fact]
    public void Fields_keep_their_numbers_through_renames_and_other_orders()
    {
        StreamLock @lock = LockedCode.Lock("[Stream] public partial record R(int A, int B, int C);");
        string Ids(string members) => string.Join(",", @lock.With(LockedCode.Shape($"[Stream] public partial record R({members});").Shape, false)
            .Heads[0].Shape.Fields.Select(f => $"{f.Path}={f.Id}"));
        Assert.Equal("c=3,x=2,d=4", Ids("int C, [property: Alias(\"b\")] int X, int D"));
    }

    [Theory]
    [InlineData("int32", "int64")]
    [InlineData("\"required\": true", "\"required\": false")]
    [InlineData("(`a`)", "(`b`)")]
    public void An_edit_by_hand_shows(string from, string to)
    {
        string text = LockedCode.Lock(Record).Print();
        Assert.Equal(("DNZ312", "{"), Assert.Single(LockedCode.Diagnostics(Record, text.Replace(from, to))));
    }

    [Theory]
    [InlineData("{", "a name in quotes is expected", "")]
    [InlineData("""{ "stream": "r", "mode": "SIDEWAYS", "versions": [] }""", "'SIDEWAYS' is no mode", "\"SIDEWAYS\", \"versions\": [] }")]
    [InlineData("""{ "stream": "r", "mode": "FULL", "versions": [] }""", "there is no version in it", "{ \"stream\": \"r\", \"mode\": \"FULL\", \"versions\": [] }")]
    [InlineData("""{ "stream": "r", "mode": "FULL", "more": 1, "versions": [] }""", "\"more\" is not known here", "1, \"versions\": [] }")]
    [InlineData("""{ "stream": 1, "mode": "FULL", "versions": [{}] }""", "\"version\" is missing", "{}] }")]
    [InlineData("<<<<<<< ours\n{", "two branches changed the stream", "<<<<<<< ours")]
    public void A_file_that_is_no_lock_is_refused_where_it_is_wrong(string text, string message, string place)
    {
        var diagnostic = LockedCode.All("[Stream] public partial record R(int A);", text).First(d => d.Id == (text[0] == '<' ? "DNZ317" : "DNZ300"));
        Assert.StartsWith(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(place, text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void Any_cut_of_a_lock_is_refused_and_breaks_nothing()
    {
        string text = LockedCode.Lock(Record).Print();
        for (int length = 0; length < text.TrimEnd().Length; length++)
        {
            Assert.Throws<LockException>(() => StreamLock.Parse(text[..length]));
        }
    }

    [Fact]
    public void A_stream_without_a_lock_is_told_of_where_others_have_one()
    {
        const string Other = "[Stream] public partial record Other(int A);";
        string @lock = LockedCode.Lock("[Stream] public partial record R(int A);").Print();
        Assert.Empty(LockedCode.Diagnostics(Other));
        Assert.Equal([("DNZ314", "Other"), ("DNZ315", "{")], LockedCode.Diagnostics(Other, @lock).Order());
        Assert.Equal("DNZ300", Assert.Single(LockedCode.Diagnostics("[Stream] public partial record R(int A);", @lock, @lock)).Id);
    }
}
