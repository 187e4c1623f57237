using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace Denormalized.ParquetFormat;

/// <summary>Both directions of the compression of a page.</summary>
internal sealed class PageCodec : IDisposable
{
    /// <summary>No element of DEFLATE makes more than 258 bytes of two bits.</summary>
    private const int MaxDeflateRatio = 1032;

    private readonly ByteBuffer _output = new();
    private Compressor? _zstd;
    private Decompressor? _unzstd;
    private MemoryStream? _stream;

    /// <summary>Decompresses a page to exactly the bytes that <paramref name="output"/> has room for.</summary>
    /// <exception cref="InvalidDataException">The page is damaged, or of another length.</exception>
    public void Decompress(ParquetCompression compression, ArraySegment<byte> page, Span<byte> output)
    {
        switch (compression)
        {
            case ParquetCompression.Snappy:
                Exactly(Snappy.Decompress(page, output), output.Length);
                break;
            case ParquetCompression.Gzip:
                using (var gzip = new GZipStream(Stream(page), CompressionMode.Decompress))
                {
                    ReadExactly(gzip, output);
                }

                break;
            case ParquetCompression.Brotli:
                using (var brotli = new BrotliStream(Stream(page), CompressionMode.Decompress))
                {
                    ReadExactly(brotli, output);
                }

                break;
            case ParquetCompression.Zstd:
                Unzstd(page, output);
                break;
            case ParquetCompression.Lz4:
                Exactly(LZ4Codec.Decode(page, output), output.Length);
                break;
            case ParquetCompression.Lz4Hadoop:
                HadoopLz4(page, output);
                break;
            default:
                throw new InvalidDataException($"the compression {(int)compression} is not supported");
        }
    }

    /// <summary>Whether so many bytes can stand in a page, judged before memory is taken for them.</summary>
    public static bool IsPlausible(ParquetCompression compression, ReadOnlySpan<byte> page, int uncompressed) => compression switch
    {
        ParquetCompression.None => page.Length == uncompressed,
        ParquetCompression.Snappy => uncompressed <= 32L * page.Length, // 64 bytes of three at most
        ParquetCompression.Gzip => uncompressed <= (long)MaxDeflateRatio * page.Length,
        ParquetCompression.Lz4 or ParquetCompression.Lz4Hadoop => uncompressed <= 256L * page.Length,
        _ => true,
    };

    /// <summary>Compresses a page, at a speed that suits a pipeline; what is returned is valid until the next call.</summary>
    /// <param name="compression">Not <see cref="ParquetCompression.None"/>.</param>
    /// <param name="page">The page.</param>
    public ReadOnlyMemory<byte> Compress(ParquetCompression compression, ReadOnlySpan<byte> page)
    {
        _output.Clear();
        switch (compression)
        {
            case ParquetCompression.Snappy:
                return Take(Snappy.Compress(page, _output.Room(Snappy.GetMaxCompressedLength(page.Length))));
            case ParquetCompression.Lz4:
                Span<byte> room = _output.Room(LZ4Codec.MaximumOutputSize(page.Length) + 1);
                return Take(page.Length == 0 ? Empty(room) : LZ4Codec.Encode(page, room));
            case ParquetCompression.Zstd:
                return Take((_zstd ??= new Compressor()).Wrap(page, _output.Room(Compressor.GetCompressBound(page.Length))));
            case ParquetCompression.Gzip:
                return Gzip(page);
            case ParquetCompression.Brotli:
                return BrotliEncoder.TryCompress(page, _output.Room(BrotliEncoder.GetMaxCompressedLength(page.Length)), out int written, quality: 4, window: 22)
                    ? Take(written)
                    : throw new InvalidOperationException("Brotli found no room in its own bound.");
            default:
                throw new NotSupportedException($"{compression} is read, but not written.");
        }
    }

    public void Dispose()
    {
        _zstd?.Dispose();
        _unzstd?.Dispose();
        _output.Dispose();
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        _output.Advance(length);
        return _output.Memory;
    }

    private ReadOnlyMemory<byte> Gzip(ReadOnlySpan<byte> page)
    {
        _stream ??= new MemoryStream();
        _stream.SetLength(0);
        using (var gzip = new GZipStream(_stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(page);
        }

        return _stream.GetBuffer().AsMemory(0, (int)_stream.Length);
    }

    /// <summary>A block that has no bytes is one token.</summary>
    private static int Empty(Span<byte> output)
    {
        output[0] = 0;
        return 1;
    }

    /// <summary>At once, so that no window is allocated whatever the frame asks for.</summary>
    private void Unzstd(ReadOnlySpan<byte> page, Span<byte> output)
    {
        try
        {
            Exactly((_unzstd ??= new Decompressor()).Unwrap(page, output), output.Length);
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Hadoop's framing: big-endian lengths before and after compression, then a block, again and again. Some writers left it out.</summary>
    private static void HadoopLz4(ArraySegment<byte> page, Span<byte> output)
    {
        ReadOnlySpan<byte> left = page;
        int at = 0;
        while (left.Length >= 8)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(left);
            uint compressed = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(left[4..]);
            if (compressed > left.Length - 8 || length > output.Length - at || LZ4Codec.Decode(left.Slice(8, (int)compressed), output.Slice(at, (int)length)) != (int)length)
            {
                break;
            }

            at += (int)length;
            left = left[(8 + (int)compressed)..];
        }

        if (!left.IsEmpty || at != output.Length)
        {
            Exactly(LZ4Codec.Decode(page, output), output.Length);
        }
    }

    private static MemoryStream Stream(ArraySegment<byte> page) => new(page.Array!, page.Offset, page.Count, writable: false);

    private static void ReadExactly(Stream stream, Span<byte> output)
    {
        int read = stream.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        Exactly(stream.ReadByte() < 0 ? read : read + 1, output.Length);
    }

    private static void Exactly(int length, int expected)
    {
        if (length != expected)
        {
            throw new InvalidDataException($"the page does not decompress to its {expected} bytes");
        }
    }
}
