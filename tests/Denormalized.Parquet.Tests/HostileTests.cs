using System.Buffers.Binary;

namespace Denormalized.Parquet.Tests;

/// <summary>Damaged and hostile files: an error of our own, or rows, but nothing else.</summary>
public class HostileTests
{
    private const string Rows = """
        SELECT i, 'text ' || (i % 7) AS word, 'unique ' || i AS text, i / 3.0::DOUBLE AS f, i % 2 = 0 AS flag, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gap,
               [i, NULL, i + 1] AS items, MAP {'k': i} AS map, (i * 3.25)::DECIMAL(9,2) AS d, TIMESTAMP '2024-01-01' AS at FROM range(300) r(i)
        """;

    private static readonly Lazy<byte[][]> s_files = new(() =>
    [
        Foreign.DuckDb(Rows, "COMPRESSION uncompressed"),
        Foreign.DuckDb(Rows, "COMPRESSION snappy"),
        Foreign.DuckDb(Rows, "COMPRESSION zstd, PARQUET_VERSION v2"),
        Foreign.DuckDb(Rows, "COMPRESSION gzip, PARQUET_VERSION v2"),
        Foreign.DuckDb(Rows, "COMPRESSION lz4_raw, PARQUET_VERSION v2"),
        Foreign.DuckDb(Rows, "COMPRESSION brotli"),
    ]);

    /// <summary>Small limits, so that no mutation makes the tests take much memory.</summary>
    private static readonly ParquetReadOptions s_options = new() { MaxPageBytes = 4 << 20, MaxBatchBytes = 16 << 20, FileName = "x" };

    [Fact]
    public async Task No_prefix_of_a_file_is_a_file()
    {
        byte[] file = s_files.Value[1];
        for (int length = 0; length < file.Length; length++)
        {
            byte[] prefix = file[..length];
            await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(prefix, s_options));
        }
    }

    [Fact]
    public async Task Mutated_files_are_refused_or_read()
    {
        int mutations = int.Parse(Environment.GetEnvironmentVariable("DENORMALIZED_MUTATIONS") ?? "1500");
        var random = new Random(20240229);
        int refused = 0;
        for (int i = 0; i < mutations; i++)
        {
            byte[] file = Mutate([.. s_files.Value[i % s_files.Value.Length]], random);
            try
            {
                await Foreign.RowsAsync(file, s_options);
            }
            catch (ParquetException e)
            {
                Assert.StartsWith("Parquet file 'x'", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, mutations / 4, mutations - 1);
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

    [Fact]
    public async Task Few_bytes_that_stand_for_many_are_refused_by_the_limit()
    {
        byte[] file = Foreign.DuckDb("SELECT repeat('x', 1000000) AS s FROM range(200)", "COMPRESSION zstd");
        Assert.InRange(file.Length, 1, 1 << 20);
        ParquetException error = await Assert.ThrowsAsync<ParquetException>(() => Foreign.RowsAsync(file, s_options));
        Assert.Contains("column 's'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ParquetReadOptions.MaxBatchBytes), error.Message, StringComparison.Ordinal);
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        // Half of them in the footer, which is small beside the pages.
        int footer = Math.Max(0, file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8)));
        int from = random.Next(2) == 0 ? footer : 4;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(from, file.Length - 4);
            file[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(file[at] ^ (1 << random.Next(8))),
                _ => random.Next(2) == 0 ? (byte)0xFF : (byte)0,
            };
        }

        return file;
    }
}
