using Denormalized.ParquetFormat;

namespace Denormalized.Parquet.Tests;

/// <summary>Values of some bits each, against the reader of one value, which is the simplest.</summary>
public class BitPackingTests
{
    [Fact]
    public void What_is_packed_is_unpacked_at_every_width_and_place()
    {
        var random = new Random(4);
        for (int width = 1; width <= 32; width++)
        {
            int[] values = [.. Enumerable.Range(0, 200).Select(_ => (int)(random.NextInt64() & ((1L << width) - 1)))];
            byte[] packed = new byte[(200 * width / 8) + BitPacking.Padding];
            Assert.Equal(200 * width / 8, BitPacking.Pack(values, width, packed));
            packed.AsSpan(200 * width / 8).Fill(0xFF); // what stands behind is not theirs
            for (int start = 0; start < 20; start++)
            {
                for (int count = 0; count <= 200 - start; count += 7)
                {
                    int[] unpacked = new int[count];
                    BitPacking.Unpack(packed, (long)start * width, width, unpacked);
                    Assert.Equal(values.AsSpan(start, count).ToArray(), unpacked);
                }
            }

            Assert.All(values.Select((v, i) => (v, i)), p => Assert.Equal((uint)p.v, BitPacking.One(packed, (long)p.i * width, width)));
        }
    }

    [Fact]
    public void Levels_are_packed_and_unpacked_at_every_width_and_place()
    {
        var random = new Random(5);
        for (int width = 1; width <= 8; width++)
        {
            byte[] values = [.. Enumerable.Range(0, 203).Select(_ => (byte)random.Next(1 << width))];
            byte[] packed = new byte[((203 * width) + 7) / 8 + BitPacking.Padding];
            Assert.Equal(((203 * width) + 7) / 8, BitPacking.Pack(values, width, packed));
            for (int start = 0; start < 20; start++)
            {
                for (int count = 0; count <= 203 - start; count += 7)
                {
                    byte[] unpacked = new byte[count];
                    BitPacking.Unpack(packed, (long)start * width, width, unpacked);
                    Assert.Equal(values.AsSpan(start, count).ToArray(), unpacked);
                }
            }
        }
    }

    /// <summary>Runs, packed groups and what is left at the end.</summary>
    [Fact]
    public void Runs_are_read_as_they_were_written()
    {
        var random = new Random(6);
        for (int i = 0; i < 300; i++)
        {
            int width = random.Next(1, 21);
            var values = new List<int>();
            for (int runs = random.Next(1, 12); runs > 0; runs--)
            {
                bool isRun = random.Next(2) == 0;
                int value = random.Next(1 << width);
                values.AddRange(Enumerable.Range(0, random.Next(1, 90)).Select(_ => isRun ? value : random.Next(1 << width)));
            }

            using var output = new ByteBuffer();
            RleWriter.Write(values.ToArray(), width, output);
            byte[] written = [.. output.Span, .. new byte[BitPacking.Padding]];
            var reader = new RleReader();
            reader.Start(written, 0, output.Length, width);
            int[] read = new int[values.Count];
            int half = random.Next(values.Count);
            reader.Read(read.AsSpan(0, half));
            reader.Read(read.AsSpan(half));
            Assert.Equal(values, read);
        }
    }
}
