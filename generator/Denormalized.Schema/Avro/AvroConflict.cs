namespace Denormalized.Schema;

public enum AvroConflictKind
{
    /// <summary>Neither the same type nor one that the writer's is promoted to.</summary>
    Type,

    /// <summary>Records, enums or fixed with different names, and no alias.</summary>
    Name,

    /// <summary>fixed of different sizes.</summary>
    FixedSize,

    /// <summary>Decimals of different scales.</summary>
    Scale,

    /// <summary>A symbol of the writer that the reader does not have, without a default.</summary>
    Symbol,

    /// <summary>A field of the reader that the writer does not have, without a default.</summary>
    MissingField,

    /// <summary>No branch of the reader's union matches.</summary>
    Branch,
}

/// <summary>A place where data of the writer's schema cannot be read with the reader's.</summary>
/// <param name="Path">Where: <c>Order.lines[].price</c>.</param>
/// <param name="Message">What is wrong and what to do, without the path.</param>
/// <param name="IsConditional">
/// Only some data is concerned: that of one branch of a union, or one symbol of an enum. A reader meets it when such data
/// comes; compatibility rules count it always.
/// </param>
public sealed record AvroConflict(AvroConflictKind Kind, string Path, string Message, bool IsConditional)
{
    /// <summary>The path without the name of the outermost record, with which it begins.</summary>
    public string FieldPath => Path.IndexOf('.') is >= 0 and var dot ? Path.Substring(dot + 1) : "";

    public override string ToString() => Path.Length == 0 ? Message : Path + ": " + Message;
}
