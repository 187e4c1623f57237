using System.Collections.Immutable;
using Denormalized.CodeFixes.Fixes;
using Denormalized.SourceGen.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Denormalized.CodeFixes;

/// <summary>
/// One fix after the other, each in what the one before has left. Members are found by stream and path, not by place, so that
/// edits of one file, of records that several streams share, and of locks need no merging. What there is to fix is found here:
/// editors give the diagnostics of generators to the light bulb, and none of them to "fix all".
/// </summary>
internal sealed class DriftFixAllProvider : FixAllProvider
{
    public static readonly DriftFixAllProvider Instance = new();

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        DriftFix fix = DriftCodeFixProvider.Find(fixAllContext.CodeActionEquivalenceKey!);
        var subjects = new List<(ProjectId Project, DriftSubject Subject)>();
        foreach (Project project in fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
        {
            ImmutableArray<Diagnostic> said = await DriftSite.DiagnosticsAsync(project, fixAllContext.CancellationToken).ConfigureAwait(false);
            subjects.AddRange(said
                .Where(d => fix.Ids.Contains(d.Id) && (fixAllContext.Scope != FixAllScope.Document || project.GetDocument(d.Location.SourceTree) == fixAllContext.Document))
                .Select(DriftSubject.Of).OfType<DriftSubject>().Distinct().Select(s => (project.Id, s)));
        }

        return CodeAction.Create(fix.TitleOfAll, cancellation => AllAsync(fix, fixAllContext.Solution, subjects, cancellation), fix.Key);
    }

    private static async Task<Solution> AllAsync(DriftFix fix, Solution solution, List<(ProjectId Project, DriftSubject Subject)> subjects, CancellationToken cancellation)
    {
        foreach ((ProjectId project, DriftSubject subject) in subjects)
        {
            solution = (await fix.TryAsync(solution.GetProject(project)!, subject, cancellation).ConfigureAwait(false))?.Solution ?? solution;
        }

        return solution;
    }
}
