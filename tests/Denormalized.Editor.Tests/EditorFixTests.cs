using System.Reflection;
using Denormalized.CodeFixes;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Denormalized.Editor.Tests;

/// <summary>
/// samples/Drift in an editor. Fixes are found by the ids of diagnostics, and the generator is who reports them: Roslyn's own
/// service, which stands behind the light bulb of Visual Studio and of the language server, has to offer them all the same.
/// </summary>
public sealed class EditorFixTests
{
    private static string Sample(string file)
        => File.ReadAllText(Path.Combine(typeof(EditorFixTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "samples", "Drift", file));

    [Fact]
    public async Task Fixes_are_offered_for_what_the_generator_reports()
    {
        using var editor = new Editor();
        Document document = editor.Open(Sample("Order.cs"), Sample("schemas/order.lock.json"));
        Assert.Equal("DNZ303", Assert.Single(await editor.DriftAsync(document.Project)));

        int price = (await document.GetTextAsync()).ToString().IndexOf("Price {", StringComparison.Ordinal);
        IReadOnlyList<OfferedFix> offered = [.. (await editor.FixesAsync(document, price)).Where(f => f.Provider is DriftCodeFixProvider)];
        Assert.Equal(["Restore the type of 'Price': decimal(18,4)", "Accept as a new version of 'order', which breaks older ones"], offered.Select(f => f.Action.Title));
        foreach (OfferedFix fix in offered)
        {
            Assert.Empty(await editor.DriftAsync((await Changed(fix.Action)).GetProject(document.Project.Id)!));
            foreach (FixAllScope scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
            {
                var all = new FixAllContext(document, fix.Provider, scope, fix.Action.EquivalenceKey!, ["DNZ303"], fix.Diagnostics, default);
                CodeAction? action = await fix.Provider.GetFixAllProvider()!.GetFixAsync(all);
                Assert.Empty(await editor.DriftAsync((await Changed(action!)).GetProject(document.Project.Id)!));
            }
        }
    }

    [Fact]
    public async Task The_version_that_follows_merged_branches_is_offered_at_the_record()
    {
        StreamLock released = StreamLock.Parse(Sample("schemas/order.lock.json"));
        LockVersion Branch(string topic) => released.With(released.Heads[0].Shape with { Topic = topic }, isBreaking: true).Heads[0];
        var merged = new StreamLock(released.Stream, released.Mode, [.. released.Versions, Branch("ours"), Branch("theirs")]);
        using var editor = new Editor();
        Document document = editor.Open(Sample("Order.cs"), merged.Print());
        Assert.Equal("DNZ311", Assert.Single(await editor.DriftAsync(document.Project)));

        int record = (await document.GetTextAsync()).ToString().IndexOf("Order", StringComparison.Ordinal);
        OfferedFix fix = Assert.Single(await editor.FixesAsync(document, record), f => f.Provider is DriftCodeFixProvider);
        Assert.Empty(await editor.DriftAsync((await Changed(fix.Action)).GetProject(document.Project.Id)!));
    }

    private static async Task<Solution> Changed(CodeAction action) => (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
}
