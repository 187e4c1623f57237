using Denormalized.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>The topic and the table that the stream had.</summary>
internal sealed class RestoreStreamFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ309"];

    public override string TitleOfAll => "Restore topics and tables";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        AttributeSyntax? written = site.Declaration("")?.Node is TypeDeclarationSyntax type
            ? type.AttributeLists.SelectMany(l => l.Attributes).FirstOrDefault(a => WrittenMember.NameOf(a) == "Stream")
            : null;
        if (written is null || site.Released is not { } released)
        {
            yield break;
        }

        AttributeSyntax restored = written;
        restored = released.Topic == site.Shape.Topic ? restored : With(restored, "Topic", released.Topic);
        restored = released.Table.Name == site.Shape.Table.Name ? restored : With(restored, "Table", released.Table.Name);
        yield return new DriftChange("Restore topic and table", Replace(site.Project.Solution.GetDocument(written.SyntaxTree)!, written, restored));
    }

    private static AttributeSyntax With(AttributeSyntax attribute, string name, string value)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList?.Arguments ?? default;
        AttributeArgumentSyntax argument = SyntaxFactory.AttributeArgument(
            SyntaxFactory.NameEquals(name).NormalizeWhitespace(), null, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(value)));
        AttributeArgumentSyntax? old = arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name);
        arguments = old is null ? arguments.Add(argument) : arguments.Replace(old, argument);
        return WrittenMember.Tidy(attribute.WithArgumentList(SyntaxFactory.AttributeArgumentList(arguments)));
    }
}
