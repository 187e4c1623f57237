using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>A column chunk that stands in the file.</summary>
internal sealed record WrittenChunk(
    ParquetLeaf Leaf, IReadOnlyList<PageEncoding> Encodings, long Values, long Uncompressed, long Compressed, long DictionaryOffset, long DataOffset)
{
    public required ParquetCompression Compression { get; init; }

    public required long Nulls { get; init; }

    /// <summary>Null where no value has an order.</summary>
    public required (byte[] Value, bool IsExact)? Min { get; init; }

    public required (byte[] Value, bool IsExact)? Max { get; init; }

    /// <summary>With offsets in the file.</summary>
    public required IReadOnlyList<(long Offset, WrittenPage Page)> Pages { get; init; }

    public (long Offset, int Length) ColumnIndex { get; set; }

    public (long Offset, int Length) OffsetIndex { get; set; }

    public (long Offset, int Length) BloomFilter { get; set; }
}

/// <summary>Writes the page index and the footer.</summary>
internal static class FooterWriter
{
    public static void ColumnIndex(CompactWriter thrift, WrittenChunk chunk)
    {
        thrift.Begin();
        thrift.List(1, CompactType.True, chunk.Pages.Count);
        foreach ((_, WrittenPage page) in chunk.Pages)
        {
            thrift.Element(page.IsAllNull);
        }

        thrift.List(2, CompactType.Binary, chunk.Pages.Count);
        foreach ((_, WrittenPage page) in chunk.Pages)
        {
            thrift.Element(page.Min);
        }

        thrift.List(3, CompactType.Binary, chunk.Pages.Count);
        foreach ((_, WrittenPage page) in chunk.Pages)
        {
            thrift.Element(page.Max);
        }

        thrift.I32(4, BoundaryOrder(chunk));
        thrift.List(5, CompactType.I64, chunk.Pages.Count);
        foreach ((_, WrittenPage page) in chunk.Pages)
        {
            thrift.Element(page.Nulls);
        }

        thrift.End();
    }

    public static void OffsetIndex(CompactWriter thrift, WrittenChunk chunk)
    {
        thrift.Begin();
        thrift.List(1, CompactType.Struct, chunk.Pages.Count);
        foreach ((long offset, WrittenPage page) in chunk.Pages)
        {
            thrift.Begin();
            thrift.I64(1, offset);
            thrift.I32(2, page.Size);
            thrift.I64(3, page.FirstRow);
            thrift.End();
        }

        thrift.End();
    }

    /// <summary>What stands in front of the bits: their number, and that they are split blocks, XXH64 and not compressed.</summary>
    public static void BloomFilter(CompactWriter thrift, int bytes)
    {
        thrift.Begin();
        thrift.I32(1, bytes);
        for (int choice = 2; choice <= 4; choice++)
        {
            thrift.Begin(choice);
            thrift.Empty(1);
            thrift.End();
        }

        thrift.End();
    }

    public static void Footer(
        CompactWriter thrift, ParquetSchema schema, IReadOnlyList<(long Rows, IReadOnlyList<WrittenChunk> Chunks)> groups, IEnumerable<KeyValuePair<string, string>> metadata, string createdBy)
    {
        thrift.Begin();
        thrift.I32(1, 2);
        SchemaWriter.Write(thrift, 2, schema);
        thrift.I64(3, groups.Sum(g => g.Rows));
        thrift.List(4, CompactType.Struct, groups.Count);
        for (int i = 0; i < groups.Count; i++)
        {
            RowGroup(thrift, groups[i].Rows, groups[i].Chunks, i);
        }

        KeyValuePair<string, string>[] texts = [.. metadata];
        if (texts.Length > 0)
        {
            thrift.List(5, CompactType.Struct, texts.Length);
            foreach ((string key, string value) in texts)
            {
                thrift.Begin();
                thrift.String(1, key);
                thrift.String(2, value);
                thrift.End();
            }
        }

        thrift.String(6, createdBy);
        int leaves = schema.Fields.Sum(Leaves);
        thrift.List(7, CompactType.Struct, leaves); // statistics are in the order of the type
        for (int i = 0; i < leaves; i++)
        {
            thrift.Begin();
            thrift.Empty(1);
            thrift.End();
        }

        thrift.End();
    }

