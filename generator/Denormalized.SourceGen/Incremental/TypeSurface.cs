using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Incremental;

/// <summary>One declaration of a type; a partial type has several.</summary>
/// <param name="name">Full metadata name.</param>
/// <param name="hash">Its declarations and what stands around them in the file, without method bodies.</param>
/// <param name="foundBy">Names that lead to it: its own and those of its extension methods.</param>
/// <param name="syntax">The declaration.</param>
internal sealed class TypeSurface(string name, ulong hash, IReadOnlyCollection<string> foundBy, SyntaxReference syntax)
{
    private IReadOnlyCollection<string>? _mentions;
    private IReadOnlyCollection<string>? _mentionsOfBodies;

    public string Name => name;

    public ulong Hash => hash;

    public IReadOnlyCollection<string> FoundBy => foundBy;

    public SyntaxTree Tree => syntax.SyntaxTree;

    /// <summary><c>Order</c> of <c>Shop.Outer`1+Order`2</c>.</summary>
    public static string SimpleName(string metadataName)
    {
        int start = metadataName.LastIndexOfAny(['.', '+']) + 1;
        int end = metadataName.IndexOf('`', start);
        return end < 0 ? metadataName.Substring(start) : metadataName.Substring(start, end - start);
    }

    /// <summary>Every name on which the meaning of the declaration can rest, in method bodies too where they count.</summary>
    public IReadOnlyCollection<string> Mentions(bool bodies, CancellationToken cancellationToken) => bodies
        ? _mentionsOfBodies ??= Incremental.Mentions.In((MemberDeclarationSyntax)syntax.GetSyntax(cancellationToken), bodies)
        : _mentions ??= Incremental.Mentions.In((MemberDeclarationSyntax)syntax.GetSyntax(cancellationToken), bodies);
}

/// <summary>The identifiers in a piece of code.</summary>
internal static class Mentions
{
    /// <summary>Extension methods that the compiler calls without their names being written.</summary>
    private static readonly string[] s_implicit =
        ["Where", "Select", "SelectMany", "GroupBy", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Join", "GroupJoin", "Cast", "GetEnumerator", "Deconstruct", "Add", "GetAwaiter"];

    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyCollection<string>> s_trees = new();

    /// <summary>Of a whole file.</summary>
    public static IReadOnlyCollection<string> In(SyntaxTree tree, CancellationToken cancellationToken) => s_trees.GetValue(tree, t =>
    {
        var names = new HashSet<string>(s_implicit, StringComparer.Ordinal);
        Add(t.GetRoot(cancellationToken), names, bodies: true);
        return names;
    });

    /// <summary>Of a type, with the usings, namespaces and types that it stands in.</summary>
    public static IReadOnlyCollection<string> In(MemberDeclarationSyntax type, bool bodies)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (bodies)
        {
            names.UnionWith(s_implicit);
        }

        Add(type, names, bodies);
        foreach (SyntaxNode around in type.Ancestors())
        {
            switch (around)
            {
                case BaseTypeDeclarationSyntax outer:
                    names.Add(outer.Identifier.ValueText);
                    break;
                case BaseNamespaceDeclarationSyntax @namespace:
                    Add(@namespace.Name, names, bodies);
                    AddAll(@namespace.Usings, names);
                    break;
                case CompilationUnitSyntax unit:
                    AddAll(unit.Usings, names);
                    break;
            }
        }

        return names;
    }

    /// <summary>Of the attributes of the assembly in a file.</summary>
    public static IReadOnlyCollection<string> InAttributes(CompilationUnitSyntax unit)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        AddAll(unit.Usings, names);
        foreach (AttributeListSyntax list in unit.AttributeLists)
        {
            Add(list, names, bodies: true);
        }

        return names;
    }

    public static void AddAll(IEnumerable<UsingDirectiveSyntax> usings, HashSet<string> names)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            Add(directive, names, bodies: true);
        }
    }

    private static void Add(SyntaxNode code, HashSet<string> names, bool bodies)
    {
        foreach (SyntaxNode node in code.DescendantNodesAndSelf(n => bodies || !IsBody(n)))
        {
            switch (node)
            {
                case SimpleNameSyntax { Identifier.ValueText: { Length: > 0 } name }:
                    names.Add(name);
                    if (node.FirstAncestorOrSelf<NameSyntax>(n => n.Parent is AttributeSyntax) is not null)
                    {
                        names.Add(name + "Attribute");
                    }

                    break;
                case BaseTypeDeclarationSyntax { Identifier.ValueText: { Length: > 0 } name }:
                    names.Add(name); // its other parts
                    break;
            }
        }
    }

    private static bool IsBody(SyntaxNode node)
        => node is BlockSyntax || node is ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax };
}
