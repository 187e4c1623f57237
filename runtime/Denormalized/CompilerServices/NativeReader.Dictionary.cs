using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <content>
/// LowCardinality columns. The embedded engine sends them with their dictionary whatever the query's settings say, so
/// they are turned into plain values here, in memory of the reader's own.
/// <code>
/// at the begin of the column, for each dictionary in it
///   version : UInt64 = 1
/// in place of the values, unless there are none
///   kind : UInt64      lowest byte: width of an index (0, 1, 2, 3 = 1, 2, 4, 8 bytes); 0x200 = keys follow
///   keys : UInt64, the keys as a column of the inner type (the first stands for null where there is null)
///   rows : UInt64, an index for each
/// </code>
/// </content>
public sealed unsafe partial class NativeReader
{
    private const ulong DictionaryVersion = 1;
    private const ulong HasKeys = 0x200;
    private const ulong NeedsSharedDictionary = 0x100;

    /// <summary>A short dictionary may stand for a long column, but not for more than this.</summary>
    private const long MaxValues = 1L << 30;

    private readonly List<Extent> _keys = [];
    private byte* _values;
    private long _valuesCapacity;
    private long _valuesEnd;

    private bool ReadDictionaryVersions()
    {
        for (; _versionsLeft > 0; _versionsLeft--)
        {
            byte* p = At;
            if (!TryUInt64(ref p, out ulong version))
            {
                return false;
            }

            if (version != DictionaryVersion)
            {
                throw BadDictionary($"its version is {version}");
            }

            _at += sizeof(ulong);
        }

        return true;
    }

    /// <summary>Nothing is kept until the whole dictionary and all indexes have arrived.</summary>
    private bool ReadDictionary(Substream substream, long count)
    {
        bool nullable = substream.Kind == SubstreamKind.NullableDictionary;
        if (count == 0)
        {
            AddValues(0, nullable ? 2 : 1);
            return true;
        }

        byte* p = At;
        if (!TryUInt64(ref p, out ulong kind) || !TryUInt64(ref p, out ulong keys))
        {
            return false;
        }

        int width = 1 << (int)(kind & 0xFF);
        if ((kind & 0xFF) > 3 || (kind & NeedsSharedDictionary) != 0 || (kind & HasKeys) == 0 || keys > int.MaxValue)
        {
            throw BadDictionary($"its kind is {kind:x}, with {keys} keys");
        }

        if (!ReadKeys(ref p, substream.Width, (long)keys) || !TryUInt64(ref p, out ulong rows))
        {
            return false;
        }

        if (rows != (ulong)count)
        {
            throw BadDictionary($"it has {rows} indexes for {count} values");
        }

        if (End - p < count * width)
        {
            return false;
        }

        Expand(p, width, count, nullable);
        _at = p + (count * width) - (_buffer + _start);
        return true;
    }

    /// <summary>Finds the extent of every key, with its length prefix where it is a string.</summary>
    private bool ReadKeys(ref byte* p, int width, long count)
    {
        _keys.Clear();
        if (width > 0 && End - p < count * width)
        {
            return false;
        }

        for (long i = 0; i < count; i++)
        {
            byte* key = p;
            ulong length = (ulong)width;
            if (width == 0 && !TryVarInt(ref p, out length))
            {
                return false;
            }

            if ((ulong)(End - p) < length)
            {
                return length > int.MaxValue ? throw BadDictionary($"a key has {length} bytes") : false;
            }

            p += length;
            _keys.Add(new Extent(key - (_buffer + _start), p - key));
        }

        return true;
    }

    private void Expand(byte* indexes, int width, long count, bool nullable)
    {
        long bytes = 0;
        for (long i = 0; i < count; i++)
        {
            ulong index = Index(indexes, width, i);
            if (index >= (ulong)_keys.Count)
            {
                throw BadDictionary($"index {index} is not among {_keys.Count} keys");
            }

            bytes += _keys[(int)index].Bytes;
            if (bytes > MaxValues)
            {
                throw BadDictionary($"its values take more than {MaxValues} bytes");
            }
        }

        if (nullable)
        {
            byte* isNull = AddValues(count, 1);
            for (long i = 0; i < count; i++)
            {
                isNull[i] = Index(indexes, width, i) == 0 ? (byte)1 : (byte)0;
            }
        }

        byte* d = AddValues(bytes, 1);
        for (long i = 0; i < count; i++)
        {
            Extent key = _keys[(int)Index(indexes, width, i)];
            Unsafe.CopyBlockUnaligned(d, _buffer + _start + key.At, (uint)key.Bytes);
            d += key.Bytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Index(byte* indexes, int width, long at) => width switch
    {
        1 => indexes[at],
        2 => Unsafe.ReadUnaligned<ushort>(indexes + (2 * at)),
        4 => Unsafe.ReadUnaligned<uint>(indexes + (4 * at)),
        _ => Unsafe.ReadUnaligned<ulong>(indexes + (8 * at)),
    };

    /// <summary>Takes memory for values and adds its segment.</summary>
    private byte* AddValues(long bytes, int segments)
    {
        if (_valuesCapacity - _valuesEnd < bytes)
        {
            _valuesCapacity = Math.Max(_valuesCapacity * 2, _valuesEnd + bytes);
            _values = (byte*)NativeMemory.Realloc(_values, (nuint)_valuesCapacity + Padding);
        }

        for (int i = 0; i < segments; i++)
        {
            _extents.Add(new Extent(_valuesEnd, bytes, IsValues: true));
        }

        _valuesEnd += bytes;
        return _values + _valuesEnd - bytes;
    }

    private bool TryUInt64(ref byte* p, out ulong value)
    {
        value = 0;
        if (End - p < sizeof(ulong))
        {
            return false;
        }

        value = Unsafe.ReadUnaligned<ulong>(p);
        p += sizeof(ulong);
        return true;
    }

    private InvalidDataException BadDictionary(string reason) => new(
        $"The dictionary of column '{_columns[_column].Name}' is not as ClickHouse's Native format has it: {reason}.");
}
