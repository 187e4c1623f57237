using Denormalized.CodeFixes.Syntax;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>A new member that what was written before has no value for: null, or where it cannot be null a default.</summary>
internal sealed class MakeNullableFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ302", "DNZ318"];

    public override string TitleOfAll => "Make new members nullable";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site.After is not { } field || site.Declaration(field.Path) is not var (document, node) || WrittenMember.Of(node) is not { MustBeGiven: false } member)
        {
            yield break;
        }

        LockedType type = LockedType.Of(field, "");
        WrittenMember optional = member.WithRequired(false);
        if (!type.IsCollection)
        {
            WrittenMember nullable = optional.WithNullable(true).WithDefault(member.IsParameter ? "null" : null);
            yield return new DriftChange($"Make '{member.Name}' nullable", Replace(document, member.Node, nullable.Node));
        }

        yield return new DriftChange($"Give '{member.Name}' a default", Replace(document, member.Node, optional.WithDefault(type.Default).Node));
    }
}
