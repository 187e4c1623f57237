using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>
/// Some rows of one column as they are kept in the file: the values that are there, and for nested or nullable columns the
/// levels that say where. The spans are valid until the next batch.
/// </summary>
/// <remarks>
/// <code>
///   optional group tags (LIST) { repeated group list { optional binary element } }     [["a", null], [], null]
///
///   repetition  0 1 0 0       0: a new row begins
///   definition  3 2 1 0       3: a value, 2: null in the list, 1: empty list, 0: no list
///   values      "a"
/// </code>
/// </remarks>
public sealed class ParquetColumn
{
    private readonly int _maxBytes;
    private byte[] _definitions = [];
    private byte[] _repetitions = [];
    private byte[] _values = [];
    private int[] _ends = [];
    private int[] _keys = [];
    private int _bytes;

    internal ParquetColumn(ParquetLeaf leaf, int maxBytes)
    {
        Leaf = leaf;
        _maxBytes = maxBytes;
    }

    /// <summary>The column.</summary>
    public ParquetLeaf Leaf { get; }

    /// <summary>Values with nulls and empty lists: the number of levels.</summary>
    public int Count { get; private set; }

    /// <summary>Values that are there.</summary>
    public int ValueCount { get; private set; }

    /// <summary>For each of <see cref="Count"/> how much of the path is there; empty when everything always is.</summary>
    public ReadOnlySpan<byte> DefinitionLevels => _definitions.AsSpan(0, Leaf.MaxDefinition == 0 ? 0 : Count);

    /// <summary>For each of <see cref="Count"/> which list goes on, 0 for a new row; empty without lists.</summary>
    public ReadOnlySpan<byte> RepetitionLevels => _repetitions.AsSpan(0, Leaf.MaxRepetition == 0 ? 0 : Count);

    /// <summary>
    /// The values one behind the other, little-endian as in the file, booleans a byte each. Of values that differ in length the
    /// bytes, see <see cref="Bytes"/>.
    /// </summary>
    public ReadOnlySpan<byte> Values
    {
        get
        {
            Flatten();
            return _values.AsSpan(0, _bytes);
        }
    }

    /// <summary>Where each value of a column of texts or bytes ends in <see cref="Values"/>.</summary>
    public ReadOnlySpan<int> Ends
    {
        get
        {
            Flatten();
            return _ends.AsSpan(0, IsFixed ? 0 : ValueCount);
        }
    }

    /// <summary>
    /// The distinct values of a column of texts or bytes, where the file has them in a dictionary for all rows of the batch; else
    /// null. It stays the same over the batches of a row group.
    /// </summary>
    public ParquetColumn? Dictionary { get; private set; }

    /// <summary>Number of each value in <see cref="Dictionary"/>; empty where there is none.</summary>
    public ReadOnlySpan<int> Keys => Dictionary is null ? default : _keys.AsSpan(0, ValueCount);

    /// <summary>The values as numbers of their width: <c>int</c> for INT32, <c>long</c> for INT64 and so on.</summary>
    /// <exception cref="InvalidOperationException">Values of the column have another width.</exception>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == Leaf.Width
        ? MemoryMarshal.Cast<byte, T>(Values)
        : throw new InvalidOperationException($"Values of '{Leaf.Name}' ({Leaf.Node.Type}) have {Leaf.Width} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");

    /// <summary>Bytes of the value with this number, of a text for example its UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes(int value)
    {
        if (Dictionary is not null)
        {
            return Dictionary.Bytes(Keys[value]);
        }

        if (IsFixed)
        {
            return Values.Slice(value * Leaf.Width, Leaf.Width);
        }

        int start = value == 0 ? 0 : _ends[value - 1];
        return _values.AsSpan(0, _bytes)[start.._ends.AsSpan(0, ValueCount)[value]];
    }

    private bool IsFixed => Leaf.Node.Type != ParquetPhysicalType.ByteArray;

    /// <summary>Changes when the values do.</summary>
    internal int Version { get; private set; }

    internal void Clear()
    {
        Version++;
        Count = ValueCount = _bytes = 0;
        Dictionary = null;
    }

