using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Incremental;

/// <summary>
/// What the files of a compilation declare, by name. Holds neither symbols nor the compilation: references are told apart
/// by a stamp, because one to another project would keep that project's compilation alive.
/// </summary>
internal sealed class CompilationSurface
{
    private static readonly ConditionalWeakTable<Compilation, CompilationSurface> s_compilations = new();
    private static readonly ConditionalWeakTable<MetadataReference, object> s_stamps = new();

    private readonly Dictionary<string, ulong> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TypeSurface>> _declarations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _globalNames = new(StringComparer.Ordinal);
    private readonly object[] _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;
    private readonly ulong _global;

    private CompilationSurface(Compilation compilation, CancellationToken cancellationToken)
    {
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
        _references = compilation.ExternalReferences.Select(r => s_stamps.GetOrCreateValue(r)).ToArray();
        var seen = new HashSet<ulong>();
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            TreeSurface surface = TreeSurface.Of(tree, cancellationToken);
            _global = unchecked(_global + surface.Global); // sums: neither the order of files nor equal parts matter
            _globalNames.UnionWith(surface.GlobalNames);
            foreach ((string name, ulong hash) in surface.Names)
            {
                if (seen.Add(hash)) // a namespace and a type in parts stand in many files
                {
                    _names.TryGetValue(name, out ulong others);
                    _names[name] = unchecked(others + hash);
                }
            }

            foreach (TypeSurface type in surface.Types)
            {
                Add(type);
            }
        }
    }

    /// <summary>Names in global usings, which count in every file.</summary>
    public IReadOnlyCollection<string> GlobalNames => _globalNames;

    public static CompilationSurface Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (!s_compilations.TryGetValue(compilation, out CompilationSurface? surface))
        {
            surface = s_compilations.GetValue(compilation, c => new CompilationSurface(c, cancellationToken));
        }

        return surface;
    }

    /// <summary>Hash of everything that can be found by this simple name; 0 for nothing.</summary>
    public ulong Named(string name) => _names.TryGetValue(name, out ulong hash) ? hash : 0;

    /// <summary>Hash of the declarations of the type with this metadata name; 0 where there is none.</summary>
    public ulong Declared(string type) => _types.TryGetValue(type, out ulong hash) ? hash : 0;

    /// <summary>The declarations of types with this simple name, wherever they stand.</summary>
    public IReadOnlyList<TypeSurface> Declarations(string name) => _declarations.TryGetValue(name, out List<TypeSurface>? types) ? types : [];

    /// <summary>References, options, global usings and attributes of the assembly are the same.</summary>
    public bool HasSameSetting(CompilationSurface other) => ReferenceEquals(this, other)
        || (_global == other._global && _assembly == other._assembly && _options.Equals(other._options) && _references.SequenceEqual(other._references));

    private void Add(TypeSurface type)
    {
        _types.TryGetValue(type.Name, out ulong parts);
        _types[type.Name] = unchecked(parts + type.Hash);
        foreach (string found in type.FoundBy)
        {
            if (!_declarations.TryGetValue(found, out List<TypeSurface>? types))
            {
                _declarations.Add(found, types = []);
            }

            types.Add(type);
        }
    }
}
