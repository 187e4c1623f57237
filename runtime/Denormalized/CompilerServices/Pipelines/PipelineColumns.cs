using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>Reading of a source's row 0, from code that is not <c>unsafe</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class PipelineColumns
{
    /// <summary>Cursor at the first value.</summary>
    public static FixedCursor<T> Cursor<T>(this FixedColumn<T> column)
        where T : unmanaged => new() { P = column.Data };

    /// <summary>Cursor at the first string.</summary>
    public static StringCursor Cursor(this StringColumn column) => new() { P = column.Base };

    /// <summary>The string of the row that is being written, as a .NET string.</summary>
    public static string Text(this StringColumn column) => new StringCursor { P = column.Pos }.NextString();

    /// <summary>The string of the row that is being written is this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(this StringColumn column, ReadOnlySpan<byte> text) => column.Current().SequenceEqual(text);
}
