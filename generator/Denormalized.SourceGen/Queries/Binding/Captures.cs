using Denormalized.SourceGen.Emit;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>The values that one lambda takes from outside: what they are computed from, and in which parameter they travel.</summary>
internal sealed class Captures
{
    /// <summary>Nulls of a call are a 64-bit set in the runtime.</summary>
    public const int Max = 64;

    private readonly List<string> _values = [];
    private readonly List<string> _types = [];
    private readonly List<string> _roots = [];
    private readonly SortedSet<(string, string)> _kept = [];

    /// <summary>C# expressions for the text of each parameter.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>Constructor arguments of the closure readers, <c>"country"</c> or <c>"this", "_limit"</c>.</summary>
    public IReadOnlyList<string> Roots => _roots;

    /// <summary>The number of the parameter with this value; the same value is sent once.</summary>
    public int Parameter(SyntaxNode at, string value, string type)
    {
        for (int i = 0; i < _values.Count; i++)
        {
            if (_values[i] == value && _types[i] == type)
            {
                return i;
            }
        }

        if (_values.Count == Max)
        {
            throw QueryException.Capture(at, $"a lambda can use {Max} values at most");
        }

        _values.Add(value);
        _types.Add(type);
        return _values.Count - 1;
    }

    /// <summary>An expression that reads a captured variable, and private members of it, as <c>object?</c>.</summary>
    public string Root(string name, params string[] members)
    {
        string arguments = string.Join(", ", new[] { name }.Concat(members).Select(Literals.Text));
        int index = _roots.IndexOf(arguments);
        if (index < 0)
        {
            index = _roots.Count;
            _roots.Add(arguments);
        }

        return $"{RootField(index)}.Get(lambda)";
    }

    /// <summary>Types whose fields are read by name, and which trimming must therefore keep: documentation id and assembly.</summary>
    public IReadOnlyCollection<(string Type, string Assembly)> Kept => _kept;

    public void Keep(INamedTypeSymbol type)
    {
        if (type.OriginalDefinition.GetDocumentationCommentId() is { } id)
        {
            _kept.Add((id.Substring(2), type.ContainingAssembly.Name));
        }
    }

    public static string RootField(int index) => $"c{index}";
}