    /// <summary>Room for so many keys into a dictionary, which count as added; null where values stand here that have none.</summary>
    internal Span<int> AddKeys(ParquetColumn dictionary, int count)
    {
        if (ValueCount > 0 && Dictionary != dictionary)
        {
            Flatten();
            return default;
        }

        Dictionary = dictionary;
        if (_keys.Length - ValueCount < count)
        {
            Array.Resize(ref _keys, Math.Max(ValueCount + count, 2 * _keys.Length));
        }

        ValueCount += count;
        return _keys.AsSpan(ValueCount - count, count);
    }

    /// <summary>What stands for more bytes than a batch may have is refused, also while it is only keys.</summary>
    internal void CheckKeys(int longest)
    {
        if ((long)ValueCount * longest <= _maxBytes)
        {
            return;
        }

        long bytes = 0;
        foreach (int key in Keys)
        {
            bytes += Dictionary!.Bytes(key).Length;
        }

        Check(bytes);
    }

    /// <summary>Bytes of the longest value.</summary>
    internal int Longest()
    {
        int longest = 0;
        for (int i = 0; i < ValueCount; i++)
        {
            longest = Math.Max(longest, Bytes(i).Length);
        }

        return longest;
    }

    /// <summary>Puts the values themselves in the place of their numbers in a dictionary.</summary>
    private void Flatten()
    {
        if (Dictionary is not { } dictionary)
        {
            return;
        }

        int count = ValueCount;
        (Dictionary, ValueCount) = (null, 0);
        Span<int> ends = AddEnds(count);
        for (int i = 0; i < count; i++)
        {
            ends[i] = AddBytes(dictionary.Bytes(_keys[i]));
        }
    }

    internal void AddLevels(ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> repetitions, int count)
    {
        Check(Count + (long)count);
        Append(ref _definitions, definitions);
        Append(ref _repetitions, repetitions);
        Count += count;
    }

    /// <summary>Room for so many values of fixed width, which count as added.</summary>
    internal Span<byte> AddFixed(int count)
    {
        long bytes = (long)count * Leaf.Width;
        Reserve(bytes);
        ValueCount += count;
        _bytes += (int)bytes;
        return _values.AsSpan(_bytes - (int)bytes, (int)bytes);
    }

    /// <summary>Room for the ends of so many texts, which count as added; their bytes follow by <see cref="AddBytes"/>.</summary>
    internal Span<int> AddEnds(int count)
    {
        Flatten();
        Check(((long)ValueCount + count) * sizeof(int));
        if (_ends.Length - ValueCount < count)
        {
            Array.Resize(ref _ends, Math.Max(ValueCount + count, Math.Max(1024, (int)Math.Min(Array.MaxLength, _ends.Length * 2L))));
        }

        ValueCount += count;
        return _ends.AsSpan(ValueCount - count, count);
    }

    /// <summary>Appends to the bytes of texts; returns where they end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (_values.Length - _bytes < bytes.Length)
        {
            Reserve(bytes.Length);
        }

        bytes.CopyTo(_values.AsSpan(_bytes));
        return _bytes += bytes.Length;
    }

    private void Reserve(long bytes)
    {
        Check(_bytes + bytes);
        if (_values.Length - _bytes < bytes)
        {
            Array.Resize(ref _values, (int)Math.Max(_bytes + bytes, Math.Min(_maxBytes, Math.Max(4096, _values.Length * 2L))));
        }
    }

    private void Append(ref byte[] levels, ReadOnlySpan<byte> more)
    {
        if (more.IsEmpty)
        {
            return;
        }

        if (levels.Length - Count < more.Length)
        {
            Array.Resize(ref levels, (int)Math.Max(Count + (long)more.Length, Math.Min(_maxBytes, Math.Max(1024, levels.Length * 2L))));
        }

        more.CopyTo(levels.AsSpan(Count));
    }

    private void Check(long bytes)
    {
        if (bytes > _maxBytes)
        {
            throw new InvalidDataException($"the rows of a batch have more than {_maxBytes} bytes of values ({nameof(ParquetReadOptions)}.{nameof(ParquetReadOptions.MaxBatchBytes)})");
        }
    }
}
