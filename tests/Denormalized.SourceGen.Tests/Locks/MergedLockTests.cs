using Denormalized.CodeFixes;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Two branches that both release a version, with and without the marks of a merge that git could not do.</summary>
public class MergedLockTests
{
    private const string Both = "[Stream] public partial record R(int A, int? B = null, int? C = null);";

    private static readonly StreamLock s_base = LockedCode.Lock("[Stream] public partial record R(int A);");
    private static readonly StreamLock s_ours = With("[Stream] public partial record R(int A, int? B = null);");
    private static readonly StreamLock s_theirs = With("[Stream] public partial record R(int A, int? C = null);");
    private static readonly StreamLock s_merged = new(s_base.Stream, s_base.Mode, [.. s_ours.Versions, s_theirs.Heads[0]]);

    private static StreamLock With(string source) => s_base.With(LockedCode.Shape(source).Shape, isBreaking: false);

    [Fact]
    public void They_are_told_of_at_the_record()
    {
        Assert.Equal([("DNZ311", "R")], LockedCode.Diagnostics(Both, s_merged.Print()));
        StreamLock settled = s_merged.With(LockedCode.Shape(Both).Shape, isBreaking: false);
        Assert.Equal([s_ours.Heads[0].Id, s_theirs.Heads[0].Id], settled.Heads.Single().Parents);
        Assert.Empty(LockedCode.Diagnostics(Both, settled.Print()));
        Assert.Equal([s_base.Heads[0].Id, s_theirs.Heads[0].Id], s_merged.UpTo(s_theirs.Heads[0]).Versions.Select(v => v.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Marks_are_told_of_where_they_stand(bool withBase)
        => Assert.Equal([("DNZ311", "R"), ("DNZ317", "<<<<<<< ours")], LockedCode.Diagnostics(Both, Marked(s_ours, s_theirs, withBase)).Order());

    [Theory]
    [InlineData(Both, false, "Accept as a new version of 'r'")]
    [InlineData(Both, true, "Accept as a new version of 'r'")]
    [InlineData("[Stream] public partial record R(int A, string B);", true, "Accept as a new version of 'r', which breaks older ones")]
    public async Task The_version_that_follows_both_is_offered(string source, bool isMarked, string title)
    {
        using var code = new FixedCode(source, isMarked ? Marked(s_ours, s_theirs, withBase: true) : s_merged.Print());
        Diagnostic merged = Assert.Single(await FixedCode.DriftAsync(code.Project), d => d.Id == "DNZ311");
        (string fix, CodeAction action) = Assert.Single(await FixedCode.OfferedAsync(code.Project, merged));
        Assert.Equal(("AcceptVersion", title), (fix, action.Title));
        await AssertSettledAsync(await FixedCode.ApplyAsync(code.Project, action));
        await AssertSettledAsync(await FixedCode.FixAllAsync(code.Project, fix, FixAllScope.Project));
    }

    [Fact]
    public async Task What_only_people_can_settle_is_left_to_them()
    {
        string text = Marked(s_ours, s_theirs.With(CompatibilityMode.Full), withBase: false);
        using var code = new FixedCode(Both, text);
        Diagnostic conflict = Assert.Single(await FixedCode.DriftAsync(code.Project), d => d.Id == "DNZ317");
        Assert.Contains("take one of the two modes", conflict.GetMessage(null), StringComparison.Ordinal);
        Project changed = await FixedCode.FixAllAsync(code.Project, "AcceptVersion", FixAllScope.Project);
        Assert.Equal(text, (await changed.AdditionalDocuments.Single().GetTextAsync()).ToString());
    }

    [Fact]
    public void Each_version_that_was_edited_is_told_of_where_it_stands()
    {
        string text = s_ours.Print().Replace("int32", "int64", StringComparison.Ordinal);
        int[] lines = [.. text.Split('\n').Index().Where(l => l.Item == "    {").Select(l => l.Index)];
        Assert.Equal(lines, LockedCode.All(Both, text).Select(d => d.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Equal(2, lines.Length);
    }

    [Theory]
    [InlineData("int32", "int64", "DNZ312")]
    [InlineData("\"versions\"", "\"version\"", "DNZ300")]
    public async Task No_lock_is_written_over_what_cannot_be_trusted(string from, string to, string id)
    {
        string text = s_ours.Print().Replace(from, to, StringComparison.Ordinal);
        using var code = new FixedCode(Both, text);
        Assert.Equal([id], (await FixedCode.DriftAsync(code.Project)).Select(d => d.Id).Distinct());
        Assert.DoesNotContain(id, new DriftCodeFixProvider().FixableDiagnosticIds);
        Project changed = await FixedCode.FixAllAsync(code.Project, "AcceptVersion", FixAllScope.Project);
        Assert.Equal(text, (await changed.AdditionalDocuments.Single().GetTextAsync()).ToString());
    }

    private static async Task AssertSettledAsync(Project project)
    {
        Assert.Empty(await FixedCode.DriftAsync(project));
        StreamLock @lock = StreamLock.Parse((await project.AdditionalDocuments.Single().GetTextAsync()).ToString());
        Assert.Equal([s_ours.Heads[0].Id, s_theirs.Heads[0].Id], @lock.Heads.Single().Parents);
        Assert.Equal(4, @lock.Versions.Count);
    }

    /// <summary>As git leaves it: what both have in common stands once.</summary>
    private static string Marked(StreamLock ours, StreamLock theirs, bool withBase)
    {
        string[] left = ours.Print().Split('\n'), right = theirs.Print().Split('\n');
        int head = left.Zip(right).TakeWhile(p => p.First == p.Second).Count();
        int tail = left.Reverse().Zip(right.Reverse()).TakeWhile(p => p.First == p.Second).Count();
        return string.Join('\n',
            [.. left[..head], "<<<<<<< ours", .. left[head..^tail], .. withBase ? ["||||||| base"] : Array.Empty<string>(), "=======", .. right[head..^tail], ">>>>>>> theirs", .. left[^tail..]]);
    }
}
