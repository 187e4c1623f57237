using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Moves the values of a leaf from a Native segment to the writer of its column, turned into what Parquet has.</summary>
internal abstract unsafe class LeafValues(ColumnWriter writer)
{
    public ColumnWriter Writer { get; } = writer;

    public abstract void Bind(byte* data);

    /// <summary>Rows one behind the other.</summary>
    public abstract void WriteDense(int first, int count);

    /// <summary>Rows in their order; negative ones are not there.</summary>
    public abstract void WriteSome(ReadOnlySpan<int> rows);

    public static LeafValues Create(ParquetNode node, NativeColumnType type, ColumnWriter writer)
    {
        int width = type.Width;
        return type.Name switch
        {
            "String" => new Texts(writer),
            "Enum8" or "Enum16" => new Names(writer, width, type.Members),
            "IPv4" or "IPv6" => new Addresses(writer, width),
            "UUID" => new Converted(writer, width, 16, static (from, to, _) => UuidToBytes(from, to)),
            "Int8" => new Converted(writer, 1, 4, static (from, to, _) => Unsafe.WriteUnaligned(to, (int)(sbyte)*from)),
            "UInt8" => new Converted(writer, 1, 4, static (from, to, _) => Unsafe.WriteUnaligned(to, (int)*from)),
            "Int16" => new Converted(writer, 2, 4, static (from, to, _) => Unsafe.WriteUnaligned(to, (int)Unsafe.ReadUnaligned<short>(from))),
            "UInt16" or "Date" => new Converted(writer, 2, 4, static (from, to, _) => Unsafe.WriteUnaligned(to, (int)Unsafe.ReadUnaligned<ushort>(from))),
            "Decimal" when node.Type == ParquetPhysicalType.FixedLenByteArray => new Converted(writer, width, node.Length, DecimalToBytes),
            "DateTime64" when (int)node.Logical!.Unit != type.Number(0) => Scaled(writer, (int)node.Logical.Unit - type.Number(0)),
            _ => new Same(writer, width),
        };
    }

    private static Converted Scaled(ColumnWriter writer, int digits)
    {
        long factor = (long)Math.Pow(10, digits);
        string column = writer.Leaf.Name;
        return new Converted(writer, 8, 8, (from, to, _) =>
        {
            long value = Unsafe.ReadUnaligned<long>(from);
            long scaled = unchecked(value * factor);
            Unsafe.WriteUnaligned(to, scaled / factor == value ? scaled : throw new WireRangeException(column, "the instant is out of the range of 64-bit nanoseconds (1677 to 2262)"));
        });
    }

