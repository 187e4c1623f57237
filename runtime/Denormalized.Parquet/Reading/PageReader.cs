using System.Buffers;
using System.IO.Hashing;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Finds the pages of a column chunk one after the other, checks them and decompresses them. It does not read the file itself:
/// where bytes are missing it says so, and goes on when they are there.
/// </summary>
internal sealed class PageReader(ParquetReadOptions options) : IDisposable
{
    /// <summary>Most headers of pages are far shorter; for longer ones more is asked for.</summary>
    private const int HeaderBytes = 4096;

    private readonly PageCodec _codec = new();
    private readonly ChunkWindow _bytes = new();
    private ParquetCompression _compression;
    private byte[] _page = [];
    private int _wanted;

    /// <summary>Offset in the file of the page at hand.</summary>
    public long PageStart { get; private set; }

    /// <summary>Offset in the file of the next page.</summary>
    public long Position => _bytes.Position;

    /// <summary>The chunk has no more pages.</summary>
    public bool IsAtEnd => _bytes.IsAtEnd;

    public void Dispose()
    {
        _bytes.Dispose();
        _codec.Dispose();
        if (_page.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_page);
        }

        _page = [];
    }

    /// <summary>Begins with a chunk, whose extent was checked.</summary>
    public void Start(ParquetColumnChunk chunk)
    {
        _bytes.Start(chunk.Start, chunk.CompressedBytes);
        _compression = chunk.Compression;
        PageStart = chunk.Start;
        _wanted = 0;
    }

    /// <summary>Passes over what is before the page at this offset.</summary>
    public void MoveTo(long offset) => _bytes.MoveTo(offset);

    /// <summary>Where in the file the bytes are that are missing, and where they are to be put.</summary>
    /// <param name="end">What is behind is not wanted soon.</param>
    public (long Offset, Memory<byte> Room) Missing(long end) =>
        _bytes.Extend(_wanted, (int)Math.Clamp(end - _bytes.Position, 0, options.ReadBytes));

    /// <summary>Goes to where the next page begins; false where the chunk has no more.</summary>
    public bool MoveNext()
    {
        PageStart = _bytes.Position;
        return !_bytes.IsAtEnd;
    }

    /// <summary>The page at hand as it lies in the file; false when bytes are missing.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or longer than what is read.</exception>
    public bool TryRead(out PageHeader header, out PageBytes raw)
    {
        raw = default;
        if (!TryHeader(out header, out int length) || !Has((long)length + header.CompressedSize))
        {
            return false;
        }

        raw = new PageBytes(_bytes.Data, _bytes.At + length, _bytes.At + length + header.CompressedSize);
        _bytes.MoveTo(_bytes.Position + length + header.CompressedSize);
        return options.VerifyChecksums && header.Crc is { } crc && Crc32.HashToUInt32(raw.Span) != crc
            ? throw new InvalidDataException("the checksum of a page is wrong")
            : true;
    }

    /// <summary>What was compressed, valid until the next call.</summary>
    /// <param name="page">All of a page, or its values.</param>
    /// <param name="length">Bytes that it claims to have been.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public PageBytes Decompress(PageBytes page, int length)
    {
        if (!PageCodec.IsPlausible(_compression, page.Span, length))
        {
            throw new InvalidDataException($"a page of {page.Length} bytes cannot hold {length} ({_compression})");
        }

        if (_compression == ParquetCompression.None || length == 0)
        {
            return page with { End = page.Start + length };
        }

        if (_page.Length < length + BitPacking.Padding)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(length + BitPacking.Padding);
            if (_page.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_page);
            }

            _page = larger;
        }

        try
        {
            _codec.Decompress(_compression, new ArraySegment<byte>(page.Data, page.Start, page.Length), _page.AsSpan(0, length));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"a page cannot be decompressed ({_compression}): {e.Message}", e);
        }

        return new PageBytes(_page, 0, length);
    }

    private bool TryHeader(out PageHeader header, out int length)
    {
        (header, length) = (default, 0);
        if (_bytes.Had == 0 && !Has(Math.Min(HeaderBytes, _bytes.Left)))
        {
            return false;
        }

        try
        {
            header = MetadataReader.Page(_bytes.Data.AsSpan(_bytes.At, _bytes.Had), out length);
        }
        catch (InvalidDataException) when (_bytes.Had < Math.Min(_bytes.Left, options.MaxPageBytes))
        {
            // It may only be cut: statistics in headers can be as long as values are.
            return Has(Math.Min(_bytes.Left, Math.Max(HeaderBytes, 4L * _bytes.Had)));
        }

        long left = _bytes.Left - length;
        if (header.CompressedSize < 0 || header.UncompressedSize < 0 || header.CompressedSize > left)
        {
            throw new InvalidDataException($"a page claims {header.CompressedSize} bytes, of {header.UncompressedSize}; {left} are left in the chunk");
        }

        int larger = Math.Max(header.CompressedSize, header.UncompressedSize);
        if (larger > options.MaxPageBytes)
        {
            throw new InvalidDataException($"a page has {larger} bytes; at most {options.MaxPageBytes} are read ({nameof(ParquetReadOptions)}.{nameof(ParquetReadOptions.MaxPageBytes)})");
        }

        return true;
    }

    /// <summary>Whether so many bytes are in memory; otherwise they are missing.</summary>
    private bool Has(long bytes)
    {
        _wanted = _bytes.Had >= bytes ? 0 : (int)bytes;
        return _wanted == 0;
    }
}
