using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Denormalized.CompilerServices;

/// <summary>
/// Reads a captured variable out of a lambda's closure object. The one place of the runtime that uses reflection: the names
/// of closure fields are a convention of the C# compiler, kept since C# 3 and pinned by a test for each kind of capture, and
/// the static lambda with arguments beside it needs none of this.
/// </summary>
/// <remarks>
/// Call sites carry a DynamicDependency on the nested types of the type they stand in, which keeps closure classes and their
/// fields when trimming, without knowing their compiler-made names. A shape that is not understood throws at the first call.
/// <code>
/// Where(v => v.Country == country)   Target: &lt;&gt;c__DisplayClass0_0 { string country; }
/// nested scopes                      Target: ... { CS$&lt;&gt;8__locals1: ... { string country; } }
/// this and locals                    Target: ... { &lt;&gt;4__this; int limit; }
/// this alone                         Target: the object itself
/// primary constructor parameter      this: { string &lt;country&gt;P; }
/// async, iterator                    Target is a closure as above; its outer scope may be &lt;&gt;4__this of the state machine
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ClosureValue
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string Outer = "CS$<>8__locals";
    private const string This = "<>4__this";

    private readonly string _name;
    private readonly string[] _members;
    private Path? _path;

    /// <summary>A captured variable.</summary>
    /// <param name="name">Name of the local, parameter or primary constructor parameter; <c>this</c> for the enclosing object.</param>
    /// <param name="members">Fields to follow from there that generated code may not name because they are private.</param>
    public ClosureValue(string name, params string[] members)
    {
        _name = name;
        _members = members;
    }

    /// <summary>The variable's value now.</summary>
    /// <param name="lambda">The lambda that captures it.</param>
    /// <exception cref="MissingFieldException">The closure has another form than the compiler is known to make.</exception>
    public object? Get(Delegate lambda)
    {
        ArgumentNullException.ThrowIfNull(lambda);
        object target = lambda.Target ?? throw Missing(null);
        Path? path = _path;
        if (path is null || path.Type != target.GetType())
        {
            _path = path = Find(target); // generic methods have a closure type for each instantiation
        }

        object? value = target;
        foreach (FieldInfo field in path.Steps)
        {
            value = field.GetValue(value ?? throw new NullReferenceException($"'{field.Name}' of null in the capture of '{_name}'"));
        }

        return value;
    }

    /// <summary>Breadth first, so the innermost scope wins, as in C#.</summary>
    private Path Find(object target)
    {
        if (_name == "this" && !IsClosure(target.GetType()))
        {
            return new Path(target.GetType(), Follow(target.GetType(), []));
        }

        var open = new Queue<(object Scope, FieldInfo[] Steps)>();
        open.Enqueue((target, []));
        while (open.TryDequeue(out (object Scope, FieldInfo[] Steps) current))
        {
            foreach (FieldInfo field in FieldsOf(current.Scope.GetType()))
            {
                FieldInfo[] steps = [.. current.Steps, field];
                if (field.Name == _name || field.Name == $"<{_name}>P" || (_name == "this" && field.Name == This))
                {
                    return new Path(target.GetType(), Follow(field.GetValue(current.Scope)?.GetType() ?? field.FieldType, steps));
                }

                bool isScope = field.Name == This || field.Name.StartsWith(Outer, StringComparison.Ordinal);
                if (isScope && field.GetValue(current.Scope) is { } scope)
                {
                    open.Enqueue((scope, steps));
                }
            }
        }

        throw Missing(target);
    }

    private FieldInfo[] Follow(Type type, FieldInfo[] steps)
    {
        foreach (string member in _members)
        {
            FieldInfo field = FieldsOf(type).FirstOrDefault(f => f.Name == member || f.Name == $"<{member}>k__BackingField")
                ?? throw new MissingFieldException($"The private member '{member}' of {type} cannot be read for a query: copy it to a local variable first.");
            steps = [.. steps, field];
            type = field.FieldType;
        }

        return steps;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Call sites carry DynamicDependency on the closure's enclosing type.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Call sites carry DynamicDependency on the closure's enclosing type.")]
    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(Fields))
            {
                yield return field;
            }
        }
    }

    private static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal);

    private MissingFieldException Missing(object? target) => new(
        $"The captured variable '{_name}' was not found in {target?.GetType().FullName ?? "a static lambda"}"
        + $" (fields: {string.Join(", ", target is null ? [] : FieldsOf(target.GetType()).Select(f => f.Name))})."
        + " Pass it as an argument instead: Where(args, static (row, args) => ...).");

    private sealed record Path(Type Type, FieldInfo[] Steps);
}
