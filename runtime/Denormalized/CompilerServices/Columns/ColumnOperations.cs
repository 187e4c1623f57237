using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>What generated code does with columns, from code that is not <c>unsafe</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class ColumnOperations
{
    /// <summary>Makes the string of the row final.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Commit(this StringColumn column) => column.Pos = column.Next;

    /// <summary>The string of the row that is being written, not yet committed, as UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Current(this StringColumn column)
    {
        byte* start = VarInt.Read(column.Pos, out ulong length);
        return new ReadOnlySpan<byte>(start, (int)length);
    }

    /// <summary>An array of C# that may not be null.</summary>
    /// <exception cref="WireRangeException">It is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NotNull<T>(T? value, string member)
        where T : class
    {
        if (value is null)
        {
            ThrowNull(member);
        }

        return value;
    }

    [DoesNotReturn]
    private static void ThrowNull(string member) =>
        throw new WireRangeException(member, "null is not allowed: the member is declared as not nullable");

    /// <summary>A [Vector] has the number of elements that was declared.</summary>
    /// <exception cref="WireRangeException">It has not.</exception>
    public static void CheckLength(int count, int declared, string member)
    {
        if (count != declared)
        {
            throw new WireRangeException(member, $"it has {count} elements, not the {declared} of [Vector]");
        }
    }

    /// <summary>What is thrown for a value that is none of the cases of a closed hierarchy.</summary>
    public static WireRangeException NoCase(object? value, string hierarchy)
        => new(hierarchy, $"{(value is null ? "null" : value is int number ? $"number {number}" : value.GetType().ToString())} is none of its cases: name each with [JsonDerivedType] on the base");

    /// <summary>A sequence whose length is known; copied where it is not.</summary>
    /// <exception cref="WireRangeException">It is null.</exception>
    public static IReadOnlyCollection<T> ToCollection<T>(IEnumerable<T>? values, string member)
        => NotNull(values, member) as IReadOnlyCollection<T> ?? [.. values!];
}

/// <summary>Lengths of arrays, read row by row from their end offsets.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct LengthCursor(FixedCursor<ulong> ends)
{
    private FixedCursor<ulong> _ends = ends;
    private ulong _previous;

    /// <summary>Elements of the next row.</summary>
    public int Next()
    {
        ulong end = _ends.Next();
        int length = (int)(end - _previous);
        _previous = end;
        return length;
    }
}
