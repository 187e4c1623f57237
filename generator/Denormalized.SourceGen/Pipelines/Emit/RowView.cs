using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>The view of a source's row, or of a record nested in it of which lambdas read single members.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Columns">Where the columns are, behind the source's: empty, or <c>IssueColumns.UserColumns.</c></param>
/// <param name="Stem">Distinguishes members of nested records: empty, or <c>Issue__User__</c>.</param>
/// <param name="Members">The members that are read as they are.</param>
/// <param name="Parts">The nested records of which there is a view.</param>
internal sealed record RowView(string Name, string Columns, string Stem, SlotPlan[] Members, (SlotPlan Slot, RowView View)[] Parts)
{
    public static RowView Of(SourceModel source, ScopePlan scope, string name) => Of(scope, name, "", "", "", source.Viewed.Contains, source);

    /// <summary>This view and those inside it.</summary>
    public IEnumerable<RowView> All => Parts.SelectMany(p => p.View.All).Prepend(this);

    private static RowView Of(ScopePlan scope, string name, string columns, string stem, string path, Func<string, bool> isRead, SourceModel source)
    {
        SlotPlan[] used = scope.Slots.Where(s => !s.IsSkipped).ToArray();
        return new RowView(
            name,
            columns,
            stem,
            used.Where(s => isRead(path + s.Field!.Member)).ToArray(),
            used.Where(s => s.Use.Type is NestedType && !isRead(path + s.Field!.Member) && IsPart(source, path + s.Field!.Member))
                .Select(s => (s, Of(
                    s.Child!, name + "_" + s.Name, $"{columns}{s.Nested}.", $"{stem}{s.Name}__", $"{path}{s.Field!.Member}.", source.Parts.Contains, source)))
                .ToArray());
    }

    private static bool IsPart(SourceModel source, string path) => source.Parts.Any(p => new MemberPath(p).IsWithin(path));
}
