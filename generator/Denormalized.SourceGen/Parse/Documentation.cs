using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Parse;

/// <summary>
/// What documentation comments say, as plain text on one line. The text of the comment is read, because the compiler only
/// parses it where a documentation file is asked for.
/// </summary>
internal static class Documentation
{
    private const int LongestSummary = 500;

    /// <summary>The summary of a type or member, or what the record says of the parameter; empty for none, and for XML that is broken.</summary>
    public static string Summary(ISymbol symbol, IParameterSymbol? parameter, CancellationToken cancellationToken)
    {
        if (symbol is INamedTypeSymbol or IPropertySymbol or IFieldSymbol && Read(symbol, cancellationToken) is { } own)
        {
            return Text(own.Element("summary"));
        }

        return parameter?.ContainingSymbol.ContainingType is { } type && Read(type, cancellationToken) is { } record
            ? Text(record.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter.Name))
            : "";
    }

    private static XElement? Read(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxNode node = reference.GetSyntax(cancellationToken);
            node = node is VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } ? field : node;
            if (node is ParameterSyntax)
            {
                continue; // documented by the record's <param>
            }

            if (Parse(node.GetLeadingTrivia().ToFullString()) is { } read)
            {
                return read;
            }
        }

        return null;
    }

    private static XElement? Parse(string trivia)
    {
        var xml = new StringBuilder("<doc>");
        bool any = false;
        foreach (string line in trivia.Split('\n'))
        {
            string text = line.Trim();
            if (text.StartsWith("///", StringComparison.Ordinal) && !text.StartsWith("////", StringComparison.Ordinal))
            {
                any = true;
                xml.Append(text, 3, text.Length - 3).Append(' ');
            }
        }

        if (!any)
        {
            return null;
        }

        try
        {
            return XElement.Parse(xml.Append("</doc>").ToString());
        }
        catch (XmlException)
        {
            return null; // the compiler says it, where it is asked to
        }
    }

    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (XNode node in element.DescendantNodes())
        {
            if (node is XText part)
            {
                text.Append(part.Value);
            }
            else if (node is XElement { FirstNode: null } reference)
            {
                string? name = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value;
                text.Append(name is null ? " " : name.Substring(name.LastIndexOf('.') + 1));
            }
        }

        string line = string.Join(" ", text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSummary ? line : line.Substring(0, LongestSummary).TrimEnd() + "...";
    }
}