    private static int Leaves(ParquetNode node) => node.IsGroup ? node.Children.Sum(Leaves) : 1;

    private static void RowGroup(CompactWriter thrift, long rows, IReadOnlyList<WrittenChunk> chunks, int ordinal)
    {
        thrift.Begin();
        thrift.List(1, CompactType.Struct, chunks.Count);
        foreach (WrittenChunk chunk in chunks)
        {
            Chunk(thrift, chunk);
        }

        thrift.I64(2, chunks.Sum(c => c.Uncompressed));
        thrift.I64(3, rows);
        thrift.I64(5, chunks.Count == 0 ? 4 : Start(chunks[0]));
        thrift.I64(6, chunks.Sum(c => c.Compressed));
        thrift.I16(7, (short)Math.Min(ordinal, short.MaxValue));
        thrift.End();
    }

    private static long Start(WrittenChunk chunk) => chunk.DictionaryOffset > 0 ? chunk.DictionaryOffset : chunk.DataOffset;

    private static void Chunk(CompactWriter thrift, WrittenChunk chunk)
    {
        thrift.Begin();
        thrift.I64(2, 0);
        thrift.Begin(3);
        thrift.I32(1, (int)chunk.Leaf.Node.Type!.Value);
        thrift.List(2, CompactType.I32, chunk.Encodings.Count);
        foreach (PageEncoding encoding in chunk.Encodings)
        {
            thrift.Element((int)encoding);
        }

        thrift.List(3, CompactType.Binary, chunk.Leaf.Path.Count);
        foreach (string name in chunk.Leaf.Path)
        {
            thrift.Element(name);
        }

        thrift.I32(4, (int)chunk.Compression);
        thrift.I64(5, chunk.Values);
        thrift.I64(6, chunk.Uncompressed);
        thrift.I64(7, chunk.Compressed);
        thrift.I64(9, chunk.DataOffset);
        if (chunk.DictionaryOffset > 0)
        {
            thrift.I64(11, chunk.DictionaryOffset);
        }

        Statistics(thrift, chunk);
        if (chunk.BloomFilter.Length > 0)
        {
            thrift.I64(14, chunk.BloomFilter.Offset);
            thrift.I32(15, chunk.BloomFilter.Length);
        }

        thrift.End();
        if (chunk.OffsetIndex.Length > 0)
        {
            thrift.I64(4, chunk.OffsetIndex.Offset);
            thrift.I32(5, chunk.OffsetIndex.Length);
        }

        if (chunk.ColumnIndex.Length > 0)
        {
            thrift.I64(6, chunk.ColumnIndex.Offset);
            thrift.I32(7, chunk.ColumnIndex.Length);
        }

        thrift.End();
    }

    private static void Statistics(CompactWriter thrift, WrittenChunk chunk)
    {
        thrift.Begin(12);
        thrift.I64(3, chunk.Nulls);
        if (chunk.Max is { } max && chunk.Min is { } min)
        {
            thrift.Binary(5, max.Value);
            thrift.Binary(6, min.Value);
            thrift.Bool(7, max.IsExact);
            thrift.Bool(8, min.IsExact);
        }

        thrift.End();
    }

    /// <summary>1: both bounds grow from page to page, 2: both shrink, 0: neither.</summary>
    private static int BoundaryOrder(WrittenChunk chunk)
    {
        ValueOrder order = ValueOrders.Of(chunk.Leaf.Node);
        WrittenPage[] pages = [.. chunk.Pages.Select(p => p.Page).Where(p => !p.IsAllNull)];
        bool grows = true, shrinks = true;
        for (int i = 1; i < pages.Length; i++)
        {
            int min = ValueOrders.Compare(order, pages[i].Min, pages[i - 1].Min);
            int max = ValueOrders.Compare(order, pages[i].Max, pages[i - 1].Max);
            grows &= min >= 0 && max >= 0;
            shrinks &= min <= 0 && max <= 0;
        }

        return grows ? 1 : shrinks ? 2 : 0;
    }
}
