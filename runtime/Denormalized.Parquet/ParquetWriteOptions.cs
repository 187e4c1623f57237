namespace Denormalized;

/// <summary>How Parquet files are written.</summary>
public sealed class ParquetWriteOptions
{
    /// <summary>Compression of the pages.</summary>
    public ParquetCompression Compression { get; set; } = ParquetCompression.Snappy;

    /// <summary>A row group is written when it has so many rows.</summary>
    public int RowGroupRows { get; set; } = 1 << 20;

    /// <summary>A row group is written when its pages, compressed, have so many bytes: about what the writer holds.</summary>
    public int RowGroupBytes { get; set; } = 128 << 20;

    /// <summary>A page ends when its values have so many bytes, before compression.</summary>
    public int PageBytes { get; set; } = 1 << 20;

    /// <summary>A page ends when it has so many rows: the page index lets readers pass over whole pages.</summary>
    public int PageRows { get; set; } = 20_000;

    /// <summary>A column goes on without a dictionary when that has so many bytes.</summary>
    public int DictionaryBytes { get; set; } = 1 << 20;

    /// <summary>Version of data pages, 1 or 2. Some readers do not know version 2.</summary>
    public int PageVersion { get; set; } = 1;

    /// <summary>Puts a CRC-32 in front of each page.</summary>
    public bool WriteChecksums { get; set; } = true;

    /// <summary>
    /// Columns that get a bloom filter, by their paths with dots (<c>user_id</c>, <c>tags.list.element</c>): readers that look for
    /// one value pass over row groups that do not have it. It pays for values that no range excludes, such as ids.
    /// </summary>
    public ISet<string> BloomFilters { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How often a bloom filter says that a value may be there that is not: smaller ones make larger filters.</summary>
    public double BloomFilterFalsePositives { get; set; } = 0.01;

    /// <summary>Texts beside the data, by name.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
