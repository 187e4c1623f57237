using Denormalized.CodeFixes.Syntax;
using Denormalized.Schema;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>The type, unit, nullability and <c>required</c> that the member had.</summary>
internal sealed class RestoreTypeFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ303", "DNZ304", "DNZ306", "DNZ310", "DNZ318"];

    public override string TitleOfAll => "Restore the types";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site is not { Before: { } before, After: { } after } || site.Declaration(after.Path) is not var (document, node) || WrittenMember.Of(node) is not { } member)
        {
            yield break;
        }

        string column = site.Released!.Table.Columns.FirstOrDefault(c => before.Parent.Length == 0 && c.Name == before.ColumnName)?.Type ?? "";
        if (Restored(member, before, after, LockedType.Of(before, column)) is { } restored)
        {
            yield return new DriftChange($"Restore the type of '{member.Name}': {before.Type}", Replace(document, member.Node, restored.Node));
        }
    }

    private static WrittenMember? Restored(WrittenMember member, ShapeField before, ShapeField after, LockedType type)
    {
        bool isSame = LockedType.IsSameInCSharp(before.Type, after.Type);
        if (!isSame && type.Text is null)
        {
            return null;
        }

        WrittenMember restored = isSame
            ? member.Without(LockedType.Shaping)
            : member.Without(LockedType.Bound).WithType(type.Text!).WithDefault(null);
        if (!isSame || !type.IsCollection)
        {
            restored = restored.WithNullable(type.IsNullable);
        }

        foreach (string attribute in type.Attributes)
        {
            restored = restored.WithAttribute(attribute);
        }

        return WithPresence(restored, before, type, isSame, member);
    }

    /// <summary>It must be given as it had to be: C# asks for a value where null is none.</summary>
    private static WrittenMember? WithPresence(WrittenMember restored, ShapeField before, LockedType type, bool isSame, WrittenMember member)
    {
        if (!member.IsParameter)
        {
            restored = restored.WithRequired(before.IsRequired);
            return before.IsRequired || type.IsNullable ? restored.WithDefault(null)
                : isSame || type.Default == "default" ? restored
                : restored.WithDefault(type.Default);
        }

        bool isOptional = !before.IsRequired && !type.IsNullable;
        bool hadDefault = member.Node is Microsoft.CodeAnalysis.CSharp.Syntax.ParameterSyntax { Default: not null };
        return isOptional && member.MustBeGiven ? null
            : isOptional ? restored.WithDefault(type.Default)
            : type.IsNullable && hadDefault ? restored.WithDefault("null")
            : restored.WithDefault(null);
    }
}
