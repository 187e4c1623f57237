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

    /// <summary>Begins a string of <paramref name="length"/> bytes, which <see cref="AddText"/> fills; committed with the row.</summary>
    public static void BeginText(this StringColumn column, int length)
    {
        column.Ensure((long)length + VarInt.MaxBytes);
        column.Next = VarInt.Write(column.Pos, (uint)length);
    }

    /// <summary>Adds a part of the string that was begun: valid UTF-8, no more than was announced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddText(this StringColumn column, ReadOnlySpan<byte> part)
    {
        part.CopyTo(new Span<byte>(column.Next, part.Length));
        column.Next += part.Length;
    }

    /// <summary>The string of the row that is being written is this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(this StringColumn column, ReadOnlySpan<byte> text) => column.Current().SequenceEqual(text);
}
