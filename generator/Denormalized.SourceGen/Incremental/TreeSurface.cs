using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Incremental;

/// <summary>What one file declares. A tree never changes, so this is computed once in its life.</summary>
internal sealed class TreeSurface
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSurface> s_trees = new();

    private readonly List<(string, ulong)> _names = [];
    private readonly List<TypeSurface> _types = [];
    private readonly HashSet<string> _globalNames = new(StringComparer.Ordinal);

    private TreeSurface(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(cancellationToken);
        UsingDirectiveSyntax[] globals = root.Usings.Where(u => !u.GlobalKeyword.IsKind(SyntaxKind.None)).ToArray();
        Mentions.AddAll(globals, _globalNames);

        // [assembly: StreamDefaults] changes every column's name
        Global = globals.Cast<SyntaxNode>().Concat(root.AttributeLists).Aggregate(0UL, (sum, node) => unchecked(sum + StableHash.Number(node.ToString())));
        Visit(root.Members, "", FileContext(root));
    }

    /// <summary>Global usings and attributes of the assembly.</summary>
    public ulong Global { get; }

    /// <summary>Names in global usings.</summary>
    public IReadOnlyCollection<string> GlobalNames => _globalNames;

    /// <summary>Simple names that can be found from elsewhere: types, extension methods, parts of namespaces; each with a hash of what it is.</summary>
    public IReadOnlyList<(string Name, ulong Hash)> Names => _names;

    public IReadOnlyList<TypeSurface> Types => _types;

    public static TreeSurface Of(SyntaxTree tree, CancellationToken cancellationToken)
        => s_trees.GetValue(tree, t => new TreeSurface(t, cancellationToken));

    private static ulong FileContext(CompilationUnitSyntax root)
    {
        for (DirectiveTriviaSyntax? directive = root.ContainsDirectives ? root.GetFirstDirective() : null; directive is not null; directive = directive.GetNextDirective())
        {
            if (directive is NullableDirectiveTriviaSyntax)
            {
                return StableHash.Number(root.ToFullString()); // which types it counts for is a matter of its place
            }
        }

        return Usings(root.Usings, seed: 0);
    }

    private static ulong Usings(SyntaxList<UsingDirectiveSyntax> usings, ulong seed)
        => usings.Aggregate(seed, (hash, directive) => StableHash.Number(directive.ToString(), hash));

    private void Visit(SyntaxList<MemberDeclarationSyntax> members, string prefix, ulong context)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax @namespace:
                    string inner = prefix;
                    foreach (string part in @namespace.Name.ToString().Split('.').Select(p => p.Trim().TrimStart('@')))
                    {
                        AddName(part, "n " + inner + part);
                        inner += part + ".";
                    }

                    Visit(@namespace.Members, inner, Usings(@namespace.Usings, context));
                    break;
                case BaseTypeDeclarationSyntax type:
                    VisitType(type, prefix, context);
                    break;
                case DelegateDeclarationSyntax type:
                    AddName(type.Identifier.ValueText, "d " + prefix + type);
                    _types.Add(new TypeSurface(prefix + type.Identifier.ValueText, StableHash.Number(type.ToString(), context), [type.Identifier.ValueText], type.GetReference()));
                    break;
            }
        }
    }

    private void VisitType(BaseTypeDeclarationSyntax type, string prefix, ulong context)
    {
        int arity = (type as TypeDeclarationSyntax)?.TypeParameterList?.Parameters.Count ?? 0;
        string name = prefix + type.Identifier.ValueText + (arity == 0 ? "" : "`" + arity);
        AddName(type.Identifier.ValueText, "t " + name);
        var foundBy = new HashSet<string>(StringComparer.Ordinal) { type.Identifier.ValueText };
        ulong hash = StableHash.Number(Header(type), context);
        if (type is EnumDeclarationSyntax @enum)
        {
            hash = StableHash.Number(@enum.ToString(), context);
        }

        foreach (MemberDeclarationSyntax member in (type as TypeDeclarationSyntax)?.Members ?? default)
        {
            if (member is BaseTypeDeclarationSyntax { Identifier.ValueText.Length: > 0 } nested)
            {
                VisitType(nested, name + "+", context);
                continue;
            }

            hash = StableHash.Number(Signature(member), hash);
            foreach (string extension in Extensions(member))
            {
                AddName(extension, $"e {name} {Signature(member)}");
                foundBy.Add(extension);
            }
        }

        _types.Add(new TypeSurface(name, hash, foundBy, type.GetReference()));
    }

    /// <summary>Names under which other types can find the member.</summary>
    private static IEnumerable<string> Extensions(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true ? [method.Identifier.ValueText] : [],
        TypeDeclarationSyntax block => block.Members.Select(NameOf), // extension(T) { ... } is a type without a name
        _ => [],
    };

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    };

    private void AddName(string name, string what)
    {
        if (name.Length > 0)
        {
            _names.Add((name, StableHash.Number(what)));
        }
    }

    private static string Header(BaseTypeDeclarationSyntax type)
    {
        string text = type.ToString();
        int end = type.OpenBraceToken.IsKind(SyntaxKind.None) ? text.Length : type.OpenBraceToken.SpanStart - type.SpanStart;
        return text.Substring(0, Math.Max(0, Math.Min(end, text.Length)));
    }

    /// <summary>The member's text without its body; initialisers stay, as constants are made of them.</summary>
    private static string Signature(MemberDeclarationSyntax member) => member switch
    {
        BaseMethodDeclarationSyntax { Body: { } body } => Cut(member, body),
        BaseMethodDeclarationSyntax { ExpressionBody: { } body } => Cut(member, body),
        _ => member.ToString(),
    };

    private static string Cut(SyntaxNode member, SyntaxNode body) => member.ToString().Substring(0, body.SpanStart - member.SpanStart);
}
