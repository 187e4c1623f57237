using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// The text of a piece of user code, with some expressions replaced. Every token stays on its line, so that one
/// <c>#line</c> maps all of it; comments and directives go.
/// </summary>
internal static class CodeText
{
    public static string Of(SyntaxNode node, IReadOnlyDictionary<TextSpan, string> edits)
    {
        var text = new StringBuilder();
        SyntaxToken last = node.GetLastToken();
        TextSpan? open = null;
        foreach (SyntaxToken token in node.DescendantTokens())
        {
            if (open is null && FindEdit(token, node, edits) is { } edit)
            {
                open = edit;
                text.Append(edits[edit]);
            }

            if (open is null)
            {
                text.Append(token.Text);
            }
            else
            {
                AppendLines(text, token.Text);
            }

            if (token == last)
            {
                break;
            }

            AppendTrivia(text, token.TrailingTrivia, open is not null);
            if (open is { } span && token.Span.End >= span.End)
            {
                open = null;
            }

            AppendTrivia(text, token.GetNextToken(includeZeroWidth: true).LeadingTrivia, open is not null);
        }

        return text.ToString();
    }

    /// <summary>The tokens alone, one space between them; <paramref name="names"/> are replaced: two texts that mean the same are equal.</summary>
    public static string Canonical(SyntaxNode node, IReadOnlyDictionary<TextSpan, string> names)
    {
        var text = new StringBuilder();
        foreach (SyntaxToken token in node.DescendantTokens())
        {
            text.Append(names.TryGetValue(token.Span, out string name) ? name : token.Text).Append(' ');
        }

        return text.ToString();
    }

    /// <summary>The widest edit that begins at the token.</summary>
    private static TextSpan? FindEdit(SyntaxToken token, SyntaxNode root, IReadOnlyDictionary<TextSpan, string> edits)
    {
        TextSpan? found = null;
        for (SyntaxNode? node = token.Parent; node is not null && node.SpanStart == token.SpanStart; node = node.Parent)
        {
            if (edits.ContainsKey(node.Span))
            {
                found = node.Span;
            }

            if (node == root)
            {
                break;
            }
        }

        return found;
    }

    private static void AppendTrivia(StringBuilder text, SyntaxTriviaList list, bool linesOnly)
    {
        foreach (SyntaxTrivia trivia in list)
        {
            if (trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !linesOnly)
            {
                text.Append(trivia.ToString());
            }
            else if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia))
            {
                if (!trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                {
                    text.Append(' ');
                }

                AppendLines(text, trivia.ToFullString());
            }
        }
    }

    private static void AppendLines(StringBuilder text, string original)
    {
        foreach (char c in original)
        {
            if (c == '\n')
            {
                text.Append('\n');
            }
        }
    }
}
