using Denormalized.Schema;

namespace Denormalized.SourceGen.Queries;

/// <summary>What an expression of the lambda stands for: a value, a row, a group, or a bundle of values.</summary>
internal abstract record Operand;

/// <summary>How tightly SQL text binds; text of a lower level is put in parentheses.</summary>
internal enum Binding
{
    Or,
    And,
    Not,
    Comparison,
    Additive,
    Multiplicative,
    Atom,
}

/// <summary>One value in SQL.</summary>
/// <param name="Text">Its expression.</param>
/// <param name="Type">What it is.</param>
/// <param name="IsNullable">It can be NULL.</param>
internal sealed record SqlValue(Sql Text, LogicalType Type, bool IsNullable) : Operand
{
    public Binding Binding { get; init; } = Binding.Atom;

    /// <summary>
    /// ClickHouse gives the expression exactly the type that <see cref="Type"/> has in a Native block. Otherwise
    /// (literals, conditions, results of functions) it is cast where the type matters: in results and keys.
    /// </summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Number of the parameter, where the value is one that can be null at run time: comparisons then choose IS NULL.</summary>
    public int? NullableParameter { get; init; }

    /// <summary>
    /// A string that C# says is never null, of an earlier Select that may have let a null through (<c>x!</c>): compared as
    /// C# says, but read as one that can be null.
    /// </summary>
    public bool MayHideNull { get; init; }

    /// <summary>For a nested record behind <c>?.</c>: that it and all before it are there.</summary>
    public Sql? Presence { get; init; }

    /// <summary>For an instant whose offset is kept: the minutes.</summary>
    public Sql? Offset { get; init; }

    /// <summary>For one case of a hierarchy: the value that it is a case of, and whose shared members it has.</summary>
    public SqlValue? Base { get; init; }

    /// <summary>For a row that is itself a hierarchy: its columns, in place of <see cref="Text"/>.</summary>
    public RowShape? Row { get; init; }

    /// <summary>The literal <c>null</c>.</summary>
    public bool IsNull { get; init; }

    /// <summary>The text, in parentheses where it binds less tightly than <paramref name="binding"/>.</summary>
    public Sql At(Binding binding) => Binding >= binding ? Text : Sql.Concat("(", Text, ")");

    public TypeUse Use => new(Type, IsNullable);
}

/// <summary>A row, or an object within one, whose members are columns.</summary>
/// <param name="Row">Its members.</param>
internal sealed record RowOperand(RowShape Row) : Operand;

/// <summary>The group that an aggregate is asked of.</summary>
/// <param name="Key">What <c>Key</c> stands for.</param>
/// <param name="Element">What a row of the group is.</param>
internal sealed record GroupOperand(Operand Key, Operand Element) : Operand;

/// <summary>An object made in the lambda: an anonymous type, a tuple or a record.</summary>
/// <param name="Members">Its members in order.</param>
internal sealed record BundleOperand(IReadOnlyList<(string Name, Operand Value)> Members) : Operand;
