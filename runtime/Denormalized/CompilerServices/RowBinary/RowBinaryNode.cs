using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// One type of a column, which turns values between the Native layout (column by column, see <see cref="ColumnBlock"/>) and
/// RowBinary (row by row):
/// <code>
///                Native                                RowBinary
/// T              values                                the value, the same bytes
/// String         (LEB128 length, bytes) of every row   the same bytes
/// Nullable(X)    null map, then X of all rows          1, or 0 and X
/// Array(X)       end offsets, then X of all elements   LEB128 count, then the elements
/// Map(K, V)      end offsets, then K, then V           LEB128 count, then K and V in turn
/// Tuple(A, B)    A of all rows, then B                 A, B
/// </code>
/// A node is either bound to the segments of a block and writes, or owns buffers and reads.
/// </summary>
internal abstract unsafe class RowBinaryNode : IDisposable
{
    /// <summary>Takes the node's segments of a column, in their order, to be written.</summary>
    public abstract void Bind(ReadOnlySpan<Segment> segments, ref int next);

    /// <summary>Writes the next value.</summary>
    public abstract void Write(NativeBuffer output);

    /// <summary>Passes the next value over.</summary>
    public abstract void Skip();

    /// <summary>Writes the next values one after the other.</summary>
    public virtual void WriteMany(NativeBuffer output, long count)
    {
        for (; count > 0; count--)
        {
            Write(output);
        }
    }

    /// <summary>Reads one value to the end of the node's buffers; null when it is not complete, and the row must be truncated.</summary>
    public abstract byte* Read(byte* p, byte* end);

    /// <summary>Adds the value that stands in the place of a null.</summary>
    public abstract void AddDefault();

    /// <summary>Keeps the first values.</summary>
    public abstract void Truncate(long count);

    /// <summary>Adds the node's buffers to the last column of a block.</summary>
    public abstract void Describe(ColumnBlock block);

    public abstract void Dispose();

    /// <summary>Values of one width.</summary>
    public sealed class Fixed(int width) : RowBinaryNode
    {
        private readonly NativeBuffer _values = new();
        private byte* _next;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next) => _next = segments[next++].Data;

        public override void Write(NativeBuffer output)
        {
            byte* d = output.Take(width);
            Copy(_next, d);
            _next += width;
        }

        public override void WriteMany(NativeBuffer output, long count)
        {
            output.Append(_next, count * width);
            _next += count * width;
        }

        public override void Skip() => _next += width;

        public override byte* Read(byte* p, byte* end)
        {
            if (end - p < width)
            {
                return null;
            }

            Copy(p, _values.Take(width));
            return p + width;
        }

        public override void AddDefault() => new Span<byte>(_values.Take(width), width).Clear();

        public override void Truncate(long count) => _values.Length = count * width;

        public override void Describe(ColumnBlock block) => block.Add(_values.Data, _values.Length);

