using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Bytes of a file from an offset on, all that were asked for.</summary>
internal delegate ValueTask ReadBytesAsync(long offset, Memory<byte> bytes, CancellationToken cancellationToken);

/// <summary>Reads what a file says of a row group beside its values, as a filter asks for it.</summary>
internal sealed class RowGroupReader : IChunkKnowledge
{
    private readonly ParquetRowGroup _group;
    private readonly Dictionary<int, PageLocation[]> _locations = [];
    private readonly Dictionary<int, PageBounds[]> _bounds = [];
    private readonly Dictionary<int, BloomFilter> _bloomFilters = [];

    /// <param name="group">Its statistics are known; the rest is when it was loaded.</param>
    public RowGroupReader(ParquetRowGroup group) => _group = group;

    public long Rows => _group.Rows;

    public ParquetStatistics? Statistics(ParquetLeaf leaf) => _group.Columns[leaf.Index].Statistics;

    public IReadOnlyList<(PageLocation Location, PageBounds Bounds)> Pages(ParquetLeaf leaf) =>
        _bounds.TryGetValue(leaf.Index, out PageBounds[]? bounds) ? [.. _locations[leaf.Index].Zip(bounds)] : [];

    public bool MayContain(ParquetLeaf leaf, ulong hash) => !_bloomFilters.TryGetValue(leaf.Index, out BloomFilter? filter) || filter.MayContain(hash);

    /// <summary>Where the pages of a column are; empty where the file does not say.</summary>
    public IReadOnlyList<PageLocation> Locations(int leaf) => _locations.GetValueOrDefault(leaf, []);

    /// <summary>Loads page indexes and bloom filters of the columns that a filter looks at, and where the pages are of those that are read.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public async ValueTask LoadAsync(
        IEnumerable<int> filtered, IEnumerable<int> read, int maxBytes, long fileEnd, ReadBytesAsync readAsync, CancellationToken cancellationToken)
    {
        HashSet<int> looked = [.. filtered];
        foreach (int leaf in looked.Concat(read).Distinct())
        {
            ParquetColumnChunk chunk = _group.Columns[leaf];
            if (await LoadAsync(chunk.OffsetIndex, maxBytes, fileEnd, readAsync, cancellationToken).ConfigureAwait(false) is not { } offsets)
            {
                continue;
            }

            _locations[leaf] = PageIndexReader.Offsets(offsets, chunk, _group.Rows);
            if (looked.Contains(leaf) && await LoadAsync(chunk.ColumnIndex, maxBytes, fileEnd, readAsync, cancellationToken).ConfigureAwait(false) is { } bounds)
            {
                _bounds[leaf] = PageIndexReader.Bounds(bounds, _locations[leaf].Length);
            }
        }

        foreach (int leaf in looked.Where(l => _group.Columns[l].BloomFilter > 0))
        {
            if (await BloomFilterAsync(_group.Columns[leaf].BloomFilter, maxBytes, fileEnd, readAsync, cancellationToken).ConfigureAwait(false) is { } filter)
            {
                _bloomFilters[leaf] = filter;
            }
        }
    }

    private static async ValueTask<byte[]?> LoadAsync((long Offset, int Length) extent, int maxBytes, long fileEnd, ReadBytesAsync readAsync, CancellationToken cancellationToken)
    {
        if (extent.Length <= 0)
        {
            return null;
        }

        if (extent.Offset < 4 || extent.Length > maxBytes || extent.Offset > fileEnd - extent.Length)
        {
            throw new InvalidDataException($"the page index claims {extent.Length} bytes from {extent.Offset}; the file ends at {fileEnd}, and at most {maxBytes} are read");
        }

        byte[] bytes = new byte[extent.Length];
        await readAsync(extent.Offset, bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static async ValueTask<BloomFilter?> BloomFilterAsync(long offset, int maxBytes, long fileEnd, ReadBytesAsync readAsync, CancellationToken cancellationToken)
    {
        const int MostOfHeader = 64;
        byte[] header = await LoadAsync((offset, (int)Math.Clamp(fileEnd - offset, 0, MostOfHeader)), maxBytes, fileEnd, readAsync, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"a bloom filter begins at {offset}, where the file has ended");
        if (PageIndexReader.BloomFilter(header) is not var (length, headerLength))
        {
            return null;
        }

        byte[]? bits = await LoadAsync((offset + headerLength, length), maxBytes, fileEnd, readAsync, cancellationToken).ConfigureAwait(false);
        return BloomFilter.Read(bits);
    }
}
