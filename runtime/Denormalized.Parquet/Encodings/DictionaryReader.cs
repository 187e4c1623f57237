using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Reads indexes into a dictionary: a byte with their bits, then runs.</summary>
internal sealed class DictionaryReader(ParquetColumn dictionary) : ValueReader
{
    private readonly RleReader _runs = new();
    private int[] _indexes = [];
    private int _longest;

    /// <summary>The dictionary was filled.</summary>
    public void Measure() => _longest = dictionary.Leaf.Node.Type == ParquetPhysicalType.ByteArray ? dictionary.Longest() : 0;

    /// <summary>Begins with a page.</summary>
    public void Start(PageBytes page)
    {
        if (page.Length == 0)
        {
            _runs.Start(page.Data, page.Start, page.End, 0); // no value is there
            return;
        }

        _runs.Start(page.Data, page.Start + 1, page.End, page.Data[page.Start]);
    }

    public override void Read(int count, ParquetColumn column)
    {
        if (column.Leaf.Node.Type == ParquetPhysicalType.ByteArray)
        {
            Span<int> keys = column.AddKeys(dictionary, count);
            if (!keys.IsEmpty)
            {
                ReadKeys(keys);
                column.CheckKeys(_longest);
                return;
            }
        }

        if (_indexes.Length < count)
        {
            _indexes = new int[Math.Max(count, 1024)];
        }

        Span<int> indexes = _indexes.AsSpan(0, count);
        ReadKeys(indexes);
        switch (column.Leaf.Node.Type, column.Leaf.Width)
        {
            case (ParquetPhysicalType.ByteArray, _): Texts(indexes, column); break;
            case (_, 4): Numbers<int>(indexes, column); break;
            case (_, 8): Numbers<long>(indexes, column); break;
            default: Fixed(indexes, column); break;
        }
    }

    private void ReadKeys(Span<int> keys)
    {
        _runs.Read(keys);
        Check(keys, dictionary.ValueCount);
    }

    private static void Check(ReadOnlySpan<int> indexes, int count)
    {
        Vector<uint> most = default;
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<int, Vector<uint>>(indexes);
        foreach (Vector<uint> vector in vectors)
        {
            most = Vector.Max(most, vector);
        }

        uint largest = 0;
        for (int i = 0; i < Vector<uint>.Count; i++)
        {
            largest = Math.Max(largest, most[i]);
        }

        foreach (int index in indexes[(vectors.Length * Vector<uint>.Count)..])
        {
            largest = Math.Max(largest, (uint)index);
        }

        if (indexes.Length > 0 && largest >= (uint)count)
        {
            throw new InvalidDataException($"index {largest} is not in the dictionary of {count} values");
        }
    }

    private void Texts(ReadOnlySpan<int> indexes, ParquetColumn column)
    {
        Span<int> ends = column.AddEnds(indexes.Length);
        ReadOnlySpan<int> keyEnds = dictionary.Ends;
        ReadOnlySpan<byte> keys = dictionary.Values;
        for (int i = 0; i < indexes.Length; i++)
        {
            int index = indexes[i];
            int start = index == 0 ? 0 : keyEnds[index - 1];
            ends[i] = column.AddBytes(keys[start..keyEnds[index]]);
        }
    }

    private void Numbers<T>(ReadOnlySpan<int> indexes, ParquetColumn column)
        where T : unmanaged
    {
        ref T keys = ref MemoryMarshal.GetReference(dictionary.As<T>());
        Span<T> values = MemoryMarshal.Cast<byte, T>(column.AddFixed(indexes.Length));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Unsafe.Add(ref keys, indexes[i]); // checked above
        }
    }

    private void Fixed(ReadOnlySpan<int> indexes, ParquetColumn column)
    {
        int width = column.Leaf.Width;
        Span<byte> values = column.AddFixed(indexes.Length);
        for (int i = 0; i < indexes.Length; i++)
        {
            dictionary.Values.Slice(indexes[i] * width, width).CopyTo(values[(i * width)..]);
        }
    }
}