        public override void Dispose() => _values.Dispose();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Copy(byte* from, byte* to)
        {
            switch (width)
            {
                case 1: *to = *from; break;
                case 2: Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ushort>(from)); break;
                case 4: Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<uint>(from)); break;
                case 8: Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from)); break;
                case 16: Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<UInt128>(from)); break;
                default: Unsafe.CopyBlockUnaligned(to, from, (uint)width); break;
            }
        }
    }

    /// <summary>Lengths and bytes: the same in both layouts.</summary>
    public sealed class Text : RowBinaryNode
    {
        private readonly NativeBuffer _values = new();
        private byte* _next;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next) => _next = segments[next++].Data;

        public override void Write(NativeBuffer output)
        {
            byte* end = End(_next);
            output.Append(_next, end - _next);
            _next = end;
        }

        public override void Skip() => _next = End(_next);

        public override byte* Read(byte* p, byte* end)
        {
            byte* text = VarInt.ReadBounded(p, end, out ulong length, out bool malformed);
            if (malformed)
            {
                throw new InvalidDataException("A length of more than 64 bits is not ClickHouse's RowBinary format.");
            }

            if (text == null || length > (ulong)(end - text))
            {
                return null;
            }

            text += length;
            _values.Append(p, text - p);
            return text;
        }

        public override void AddDefault() => *_values.Take(1) = 0;

        public override void Truncate(long count)
        {
            byte* p = _values.Data;
            for (; count > 0; count--)
            {
                p = End(p);
            }

            _values.Length = p - _values.Data;
        }

        public override void Describe(ColumnBlock block) => block.Add(_values.Data, _values.Length);

        public override void Dispose() => _values.Dispose();

        private static byte* End(byte* p)
        {
            if (*p < 0x80)
            {
                return p + 1 + *p;
            }

            p = VarInt.ReadScalar(p, out ulong length);
            return p + length;
        }
    }

    /// <summary>A flag, and the value where it is 0.</summary>
    public sealed class Nullable(RowBinaryNode inner) : RowBinaryNode
    {
        private readonly NativeBuffer _flags = new();
        private byte* _next;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            _next = segments[next++].Data;
            inner.Bind(segments, ref next);
        }

        public override void Write(NativeBuffer output)
        {
            byte isNull = *_next++;
            *output.Take(1) = isNull;
            if (isNull != 0)
            {
                inner.Skip();
            }
            else
            {
                inner.Write(output);
            }
        }

        public override void Skip()
        {
            _next++;
            inner.Skip();
        }

        public override byte* Read(byte* p, byte* end)
        {
            if (p == end)
            {
                return null;
            }

            byte isNull = *p++;
            *_flags.Take(1) = isNull;
            if (isNull == 0)
            {
                return inner.Read(p, end);
            }

            inner.AddDefault();
            return p;
        }

        public override void AddDefault()
        {
            *_flags.Take(1) = 1;
            inner.AddDefault();
        }

        public override void Truncate(long count)
        {
            _flags.Length = count;
            inner.Truncate(count);
        }

        public override void Describe(ColumnBlock block)
        {
            block.Add(_flags.Data, _flags.Length);
            inner.Describe(block);
        }

        public override void Dispose()
        {
            _flags.Dispose();
            inner.Dispose();
        }
    }

    /// <summary>A number of elements: those of an array, or the keys and values of a map.</summary>
    public sealed class List(RowBinaryNode element) : RowBinaryNode
    {
        private readonly NativeBuffer _ends = new();
        private byte* _next;
        private ulong _written;
        private ulong _count;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            _next = segments[next++].Data;
            _written = 0;
            element.Bind(segments, ref next);
        }

        public override void Write(NativeBuffer output)
        {
            long count = Take();
            byte* d = output.Take(VarInt.MaxBytes);
            output.Length -= VarInt.MaxBytes - (VarInt.Write(d, (ulong)count) - d);
            element.WriteMany(output, count);
        }

        public override void Skip()
        {
            for (long count = Take(); count > 0; count--)
            {
                element.Skip();
            }
        }

        public override byte* Read(byte* p, byte* end)
        {
            p = VarInt.ReadBounded(p, end, out ulong count, out bool malformed);
            if (malformed)
            {
                throw new InvalidDataException("A count of more than 64 bits is not ClickHouse's RowBinary format.");
            }

            // Every element takes a byte: a count that cannot be is not waited for element by element.
            if (p == null || count > (ulong)(end - p))
            {
                return null;
            }

            for (ulong i = 0; i < count; i++)
            {
                p = element.Read(p, end);
                if (p == null)
                {
                    return null;
                }
            }

            _count += count;
            Unsafe.WriteUnaligned(_ends.Take(sizeof(ulong)), _count);
            return p;
        }

        public override void AddDefault() => Unsafe.WriteUnaligned(_ends.Take(sizeof(ulong)), _count);

        public override void Truncate(long count)
        {
            _ends.Length = count * sizeof(ulong);
            _count = count == 0 ? 0 : Unsafe.ReadUnaligned<ulong>(_ends.Data + _ends.Length - sizeof(ulong));
            element.Truncate((long)_count);
        }

        public override void Describe(ColumnBlock block)
        {
            block.Add(_ends.Data, _ends.Length);
            element.Describe(block);
        }

        public override void Dispose()
        {
            _ends.Dispose();
            element.Dispose();
        }

        private long Take()
        {
            ulong end = Unsafe.ReadUnaligned<ulong>(_next);
            _next += sizeof(ulong);
            long count = (long)(end - _written);
            _written = end;
            return count;
        }
    }

    /// <summary>Values of several types, one after the other: the elements of a tuple, or the key and value of a map's entry.</summary>
    public sealed class Tuple(RowBinaryNode[] elements) : RowBinaryNode
    {
        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            foreach (RowBinaryNode element in elements)
            {
                element.Bind(segments, ref next);
            }
        }

        public override void Write(NativeBuffer output)
        {
            foreach (RowBinaryNode element in elements)
            {
                element.Write(output);
            }
        }

        public override void Skip() => Array.ForEach(elements, e => e.Skip());

        public override byte* Read(byte* p, byte* end)
        {
            foreach (RowBinaryNode element in elements)
            {
                p = element.Read(p, end);
                if (p == null)
                {
                    return null;
                }
            }

            return p;
        }

        public override void AddDefault() => Array.ForEach(elements, e => e.AddDefault());

        public override void Truncate(long count) => Array.ForEach(elements, e => e.Truncate(count));

        public override void Describe(ColumnBlock block) => Array.ForEach(elements, e => e.Describe(block));

        public override void Dispose() => Array.ForEach(elements, e => e.Dispose());
    }
}
