using System.Text;

namespace Denormalized.ParquetFormat;

/// <summary>Types of the compact protocol, as they stand in field and list headers.</summary>
internal enum CompactType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    I16 = 4,
    I32 = 5,
    I64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
    Uuid = 13,
}

/// <summary>Reads Thrift's compact protocol, in which Parquet keeps its metadata. Nothing is read or allocated beyond the bytes given.</summary>
/// <remarks>
/// <code>
/// struct : fields, then 00
/// field  : delta of the id from the last one (4 bits), type (4 bits), value      15 02    id 1, i32 1
///          or 0 and type, zigzag id, value
/// list   : count (4 bits, 15: as LEB128 behind), type (4 bits), the elements     29 ..    two binaries
/// </code>
/// </remarks>
internal ref struct CompactReader(ReadOnlySpan<byte> data)
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>The next field of a struct; false at its end.</summary>
    /// <param name="id">That of the field before, 0 at the begin; then that of this one.</param>
    /// <param name="type">What the value is; booleans are <see cref="CompactType.True"/> or <see cref="CompactType.False"/>, without a value.</param>
    public bool NextField(ref int id, out CompactType type)
    {
        byte header = Byte();
        type = (CompactType)(header & 0x0F);
        if (type == CompactType.Stop)
        {
            return false;
        }

        id = header >> 4 == 0 ? (short)Int64() : id + (header >> 4);
        return true;
    }

    public int Int32(CompactType type)
    {
        long value = Int64(type);
        return value == (int)value ? (int)value : throw new InvalidDataException($"the metadata has the number {value}, which is no i32");
    }

    public long Int64(CompactType type) => type switch
    {
        CompactType.I16 or CompactType.I32 or CompactType.I64 => Int64(),
        CompactType.Byte => (sbyte)Byte(),
        _ => throw Wrong(type),
    };

    public static bool Bool(CompactType type) => type switch
    {
        CompactType.True => true,
        CompactType.False => false,
        _ => throw Wrong(type),
    };

    public string String(CompactType type) => Encoding.UTF8.GetString(Binary(type));

    public ReadOnlySpan<byte> Binary(CompactType type)
    {
        if (type != CompactType.Binary)
        {
            throw Wrong(type);
        }

        ulong length = UInt64();
        if (length > (ulong)(_data.Length - Position))
        {
            throw new InvalidDataException($"the metadata has a text of {length} bytes, {_data.Length - Position} are left");
        }

        Position += (int)length;
        return _data.Slice(Position - (int)length, (int)length);
    }

    /// <summary>Begins a list. Every element takes a byte at least, so there are no more than bytes are left.</summary>
    public int List(CompactType type, out CompactType elements)
    {
        if (type is not (CompactType.List or CompactType.Set))
        {
            throw Wrong(type);
        }

        byte header = Byte();
        elements = (CompactType)(header & 0x0F);
        ulong count = (ulong)(header >> 4);
        if (count == 15)
        {
            count = UInt64();
        }

        return count <= (ulong)(_data.Length - Position)
            ? (int)count
            : throw new InvalidDataException($"the metadata has a list of {count} elements, {_data.Length - Position} bytes are left");
    }

    /// <summary>A boolean in a list, which has a byte of its own.</summary>
    public bool Element() => Byte() == (byte)CompactType.True;

    /// <summary>Says that a struct must follow.</summary>
    public static void Struct(CompactType type)
    {
        if (type != CompactType.Struct)
        {
            throw Wrong(type);
        }
    }

    /// <summary>Passes over a value that is not known.</summary>
    public void Skip(CompactType type, int depth = 0, bool inList = false)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"the metadata is nested deeper than {MaxDepth}");
        }

        switch (type)
        {
            case CompactType.True or CompactType.False:
                Advance(inList ? 1 : 0);
                break;
            case CompactType.Byte: Advance(1); break;
            case CompactType.I16 or CompactType.I32 or CompactType.I64: UInt64(); break;
            case CompactType.Double: Advance(8); break;
            case CompactType.Uuid: Advance(16); break;
            case CompactType.Binary: Binary(type); break;
            case CompactType.List or CompactType.Set:
                int count = List(type, out CompactType elements);
                for (int i = 0; i < count; i++)
                {
                    Skip(elements, depth + 1, inList: true);
                }

                break;
            case CompactType.Map: SkipMap(depth); break;
            case CompactType.Struct:
                for (int id = 0; NextField(ref id, out CompactType field);)
                {
                    Skip(field, depth + 1);
                }

                break;
            default: throw Wrong(type);
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = UInt64();
        if (count == 0)
        {
            return;
        }

        byte types = Byte();
        for (ulong i = 0; i < count; i++)
        {
            Skip((CompactType)(types >> 4), depth + 1, inList: true);
            Skip((CompactType)(types & 0x0F), depth + 1, inList: true);
        }
    }

    private long Int64()
    {
        ulong zigzag = UInt64();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    private ulong UInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("the metadata has a number of more than 64 bits");
    }

    private byte Byte() => Position < _data.Length ? _data[Position++] : throw Truncated();

    private void Advance(int count) => Position = count <= _data.Length - Position ? Position + count : throw Truncated();

    private static InvalidDataException Truncated() => new("the metadata ends too early");

    private static InvalidDataException Wrong(CompactType type) => new($"the metadata has a value of Thrift type {(byte)type} where another is expected");
}
