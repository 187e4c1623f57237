using System.Text;
using Denormalized.SourceGen.Emit;

namespace Denormalized.SourceGen.Queries;

/// <summary>SQL as far as it is known at compile time: text, and places that the runtime fills in (its <c>SqlPiece</c>).</summary>
internal sealed class Sql
{
    private readonly IReadOnlyList<Part> _parts;

    private Sql(IReadOnlyList<Part> parts) => _parts = parts;

    private enum Kind
    {
        Text,
        Column,
        Key,
        Parameter,
        Choice,
    }

    public static implicit operator Sql(string text) => new([new Part(Kind.Text, text, -1, null, null)]);

    /// <summary>A column of the element.</summary>
    public static Sql Column(string name) => new([new Part(Kind.Column, name, -1, null, null)]);

    /// <summary>A part of the group's key.</summary>
    public static Sql Key(string name) => new([new Part(Kind.Key, name, -1, null, null)]);

    public static Sql Parameter(int index, string type) => new([new Part(Kind.Parameter, type, index, null, null)]);

    /// <summary>Chosen at run time, by whether the parameter is null.</summary>
    public static Sql Choice(int index, Sql whenNull, Sql whenValue) => new([new Part(Kind.Choice, "", index, whenNull, whenValue)]);

    public static Sql Concat(params Sql[] parts) => new(parts.SelectMany(p => p._parts).ToArray());

    public static Sql Call(string function, params Sql[] arguments) => Concat($"{function}(", Join(", ", arguments), ")");

    public static Sql Join(string separator, IReadOnlyList<Sql> items)
    {
        var parts = new List<Part>();
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                parts.Add(new Part(Kind.Text, separator, -1, null, null));
            }

            parts.AddRange(items[i]._parts);
        }

        return new Sql(parts);
    }

    /// <summary>As a C# array of the runtime's pieces.</summary>
    public string ToCSharp()
    {
        var code = new StringBuilder("[");
        var text = new StringBuilder();
        string separator = "";
        foreach (Part part in _parts)
        {
            if (part.Kind == Kind.Text)
            {
                text.Append(part.Value);
                continue;
            }

            Flush();
            code.Append(separator).Append(part.Kind switch
            {
                Kind.Column => $"SqlPiece.Column({Literals.Text(part.Value)})",
                Kind.Key => $"SqlPiece.Key({Literals.Text(part.Value)})",
                Kind.Parameter => $"SqlPiece.Parameter({part.Index}, {Literals.Text(part.Value)})",
                _ => $"SqlPiece.Choice({part.Index}, {part.WhenNull!.ToCSharp()}, {part.WhenValue!.ToCSharp()})",
            });
            separator = ", ";
        }

        Flush();
        return code.Append(']').ToString();

        void Flush()
        {
            if (text.Length > 0)
            {
                code.Append(separator).Append(Literals.Text(text.ToString()));
                separator = ", ";
                text.Clear();
            }
        }
    }

    /// <summary>The text alone, where there is nothing to fill in; for tests of equality.</summary>
    public override string ToString() => ToCSharp();

    private sealed record Part(Kind Kind, string Value, int Index, Sql? WhenNull, Sql? WhenValue);
}
