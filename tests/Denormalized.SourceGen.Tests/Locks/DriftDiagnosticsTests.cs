using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using static Denormalized.Schema.CompatibilityMode;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Each kind of change in each mode: the diagnostic and the text under the squiggle, or none.</summary>
public class DriftDiagnosticsTests
{
    private const string Nothing = "";

    [Theory]
    // a field goes
    [InlineData(Backward, "int A, int B = 1", "int A", "DNZ313 R")]
    [InlineData(Forward, "int A, int B = 1", "int A", "DNZ313 R")]
    [InlineData(Forward, "int A, int B", "int A", "DNZ301 R")]
    [InlineData(Full, "int A, int B", "int A", "DNZ301 R")]
    [InlineData(None, "int A, int B", "int A", "DNZ313 R")]
    // a field comes
    [InlineData(Backward, "int A", "int A, int B", "DNZ302 B")]
    [InlineData(Forward, "int A", "int A, int B", "DNZ313 R")]
    [InlineData(Full, "int A", "int A, int B", "DNZ302 B")]
    [InlineData(Full, "int A", "int A, int? B = null", "DNZ313 R")]
    [InlineData(None, "int A", "int A, int B", "DNZ313 R")]
    // another type
    [InlineData(Backward, "int A", "long A", "DNZ313 R")]
    [InlineData(Forward, "int A", "long A", "DNZ303 A")]
    [InlineData(FullTransitive, "int A", "long A", "DNZ303 A")]
    [InlineData(Backward, "long A", "int A", "DNZ303 A")]
    [InlineData(None, "long A", "int A", "DNZ303 A")]
    [InlineData(Backward, "[property: Decimal(18, 4)] decimal A", "string A", "DNZ303 A")]
    [InlineData(None, "[property: Decimal(18, 4)] decimal A", "string A", "DNZ313 R")] // for the table alone it would do
    [InlineData(Backward, "List<ulong> A", "List<byte[]> A", "DNZ303 A")]
    [InlineData(Backward, "Dictionary<string, DateTime?> A", "Dictionary<string, long?> A", "DNZ303 A")]
    [InlineData(Backward, "Guid A", "string A", "DNZ313 R")]
    [InlineData(Backward, "int A", "List<int> A", "DNZ303 A")]
    [InlineData(None, "int A", "List<int> A", "DNZ303 A")]
    [InlineData(Backward, "List<int> A", "List<string> A", "DNZ303 A")]
    // null
    [InlineData(Backward, "int A", "int? A", "DNZ313 R")]
    [InlineData(Forward, "int A", "int? A", "DNZ304 A")]
    [InlineData(Backward, "int? A", "int A", "DNZ304 A")]
    [InlineData(None, "int? A", "int A", "DNZ304 A")]
    // units and scales
    [InlineData(Backward, "[property: Decimal(18, 4)] decimal A", "[property: Decimal(18, 2)] decimal A", "DNZ306 A")]
    [InlineData(Backward, "[property: Decimal(18, 4)] decimal A", "[property: Decimal(28, 4)] decimal A", "DNZ313 R")]
    [InlineData(Backward, "[property: Resolution(TimeUnit.Milliseconds)] DateTime A", "DateTime A", "DNZ306 A")]
    [InlineData(Backward, "[property: Epoch(TimeUnit.Seconds)] DateTime A", "[property: Epoch(TimeUnit.Milliseconds)] DateTime A", "DNZ306 A")]
    [InlineData(None, "[property: Epoch(TimeUnit.Seconds)] DateTime A", "[property: Epoch(TimeUnit.Milliseconds)] DateTime A", "DNZ313 R")]
    // keys
    [InlineData(Backward, "[property: SortKey] int A, int B", "int A, [property: SortKey] int B", "DNZ307 A")]
    [InlineData(Backward, "[property: EventTime] DateTime A, DateTime B", "DateTime A, [property: EventTime] DateTime B", "DNZ307 A")]
    [InlineData(Backward, "[property: SortKey] int A", "[property: SortKey] long A", "DNZ303 A")]
    [InlineData(Backward, "[property: LowCardinality] string A, string B", "string A, string B", "DNZ307 R")]
    [InlineData(Backward, "[property: SortKey] string A", "[property: SortKey, LowCardinality] string A", "DNZ313 R")]
    // names
    [InlineData(Backward, "int A, int B", "int A, int C", "DNZ308 C")]
    [InlineData(None, "int A, int B", "int A, int C", "DNZ308 C")]
    [InlineData(Backward, "int A, int B", "int A, [property: Name(\"b\")] int C", Nothing)]
    [InlineData(Backward, "int A, int B", "int A, [property: Alias(\"b\")] int C", "DNZ313 R")]
    [InlineData(Forward, "int A, int B", "int A, [property: Alias(\"b\")] int C", "DNZ308 C")]
    [InlineData(Backward, "int A, [property: SortKey] int B", "int A, [property: Alias(\"b\"), SortKey] int C", "DNZ308 C")]
    // order and C# alone
    [InlineData(Backward, "int A, int B", "int B, int A", "DNZ313 R")]
    [InlineData(Full, "int A, string B", "int A, string B", Nothing)]
    public void A_change_of_members(CompatibilityMode mode, string before, string after, string expected)
        => Expect(mode, $"[Stream] public partial record R({before});", $"[Stream] public partial record R({after});", expected);

