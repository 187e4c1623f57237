using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Incremental;

/// <summary>
/// What an answer of the compiler rested on. In another compilation it stands as long as all of that is the same: the
/// references, the global usings, what can be found by the names that were written, and the code behind those names.
/// </summary>
internal sealed class Evidence
{
    private readonly string[] _names;
    private readonly string[] _types;
    private readonly SyntaxTree[] _trees;
    private readonly ulong _hash;

    /// <summary>The last one for which all of it was true: kept current, so that no old one is held.</summary>
    private CompilationSurface _surface;

    private Evidence(CompilationSurface surface, IEnumerable<string> names, IEnumerable<string> types, IEnumerable<SyntaxTree> trees)
    {
        _surface = surface;
        _names = names.ToArray();
        _types = types.ToArray();
        _trees = trees.ToArray();
        _hash = Hash(surface);
    }

    /// <summary>
    /// For an answer that reports places: the files of the types with these names, of all types that those name, and so on,
    /// must be the very same. Found by syntax alone, so too many rather than too few.
    /// </summary>
    public static Evidence OfTrees(CompilationSurface surface, IEnumerable<string> from, bool bodies, CancellationToken cancellationToken)
    {
        HashSet<TypeSurface> declarations = Reach(surface, [.. surface.GlobalNames, .. from], bodies, out HashSet<string> names, cancellationToken);
        return new Evidence(surface, names, [], declarations.Select(d => d.Tree).Distinct());
    }

    /// <summary>For an answer that is the same wherever the types stand: their declarations must be the same, not their files.</summary>
    public static Evidence OfTypes(CompilationSurface surface, IEnumerable<string> mentions, IReadOnlyCollection<string> types, CancellationToken cancellationToken)
    {
        string[] simple = types.Select(TypeSurface.SimpleName).ToArray();
        HashSet<TypeSurface> declarations = Reach(surface, [.. surface.GlobalNames, .. simple], bodies: false, out HashSet<string> names, cancellationToken);
        names.UnionWith(mentions);
        return new Evidence(surface, names, declarations.Select(d => d.Name).Concat(types).Distinct(), []);
    }

    private static HashSet<TypeSurface> Reach(
        CompilationSurface surface, IReadOnlyCollection<string> from, bool bodies, out HashSet<string> names, CancellationToken cancellationToken)
    {
        names = new HashSet<string>(StringComparer.Ordinal);
        var declarations = new HashSet<TypeSurface>();
        var open = new Queue<string>(from);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = open.Dequeue();
            if (!names.Add(name))
            {
                continue;
            }

            foreach (TypeSurface declaration in surface.Declarations(name).Where(declarations.Add))
            {
                foreach (string mention in declaration.Mentions(bodies, cancellationToken))
                {
                    open.Enqueue(mention);
                }
            }
        }

        return declarations;
    }

    public bool Holds(CompilationSurface surface, Compilation compilation)
    {
        if (ReferenceEquals(surface, _surface))
        {
            return true;
        }

        if (!surface.HasSameSetting(_surface) || !_trees.All(compilation.ContainsSyntaxTree) || Hash(surface) != _hash)
        {
            return false;
        }

        _surface = surface;
        return true;
    }

    private ulong Hash(CompilationSurface surface)
    {
        ulong hash = 0;
        foreach (string name in _names)
        {
            hash = unchecked((hash * 31) + surface.Named(name));
        }

        foreach (string type in _types)
        {
            hash = unchecked((hash * 31) + surface.Declared(type));
        }

        return hash;
    }
}
