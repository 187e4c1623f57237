using Denormalized.CodeFixes.Syntax;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>A member that went comes back as [Obsolete]: nothing is lost, and nobody uses it any more.</summary>
internal sealed class KeepObsoleteFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ301"];

    public override string TitleOfAll => "Keep what was removed as obsolete";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site.Before is not { } before || site.Record(site.Subject.Path, cancellation) is not var (document, type))
        {
            yield break;
        }

        string column = site.Released!.Table.Columns.FirstOrDefault(c => before.Parent.Length == 0 && c.Name == before.ColumnName)?.Type ?? "";
        LockedType locked = LockedType.Of(before, column);
        if (locked.Text is null)
        {
            yield break;
        }

        string name = PascalCase(before.Name);
        foreach (string attribute in new[] { "", $"[global::Denormalized.Name({SymbolDisplay.FormatLiteral(before.Name, quote: true)})] " })
        {
            string shaped = string.Concat(locked.Attributes.Select(a => $"[{a}] "));
            string value = locked.Default is "null" or "default" ? "" : $" = {locked.Default};";
            MemberDeclarationSyntax member = SyntaxFactory.ParseMemberDeclaration(
                $"[global::System.Obsolete(\"Kept for those who still read it.\")] {attribute}{shaped}public {locked.Text}{(locked.IsNullable ? "?" : "")} {name} {{ get; init; }}{value}")!;
            yield return new DriftChange($"Keep '{name}' as obsolete", Replace(document, type, With(type, WrittenMember.Tidy(member))));
        }
    }

    /// <summary>As its last member; a record without a body gets one.</summary>
    private static TypeDeclarationSyntax With(TypeDeclarationSyntax type, MemberDeclarationSyntax member)
    {
        SyntaxTrivia line = SyntaxFactory.ElasticCarriageReturnLineFeed;
        member = member.WithLeadingTrivia(line).WithTrailingTrivia(line);
        if (type.OpenBraceToken.IsKind(SyntaxKind.OpenBraceToken))
        {
            return type.AddMembers(member);
        }

        SyntaxTriviaList end = type.GetTrailingTrivia();
        return type.WithoutTrailingTrivia()
            .WithSemicolonToken(default)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(line).WithAdditionalAnnotations(Formatter.Annotation))
            .WithMembers(SyntaxFactory.SingletonList(member))
            .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithAdditionalAnnotations(Formatter.Annotation))
            .WithTrailingTrivia(end);
    }

    /// <summary><c>LatencyMs</c> of <c>latency_ms</c>.</summary>
    private static string PascalCase(string name)
        => string.Concat(name.Split(['_'], StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1))) is { Length: > 0 } pascal && SyntaxFacts.IsValidIdentifier(pascal)
            ? pascal
            : "Former";
}
