using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Hashes the code behind the names that lambdas use: methods, properties, constants and static fields of the same
/// project, and what these use in turn. Not behind interfaces and not in other assemblies, where it cannot be seen.
/// </summary>
internal sealed class HelperReader(Func<SyntaxTree, SemanticModel> models, CancellationToken cancellationToken)
{
    /// <summary>A pipeline that reaches further calls into an application, not helpers.</summary>
    private const int MaxDeclarations = 256;

    private static readonly Dictionary<TextSpan, string> s_noNames = [];

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<SyntaxNode> _open = new();

    public ulong Read(IEnumerable<SyntaxNode> lambdas)
    {
        foreach (SyntaxNode code in lambdas)
        {
            _open.Enqueue(code);
        }

        while (_open.Count > 0)
        {
            AddNames(_open.Dequeue());
        }

        var all = new StringBuilder();
        foreach (KeyValuePair<string, string> text in _texts)
        {
            all.Append(text.Key).Append(' ').Append(text.Value).Append('\n');
        }

        return _texts.Count == 0 ? 0 : Fingerprint.Hash(all.ToString());
    }

    private void AddNames(SyntaxNode code)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SemanticModel model = models(code.SyntaxTree);
        foreach (SimpleNameSyntax name in code.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition is { } symbol && _texts.Count < MaxDeclarations && _seen.Add(symbol))
            {
                Add((symbol as IMethodSymbol)?.ReducedFrom ?? symbol);
            }
        }
    }

    private void Add(ISymbol symbol)
    {
        if (symbol is IFieldSymbol { HasConstantValue: true } constant && symbol.ContainingType?.TypeKind != TypeKind.Enum)
        {
            _texts[symbol.ToDisplayString()] = Convert.ToString(constant.ConstantValue, System.Globalization.CultureInfo.InvariantCulture) ?? "null";
            return;
        }

        SyntaxNode? code = Code(symbol);
        if (code is not null)
        {
            _texts[symbol.ToDisplayString()] = CodeText.Canonical(code, s_noNames);
            _open.Enqueue(code);
        }
    }

    /// <summary>What runs when the name is used; null where nothing does, or where it is decided at run time.</summary>
    private SyntaxNode? Code(ISymbol symbol)
    {
        if (symbol is not (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol or IFieldSymbol { IsStatic: true })
            || symbol.IsAbstract || symbol.DeclaringSyntaxReferences is not [var reference, ..])
        {
            return null;
        }

        return reference.GetSyntax(cancellationToken) switch
        {
            MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
            PropertyDeclarationSyntax property => (SyntaxNode?)property.ExpressionBody
                ?? (property.AccessorList?.Accessors.Any(a => a.Body is not null || a.ExpressionBody is not null) == true ? property.AccessorList : null),
            VariableDeclaratorSyntax field => field.Initializer,
            _ => null,
        };
    }
}
