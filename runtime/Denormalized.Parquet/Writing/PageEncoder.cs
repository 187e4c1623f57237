using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Encodes values that no dictionary holds. Which encoding a column gets is tried out: the first values of a chunk are made in
/// each, and the smallest, compressed, decides for the chunk.
/// </summary>
internal sealed class PageEncoder(ParquetLeaf leaf, ParquetCompression compression, PageCodec codec) : IDisposable
{
    /// <summary>So many bytes are tried: what snappy and LZ4 look at once.</summary>
    private const int Sample = 1 << 16;

    private readonly ByteBuffer _tried = new();
    private readonly PoolBuffer<long> _numbers = new();

    /// <summary>That of the chunk; null before its first page.</summary>
    public PageEncoding? Chosen { get; set; }

    /// <summary>Appends PLAIN values to <paramref name="output"/>, encoded.</summary>
    public PageEncoding Encode(ReadOnlySpan<byte> plain, int count, ByteBuffer output)
    {
        PageEncoding encoding = Chosen ??= count == 0 ? PageEncoding.Plain : Choose(plain, count);
        Encode(encoding, plain, count, output);
        return encoding;
    }

    public void Dispose()
    {
        _tried.Dispose();
        _numbers.Dispose();
    }

    private PageEncoding Choose(ReadOnlySpan<byte> plain, int count)
    {
        ReadOnlySpan<PageEncoding> candidates = Candidates();
        if (candidates.Length == 1)
        {
            return candidates[0];
        }

        FirstValues first = First(plain, count);
        (PageEncoding Encoding, int Size) best = (PageEncoding.Plain, int.MaxValue);
        foreach (PageEncoding candidate in candidates)
        {
            _tried.Clear();
            Encode(candidate, first.Plain, first.Count, _tried);
            int size = compression == ParquetCompression.None ? _tried.Length : codec.Compress(compression, _tried.Span).Length;

            // Plain is the fastest to read: another one must gain a tenth.
            if (best.Size == int.MaxValue || size < best.Size * 0.9)
            {
                best = (candidate, size);
            }
        }

        return best.Encoding;
    }

    private FirstValues First(ReadOnlySpan<byte> plain, int count)
    {
        if (leaf.Width > 0)
        {
            int values = Math.Min(count, Sample / leaf.Width);
            return new FirstValues(plain[..(values * leaf.Width)], values);
        }

        int texts = 0;
        ReadOnlySpan<byte> left = plain;
        for (; texts < count && plain.Length - left.Length < Sample; texts++)
        {
            Next(ref left);
        }

        return new FirstValues(plain[..(plain.Length - left.Length)], texts);
    }

    private ReadOnlySpan<PageEncoding> Candidates() => leaf.Node.Type switch
    {
        ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64 => [PageEncoding.Plain, PageEncoding.DeltaBinaryPacked],
        ParquetPhysicalType.Float or ParquetPhysicalType.Double when compression != ParquetCompression.None => [PageEncoding.Plain, PageEncoding.ByteStreamSplit],
        ParquetPhysicalType.ByteArray => [PageEncoding.Plain, PageEncoding.DeltaLengthByteArray, PageEncoding.DeltaByteArray],
        _ => [PageEncoding.Plain],
    };

    private void Encode(PageEncoding encoding, ReadOnlySpan<byte> plain, int count, ByteBuffer output)
    {
        switch (encoding)
        {
            case PageEncoding.DeltaBinaryPacked: DeltaWriter.Write(Numbers(plain, count), leaf.Width == 4, output); break;
            case PageEncoding.ByteStreamSplit: Split(plain, count, output); break;
            case PageEncoding.DeltaLengthByteArray: DeltaLengths(plain, count, output); break;
            case PageEncoding.DeltaByteArray: DeltaTexts(plain, count, output); break;
            case PageEncoding.Plain when leaf.Node.Type == ParquetPhysicalType.Boolean: Bits(plain, output); break;
            default: output.Append(plain); break;
        }
    }

    private Span<long> Room(int count) => _numbers.Room(count)[..count];

    private ReadOnlySpan<long> Numbers(ReadOnlySpan<byte> plain, int count)
    {
        if (leaf.Width == 8)
        {
            return MemoryMarshal.Cast<byte, long>(plain);
        }

        Span<long> numbers = Room(count);
        ReadOnlySpan<int> narrow = MemoryMarshal.Cast<byte, int>(plain);
        for (int i = 0; i < narrow.Length; i++)
        {
            numbers[i] = narrow[i];
        }

        return numbers;
    }

    private static void Bits(ReadOnlySpan<byte> flags, ByteBuffer output)
    {
        int bytes = (flags.Length + 7) / 8;
        Span<byte> room = output.Room(bytes);
        room[..bytes].Clear();
        for (int i = 0; i < flags.Length; i++)
        {
            room[i >> 3] |= (byte)(flags[i] << (i & 7));
        }

        output.Advance(bytes);
    }

    private void Split(ReadOnlySpan<byte> plain, int count, ByteBuffer output)
    {
        Span<byte> room = output.Room(plain.Length);
        int width = leaf.Width;
        for (int b = 0; b < width; b++)
        {
            Span<byte> stream = room.Slice(b * count, count);
            for (int i = 0; i < stream.Length; i++)
            {
                stream[i] = plain[(i * width) + b];
            }
        }

        output.Advance(plain.Length);
    }

    private void DeltaLengths(ReadOnlySpan<byte> plain, int count, ByteBuffer output)
    {
        Span<long> lengths = Room(count);
        ReadOnlySpan<byte> left = plain;
        for (int i = 0; i < count; i++)
        {
            lengths[i] = Next(ref left).Length;
        }

        DeltaWriter.Write(lengths, isInt32: true, output);
        for (left = plain; !left.IsEmpty;)
        {
            output.Append(Next(ref left));
        }
    }

    /// <summary>Pays where neighbours begin alike, as sorted texts and paths do.</summary>
    private void DeltaTexts(ReadOnlySpan<byte> plain, int count, ByteBuffer output)
    {
        Span<long> room = Room(2 * count);
        Span<long> prefixes = room[..count];
        Span<long> suffixes = room[count..];
        ReadOnlySpan<byte> left = plain;
        ReadOnlySpan<byte> before = default;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> text = Next(ref left);
            prefixes[i] = text.CommonPrefixLength(before);
            suffixes[i] = text.Length - prefixes[i];
            before = text;
        }

        DeltaWriter.Write(prefixes, isInt32: true, output);
        DeltaWriter.Write(suffixes, isInt32: true, output);
        left = plain;
        foreach (long prefix in prefixes)
        {
            output.Append(Next(ref left)[(int)prefix..]);
        }
    }

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> plain)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(plain);
        ReadOnlySpan<byte> text = plain.Slice(4, length);
        plain = plain[(4 + length)..];
        return text;
    }

    private readonly ref struct FirstValues(ReadOnlySpan<byte> plain, int count)
    {
        public ReadOnlySpan<byte> Plain { get; } = plain;

        public int Count { get; } = count;
    }
}
