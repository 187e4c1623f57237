using System.Buffers;
using System.Text;

namespace Denormalized.ParquetFormat;

/// <summary>Writes Thrift's compact protocol; layout in <see cref="CompactReader"/>.</summary>
internal sealed class CompactWriter(ArrayBufferWriter<byte> output)
{
    private readonly Stack<int> _outer = new();
    private int _last;

    public void I16(int id, short value) => Number(id, CompactType.I16, value);

    public void I32(int id, int value) => Number(id, CompactType.I32, value);

    public void I64(int id, long value) => Number(id, CompactType.I64, value);

    public void Byte(int id, sbyte value)
    {
        Field(id, CompactType.Byte);
        Raw((byte)value);
    }

    public void Bool(int id, bool value) => Field(id, value ? CompactType.True : CompactType.False);

    public void String(int id, string value) => Binary(id, Encoding.UTF8.GetBytes(value));

    public void Binary(int id, ReadOnlySpan<byte> value)
    {
        Field(id, CompactType.Binary);
        Bytes(value);
    }

    /// <summary>Begins a list; elements follow.</summary>
    public void List(int id, CompactType elements, int count)
    {
        Field(id, CompactType.List);
        if (count < 15)
        {
            Raw((byte)((count << 4) | (int)elements));
        }
        else
        {
            Raw((byte)(0xF0 | (int)elements));
            VarInt((ulong)count);
        }
    }

    /// <summary>Elements of a list.</summary>
    public void Element(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    public void Element(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Element(ReadOnlySpan<byte> value) => Bytes(value);

    public void Element(bool value) => Raw((byte)(value ? CompactType.True : CompactType.False));

    /// <summary>Begins a struct, as a field or (id 0) as an element of a list or the root.</summary>
    public void Begin(int id = 0)
    {
        if (id > 0)
        {
            Field(id, CompactType.Struct);
        }

        _outer.Push(_last);
        _last = 0;
    }

    public void End()
    {
        Raw(0);
        _last = _outer.Pop();
    }

    /// <summary>A struct without fields.</summary>
    public void Empty(int id)
    {
        Begin(id);
        End();
    }

    private void Number(int id, CompactType type, long value)
    {
        Field(id, type);
        Element(value);
    }

    private void Field(int id, CompactType type)
    {
        int delta = id - _last;
        if (delta is > 0 and < 16)
        {
            Raw((byte)((delta << 4) | (int)type));
        }
        else
        {
            Raw((byte)type);
            Element(id);
        }

        _last = id;
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        VarInt((ulong)value.Length);
        output.Write(value);
    }

    private void VarInt(ulong value)
    {
        Span<byte> bytes = output.GetSpan(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        output.Advance(at);
    }

    private void Raw(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
