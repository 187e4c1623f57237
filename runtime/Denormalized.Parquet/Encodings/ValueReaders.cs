using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Reads the values of a page, in one of the encodings, to the end of a column.</summary>
internal abstract class ValueReader
{
    /// <exception cref="InvalidDataException">There are fewer, or they are damaged.</exception>
    public abstract void Read(int count, ParquetColumn column);

    /// <param name="encoding">The page's, but for dictionaries.</param>
    /// <param name="leaf">Type of the values.</param>
    /// <param name="page">Where the values lie; <see cref="BitPacking.Padding"/> bytes behind it are readable.</param>
    public static ValueReader Create(PageEncoding encoding, ParquetLeaf leaf, PageBytes page) => (encoding, leaf.Node.Type) switch
    {
        (PageEncoding.Plain, ParquetPhysicalType.Boolean) => new PlainBooleans(page),
        (PageEncoding.Plain, ParquetPhysicalType.ByteArray) => new PlainTexts(page),
        (PageEncoding.Plain, _) => new PlainFixed(page, leaf.Width),
        (PageEncoding.Rle, ParquetPhysicalType.Boolean) => new RleBooleans(page),
        (PageEncoding.DeltaBinaryPacked, ParquetPhysicalType.Int32) => new Deltas32(page),
        (PageEncoding.DeltaBinaryPacked, ParquetPhysicalType.Int64) => new Deltas64(page),
        (PageEncoding.DeltaLengthByteArray, ParquetPhysicalType.ByteArray) => new DeltaLengths(page),
        (PageEncoding.DeltaByteArray, ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLenByteArray) => new DeltaTexts(page, leaf),
        (PageEncoding.ByteStreamSplit, not (ParquetPhysicalType.Boolean or ParquetPhysicalType.ByteArray or ParquetPhysicalType.Int96)) => new SplitStreams(page, leaf.Width),
        _ => throw new InvalidDataException($"the encoding {encoding} is not possible for {leaf.Node.Type}, or not known"),
    };

    private static InvalidDataException Truncated() => new("the page has fewer values than it claims");

    private sealed class PlainFixed(PageBytes page, int width) : ValueReader
    {
        private int _at = page.Start;

        public override void Read(int count, ParquetColumn column)
        {
            if ((long)count * width > page.End - _at)
            {
                throw Truncated();
            }

            page.Data.AsSpan(_at, count * width).CopyTo(column.AddFixed(count));
            _at += count * width;
        }
    }

    private sealed class PlainBooleans(PageBytes page) : ValueReader
    {
        private long _bit = page.Start * 8L;

        public override void Read(int count, ParquetColumn column)
        {
            if (_bit + count > page.End * 8L)
            {
                throw Truncated();
            }

            BitPacking.Unpack(page.Data, _bit, 1, column.AddFixed(count));
            _bit += count;
        }
    }

    private sealed class RleBooleans : ValueReader
    {
        private readonly RleReader _runs = new();

        public RleBooleans(PageBytes page)
        {
            int length = page.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(page.Span) : -1;
            if (length < 0 || length > page.Length - 4)
            {
                throw Truncated();
            }

            _runs.Start(page.Data, page.Start + 4, page.Start + 4 + length, 1);
        }

        public override void Read(int count, ParquetColumn column) => _runs.Read(column.AddFixed(count));
    }

    private sealed class PlainTexts(PageBytes page) : ValueReader
    {
        private int _at = page.Start;

        public override void Read(int count, ParquetColumn column)
        {
            if (count > (page.End - _at) / 4)
            {
                throw Truncated(); // a length each
            }

            foreach (ref int end in column.AddEnds(count))
            {
                int length = page.End - _at >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(page.Data.AsSpan(_at)) : -1;
                if ((uint)length > (uint)(page.End - _at - 4))
                {
                    throw Truncated();
                }

                end = column.AddBytes(page.Data.AsSpan(_at + 4, length));
                _at += 4 + length;
            }
        }
    }

    private sealed class Deltas32(PageBytes page) : ValueReader
    {
        private DeltaReader _deltas = new(page.Data, page.Start, page.End);

        public override void Read(int count, ParquetColumn column) => _deltas.Read(MemoryMarshal.Cast<byte, int>(column.AddFixed(count)));
    }

