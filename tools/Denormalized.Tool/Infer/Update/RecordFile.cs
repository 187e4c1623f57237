using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.Tool.Infer.Update;

/// <summary>A C# file with records in it.</summary>
internal sealed record RecordFile(string Path, string Text, CompilationUnitSyntax Unit)
{
    /// <exception cref="Input.InputException">The file does not compile.</exception>
    public static RecordFile Parse(string path, string text)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text);
        return tree.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error
            ? throw new Input.InputException($"{path}:{error.Location.GetLineSpan().StartLinePosition.Line + 1}: {error.GetMessage()}. Mend it first.")
            : new RecordFile(path, text, tree.GetCompilationUnitRoot());
    }

    public IEnumerable<RecordDeclarationSyntax> Records => Unit.DescendantNodes().OfType<RecordDeclarationSyntax>();

    /// <summary>Namespace of its types; null where it has none.</summary>
    public string? Namespace => Unit.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    public bool Declares(string record) => Records.Any(r => r.Identifier.Text == record);

    /// <summary>Name of the record with [Stream].</summary>
    /// <exception cref="Input.InputException">There is none.</exception>
    public string Stream => Records.FirstOrDefault(r => Attribute(r.AttributeLists, "Stream") is not null)?.Identifier.Text
        ?? throw new Input.InputException($"{Path}: no record with [Stream] in it.");

    public static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(l => l.Attributes).FirstOrDefault(a => a.Name.ToString().Split('.')[^1] is var n && (n == name || n == name + "Attribute"));
}
