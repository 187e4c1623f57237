using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>Repeats what a class stands in: usings, aliases, namespaces and containing types.</summary>
internal static class PartReader
{
    public static PartModel Read(TypeDeclarationSyntax type)
    {
        var open = new StringBuilder();
        int depth = 0;
        foreach (SyntaxNode node in type.AncestorsAndSelf().Reverse())
        {
            switch (node)
            {
                case CompilationUnitSyntax unit:
                    Imports(open, unit.Externs, unit.Usings);
                    break;
                case BaseNamespaceDeclarationSyntax ns:
                    open.Append("namespace ").Append(Tokens(ns.Name)).Append("\n{\n");
                    depth++;
                    Imports(open, ns.Externs, ns.Usings);
                    break;
                case TypeDeclarationSyntax part:
                    open.Append(Header(part)).Append("\n{\n");
                    depth++;
                    break;
            }
        }

        return new PartModel(open.ToString(), depth);
    }

    private static void Imports(StringBuilder open, SyntaxList<ExternAliasDirectiveSyntax> externs, SyntaxList<UsingDirectiveSyntax> usings)
    {
        foreach (ExternAliasDirectiveSyntax alias in externs)
        {
            open.Append(Tokens(alias)).Append('\n');
        }

        foreach (UsingDirectiveSyntax import in usings)
        {
            // A global using counts in every file already; a half-typed one counts in none.
            if (!import.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) && !import.ContainsDiagnostics)
            {
                open.Append(Tokens(import)).Append('\n');
            }
        }
    }

    /// <summary>Only what every part has to repeat: kind, name and <c>unsafe</c>.</summary>
    private static string Header(TypeDeclarationSyntax part)
    {
        string isUnsafe = part.Modifiers.Any(SyntaxKind.UnsafeKeyword) ? "unsafe " : "";
        string kind = part.Keyword.Text;
        if (part is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } record)
        {
            kind += " " + record.ClassOrStructKeyword.Text;
        }

        return $"{isUnsafe}partial {kind} {part.Identifier.Text}";
    }

    private static string Tokens(SyntaxNode node) => string.Join(" ", node.DescendantTokens().Select(t => t.Text));
}
