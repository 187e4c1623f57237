using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>All of one kind at once, over files, over streams that share a record, and over locks.</summary>
public class FixAllTests
{
    private const string Shared = "public sealed record P(int X);";

    private static readonly (string Before, string After)[] s_records =
    [
        ("[Stream] public partial record A(int U, [property: Decimal(9, 2)] decimal V, P P);", "[Stream] public partial record A(int? U, string V, P P);"),
        ("[Stream] public partial record B(List<P> P, int W);", "[Stream] public partial record B(List<P> P, Guid W);"),
    ];

    private static FixedCode Code()
    {
        string[] locks = [.. s_records.Select((r, i) => LockOf(i, CompatibilityMode.Full))];
        return new FixedCode([("A.cs", s_records[0].After), ("B.cs", s_records[1].After), ("P.cs", "public sealed record P(int X, int Y);")], locks);
    }

    private static string LockOf(int i, CompatibilityMode mode) => LockedCode.Lock(s_records[i].Before + Shared, mode).Print();

    [Theory]
    [InlineData(FixAllScope.Project, "DNZ302 DNZ302", "Guid W")]
    [InlineData(FixAllScope.Solution, "DNZ302 DNZ302", "Guid W")]
    [InlineData(FixAllScope.Document, "DNZ302 DNZ302 DNZ303", "Guid W")]
    public async Task Types_are_restored(FixAllScope scope, string left, string other)
    {
        using FixedCode code = Code();
        Project changed = await FixedCode.FixAllAsync(code.Project, "RestoreType", scope);
        Assert.Equal("[Stream] public partial record A(int U, [Decimal(9, 2)] decimal V, P P);", await FixedCode.TextAsync(changed, "A.cs"));
        Assert.Equal(scope == FixAllScope.Document, (await FixedCode.TextAsync(changed, "B.cs")).Contains(other, StringComparison.Ordinal));
        Assert.Equal(left, string.Join(' ', (await FixedCode.DriftAsync(changed)).Select(d => d.Id).Order()));
    }

    [Fact]
    public async Task A_record_that_streams_share_is_changed_once()
    {
        using FixedCode code = Code();
        Project changed = await FixedCode.FixAllAsync(code.Project, "MakeNullable", FixAllScope.Project);
        Assert.Equal("public sealed record P(int X, int? Y = null);", await FixedCode.TextAsync(changed, "P.cs"));
        Assert.DoesNotContain(await FixedCode.DriftAsync(changed), d => d.Id == "DNZ302");
    }

    [Fact]
    public async Task New_versions_are_written_into_each_lock()
    {
        using FixedCode code = Code();
        Project changed = await FixedCode.FixAllAsync(code.Project, "AcceptVersion", FixAllScope.Project);
        Assert.Empty(await FixedCode.DriftAsync(changed));
        Assert.Equal(s_records[0].After, await FixedCode.TextAsync(changed, "A.cs"));
        foreach (TextDocument document in changed.AdditionalDocuments)
        {
            StreamLock @lock = StreamLock.Parse((await document.GetTextAsync()).ToString());
            Assert.Equal((2, true, false), (@lock.Versions.Count, @lock.Versions[1].IsBreaking, @lock.Versions[1].IsEdited));
        }
    }

    [Fact]
    public async Task A_stream_without_a_lock_gets_one_beside_the_others()
    {
        using var code = new FixedCode([("A.cs", s_records[0].Before), ("P.cs", Shared), ("C.cs", "[Stream] public partial record C(int X);")], LockOf(0, CompatibilityMode.Backward));
        Assert.Equal("DNZ314", Assert.Single(await FixedCode.DriftAsync(code.Project)).Id);
        Project changed = await FixedCode.FixAllAsync(code.Project, "AcceptVersion", FixAllScope.Project);
        Assert.Empty(await FixedCode.DriftAsync(changed));
        Assert.Contains(changed.AdditionalDocuments, d => d.FilePath == "schemas/c.lock.json");
    }
}
