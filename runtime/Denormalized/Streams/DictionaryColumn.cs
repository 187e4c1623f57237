using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>Strings of few values, as runs, in the form in which ClickHouse's Native format sends a dictionary.</summary>
/// <remarks>
/// <code>
/// LowCardinality(String), rows "a" "a" "b":
///   01 00 00 00 00 00 00 00    version of the keys' serialization: 1
///   00 06 00 00 00 00 00 00    indexes of 1 byte (0), keys follow (1 &lt;&lt; 9), the dictionary is new (1 &lt;&lt; 10)
///   02 00 00 00 00 00 00 00    number of keys
///   01 61 01 62                keys
///   03 00 00 00 00 00 00 00    number of rows
///   00 00 01
/// </code>
/// Above 256 keys indexes have two bytes (1), above 65,536 four (2). Source: SerializationLowCardinality.cpp.
/// </remarks>
internal sealed unsafe class DictionaryColumn : IDisposable
{
    private const ulong KeysFollow = 1 << 9;
    private const ulong NewDictionary = 1 << 10;

    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly StringColumn _keyBytes = new();
    private readonly FixedColumn<ulong> _head = new(4);
    private readonly FixedColumn<uint> _indexes = new();
    private readonly FixedColumn<byte> _packed = new();
    private int _rows;

    /// <summary>Forgets everything and makes room.</summary>
    public void Begin(int rows)
    {
        _rows = 0;
        _keys.Clear();
        _keyBytes.Clear();
        _indexes.Ensure(rows);
    }

    /// <summary>Adds a value for <paramref name="count"/> rows.</summary>
    public void Append(string value, int count)
    {
        if (!_keys.TryGetValue(value, out int index))
        {
            index = _keys.Count;
            _keys.Add(value, index);
            _keyBytes.Append(value);
        }

        new Span<uint>(_indexes.Data + _rows, count).Fill((uint)index);
        _rows += count;
    }

    /// <summary>Adds the column's segments; valid until the next change.</summary>
    public void AddTo(ColumnBlock block)
    {
        if (_rows == 0)
        {
            return; // a block without rows has no column data
        }

        int width = _keys.Count <= 1 << 8 ? 0 : _keys.Count <= 1 << 16 ? 1 : 2;
        _head.Set(0, 1);
        _head.Set(1, (ulong)width | KeysFollow | NewDictionary);
        _head.Set(2, (ulong)_keys.Count);
        _head.Set(3, (ulong)_rows);
        block.Add(_head.Data, 3 * sizeof(ulong));
        block.Add(_keyBytes);
        block.Add(_head.Data + 3, sizeof(ulong));
        block.Add(Pack(width), (long)_rows << width);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keyBytes.Dispose();
        _head.Dispose();
        _indexes.Dispose();
        _packed.Dispose();
    }

    private byte* Pack(int width)
    {
        _packed.Ensure(_rows << width);
        for (int i = 0; i < _rows; i++)
        {
            switch (width)
            {
                case 0: _packed.Data[i] = (byte)_indexes.Data[i]; break;
                case 1: ((ushort*)_packed.Data)[i] = (ushort)_indexes.Data[i]; break;
                default: ((uint*)_packed.Data)[i] = _indexes.Data[i]; break;
            }
        }

        return _packed.Data;
    }
}
