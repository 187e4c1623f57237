using Denormalized.CodeFixes.Syntax;
using Denormalized.Schema;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>A rename that is declared: [Alias] with the name that the member had.</summary>
internal sealed class AliasFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ308"];

    public override string TitleOfAll => "Declare the renames: [Alias]";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site is not { Before: { } before, After: { } after } || site.Declaration(after.Path) is not var (document, node) || WrittenMember.Of(node) is not { } member)
        {
            yield break;
        }

        string literal = SymbolDisplay.FormatLiteral(before.Name, quote: true);
        string others = member.Find("Alias")?.ArgumentList is { Arguments.Count: > 0 } list ? ", " + string.Join(", ", list.Arguments.Select((AttributeArgumentSyntax a) => a.ToString())) : "";
        yield return new DriftChange(
            $"Rename '{before.Name}' to '{after.Name}': [Alias({literal})]", Replace(document, member.Node, member.WithAttribute($"global::Denormalized.Alias({literal}{others})").Node));
    }
}

/// <summary>A rename in C# alone: [Name] with the name that the member has on the wire.</summary>
internal sealed class KeepNameFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ308"];

    public override string TitleOfAll => "Keep the names on the wire: [Name]";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site is not { Before: { } before, After: { } after } || site.Declaration(after.Path) is not var (document, node) || WrittenMember.Of(node) is not { } member)
        {
            yield break;
        }

        string name = Names.ToAvro(before.JsonName) == before.Name ? before.JsonName : before.Name;
        string literal = SymbolDisplay.FormatLiteral(name, quote: true);
        yield return new DriftChange(
            $"Keep '{name}' on the wire: [Name({literal})]", Replace(document, member.Node, member.Without("Alias").WithAttribute($"global::Denormalized.Name({literal})").Node));
    }
}
