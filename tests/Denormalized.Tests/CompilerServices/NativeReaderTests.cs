using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class NativeReaderTests
{
    private static readonly (string Name, string Type)[] Schema =
    [
        ("id", "UUID"),
        ("url", "String"),
        ("note", "Nullable(String)"),
        ("tags", "Array(String)"),
        ("matrix", "Array(Array(Nullable(Int32)))"),
        ("attributes", "Map(String, Tuple(n UInt8, s String))"),
        ("pair", "Tuple(a Int64, b Array(UInt16))"),
        ("country", "LowCardinality(String)"),
        ("codes", "Array(LowCardinality(Nullable(FixedString(2))))"),
    ];

    [Fact]
    public void Chunks_may_end_anywhere()
    {
        var random = new Random(1);
        byte[] stream = [.. MakeBlock(random, 50), .. MakeBlock(random, 0), .. MakeBlock(random, 7)];
        List<string> expected = ReadAll([stream]);
        Assert.Equal(3, expected.Count);
        for (int round = 0; round < 200; round++)
        {
            var chunks = new List<byte[]>();
            for (int at = 0; at < stream.Length;)
            {
                int size = Math.Min(stream.Length - at, 1 + random.Next(round % 2 == 0 ? 30 : 3000));
                chunks.Add(stream[at..(at + size)]);
                at += size;
            }

            Assert.Equal(expected, ReadAll(chunks));
        }
    }

    [Fact]
    public void No_truncated_prefix_is_complete()
    {
        byte[] stream = MakeBlock(new Random(2), 5);
        for (int length = 1; length < stream.Length; length++)
        {
            using var reader = new NativeReader();
            reader.Feed(stream.AsSpan(0, length));
            Assert.False(reader.TryRead(new ColumnBlock()));
            Assert.Throws<InvalidDataException>(reader.Complete);
        }
    }

    /// <summary>
    /// Whatever arrives, every segment of a block lies in what arrived, holds what its type asks for, and all strings
    /// end inside of it.
    /// </summary>
    [Fact]
    public void Mutated_blocks_never_lead_outside()
    {
        var random = new Random(3);
        byte[] original = MakeBlock(random, 6);
        int read = 0;
        int refused = 0;
        var block = new ColumnBlock();
        for (int round = 0; round < 30_000; round++)
        {
            byte[] bytes = [.. original];
            for (int edits = 1 + random.Next(3); edits > 0; edits--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
            }

            using var reader = new NativeReader();
            reader.Feed(bytes);
            try
            {
                if (reader.TryRead(block))
                {
                    Walk(block, bytes.Length);
                    read++;
                }
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                refused++;
            }
        }

        Assert.True(read > 1000 && refused > 1000, $"{read} read, {refused} refused");
    }

    [Fact]
    public void Hostile_lengths_take_no_memory()
    {
        string[] hostile =
        [
            "01" + "ffffffff07" + "0161" + "05" + Hex("UInt8"), // 2^31-1 rows
            "ffffffff07" + "01" + "0161" + "05" + Hex("UInt8"), // 2^31-1 columns
            "01" + "01" + "0161" + "06" + Hex("String") + "ffffffff07", // a string of 2 GiB
            "01" + "01" + "0161" + "0c" + Hex("Array(UInt8)") + "ffffff7f00000000", // 2^31-1 elements
            "01" + "01" + "ffffff07", // a name of 16 MiB
        ];
        foreach (string hex in hostile)
        {
            using var reader = new NativeReader();
            long before = GC.GetAllocatedBytesForCurrentThread();
            reader.Feed(Convert.FromHexString(hex));
            Assert.False(reader.TryRead(new ColumnBlock()));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 10);
        }
    }

    [Theory]
    [InlineData("ffffffffffffffffffff01" + "01")] // a length of more than 64 bits
    [InlineData("ffffffffff01" + "01")] // more columns than an int counts
    [InlineData("00" + "01")] // rows without columns
    [InlineData("01" + "01" + "ffffffff7f")] // a name of 32 GiB
    [InlineData("01" + "01" + "0161" + "06537472696e67" + "ffffffffff01")] // a string of more than 2 GiB
    [InlineData("01" + "02" + "0161" + "0c41727261792855496e743829" + "0200000000000000" + "0100000000000000")] // offsets that fall
    [InlineData("01" + "01" + "0161" + "0c41727261792855496e743829" + "ffffffffffffffff")] // an offset below zero
    public void Malformed_blocks_are_refused(string hex)
    {
        using var reader = new NativeReader();
        reader.Feed(Convert.FromHexString(hex));
        Assert.Throws<InvalidDataException>(() => reader.TryRead(new ColumnBlock()));
    }

    /// <summary>Recorded from chDB 26.7: SELECT 'x' and 'y' as LowCardinality(String), ['p', NULL] and [] as below.</summary>
    [Fact]
    public void Dictionaries_become_plain_values()
    {
        const string Recorded =
            "0202"
            + "0161164C6F7743617264696E616C69747928537472696E672901000000000000000006000000000000030000000000000000017801790200000000000000" + "0102"
            + "0162274172726179284C6F7743617264696E616C697479284E756C6C61626C6528537472696E67292929010000000000000002000000000000000200000000000000"
            + "00060000000000000300000000000000000001700200000000000000" + "0200";
        byte[] bytes = Convert.FromHexString(Recorded);
        using var reader = new NativeReader();
        var block = new ColumnBlock();
        foreach (byte b in bytes)
        {
            Assert.False(reader.TryRead(block));
            reader.Feed([b]);
        }

        Assert.True(reader.TryRead(block));
        reader.Complete();
        Assert.Equal(("String", "Array(Nullable(String))"), (block.Type(0), block.Type(1)));
        StringCursor a = block.Open("a", "String").String();
        Assert.Equal(("x", "y"), (a.NextString(), a.NextString()));
        SegmentReader codes = block.Open("b", "Array(Nullable(String))");
        FixedCursor<ulong> ends = codes.Fixed<ulong>();
        FixedCursor<byte> nulls = codes.Fixed<byte>();
        StringCursor values = codes.String();
        Assert.Equal((2UL, 2UL), (ends.Next(), ends.Next()));
        Assert.Equal((0, 1), (nulls.Next(), nulls.Next()));
        Assert.Equal(("p", ""), (values.NextString(), values.NextString()));
    }

    [Theory]
    [InlineData("0200000000000000" + "0006000000000000" + "0100000000000000" + "00" + "0100000000000000" + "00")] // version 2
    [InlineData("0100000000000000" + "0406000000000000" + "0100000000000000" + "00" + "0100000000000000" + "00")] // width of an index
    [InlineData("0100000000000000" + "0007000000000000" + "0100000000000000" + "00" + "0100000000000000" + "00")] // a shared dictionary
    [InlineData("0100000000000000" + "0006000000000000" + "0100000000000000" + "00" + "0200000000000000" + "0000")] // two indexes
    [InlineData("0100000000000000" + "0006000000000000" + "0100000000000000" + "00" + "0100000000000000" + "01")] // index without key
    public void Malformed_dictionaries_are_refused(string column)
    {
        using var reader = new NativeReader();
        reader.Feed(Convert.FromHexString("01" + "01" + "0161" + "16" + Hex("LowCardinality(String)") + column));
        Assert.Throws<InvalidDataException>(() => reader.TryRead(new ColumnBlock()));
    }

    [Fact]
    public void A_small_dictionary_cannot_stand_for_endless_values()
    {
        using var reader = new NativeReader();
        const int Rows = 2000;
        reader.Feed(Convert.FromHexString("01" + "d00f" + "0161" + "16" + Hex("LowCardinality(String)") + "0100000000000000" + "0006000000000000" + "0100000000000000"));
        reader.Feed(Convert.FromHexString("80808001")); // a key of 2 MiB
        reader.Feed(new byte[2 << 20]);
        reader.Feed(BitConverter.GetBytes((ulong)Rows));
        reader.Feed(new byte[Rows]);
        Assert.Throws<InvalidDataException>(() => reader.TryRead(new ColumnBlock()));
    }

    [Fact]
    public void Parts_of_one_block_have_the_same_rows()
    {
        var one = new ColumnBlock();
        one.Begin(1);
        var two = new ColumnBlock();
        two.Begin(2);
        Assert.Throws<ArgumentException>(() => NativeWriter.Write(new ArrayBufferWriter<byte>(), one, two));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    /// <summary>All blocks as text, read through one reader.</summary>
    private static List<string> ReadAll(IEnumerable<byte[]> chunks)
    {
        var blocks = new List<string>();
        var block = new ColumnBlock();
        using var reader = new NativeReader();
        foreach (byte[] chunk in chunks)
        {
            reader.Feed(chunk);
            while (reader.TryRead(block))
            {
                Walk(block, int.MaxValue);
                var text = new StringBuilder($"{block.Rows}:");
                for (int column = 0; column < block.Count; column++)
                {
                    text.Append(block.Name(column)).Append(' ').Append(block.Type(column));
                    foreach (Segment segment in block.Segments(column))
                    {
                        text.Append(' ').Append(Convert.ToHexString(new ReadOnlySpan<byte>(segment.Data, (int)segment.Bytes)));
                    }
                }

                blocks.Add(text.ToString());
            }
        }

        reader.Complete();
        return blocks;
    }

    /// <summary>Checks the extents of a block independently of how the reader came to them.</summary>
    private static void Walk(ColumnBlock block, long received)
    {
        long total = 0;
        for (int column = 0; column < block.Count; column++)
        {
            Substream[] substreams = NativeType.Parse(block.Type(column));
            ReadOnlySpan<Segment> segments = block.Segments(column);
            Assert.Equal(substreams.Length, segments.Length);
            var counts = new Dictionary<int, long> { [0] = block.Rows };
            for (int i = 0; i < substreams.Length; i++)
            {
                total += block.Name(column) is "country" or "codes" ? 0 : segments[i].Bytes;
                long count = counts[substreams[i].Level];
                if (substreams[i].Kind == SubstreamKind.String)
                {
                    var cursor = new StringCursor { P = segments[i].Data };
                    for (long row = 0; row < count; row++)
                    {
                        cursor.Skip();
                        Assert.True(cursor.P <= segments[i].Data + segments[i].Bytes);
                    }

                    Assert.True(cursor.P == segments[i].Data + segments[i].Bytes);
                    continue;
                }

                Assert.Equal(count * substreams[i].Width, segments[i].Bytes);
                if (substreams[i].Kind == SubstreamKind.Offsets)
                {
                    counts[substreams[i].Level + 1] = count == 0
                        ? 0
                        : (long)BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(segments[i].Data + segments[i].Bytes - 8, 8));
                }
            }
        }

        Assert.True(total <= received);
    }

    /// <summary>A block of random values, written plainly.</summary>
    private static byte[] MakeBlock(Random random, int rows)
    {
        var output = new List<byte>();
        VarInt((ulong)Schema.Length);
        VarInt((ulong)rows);
        foreach ((string name, string type) in Schema)
        {
            Text(name);
            Text(type);
            switch (name)
            {
                case "id":
                    Random(16 * rows);
                    break;
                case "url":
                    Strings(rows);
                    break;
                case "note":
                    Random(rows);
                    Strings(rows);
                    break;
                case "tags":
                    Strings(Offsets(rows));
                    break;
                case "matrix":
                    int inner = Offsets(Offsets(rows));
                    Random(inner);
                    Random(4 * inner);
                    break;
                case "attributes":
                    int entries = Offsets(rows);
                    Strings(entries);
                    Random(entries);
                    Strings(entries);
                    break;
                case "country":
                    Dictionary(rows, null);
                    break;
                case "codes":
                    U64(rows == 0 ? null : 1);
                    Dictionary(Offsets(rows), 2);
                    break;
                default:
                    Random(8 * rows);
                    Random(2 * Offsets(rows));
                    break;
            }
        }

        return [.. output];

        void VarInt(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                output.Add((byte)(value | 0x80));
            }

            output.Add((byte)value);
        }

        void Text(string text)
        {
            VarInt((ulong)Encoding.UTF8.GetByteCount(text));
            output.AddRange(Encoding.UTF8.GetBytes(text));
        }

        void Random(int count)
        {
            for (int i = 0; i < count; i++)
            {
                output.Add((byte)random.Next(256));
            }
        }

        void Strings(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Text(new string('x', random.Next(10) == 0 ? random.Next(300) : random.Next(10)));
            }
        }

        void U64(int? value)
        {
            if (value is { } number)
            {
                output.AddRange(BitConverter.GetBytes((ulong)number));
            }
        }

        void Dictionary(int count, int? width)
        {
            U64(rows == 0 || width is not null ? null : 1);
            if (count == 0)
            {
                return;
            }

            U64(0x601);
            U64(5);
            if (width is null)
            {
                Strings(5);
            }
            else
            {
                Random(5 * width.Value);
            }

            U64(count);
            for (int i = 0; i < count; i++)
            {
                output.AddRange(BitConverter.GetBytes((ushort)random.Next(5)));
            }
        }

        int Offsets(int count)
        {
            int end = 0;
            for (int i = 0; i < count; i++)
            {
                end += random.Next(4);
                output.AddRange(BitConverter.GetBytes((ulong)end));
            }

            return end;
        }
    }
}
