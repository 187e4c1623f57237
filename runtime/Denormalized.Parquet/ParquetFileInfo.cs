namespace Denormalized;

/// <summary>Rows that were written together.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">One chunk for each leaf of the schema.</param>
public sealed record ParquetRowGroup(long Rows, IReadOnlyList<ParquetColumnChunk> Columns);

/// <summary>The values of one column in a row group.</summary>
public sealed record ParquetColumnChunk
{
    /// <summary>How its pages are compressed.</summary>
    public required ParquetCompression Compression { get; init; }

    /// <summary>Values, nulls and empty lists included.</summary>
    public required long Values { get; init; }

    /// <summary>Bytes in the file.</summary>
    public required long CompressedBytes { get; init; }

    /// <summary>Bytes before compression.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>Smallest and largest value and nulls; null where the file does not say.</summary>
    public ParquetStatistics? Statistics { get; init; }

    /// <summary>Offset of the first page in the file.</summary>
    internal long Start { get; init; }

    /// <summary>Offset of the bloom filter in the file; 0 where there is none.</summary>
    internal long BloomFilter { get; init; }

    /// <summary>Extents of the page index; length 0 where there is none.</summary>
    internal (long Offset, int Length) ColumnIndex { get; init; }

    internal (long Offset, int Length) OffsetIndex { get; init; }
}

/// <summary>What is known of the values of a column chunk or page without reading it.</summary>
public sealed record ParquetStatistics
{
    /// <summary>Number of nulls; null where the file does not say.</summary>
    public long? NullCount { get; init; }

    /// <summary>
    /// No value is smaller: PLAIN-encoded without a length, in the order of the type (signed or unsigned numbers, bytes of
    /// texts). Of a long text it may be a prefix. Null where the file does not say.
    /// </summary>
    public ReadOnlyMemory<byte>? Min { get; init; }

    /// <summary>No value is larger.</summary>
    public ReadOnlyMemory<byte>? Max { get; init; }
}
