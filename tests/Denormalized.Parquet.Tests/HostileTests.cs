using System.Buffers;
using System.Buffers.Binary;
using Denormalized.ParquetFormat;
using Denormalized.Schema;

namespace Denormalized.Parquet.Tests;

/// <summary>Damaged and hostile files: an error of our own, or rows, but nothing else.</summary>
public class HostileTests
{
    /// <summary>Small limits, so that no mutation makes the tests take much memory.</summary>
    private static readonly ParquetReadOptions s_options = new() { MaxPageBytes = 4 << 20, MaxBatchBytes = 16 << 20, FileName = "x" };

    [Fact]
    public async Task No_prefix_of_a_file_is_a_file()
    {
        byte[] file = await MutationTests.WriteAsync(MutationTests.Rows(5));
        for (int length = 0; length < file.Length; length++)
        {
            byte[] prefix = file[..length];
            await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(prefix, s_options));
        }
    }

    /// <summary>The footer is whole, and the file ends early within each page: the column that is cut is named, or one before it.</summary>
    [Fact]
    public async Task Pages_that_are_cut_out_are_missed()
    {
        byte[] file = await MutationTests.WriteAsync(MutationTests.Rows(5));
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file));
        int end = (int)parquet.RowGroups[0].Columns.Max(c => c.Start + c.CompressedBytes);
        for (int cut = 4; cut < end; cut++)
        {
            byte[] shorter = [.. file[..cut], .. file[end..]];
            ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(shorter, s_options));
            Assert.Contains("row group 0, column '", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Kilobytes that stand for a gigabyte: the page is refused by what it claims, before memory is taken.</summary>
    [Theory]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Gzip)]
    [InlineData(ParquetCompression.Brotli)]
    [InlineData(ParquetCompression.Zstd)]
    [InlineData(ParquetCompression.Lz4)]
    public async Task Bombs_take_no_memory(ParquetCompression compression)
    {
        byte[][] bombs = [Bomb(compression, claimed: 1 << 30), Bomb(compression, claimed: 1000), Bomb(compression, claimed: 4 << 20)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(bombs[0], s_options));
        Assert.Contains("row group 0, column 's', byte 4: a page has 1073741824 bytes; at most 4194304 are read", error.Message, StringComparison.Ordinal);

        // A claim that is small and untrue, and then one that is no larger than the limit.
        error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(bombs[1], s_options));
        Assert.Contains("cannot be decompressed", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(bombs[2], s_options));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task The_message_names_file_row_group_column_and_offset()
    {
        byte[] file = Foreign.DuckDb("SELECT i, i % 3 AS other FROM range(100) r(i)", "COMPRESSION snappy");
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file));
        long start = parquet.RowGroups[0].Columns[1].Start;
        file.AsSpan((int)start, 8).Fill(0xFF); // the header of its first page
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file, new ParquetReadOptions { FileName = "rows.parquet" }));
        Assert.StartsWith($"Parquet file 'rows.parquet', row group 0, column 'other', byte {error.Place.Offset}: ", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Place.Offset, start, file.Length);
    }

    /// <summary>What is missing is missing behind the last page.</summary>
    [Fact]
    public async Task Pages_with_fewer_values_than_the_chunk_are_told_where_they_end()
    {
        byte[] file = Foreign.DuckDb("SELECT i FROM range(100) r(i)", "COMPRESSION uncompressed");
        ParquetColumnChunk chunk = (await ParquetFile.OpenAsync(new MemoryStream(file))).RowGroups[0].Columns[0];
        Span<byte> pages = file.AsSpan((int)chunk.Start, (int)chunk.CompressedBytes);
        int count = pages.IndexOf<byte>([0x2C, 0x15, 0xC8, 0x01]); // data_page_header { 1: num_values = 100
        pages[count + 2] = 0xC6; // 99
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file));
        Assert.Contains($"column 'i', byte {chunk.Start + chunk.CompressedBytes}: the pages end while 1 of 100 values are missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_files_are_told_apart()
    {
        await Refused("PAR1 is at the begin only, and then something else", "it is another kind of file");
        await Refused("PAR1xxxxPARE", "encrypted");
        await Refused("PAR1", "no Parquet file");
        byte[] long_footer = [.. "PAR1"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "PAR1"u8];
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(long_footer));
        Assert.Contains("claims 2147483647 bytes of metadata", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await ParquetFile.OpenAsync(new System.IO.Compression.GZipStream(Stream.Null, System.IO.Compression.CompressionMode.Decompress)));

        static async Task Refused(string text, string reason)
        {
            ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(System.Text.Encoding.ASCII.GetBytes(text)));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_schema_that_is_too_deep_or_claims_too_much_is_refused()
    {
        // version 1; schema: a list of so many elements, each a group "g" of one child
        foreach ((int elements, string reason) in new[] { (5000, "deeper"), (3, "claims 1 children, 0 elements are left") })
        {
            var footer = new List<byte> { 0x15, 0x02, 0x19, 0xFC, (byte)(elements & 0x7F | 0x80), (byte)(elements >> 7) };
            for (int i = 0; i < elements; i++)
            {
                footer.AddRange([0x35, 0x00, 0x18, 0x01, (byte)'g', 0x15, 0x02, 0x00]);
            }

            footer.Add(0);
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, footer.Count);
            byte[] file = [.. "PAR1"u8, .. footer, .. length, .. "PAR1"u8];
            ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Fields of encryption in the footer, and in the column, of a file that is otherwise whole.</summary>
    [Theory]
    [InlineData(8, "the file is encrypted")]
    [InlineData(0, "a column is encrypted")]
    public async Task Encrypted_files_are_told(int field, string reason)
    {
        var thrift = new ArrayBufferWriter<byte>();
        var footer = new CompactWriter(thrift);
        footer.Begin();
        if (field == 8)
        {
            footer.Empty(8);
        }
        else
        {
            footer.List(4, CompactType.Struct, 1);
            footer.Begin();
            footer.List(1, CompactType.Struct, 1);
            footer.Begin();
            footer.Empty(8);
            footer.End();
            footer.End();
        }

        footer.End();
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(WithFooter([], thrift.WrittenSpan)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A hundred thousand columns are a schema of the size that they take, and no more.</summary>
    [Fact]
    public async Task A_huge_schema_is_read_or_refused_by_the_limit()
    {
        const int Columns = 100_000;
        var thrift = new ArrayBufferWriter<byte>();
        var footer = new CompactWriter(thrift);
        footer.Begin();
        footer.List(2, CompactType.Struct, Columns + 1);
        for (int i = 0; i <= Columns; i++)
        {
            footer.Begin();
            if (i > 0)
            {
                footer.I32(1, 1);
            }

            footer.String(4, "c");
            if (i == 0)
            {
                footer.I32(5, Columns);
            }

            footer.End();
        }

        footer.I64(3, 0);
        footer.End();
        byte[] file = WithFooter([], thrift.WrittenSpan);
        Assert.Equal(Columns, (await ParquetFile.OpenAsync(new MemoryStream(file))).Leaves.Count);
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file, new ParquetReadOptions { MaxMetadataBytes = 1 << 16 }));
        Assert.Contains("at most 65536 are read", error.Message, StringComparison.Ordinal);
    }

    /// <summary>As JSON and as a record: other bytes are not replaced.</summary>
    [Fact]
    public async Task Text_that_is_no_UTF8_is_refused()
    {
        byte[] file = await MutationTests.WriteAsync([MutationTests.Rows(1).Single() with { Word = "marked" }], new ParquetWriteOptions { Compression = ParquetCompression.None, WriteChecksums = false });
        file.AsSpan(file.AsSpan().IndexOf("marked"u8), 6).Fill(0xFF);
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file));
        Assert.Contains("row group 0, column 'word', byte 0: a text is no UTF-8", error.Message, StringComparison.Ordinal);
        ParquetReader<Target> reader = await ParquetReader<Target>.OpenAsync(new MemoryStream(file));
        error = await Assert.ThrowsAsync<ParquetException>(async () => await reader.GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains("row group 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("no UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_bytes_that_stand_for_many_are_refused_by_the_limit()
    {
        byte[] file = Foreign.DuckDb("SELECT repeat('x', 1000000) AS s FROM range(200)", "COMPRESSION zstd");
        Assert.InRange(file.Length, 1, 1 << 20);
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file, s_options));
        Assert.Contains("column 's'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ParquetReadOptions.MaxBatchBytes), error.Message, StringComparison.Ordinal);
    }

    /// <summary>A file of one required text, whose page has a length, then 32 MB of zeros, compressed.</summary>
    private static byte[] Bomb(ParquetCompression compression, int claimed)
    {
        byte[] zeros = new byte[32 << 20];
        BinaryPrimitives.WriteInt32LittleEndian(zeros, zeros.Length - 4);
        using var codec = new PageCodec();
        ReadOnlyMemory<byte> compressed = codec.Compress(compression, zeros);
        var page = new ArrayBufferWriter<byte>();
        var header = new CompactWriter(page);
        header.Begin();
        header.I32(1, 0);
        header.I32(2, claimed);
        header.I32(3, compressed.Length);
        header.Begin(5);
        header.I32(1, 1);
        header.I32(2, 0);
        header.I32(3, 3);
        header.I32(4, 3);
        header.End();
        header.End();
        page.Write(compressed.Span);

        ParquetSchema schema = ParquetSchema.Parse("message m { required binary s; }");
        var leaf = new ParquetLeaf(0, schema.Fields[0], ["s"], 0, 0);
        var chunk = new WrittenChunk(leaf, [PageEncoding.Plain], 1, claimed, page.WrittenCount, 0, 4) { Compression = compression, Nulls = 0, Min = null, Max = null, Pages = [] };
        var footer = new ArrayBufferWriter<byte>();
        FooterWriter.Footer(new CompactWriter(footer), schema, [(1, [chunk])], [], "a bomb");
        return WithFooter(page.WrittenSpan, footer.WrittenSpan);
    }

    private static byte[] WithFooter(ReadOnlySpan<byte> pages, ReadOnlySpan<byte> footer) => [.. "PAR1"u8, .. pages, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];
}
