namespace Denormalized;

/// <summary>How the pages of a Parquet file are compressed; the numbers are those of the format.</summary>
public enum ParquetCompression
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Snappy: fast, read by everything.</summary>
    Snappy = 1,

    /// <summary>Gzip (RFC 1952).</summary>
    Gzip = 2,

    /// <summary>Brotli (RFC 7932).</summary>
    Brotli = 4,

    /// <summary>LZ4 in the framing of Hadoop, as old files have it: read, not written.</summary>
    Lz4Hadoop = 5,

    /// <summary>Zstandard (RFC 8878).</summary>
    Zstd = 6,

    /// <summary>Plain LZ4 blocks.</summary>
    Lz4 = 7,
}
