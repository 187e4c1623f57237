using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Encodes values that no dictionary holds. Which encoding a column gets is tried out: the first page of a chunk is made in each,
/// and the smallest, compressed, decides for the chunk.
/// </summary>
internal sealed class PageEncoder(ParquetLeaf leaf, ParquetCompression compression, PageCodec codec)
{
    private readonly ByteBuffer _best = new();
    private readonly ByteBuffer _other = new();
    private long[] _numbers = [];
    private byte[] _compressed = [];

    /// <summary>That of the chunk; null before its first page.</summary>
    public PageEncoding? Chosen { get; set; }

    /// <summary>Encodes PLAIN values; what is returned is valid until the next call.</summary>
    public (PageEncoding Encoding, ByteBuffer Values) Encode(ReadOnlySpan<byte> plain, int count)
    {
        if (Chosen is { } chosen)
        {
            _best.Clear();
            Encode(chosen, plain, count, _best);
            return (chosen, _best);
        }

        return Choose(plain, count);
    }

    private (PageEncoding Encoding, ByteBuffer Values) Choose(ReadOnlySpan<byte> plain, int count)
    {
        (PageEncoding Encoding, int Size) best = (PageEncoding.Plain, int.MaxValue);
        foreach (PageEncoding candidate in Candidates())
        {
            _other.Clear();
            Encode(candidate, plain, count, _other);
            int size = compression == ParquetCompression.None ? _other.Length : codec.Compress(compression, _other.Span, ref _compressed);

            // Plain is the fastest to read: another one must gain a tenth.
            if (best.Size == int.MaxValue || size < best.Size * 0.9)
            {
                best = (candidate, size);
            }
        }

        Chosen = best.Encoding;
        return Encode(plain, count);
    }

    private PageEncoding[] Candidates() => leaf.Node.Type switch
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

    private Span<long> Room(int count)
    {
        if (_numbers.Length < count)
        {
            _numbers = new long[Math.Max(count, 2 * _numbers.Length)];
        }

        return _numbers.AsSpan(0, count);
    }

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
}
