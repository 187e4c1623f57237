using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Snappier;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Denormalized;

/// <summary>How the blocks of an Avro file are compressed.</summary>
public enum AvroCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>DEFLATE (RFC 1951), which every implementation of Avro reads.</summary>
    Deflate,

    /// <summary>Snappy, with a CRC-32 of the data.</summary>
    Snappy,

    /// <summary>Zstandard (RFC 8878).</summary>
    Zstandard,
}

/// <summary>The codecs: their names in the file, and both directions for a block.</summary>
internal static class AvroCodecs
{
    private const int ChecksumLength = 4;

    /// <summary>32 MB: a frame that asks for a larger window is refused, before it is allocated.</summary>
    private const int MaxWindowLog = 25;

    private static readonly string[] Names = ["null", "deflate", "snappy", "zstandard"];

    public static string Name(AvroCompression compression) => Names[(int)compression];

    /// <exception cref="AvroFileException">The codec is another one.</exception>
    public static AvroCompression Find(string name) => Array.IndexOf(Names, name) is >= 0 and var index
        ? (AvroCompression)index
        : throw new AvroFileException($"the codec '{name}' is not supported; {string.Join(", ", Names)} are", 0);

    public static void Compress(AvroCompression compression, ReadOnlySpan<byte> block, ArrayBufferWriter<byte> output)
    {
        switch (compression)
        {
            case AvroCompression.Deflate:
                using (var stream = new MemoryStream())
                {
                    using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        deflate.Write(block);
                    }

                    output.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
                }

                break;
            case AvroCompression.Snappy:
                output.Advance(Snappy.Compress(block, output.GetSpan(Snappy.GetMaxCompressedLength(block.Length))));
                BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(ChecksumLength), Crc32.Of(block));
                output.Advance(ChecksumLength);
                break;
            case AvroCompression.Zstandard:
                using (var compressor = new Compressor())
                {
                    output.Advance(compressor.Wrap(block, output.GetSpan(Compressor.GetCompressBound(block.Length))));
                }

                break;
            default:
                output.Write(block);
                break;
        }
    }

    /// <summary>The data of a compressed block, written to <paramref name="output"/>; at most so many bytes.</summary>
    /// <exception cref="InvalidDataException">The block is damaged, or larger.</exception>
    public static void Decompress(AvroCompression compression, ArraySegment<byte> block, int maxBytes, ArrayBufferWriter<byte> output)
    {
        switch (compression)
        {
            case AvroCompression.Deflate:
                using (var deflate = new DeflateStream(Stream(block), CompressionMode.Decompress))
                {
                    Copy(deflate, maxBytes, output);
                }

                break;
            case AvroCompression.Zstandard:
                try
                {
                    using var zstandard = new DecompressionStream(Stream(block));
                    zstandard.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
                    Copy(zstandard, maxBytes, output);
                }
                catch (Exception e) when (e is ZstdException or EndOfStreamException)
                {
                    throw new InvalidDataException(e.Message, e);
                }

                break;
            case AvroCompression.Snappy:
                Unsnap(block, maxBytes, output);
                break;
            default:
                output.Write(block);
                break;
        }
    }

    private static MemoryStream Stream(ArraySegment<byte> block) => new(block.Array!, block.Offset, block.Count, writable: false);

    private static void Copy(Stream stream, int maxBytes, ArrayBufferWriter<byte> output)
    {
        for (int read = 1; read > 0;)
        {
            read = stream.Read(output.GetSpan(4096));
            output.Advance(read);
            if (output.WrittenCount > maxBytes)
            {
                throw TooLarge(maxBytes);
            }
        }
    }

    private static void Unsnap(ReadOnlySpan<byte> block, int maxBytes, ArrayBufferWriter<byte> output)
    {
        if (block.Length < ChecksumLength)
        {
            throw new InvalidDataException("it has no checksum");
        }

        ReadOnlySpan<byte> data = block[..^ChecksumLength];
        int length = Snappy.GetUncompressedLength(data);
        // No snappy element makes more than 64 bytes of three: a longer claim is a lie, and is not allocated for.
        if (length > maxBytes || length > 32L * data.Length)
        {
            throw TooLarge(maxBytes);
        }

        output.Advance(Snappy.Decompress(data, output.GetSpan(Math.Max(length, 1))));
        if (Crc32.Of(output.WrittenSpan) != BinaryPrimitives.ReadUInt32BigEndian(block[^ChecksumLength..]))
        {
            throw new InvalidDataException("its checksum is wrong");
        }
    }

    private static InvalidDataException TooLarge(int maxBytes) => new($"it holds more than {maxBytes} bytes");
}
