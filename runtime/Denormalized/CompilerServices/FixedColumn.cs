using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Values of one width, one after the other, as ClickHouse's Native format lays them out. The index is the number of
/// the row, or of the element below an array.
/// </summary>
/// <remarks>
/// The memory is unmanaged and freed by <see cref="Dispose"/> alone: a finaliser could free it under a cursor.
/// </remarks>
/// <typeparam name="T">The value as it lies on the wire (little-endian).</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class FixedColumn<T> : IFixedColumn
    where T : unmanaged
{
    /// <summary>Bytes that may be written behind the last value, so that wide stores need no tail path.</summary>
    public const int Padding = 64;

    /// <summary>First value.</summary>
    public T* Data;

    /// <summary>How many values there is room for.</summary>
    public int Capacity;

    /// <summary>Makes a column; without a capacity nothing is allocated before <see cref="Grow"/>.</summary>
    public FixedColumn(int capacity = 0)
    {
        if (capacity > 0)
        {
            Grow(capacity);
        }
    }

    /// <summary>The value at an index; for tests and cold code.</summary>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity);
            return Data[index];
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity);
            Data[index] = value;
        }
    }

    /// <summary>Writes a value at an index for which there is room; not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, T value) => Data[index] = value;

    /// <summary>The value at an index that was written; not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Get(int index) => Data[index];

    /// <summary>Makes room for <paramref name="count"/> values, doubling where it has to grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(int count)
    {
        if (count > Capacity)
        {
            GrowTo(count);
        }
    }

    /// <summary>Makes room for exactly <paramref name="capacity"/> values, or more; keeps the content.</summary>
    public void Grow(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (capacity <= Capacity)
        {
            return;
        }

        Data = (T*)NativeMemory.AlignedRealloc(Data, ((nuint)capacity * (nuint)sizeof(T)) + Padding, 64);
        Capacity = capacity;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
        Capacity = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowTo(int count) => Grow((int)Math.Min(Array.MaxLength, Math.Max(count, Math.Max(64L, Capacity * 2L))));

    void IFixedColumn.AddTo(ColumnBlock block, int count) => block.Add(this, count);
}

/// <summary>A <see cref="FixedColumn{T}"/> whatever its width.</summary>
internal interface IFixedColumn : IDisposable
{
    /// <summary>Makes room for so many values.</summary>
    void Grow(int capacity);

    /// <summary>Adds the first <paramref name="count"/> values to a block.</summary>
    void AddTo(ColumnBlock block, int count);
}