    [Theory]
    [InlineData(Backward, "A, B", "A, B, C", "DNZ313 R")]
    [InlineData(Backward, "A, B", "A", "DNZ305 X")]
    [InlineData(Backward, "A, B", "A = 1, B = 0", "DNZ305 X")]
    [InlineData(None, "A, B", "A", "DNZ305 X")]
    [InlineData(Forward, "[Default] A, B", "[Default] A, B, C", "DNZ313 R")]
    [InlineData(Forward, "A = 1, B = 2", "A = 1, B = 2, C = 3", "DNZ305 X")]
    public void A_change_of_an_enum(CompatibilityMode mode, string before, string after, string expected) => Expect(
        mode,
        "[Stream] public partial record R(E X); public enum E { " + before + " }",
        "[Stream] public partial record R(E X); public enum E { " + after + " }",
        expected);

    [Theory]
    [InlineData("P P", "int A, int B", "int A, string B", "DNZ303 B")]
    [InlineData("P? P", "int A, int B", "int A, string B", "DNZ303 B")]
    [InlineData("List<P> P", "int A, int B", "int A, string B", "DNZ303 B")]
    [InlineData("Dictionary<string, P> P", "int A, int B", "int A, string B", "DNZ303 B")]
    [InlineData("P P", "int A", "int A, int B", "DNZ302 B")]
    [InlineData("P P", "int A", "int A, int? B = null", "DNZ313 R")]
    [InlineData("P P", "int A, int B", "int A", "DNZ301 P")] // Avro skips it, but the element of the Tuple would be dropped with what it holds
    public void A_change_within_a_record(string member, string before, string after, string expected) => Expect(
        Backward,
        $"[Stream] public partial record R({member}); public sealed record P({before});",
        $"[Stream] public partial record R({member}); public sealed record P({after});",
        expected);

    [Theory]
    [InlineData("[Stream(\"r\", Topic = \"t\")]", "[Stream(\"r\", Topic = \"u\")]", "DNZ309 R")]
    [InlineData("[Stream(\"r\", Table = \"t\")]", "[Stream(\"r\", Table = \"u\")]", "DNZ309 R")]
    [InlineData("[Stream, Retention(400)]", "[Stream, Retention(500)]", "DNZ313 R")]
    [InlineData("[Stream, Retention(400)]", "[Stream, Retention(7)]", "DNZ307 R")]
    [InlineData("[Stream]", "[Stream, Retention(7)]", "DNZ307 R")]
    public void A_change_of_the_stream(string before, string after, string expected)
        => Expect(Backward, before + " public partial record R([property: EventTime] DateTime A);", after + " public partial record R([property: EventTime] DateTime A);", expected);

    [Fact]
    public void Says_what_breaks_for_whom_and_why()
    {
        StreamLock @lock = LockedCode.Lock("[Stream(\"page_views\")] public partial record R([property: Decimal(18, 4)] decimal Price);", Full);
        Diagnostic diagnostic = Assert.Single(LockedCode.All("[Stream(\"page_views\")] public partial record R(List<int> Price);", @lock.Print()));
        string version = @lock.Heads[0].ShortId;
        Assert.Equal(
            "'price' changed from decimal(18,4) to list<int32>: "
            + $"what version {version} wrote cannot be read (FULL: the writer's bytes cannot be read as array); "
            + $"readers of version {version} cannot read it (FULL: the writer's array cannot be read as bytes); "
            + "ClickHouse cannot turn Decimal(18, 4) into Array(Int32) in place: one is a list, map or record, the other is not",
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("docs/diagnostics/DNZ303.md", diagnostic.Descriptor.HelpLinkUri);
    }

    [Fact]
    public void Only_transitive_modes_ask_versions_before_the_last()
    {
        const string First = "[Stream] public partial record R(int A, string B);";
        const string Second = "[Stream] public partial record R(int A);";
        const string Third = "[Stream] public partial record R(int A, int? B = null);";
        Assert.Equal("DNZ313 R", Said(Third, LockedCode.Lock(First).With(LockedCode.Shape(Second).Shape, isBreaking: false)));
        Assert.Equal("DNZ302 B", Said(Third, LockedCode.Lock(First, BackwardTransitive).With(LockedCode.Shape(Second).Shape, isBreaking: false)));
        // what was accepted although it breaks begins a new line
        Assert.Equal("DNZ313 R", Said(Third, LockedCode.Lock(First, BackwardTransitive).With(LockedCode.Shape(Second).Shape, isBreaking: true)));
    }

    [Fact]
    public void Pragma_silences_it()
    {
        string @lock = LockedCode.Lock("[Stream] public partial record R(long A);").Print();
        Assert.All(LockedCode.All("#pragma warning disable DNZ303\n[Stream] public partial record R(int A);", @lock), d => Assert.True(d.IsSuppressed));
        Assert.False(LockedCode.All("[Stream] public partial record R(int A);", @lock).Single().IsSuppressed);
    }

    private static void Expect(CompatibilityMode mode, string before, string after, string expected)
        => Assert.Equal(expected, Said(after, LockedCode.Lock(before, mode)));

    private static string Said(string source, StreamLock @lock)
        => string.Join(", ", LockedCode.Diagnostics(source, @lock.Print()).Select(d => $"{d.Id} {d.Text}"));
}
