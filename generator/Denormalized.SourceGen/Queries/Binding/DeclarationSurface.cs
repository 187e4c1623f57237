using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// What a compilation declares, as hashes: all names (types, namespaces, global usings, extension methods), and for each
/// type its declarations without method bodies. Computed for each tree once in its life.
/// </summary>
internal sealed class DeclarationSurface
{
    private static readonly ConditionalWeakTable<Compilation, DeclarationSurface> s_compilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSurface> s_trees = new();

    private readonly ulong _names;
    private readonly Dictionary<string, ulong> _types = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<MetadataReference> _references;
    private readonly CompilationOptions _options;

    private DeclarationSurface(Compilation compilation, CancellationToken cancellationToken)
    {
        _references = compilation.ExternalReferences;
        _options = compilation.Options;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            TreeSurface surface = s_trees.GetValue(tree, t => new TreeSurface(t, cancellationToken));
            _names ^= surface.Names;
            foreach (KeyValuePair<string, ulong> type in surface.Types)
            {
                _types.TryGetValue(type.Key, out ulong parts);
                _types[type.Key] = parts ^ type.Value; // partial declarations, in whatever order
            }
        }
    }

    public static DeclarationSurface Of(Compilation compilation, CancellationToken cancellationToken)
        => s_compilations.GetValue(compilation, c => new DeclarationSurface(c, cancellationToken));

    /// <summary>Binding against <paramref name="other"/> gives the same for code that touches these types, named by their metadata name.</summary>
    public bool IsSameFor(DeclarationSurface other, IReadOnlyCollection<string> touched)
        => ReferenceEquals(this, other)
            || (_names == other._names
                && _options.Equals(other._options)
                && (ReferenceEquals(_references, other._references) || _references.SequenceEqual(other._references))
                && touched.All(t => _types.TryGetValue(t, out ulong mine) == other._types.TryGetValue(t, out ulong theirs) && mine == theirs));

    private sealed class TreeSurface
    {
        public TreeSurface(SyntaxTree tree, CancellationToken cancellationToken)
        {
            var root = (CompilationUnitSyntax)tree.GetRoot(cancellationToken);
            foreach (UsingDirectiveSyntax directive in root.Usings.Where(u => !u.GlobalKeyword.IsKind(SyntaxKind.None)))
            {
                Name(directive.ToString());
            }

            foreach (AttributeListSyntax attribute in root.AttributeLists)
            {
                Name(attribute.ToString()); // [assembly: StreamDefaults] changes every column's name
            }

            Visit(root.Members, "");
        }

        /// <summary>Combined so that the order of trees does not matter.</summary>
        public ulong Names { get; private set; }

        public Dictionary<string, ulong> Types { get; } = new(StringComparer.Ordinal);

        private void Name(string name) => Names ^= StableHash.Number(name);

        private void Visit(SyntaxList<MemberDeclarationSyntax> members, string prefix)
        {
            foreach (MemberDeclarationSyntax member in members)
            {
                switch (member)
                {
                    case BaseNamespaceDeclarationSyntax @namespace:
                        Name("n " + @namespace.Name);
                        Visit(@namespace.Members, prefix + @namespace.Name.ToString().Replace(" ", "") + ".");
                        break;
                    case BaseTypeDeclarationSyntax type:
                        VisitType(type, prefix);
                        break;
                    case DelegateDeclarationSyntax type:
                        Name("d " + type);
                        break;
                }
            }
        }

        private void VisitType(BaseTypeDeclarationSyntax type, string prefix)
        {
            int arity = (type as TypeDeclarationSyntax)?.TypeParameterList?.Parameters.Count ?? 0;
            string name = prefix + type.Identifier.ValueText + (arity == 0 ? "" : "`" + arity);
            Name("t " + name);
            ulong hash = StableHash.Number(Header(type));
            if (type is EnumDeclarationSyntax @enum)
            {
                hash = StableHash.Number(@enum.ToString());
            }

            if (type is TypeDeclarationSyntax declaration)
            {
                foreach (MemberDeclarationSyntax member in declaration.Members)
                {
                    if (member is BaseTypeDeclarationSyntax nested)
                    {
                        VisitType(nested, name + "+");
                        continue;
                    }

                    hash = StableHash.Number(Signature(member), hash);
                    if (member is MethodDeclarationSyntax method && method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true)
                    {
                        Name("e " + Signature(member));
                    }
                }
            }

            Types.TryGetValue(name, out ulong parts);
            Types[name] = parts ^ hash;
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
}
