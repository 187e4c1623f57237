using Denormalized.CodeFixes.Syntax;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>[SortKey], [EventTime] and [LowCardinality] where they stood, on all members of the stream.</summary>
internal sealed class RestoreKeyFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ307"];

    public override string TitleOfAll => "Restore the sorting keys and event times";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        Solution solution = site.Project.Solution;
        var edits = new List<(DocumentId Document, SyntaxNode From, SyntaxNode To)>();
        foreach (ShapeField now in site.Shape.Fields.Where(f => f.Parent.Length == 0))
        {
            ShapeField? before = site.Released?.Fields.FirstOrDefault(f => f.Path == now.Path);
            if (site.Declaration(now.Path) is var (document, node) && WrittenMember.Of(node) is { } member && Restored(member, before, now, site) is { } restored)
            {
                edits.Add((document.Id, member.Node, restored.Node));
            }
        }

        foreach (var document in edits.GroupBy(e => e.Document))
        {
            Dictionary<SyntaxNode, SyntaxNode> nodes = document.ToDictionary(e => e.From, e => e.To);
            SyntaxNode root = nodes.Keys.First().SyntaxTree.GetRoot(cancellation);
            solution = solution.WithDocumentSyntaxRoot(document.Key, root.ReplaceNodes(nodes.Keys, (node, _) => nodes[node]));
        }

        yield return new DriftChange("Restore the sorting key and event time", solution);
    }

    /// <summary>Null where nothing has changed.</summary>
    private static WrittenMember? Restored(WrittenMember member, ShapeField? before, ShapeField now, DriftSite site)
    {
        WrittenMember restored = member;
        if (before?.SortKey != now.SortKey)
        {
            restored = before?.SortKey is { } position ? restored.WithAttribute(position == 0 ? "global::Denormalized.SortKey" : $"global::Denormalized.SortKey({position})") : restored.Without("SortKey");
        }

        if ((before?.IsEventTime ?? false) != now.IsEventTime)
        {
            restored = now.IsEventTime ? restored.Without("EventTime") : restored.WithAttribute("global::Denormalized.EventTime");
        }

        bool wasFew = before is not null && IsFew(site.Released!.Table, before);
        if (before is not null && wasFew != IsFew(site.Shape.Table, now))
        {
            restored = wasFew ? restored.WithAttribute("global::Denormalized.LowCardinality") : restored.Without("LowCardinality");
        }

        return restored == member ? null : restored;
    }

    private static bool IsFew(TableShape table, ShapeField field)
        => table.Columns.Any(c => c.Name == field.ColumnName && c.Type.StartsWith("LowCardinality(", StringComparison.Ordinal));
}
