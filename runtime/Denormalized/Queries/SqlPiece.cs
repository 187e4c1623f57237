using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>What a <see cref="SqlPiece"/> stands for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum SqlPieceKind : byte
{
    /// <summary>Text as it is.</summary>
    Text,

    /// <summary>A column of the element: of the source, or of what was selected so far.</summary>
    Column,

    /// <summary>A part of the group's key.</summary>
    Key,

    /// <summary>A parameter; <c>NULL</c> where its value is null.</summary>
    Parameter,

    /// <summary>One of two texts, by whether a parameter is null.</summary>
    Choice,
}

/// <summary>A piece of SQL made at compile time. What is not text is filled in when a query's shape is first rendered.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SqlPiece
{
    private SqlPiece(SqlPieceKind kind, string text, int index = -1)
    {
        Kind = kind;
        Value = text;
        Index = index;
    }

    /// <summary>What the piece is.</summary>
    public SqlPieceKind Kind { get; }

    /// <summary>Text, name of a column or key part, or type of a parameter.</summary>
    public string Value { get; }

    /// <summary>Number of the parameter within its fragment.</summary>
    public int Index { get; }

    internal SqlPiece[] WhenNull { get; private init; } = [];

    internal SqlPiece[] WhenValue { get; private init; } = [];

    /// <summary>SQL as it stands.</summary>
    public static implicit operator SqlPiece(string text) => new(SqlPieceKind.Text, text);

    /// <summary>A column of the element.</summary>
    public static SqlPiece Column(string name) => new(SqlPieceKind.Column, name);

    /// <summary>A part of the group's key; the empty name is a key of one value.</summary>
    public static SqlPiece Key(string name) => new(SqlPieceKind.Key, name);

    /// <summary>A typed parameter.</summary>
    public static SqlPiece Parameter(int index, string type) => new(SqlPieceKind.Parameter, type, index);

    /// <summary>One text where the parameter is null, another where it is not.</summary>
    public static SqlPiece Choice(int index, SqlPiece[] whenNull, SqlPiece[] whenValue)
        => new(SqlPieceKind.Choice, "", index) { WhenNull = whenNull, WhenValue = whenValue };
}

/// <summary>An expression with the name it gets, if any.</summary>
/// <param name="Name">Name of the column or key part; empty where it has none.</param>
/// <param name="Pieces">The expression.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct SqlItem(string Name, SqlPiece[] Pieces);
