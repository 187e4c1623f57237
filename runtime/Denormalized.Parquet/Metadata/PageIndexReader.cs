namespace Denormalized.ParquetFormat;

/// <summary>Where a data page is, and its first row in the row group.</summary>
internal readonly record struct PageLocation(long Offset, int Size, long FirstRow);

/// <summary>What is known of the values of a page.</summary>
internal readonly record struct PageBounds(bool IsAllNull, byte[] Min, byte[] Max, long? Nulls);

/// <summary>Reads the page index and the headers of bloom filters.</summary>
internal static class PageIndexReader
{
    /// <exception cref="InvalidDataException">The bytes are no offset index of pages in a chunk.</exception>
    public static PageLocation[] Offsets(ReadOnlySpan<byte> bytes, ParquetColumnChunk chunk, long rows)
    {
        var thrift = new CompactReader(bytes);
        var pages = new List<PageLocation>();
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            if (id != 1)
            {
                thrift.Skip(type);
                continue;
            }

            for (int left = thrift.List(type, out CompactType element); left > 0; left--)
            {
                CompactReader.Struct(element);
                pages.Add(Location(ref thrift));
            }
        }

        long end = chunk.Start + chunk.CompressedBytes;
        for (int i = 0; i < pages.Count; i++)
        {
            PageLocation page = pages[i];
            bool follows = i == 0 ? page.FirstRow == 0 : page.FirstRow > pages[i - 1].FirstRow && page.Offset > pages[i - 1].Offset;
            if (!follows || page.FirstRow >= rows || page.Offset < chunk.Start || page.Size < 0 || page.Offset + page.Size > end)
            {
                throw new InvalidDataException($"page {i} of the index lies at {page.Offset}, {page.Size} bytes from row {page.FirstRow}: not in the chunk, or not behind the one before");
            }
        }

        return [.. pages];
    }

    /// <exception cref="InvalidDataException">The bytes are no column index of so many pages.</exception>
    public static PageBounds[] Bounds(ReadOnlySpan<byte> bytes, int pages)
    {
        var thrift = new CompactReader(bytes);
        var bounds = new PageBounds[pages];
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            if (id is not (1 or 2 or 3 or 5))
            {
                thrift.Skip(type);
                continue;
            }

            int count = thrift.List(type, out CompactType element);
            if (count != pages)
            {
                throw new InvalidDataException($"the column index tells of {count} pages, the offset index of {pages}");
            }

            for (int i = 0; i < count; i++)
            {
                bounds[i] = id switch
                {
                    1 => bounds[i] with { IsAllNull = thrift.Element() },
                    2 => bounds[i] with { Min = thrift.Binary(element).ToArray() },
                    3 => bounds[i] with { Max = thrift.Binary(element).ToArray() },
                    _ => bounds[i] with { Nulls = thrift.Int64(element) },
                };
            }
        }

        return bounds;
    }

    /// <summary>The length of a bloom filter, and that of the header in front of it; null when it is of a kind that is not known.</summary>
    /// <exception cref="InvalidDataException">The bytes are no header.</exception>
    public static (int Bytes, int Header)? BloomFilter(ReadOnlySpan<byte> bytes)
    {
        var thrift = new CompactReader(bytes);
        int length = 0;
        bool isKnown = true;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: length = thrift.Int32(type); break;
                case 2 or 3 or 4:
                    CompactReader.Struct(type);
                    for (int choice = 0; thrift.NextField(ref choice, out CompactType chosen); thrift.Skip(chosen))
                    {
                        isKnown &= choice == 1; // split blocks, XXH64, not compressed
                    }

                    break;
                default: thrift.Skip(type); break;
            }
        }

        return isKnown ? (length, thrift.Position) : null;
    }

    private static PageLocation Location(ref CompactReader thrift)
    {
        var page = default(PageLocation);
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: page = page with { Offset = thrift.Int64(type) }; break;
                case 2: page = page with { Size = thrift.Int32(type) }; break;
                case 3: page = page with { FirstRow = thrift.Int64(type) }; break;
                default: thrift.Skip(type); break;
            }
        }

        return page;
    }
}