    /// <summary>ClickHouse's two little-endian halves become the bytes in the order of the text.</summary>
    private static void UuidToBytes(byte* from, byte* to)
    {
        Unsafe.WriteUnaligned(to, BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(from)));
        Unsafe.WriteUnaligned(to + 8, BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(from + 8)));
    }

    /// <summary>Little-endian becomes big-endian; the bytes that are dropped repeat the sign.</summary>
    private static void DecimalToBytes(byte* from, byte* to, int length)
    {
        for (int i = 0; i < length; i++)
        {
            to[i] = from[length - 1 - i];
        }
    }

    /// <summary>Values that are the same in both.</summary>
    private sealed class Same(ColumnWriter writer, int width) : LeafValues(writer)
    {
        private byte[] _some = [];
        private byte* _data;

        public override void Bind(byte* data) => _data = data;

        public override void WriteDense(int first, int count) => Writer.AddFixed(new ReadOnlySpan<byte>(_data + ((long)first * width), count * width));

        public override void WriteSome(ReadOnlySpan<int> rows)
        {
            if (_some.Length < rows.Length * width)
            {
                _some = new byte[Math.Max(rows.Length * width, 2 * _some.Length)];
            }

            Span<byte> some = _some;
            int at = 0;
            foreach (int row in rows)
            {
                if (row >= 0)
                {
                    new ReadOnlySpan<byte>(_data + ((long)row * width), width).CopyTo(some[at..]);
                    at += width;
                }
            }

            Writer.AddFixed(some[..at]);
        }
    }

    /// <summary>Turns one value into another of fixed width; the last argument is that width.</summary>
    private delegate void Conversion(byte* from, byte* to, int width);

    private sealed class Converted(ColumnWriter writer, int from, int to, Conversion convert) : LeafValues(writer)
    {
        private byte[] _values = [];
        private byte* _data;

        public override void Bind(byte* data) => _data = data;

        public override void WriteDense(int first, int count)
        {
            Room(count);
            fixed (byte* values = _values)
            {
                for (int i = 0; i < count; i++)
                {
                    convert(_data + (((long)first + i) * from), values + ((long)i * to), to);
                }
            }

            Writer.AddFixed(_values.AsSpan(0, count * to));
        }

        public override void WriteSome(ReadOnlySpan<int> rows)
        {
            Room(rows.Length);
            int count = 0;
            fixed (byte* values = _values)
            {
                foreach (int row in rows)
                {
                    if (row >= 0)
                    {
                        convert(_data + ((long)row * from), values + ((long)count++ * to), to);
                    }
                }
            }

            Writer.AddFixed(_values.AsSpan(0, count * to));
        }

        private void Room(int count)
        {
            if (_values.Length < count * to)
            {
                _values = new byte[Math.Max(count * to, 2 * _values.Length)];
            }
        }
    }

    /// <summary>Strings are only found one after the other, so rows that are not wanted are passed over.</summary>
    private sealed class Texts(ColumnWriter writer) : LeafValues(writer)
    {
        private byte* _next;
        private int _row;

        public override void Bind(byte* data)
        {
            _next = data;
            _row = 0;
        }

        public override void WriteDense(int first, int count)
        {
            Skip(first);
            for (int i = 0; i < count; i++)
            {
                Writer.AddText(Next());
            }
        }

        public override void WriteSome(ReadOnlySpan<int> rows)
        {
            foreach (int row in rows)
            {
                if (row >= 0)
                {
                    Skip(row);
                    Writer.AddText(Next());
                }
            }
        }

        private void Skip(int row)
        {
            while (_row < row)
            {
                Next();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ReadOnlySpan<byte> Next()
        {
            uint length = *_next++;
            if (length >= 0x80)
            {
                length &= 0x7F; // LEB128
                for (int shift = 7; ; shift += 7)
                {
                    byte b = *_next++;
                    length |= (uint)(b & 0x7F) << shift;
                    if (b < 0x80)
                    {
                        break;
                    }
                }
            }

            var text = new ReadOnlySpan<byte>(_next, (int)length);
            _next += length;
            _row++;
            return text;
        }
    }

    /// <summary>Members of an enum by their names.</summary>
    private sealed class Names : LeafValues
    {
        private readonly int _width;
        private readonly Dictionary<int, byte[]> _names = [];
        private byte* _data;

        public Names(ColumnWriter writer, int width, List<(string Name, int Value)> members)
            : base(writer)
        {
            _width = width;
            foreach ((string name, int value) in members)
            {
                _names[value] = Encoding.UTF8.GetBytes(name);
            }
        }

        public override void Bind(byte* data) => _data = data;

        public override void WriteDense(int first, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Write(first + i);
            }
        }

        public override void WriteSome(ReadOnlySpan<int> rows)
        {
            foreach (int row in rows)
            {
                if (row >= 0)
                {
                    Write(row);
                }
            }
        }

        private void Write(int row) => Writer.AddText(_names[_width == 1 ? (sbyte)_data[row] : ((short*)_data)[row]]);
    }

    /// <summary>IP addresses as their text.</summary>
    private sealed class Addresses(ColumnWriter writer, int width) : LeafValues(writer)
    {
        private byte* _data;

        public override void Bind(byte* data) => _data = data;

        public override void WriteDense(int first, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Write(first + i);
            }
        }

        public override void WriteSome(ReadOnlySpan<int> rows)
        {
            foreach (int row in rows)
            {
                if (row >= 0)
                {
                    Write(row);
                }
            }
        }

        private void Write(int row)
        {
            Span<byte> bytes = stackalloc byte[width];
            new ReadOnlySpan<byte>(_data + ((long)row * width), width).CopyTo(bytes);
            if (width == 4)
            {
                bytes.Reverse(); // a number, little-endian
            }

            Span<byte> text = stackalloc byte[64];
            var address = new IPAddress(bytes);
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            address.TryFormat(text, out int written);
            Writer.AddText(text[..written]);
        }
    }
}
