using System.Buffers;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>A page of a chunk that is being written, for the page index.</summary>
/// <param name="HasRange">It has values, and they have an order.</param>
internal sealed record WrittenPage(int Start, int Size, long FirstRow, bool IsAllNull, long Nulls, bool HasRange, byte[] Min, byte[] Max);

/// <summary>What stands in the header of a data page.</summary>
internal readonly record struct DataPage(PageEncoding Encoding, int Values, int Rows, int Nulls, int RepetitionBytes, int DefinitionBytes);

/// <summary>The pages of a chunk as they stand in the file: compressed, each behind its header.</summary>
internal sealed class ChunkPages(ParquetWriteOptions options, PageCodec codec) : IDisposable
{
    private readonly ByteBuffer _data = new();
    private readonly ByteBuffer _dictionary = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly ByteBuffer _body = new();

    /// <summary>The data pages, one behind the other.</summary>
    public ReadOnlyMemory<byte> Data => _data.Memory;

    /// <summary>Bytes of all pages before compression, their headers included.</summary>
    public long UncompressedBytes { get; private set; }

    public void Clear()
    {
        _data.Clear();
        UncompressedBytes = 0;
    }

    public void Dispose()
    {
        _data.Dispose();
        _dictionary.Dispose();
        _body.Dispose();
    }

    /// <summary>Adds a data page: levels, then values. Returns where it lies in <see cref="Data"/>.</summary>
    public (int Start, int Size) Add(in DataPage page, ReadOnlyMemory<byte> bytes)
    {
        int levels = page.RepetitionBytes + page.DefinitionBytes;
        bool isV1 = options.PageVersion == 1;
        ReadOnlyMemory<byte> body = isV1 ? Compress(bytes) : CompressBehind(levels, bytes);
        CompactWriter thrift = Header(isV1 ? PageType.Data : PageType.DataV2, bytes.Length, body);
        thrift.Begin(isV1 ? 5 : 8);
        thrift.I32(1, page.Values);
        if (isV1)
        {
            thrift.I32(2, (int)page.Encoding);
            thrift.I32(3, (int)PageEncoding.Rle);
            thrift.I32(4, (int)PageEncoding.Rle);
        }
        else
        {
            thrift.I32(2, page.Nulls);
            thrift.I32(3, page.Rows);
            thrift.I32(4, (int)page.Encoding);
            thrift.I32(5, page.DefinitionBytes);
            thrift.I32(6, page.RepetitionBytes);
            thrift.Bool(7, options.Compression != ParquetCompression.None);
        }

        return End(thrift, body, bytes.Length, _data);
    }

    /// <summary>The page of a dictionary, which stands in front of the others; valid until the next.</summary>
    public ReadOnlyMemory<byte> Dictionary(ValueDictionary dictionary)
    {
        _body.Clear();
        _body.Append(dictionary.Plain);
        int length = _body.Length;
        ReadOnlyMemory<byte> body = Compress(_body.Memory);
        CompactWriter thrift = Header(PageType.Dictionary, length, body);
        thrift.Begin(7);
        thrift.I32(1, dictionary.Count);
        thrift.I32(2, (int)PageEncoding.Plain);
        _dictionary.Clear();
        End(thrift, body, length, _dictionary);
        return _dictionary.Memory;
    }

    private CompactWriter Header(PageType type, int uncompressed, ReadOnlyMemory<byte> body)
    {
        _header.ResetWrittenCount();
        var thrift = new CompactWriter(_header);
        thrift.Begin();
        thrift.I32(1, (int)type);
        thrift.I32(2, uncompressed);
        thrift.I32(3, body.Length);
        if (options.WriteChecksums)
        {
            thrift.I32(4, (int)System.IO.Hashing.Crc32.HashToUInt32(body.Span));
        }

        return thrift;
    }

    private (int Start, int Size) End(CompactWriter thrift, ReadOnlyMemory<byte> body, int uncompressed, ByteBuffer output)
    {
        thrift.End();
        thrift.End();
        int start = output.Length;
        output.Append(_header.WrittenSpan);
        output.Append(body.Span);
        UncompressedBytes += _header.WrittenCount + uncompressed;
        return (start, output.Length - start);
    }

    private ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> page) =>
        options.Compression == ParquetCompression.None ? page : codec.Compress(options.Compression, page.Span);

    /// <summary>The levels of a version 2 page stand in front, as they are.</summary>
    private ReadOnlyMemory<byte> CompressBehind(int levels, ReadOnlyMemory<byte> bytes)
    {
        if (options.Compression == ParquetCompression.None)
        {
            return bytes;
        }

        _body.Clear();
        _body.Append(bytes.Span[..levels]);
        _body.Append(Compress(bytes[levels..]).Span);
        return _body.Memory;
    }
}
