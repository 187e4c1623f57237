using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>Makes records of the rows of a <see cref="ColumnBlock"/>, one after the other.</summary>
/// <typeparam name="T">A record or an anonymous type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RowReader<T>
{
    /// <summary>Puts a cursor at the first row of every column that is read.</summary>
    /// <exception cref="SchemaMismatchException">A column is missing or has another type.</exception>
    public abstract void Bind(ColumnBlock block);

    /// <summary>
    /// The next row. May be called once for each row of the block: there is no check, and the memory of the block must
    /// not have been reused since.
    /// </summary>
    public abstract T Read();
}
