using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Reads indexes into a dictionary: a byte with their bits, then runs.</summary>
internal sealed class DictionaryReader(ParquetColumn dictionary) : ValueReader
{
    private readonly RleReader _runs = new();
    private int[] _indexes = [];

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
        if (_indexes.Length < count)
        {
            _indexes = new int[Math.Max(count, 1024)];
        }

        Span<int> indexes = _indexes.AsSpan(0, count);
        _runs.Read(indexes);
        Check(indexes, dictionary.ValueCount);
        switch (column.Leaf.Node.Type, column.Leaf.Width)
        {
            case (ParquetPhysicalType.ByteArray, _): Texts(indexes, column); break;
            case (_, 4): Numbers<int>(indexes, column); break;
            case (_, 8): Numbers<long>(indexes, column); break;
            default: Fixed(indexes, column); break;
        }
    }

    private static void Check(ReadOnlySpan<int> indexes, int count)
    {
        uint largest = 0;
        foreach (int index in indexes)
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