    private sealed class Deltas64(PageBytes page) : ValueReader
    {
        private DeltaReader _deltas = new(page.Data, page.Start, page.End);

        public override void Read(int count, ParquetColumn column) => _deltas.Read(MemoryMarshal.Cast<byte, long>(column.AddFixed(count)));
    }

    /// <summary>All lengths, then all bytes.</summary>
    private sealed class DeltaLengths(PageBytes page) : ValueReader
    {
        private TextCursor _texts = new(page);

        public override void Read(int count, ParquetColumn column)
        {
            foreach (ref int end in column.AddEnds(count))
            {
                end = column.AddBytes(_texts.Next());
            }
        }
    }

    /// <summary>How much of the text before is kept, for all; then what is added, as lengths and bytes.</summary>
    private sealed class DeltaTexts : ValueReader
    {
        private readonly int _width;
        private DeltaReader _prefixes;
        private TextCursor _suffixes;
        private byte[] _last = [];
        private int _length;

        public DeltaTexts(PageBytes page, ParquetLeaf leaf)
        {
            _width = leaf.Node.Type == ParquetPhysicalType.FixedLenByteArray ? leaf.Width : -1;
            _prefixes = new DeltaReader(page.Data, page.Start, page.End);
            DeltaReader behind = _prefixes;
            behind.Skip(behind.Count);
            _suffixes = new TextCursor(page with { Start = behind.Position });
        }

        public override void Read(int count, ParquetColumn column)
        {
            Span<int> ends = _width < 0 ? column.AddEnds(count) : default;
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> text = Next();
                if (_width < 0)
                {
                    ends[i] = column.AddBytes(text);
                }
                else if (text.Length == _width)
                {
                    text.CopyTo(column.AddFixed(1));
                }
                else
                {
                    throw new InvalidDataException($"a value has {text.Length} bytes where all have {_width}");
                }
            }
        }

        private ReadOnlySpan<byte> Next()
        {
            long prefix = _prefixes.Next();
            ReadOnlySpan<byte> suffix = _suffixes.Next();
            if (prefix < 0 || prefix > _length)
            {
                throw new InvalidDataException($"a text keeps {prefix} bytes of one that has {_length}");
            }

            _length = (int)prefix + suffix.Length;
            if (_last.Length < _length)
            {
                Array.Resize(ref _last, Math.Max(_length, 2 * _last.Length));
            }

            suffix.CopyTo(_last.AsSpan((int)prefix));
            return _last.AsSpan(0, _length);
        }
    }

    /// <summary>The first bytes of all values, then the second bytes of all, and so on.</summary>
    private sealed class SplitStreams(PageBytes page, int width) : ValueReader
    {
        private readonly int _stride = width == 0 ? 0 : page.Length / width;
        private int _next;

        public override void Read(int count, ParquetColumn column)
        {
            if (count > _stride - _next)
            {
                throw Truncated();
            }

            Span<byte> values = column.AddFixed(count);
            for (int b = 0; b < width; b++)
            {
                ReadOnlySpan<byte> stream = page.Data.AsSpan(page.Start + (b * _stride) + _next, count);
                for (int i = 0; i < stream.Length; i++)
                {
                    values[(i * width) + b] = stream[i];
                }
            }

            _next += count;
        }
    }

    /// <summary>Texts as DELTA_LENGTH_BYTE_ARRAY has them. The bytes begin where the lengths end, which is found by reading these.</summary>
    private struct TextCursor
    {
        private readonly PageBytes _page;
        private DeltaReader _lengths;
        private int _at;

        public TextCursor(PageBytes page)
        {
            _page = page;
            _lengths = new DeltaReader(page.Data, page.Start, page.End);
            DeltaReader behind = _lengths;
            behind.Skip(behind.Count);
            _at = behind.Position;
        }

        public ReadOnlySpan<byte> Next()
        {
            long length = _lengths.Next();
            if (length < 0 || length > _page.End - _at)
            {
                throw Truncated();
            }

            _at += (int)length;
            return _page.Data.AsSpan(_at - (int)length, (int)length);
        }
    }
}

/// <summary>A part of an array.</summary>
internal readonly record struct PageBytes(byte[] Data, int Start, int End)
{
    public int Length => End - Start;

    public ReadOnlySpan<byte> Span => Data.AsSpan(Start, Length);
}
