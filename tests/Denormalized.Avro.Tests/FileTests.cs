using Avro.File;
using Avro.Generic;
using Denormalized.Schema;

namespace Denormalized.Avro.Tests;

public class FileTests
{
    private const int Rows = 2000;

    [Theory]
    [InlineData(AvroCompression.None)]
    [InlineData(AvroCompression.Deflate)]
    [InlineData(AvroCompression.Snappy)]
    [InlineData(AvroCompression.Zstandard)]
    public async Task What_was_written_is_read(AvroCompression compression)
    {
        byte[] file = await Files.Write(Rows, compression);
        AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(file));
        Assert.Equal(compression, reader.Compression);
        Assert.Equal(StreamRegistry.Get<Reading>().Info.AvroSchema, reader.Schema.ToJson());
        Assert.Equal("tests", System.Text.Encoding.UTF8.GetString(reader.Metadata["made.by"].Span));
        await AssertRows(reader);
    }

    [Fact]
    public async Task A_stream_can_give_a_byte_at_a_time()
    {
        byte[] file = await Files.Write(Rows, AvroCompression.Deflate);
        await AssertRows(await AvroFileReader.OpenAsync(new DrippingStream(file)));
    }

    [Fact]
    public async Task A_file_without_records_has_its_schema()
    {
        byte[] file = await Files.Write(0, AvroCompression.Zstandard);
        AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(file));
        Assert.Null(await reader.ReadBlockAsync());
        Assert.Equal("readings", reader.Schema.ToString());
    }

    [Theory]
    [InlineData(AvroCompression.None)]
    [InlineData(AvroCompression.Deflate)]
    public async Task Apache_Avro_reads_ours(AvroCompression compression)
    {
        byte[] file = await Files.Write(Rows, compression);
        using IFileReader<GenericRecord> reader = DataFileReader<GenericRecord>.OpenReader(new MemoryStream(file));
        int n = 0;
        foreach (GenericRecord record in reader.NextEntries)
        {
            Reading expected = Reading.Make(n++);
            Assert.Equal(expected.Sensor, record["sensor"]);
            Assert.Equal(expected.Note, record["note"]);
            Assert.Equal(expected.Count, record["count"]);
            Assert.Equal(expected.Quality.ToString(), ((GenericEnum)record["quality"]).Value);
            Assert.Equal(expected.Place.Height, ((GenericRecord)record["place"])["height"]);
            Assert.Equal(expected.Samples.Cast<object>(), (object[])record["samples"]);
        }

        Assert.Equal(Rows, n);
    }

    [Theory]
    [InlineData(Codec.Type.Null)]
    [InlineData(Codec.Type.Deflate)]
    public async Task Apache_Avros_are_read(Codec.Type codec)
    {
        byte[] ours = await Files.Write(Rows, AvroCompression.None);
        using IFileReader<GenericRecord> source = DataFileReader<GenericRecord>.OpenReader(new MemoryStream(ours));
        using var file = new MemoryStream();
        using (IFileWriter<GenericRecord> writer = DataFileWriter<GenericRecord>.OpenWriter(new GenericDatumWriter<GenericRecord>(source.GetSchema()), file, Codec.CreateCodec(codec), leaveOpen: true))
        {
            foreach (GenericRecord record in source.NextEntries)
            {
                writer.Append(record);
            }
        }

        file.Position = 0;
        await AssertRows(await AvroFileReader.OpenAsync(file));
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_read()
    {
        AvroSchema old = AvroSchema.Parse("""
            {"type":"record","name":"readings","fields":[
              {"name":"gone","type":"bytes"},
              {"name":"sensor","type":"string"},
              {"name":"count","type":"int"},
              {"name":"id","type":{"type":"string","logicalType":"uuid"}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"quality","type":{"type":"enum","name":"Quality","symbols":["Bad","Good","Awful"]}},
              {"name":"place","type":{"type":"record","name":"Place","fields":[{"name":"city","type":"string"},{"name":"height","type":"float"}]}}]}
            """);
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        var stream = new MemoryStream();
        await using (var writer = new AvroFileWriter(stream, old))
        {
            foreach (byte symbol in new byte[] { 0, 2, 4 })
            {
                await writer.WriteAsync((byte[])[4, 1, 2, 2, (byte)'s', 14, 72, .. System.Text.Encoding.ASCII.GetBytes(id.ToString()), 2, symbol, 2, (byte)'c', 0, 0, 0xC0, 0x3F]);
            }
        }

        stream.Position = 0;
        AvroFileReader reader = await AvroFileReader.OpenAsync(stream);
        List<Reading> rows = await reader.ReadAsync<Reading>().ToListAsync();
        Assert.Equal([Quality.Bad, Quality.Good, Quality.Unknown], rows.Select(r => r.Quality));
        Assert.All(rows, r =>
        {
            Assert.Equal(id, r.Id);
            Assert.Equal(7, r.Count);
            Assert.Equal(DateTimeOffset.UnixEpoch.AddMilliseconds(1), r.At);
            Assert.Equal(new Place("c", 1.5), r.Place);
            Assert.Null(r.Note);
            Assert.Empty(r.Samples);
        });
    }

    [Fact]
    public async Task Every_truncated_prefix_is_refused_or_ends_between_blocks()
    {
        byte[] file = await Files.Write(40, AvroCompression.Deflate, blockBytes: 1000);
        int whole = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(file, 0, length));
                int rows = await reader.ReadAsync<Reading>().CountAsync();
                Assert.InRange(rows, 0, 39);
                whole++;
            }
            catch (AvroFileException e)
            {
                Assert.Contains("the file ends inside", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(whole, 2, 20); // as many as there are blocks, the last one missing
    }

    [Fact]
    public async Task What_is_damaged_is_said()
    {
        byte[] file = await Files.Write(100, AvroCompression.Snappy, blockBytes: 1000);
        Assert.Contains("sync marker", await Error(file, file.Length - 1), StringComparison.Ordinal);
        Assert.Contains("cannot be decompressed (snappy)", await Error(file, file.Length - 20), StringComparison.Ordinal);
        Assert.Contains("'Obj' and 1", await Error(file, 3), StringComparison.Ordinal);

        static async Task<string> Error(byte[] file, int position)
        {
            byte[] damaged = [.. file];
            damaged[position] ^= 0x55;
            return (await Assert.ThrowsAsync<AvroFileException>(async () => await (await AvroFileReader.OpenAsync(new MemoryStream(damaged))).ReadAsync<Reading>().CountAsync())).Message;
        }
    }

    [Theory]
    [InlineData("02FEFFFFFFFFFFFFFFFF01")] // a name of 2^63-1 bytes
    [InlineData("FFFFFFFFFFFFFFFFFF0100")] // -2^63 entries
    [InlineData("0201")]
    public async Task Claims_of_the_metadata_are_not_believed(string hex)
    {
        byte[] file = [.. "Obj\u0001"u8, .. Convert.FromHexString(hex)];
        await Assert.ThrowsAsync<AvroFileException>(async () => await AvroFileReader.OpenAsync(new MemoryStream(file)));
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("xz")]
    [InlineData("")]
    public async Task Other_codecs_are_named(string codec)
    {
        byte[] file = [.. "Obj\u0001"u8, 2, 20, .. "avro.codec"u8, (byte)(codec.Length * 2), .. System.Text.Encoding.ASCII.GetBytes(codec), 0, .. new byte[16]];
        var e = await Assert.ThrowsAsync<AvroFileException>(async () => await AvroFileReader.OpenAsync(new MemoryStream(file)));
        Assert.Contains($"the codec '{codec}' is not supported; null, deflate, snappy, zstandard are", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AvroCompression.Deflate)]
    [InlineData(AvroCompression.Snappy)]
    [InlineData(AvroCompression.Zstandard)]
    public async Task A_block_that_becomes_too_large_is_refused(AvroCompression compression)
    {
        var stream = new MemoryStream();
        await using (var writer = new AvroFileWriter(stream, AvroSchema.Parse("\"bytes\""), new AvroFileOptions { Compression = compression }))
        {
            await writer.WriteAsync((byte[])[0x80, 0x80, 0x80, 0x10, .. new byte[16 << 20]]);
        }

        stream.Position = 0;
        AvroFileReader reader = await AvroFileReader.OpenAsync(stream, new AvroFileOptions { MaxBlockBytes = 1 << 20 });
        var e = await Assert.ThrowsAsync<AvroFileException>(async () => await reader.ReadBlockAsync());
        Assert.Contains("more than 1048576 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_of_size_are_not_believed()
    {
        byte[] head = await Files.Write(0, AvroCompression.None);
        byte[] hostile = [.. head, 2, 0x80, 0x80, 0x80, 0x40, 1, 2, 3]; // a record of 64 MB, of which three bytes come
        AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(hostile));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = await Assert.ThrowsAsync<AvroFileException>(async () => await reader.ReadBlockAsync());
        Assert.Contains("67108864 bytes are expected, 3 are there", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static async Task AssertRows(AvroFileReader reader)
    {
        int n = 0;
        await foreach (Reading row in reader.ReadAsync<Reading>())
        {
            Assert.Equal(Reading.Make(n++).Text(), row.Text());
        }

        Assert.Equal(Rows, n);
    }
}
