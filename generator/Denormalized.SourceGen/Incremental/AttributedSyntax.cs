using System.Runtime.CompilerServices;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Incremental;

/// <summary>An attribute and what it stands on.</summary>
internal sealed record Attributed(AttributeData Attribute, ISymbol Symbol, SyntaxNode Syntax, Compilation Compilation);

/// <summary>
/// Reads what has an attribute in a file, and remembers what it came to. In place of <c>ForAttributeWithMetadataName</c>,
/// which hands all of it over again after every edit of any file: binding it in each new compilation is what a key press
/// would cost.
/// </summary>
/// <param name="attribute">Name in the namespace Denormalized, e.g. <c>StreamAttribute</c>.</param>
/// <param name="isOfAssembly">It stands on the assembly, else on types.</param>
/// <param name="bodies">The answer depends on the bodies of methods too.</param>
/// <param name="read">Makes the answer, with no symbol in it.</param>
internal sealed class AttributedSyntax<T>(string attribute, bool isOfAssembly, bool bodies, Func<Attributed, CancellationToken, T> read)
{
    private readonly ConditionalWeakTable<SyntaxTree, Candidate[]> _trees = new();
    private readonly string _short = attribute.Substring(0, attribute.Length - nameof(Attribute).Length);

    /// <summary>The answers for one file: the same objects as long as nothing that they rest on has changed.</summary>
    public IReadOnlyList<T> In(SemanticModel model, CancellationToken cancellationToken)
    {
        if (!_trees.TryGetValue(model.SyntaxTree, out Candidate[]? candidates))
        {
            candidates = _trees.GetValue(model.SyntaxTree, t => Candidates(t, cancellationToken));
        }

        if (candidates.Length == 0)
        {
            return [];
        }

        CompilationSurface surface = CompilationSurface.Of(model.Compilation, cancellationToken);
        return candidates
            .Where(c => c.Aliases.Count == 0 || c.Aliases.Overlaps(surface.GlobalNames))
            .SelectMany(c => Read(c, model, surface, cancellationToken))
            .ToArray();
    }

    private T[] Read(Candidate candidate, SemanticModel model, CompilationSurface surface, CancellationToken cancellationToken)
    {
        if (candidate.Answer is { } known && known.Evidence.Holds(surface, model.Compilation))
        {
            return known.Values;
        }

        SyntaxNode syntax = candidate.Syntax;
        ISymbol? symbol = isOfAssembly ? model.Compilation.Assembly : model.GetDeclaredSymbol(syntax, cancellationToken);
        T[] values = symbol is null ? [] : Counting(symbol)
            .Where(a => IsHere(a, syntax))
            .Select(a => read(new Attributed(a, symbol, syntax, model.Compilation), cancellationToken))
            .ToArray();
        candidate.Answer = new Answer(Evidence.OfTrees(surface, From(syntax), bodies, cancellationToken), values);
        return values;
    }

    /// <summary>
    /// What the compiler refuses, an attribute on several parts of a type or several types of one name, counts once: the
    /// generated files are named after the type.
    /// </summary>
    private IEnumerable<AttributeData> Counting(ISymbol symbol)
    {
        IEnumerable<AttributeData> attributes = symbol.GetAttributes().Where(a => MemberAttributes.Is(a, "Denormalized", attribute));
        if (symbol is not INamedTypeSymbol type)
        {
            return attributes;
        }

        // Of types that are local to a file, several may have the name.
        INamedTypeSymbol first = type.IsFileLocal
            ? type
            : ((INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace).GetTypeMembers(type.Name, type.Arity).First(t => !t.IsFileLocal);
        return SymbolEqualityComparer.Default.Equals(first, type) ? attributes.Take(1) : [];
    }

    /// <summary>On this part of the type, or in this file.</summary>
    private static bool IsHere(AttributeData data, SyntaxNode syntax)
        => data.ApplicationSyntaxReference is { } at && at.SyntaxTree == syntax.SyntaxTree && Lists(syntax).Span.Contains(at.Span);

    private static IEnumerable<string> From(SyntaxNode syntax)
        => syntax is TypeDeclarationSyntax type ? [type.Identifier.ValueText] : Mentions.InAttributes((CompilationUnitSyntax)syntax);

    private Candidate[] Candidates(SyntaxTree tree, CancellationToken cancellationToken)
    {
        SyntaxNode root = tree.GetRoot(cancellationToken);
        SyntaxNode[] nodes = root.DescendantNodesAndSelf(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).ToArray();
        var aliases = new HashSet<string>(
            nodes.OfType<UsingDirectiveSyntax>().Where(u => u.Alias is not null).Select(u => u.Alias!.Name.Identifier.ValueText), StringComparer.Ordinal);
        var candidates = new List<Candidate>();
        foreach (SyntaxNode node in nodes.Where(n => isOfAssembly ? n is CompilationUnitSyntax : n is TypeDeclarationSyntax))
        {
            string[] names = Lists(node).SelectMany(l => l.Attributes).Select(a => SimpleName(a.Name)).ToArray();
            if (names.Length > 0)
            {
                bool plain = names.Any(n => n == attribute || n == _short || aliases.Contains(n));
                candidates.Add(new Candidate(node, new HashSet<string>(plain ? [] : names, StringComparer.Ordinal)));
            }
        }

        return candidates.ToArray();
    }

    private static SyntaxList<AttributeListSyntax> Lists(SyntaxNode node)
        => node is CompilationUnitSyntax unit ? unit.AttributeLists : ((TypeDeclarationSyntax)node).AttributeLists;

    private static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    /// <param name="Syntax">Something with attributes.</param>
    /// <param name="Aliases">Empty where the attribute is written by its name; else names of which a global using could make it.</param>
    private sealed record Candidate(SyntaxNode Syntax, HashSet<string> Aliases)
    {
        public Answer? Answer { get; set; }
    }

    private sealed record Answer(Evidence Evidence, T[] Values);
}
