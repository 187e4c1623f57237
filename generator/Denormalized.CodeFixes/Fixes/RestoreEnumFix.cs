using Denormalized.CodeFixes.Syntax;
using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>Members of an enum that were there, with the numbers that they had; new ones stay, behind them.</summary>
internal sealed class RestoreEnumFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } = ["DNZ305"];

    public override string TitleOfAll => "Restore the members of enums";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        if (site is not { Before: { } before, After: { } after } || site.Declaration(after.Path) is not { } declaration)
        {
            yield break;
        }

        ISymbol? member = site.Compilation.GetSemanticModel(declaration.Node.SyntaxTree).GetDeclaredSymbol(declaration.Node, cancellation);
        if (DriftSite.Innermost(DriftSite.TypeOf(member)) is not { TypeKind: TypeKind.Enum } type
            || type.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not EnumDeclarationSyntax written
            || site.Project.Solution.GetDocument(written.SyntaxTree) is not { } document
            || Released(before.Type) is not { } released)
        {
            yield break;
        }

        yield return new DriftChange($"Restore the members of '{type.Name}'", Replace(document, written, Restored(type, written, released)));
    }

    /// <summary><c>enum(Unknown=0,Phone=1)</c>, wherever it stands; null for names that C# cannot have.</summary>
    private static List<(string Name, long Value)>? Released(string type)
    {
        const string Head = "enum(";
        int start = type.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        int end = type.IndexOf(')', start);
        var members = new List<(string, long)>();
        foreach (string member in start < Head.Length || end < 0 ? [] : type.Substring(start, end - start).Split(','))
        {
            int equals = member.LastIndexOf('=');
            if (equals < 0 || !SyntaxFacts.IsValidIdentifier(member.Substring(0, equals)) || !long.TryParse(member.Substring(equals + 1), out long value))
            {
                return null;
            }

            members.Add((member.Substring(0, equals), value));
        }

        return members;
    }

    private static EnumDeclarationSyntax Restored(INamedTypeSymbol type, EnumDeclarationSyntax written, List<(string Name, long Value)> released)
    {
        Dictionary<string, IFieldSymbol> now = type.GetMembers().OfType<IFieldSymbol>().Where(f => f.IsConst).ToDictionary(f => f.Name, StringComparer.Ordinal);
        long free = released.Max(r => r.Value) + 1;
        long next = 0;
        var members = new List<EnumMemberDeclarationSyntax>();
        foreach (EnumMemberDeclarationSyntax member in written.Members)
        {
            IFieldSymbol field = now[member.Identifier.ValueText];
            string wire = new MemberAttributes(field, null).Name ?? field.Name;
            long value = Convert.ToInt64(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture);
            int known = released.FindIndex(r => r.Name == wire);
            if (known >= 0)
            {
                value = released[known].Value;
                released.RemoveAt(known);
            }
            else if (released.Any(r => r.Value == value) || value < free)
            {
                value = free;
            }

            free = Math.Max(free, value + 1);
            bool isChanged = value != next || member.EqualsValue is not null;
            members.Add(isChanged ? member.WithEqualsValue(Equal(value)).WithTrailingTrivia(member.GetTrailingTrivia()) : member);
            next = value + 1;
        }

        members.AddRange(released.Select(r => SyntaxFactory.EnumMemberDeclaration(TypeNames.Escape(r.Name)).WithEqualsValue(Equal(r.Value))));
        return WrittenMember.Tidy(written.WithMembers(SyntaxFactory.SeparatedList(members)));
    }

    private static EqualsValueClauseSyntax Equal(long value) => SyntaxFactory.EqualsValueClause(
        SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.ParseExpression(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
