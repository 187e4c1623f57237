using Denormalized.Schema;
using Denormalized.SourceGen.Locks;
using Microsoft.CodeAnalysis;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>A change, and what it is called.</summary>
internal sealed record DriftChange(string Title, Solution Solution);

/// <summary>One way out of drift.</summary>
internal abstract class DriftFix
{
    /// <summary>Diagnostics that it may help with.</summary>
    public abstract IReadOnlyList<string> Ids { get; }

    public abstract string TitleOfAll { get; }

    /// <summary>The same for every diagnostic: fixes of one key are applied together.</summary>
    public string Key => GetType().Name;

    /// <summary>The changed solution; null where the fix does not apply or would not help.</summary>
    public async Task<DriftChange?> TryAsync(Project project, DriftSubject subject, CancellationToken cancellation)
    {
        if (await DriftSite.FindAsync(project, subject, cancellation).ConfigureAwait(false) is not { } site)
        {
            return null;
        }

        foreach (DriftChange change in Changes(site, cancellation))
        {
            if (await IsGoneAsync(change.Solution.GetProject(project.Id)!, subject, site.Findings, cancellation).ConfigureAwait(false))
            {
                return change;
            }
        }

        return null;
    }

    /// <summary>What could be done, the most natural first: the first that helps is offered.</summary>
    protected abstract IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation);

    /// <summary>The record can be read, and nothing breaks at the member that did not break elsewhere before.</summary>
    private static async Task<bool> IsGoneAsync(Project project, DriftSubject subject, IReadOnlyList<DriftFinding> before, CancellationToken cancellation)
    {
        if (await DriftSite.FindAsync(project, subject, cancellation).ConfigureAwait(false) is not { Lock: not null } site)
        {
            return false;
        }

        DriftFinding[] breaking = [.. site.Findings.Where(f => f.IsBreaking)];
        int past = before.Count(f => f.IsBreaking);
        return breaking.Length < past || (past == 0 && site.Findings.Count == 0);
    }

    /// <summary>A solution in which one node of a document is another.</summary>
    protected static Solution Replace(Document document, SyntaxNode node, SyntaxNode with)
        => document.Project.Solution.WithDocumentSyntaxRoot(document.Id, node.SyntaxTree.GetRoot().ReplaceNode(node, with));
}
