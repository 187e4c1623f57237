using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>The columns of a pipeline's source that its lambdas use; the others are skipped as a message is decoded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MessageScope : ColumnScope
{
    /// <summary>Decodes one JSON object into row <paramref name="row"/>; <paramref name="p"/> is at its first byte.</summary>
    /// <returns>The address behind it, or 0 when it was refused.</returns>
    public abstract nint DecodeJson(nint p, int row, DecodeContext context);

    /// <summary>Decodes one Avro record into row <paramref name="row"/>.</summary>
    /// <returns>The address behind it, or 0 when it was refused.</returns>
    public abstract nint DecodeAvro(nint p, int row, DecodeContext context);
}

/// <summary>The columns of a pipeline's output, for records that a lambda makes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OutputScope<T> : ColumnScope
{
    /// <summary>Writes a record into row <paramref name="row"/>, for which there is room; not committed on an exception.</summary>
    public abstract void Append(T record, int row);
}
