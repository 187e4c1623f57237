using System.Buffers;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public class ColumnBlockTests
{
    /// <summary>Two rows of id UInt8, name String, tags Array(String), note Nullable(String).</summary>
    private const string Golden =
        "0402"
        + "026964" + "0555496e7438" + "2a2b"
        + "046e616d65" + "06537472696e67" + "026465" + "00"
        + "0474616773" + "0d417272617928537472696e6729" + "0200000000000000" + "0200000000000000" + "0161" + "0162"
        + "046e6f7465" + "104e756c6c61626c6528537472696e6729" + "0100" + "00" + "0178";

    [Fact]
    public void Writes_and_reads_a_block()
    {
        using var id = new FixedColumn<byte>(2) { [0] = 42, [1] = 43 };
        using var name = Strings("de", "");
        using var ends = new FixedColumn<ulong>(2) { [0] = 2, [1] = 2 };
        using var tags = Strings("a", "b");
        using var isNull = new FixedColumn<byte>(2) { [0] = 1, [1] = 0 };
        using var note = Strings("", "x");
        var block = new ColumnBlock();
        block.Begin(2);
        block.Column("id", "UInt8");
        block.Add(id, 2);
        block.Column("name", "String");
        block.Add(name);
        block.Column("tags", "Array(String)");
        block.Add(ends, 2);
        block.Add(tags);
        block.Column("note", "Nullable(String)");
        block.Add(isNull, 2);
        block.Add(note);

        var output = new ArrayBufferWriter<byte>();
        NativeWriter.Write(output, block);
        Assert.Equal(Golden, Convert.ToHexStringLower(output.WrittenSpan));
        Assert.Equal(output.WrittenCount, NativeWriter.Size(block));

        // Byte by byte: the reader must come to the same block wherever a chunk ends.
        using var reader = new NativeReader();
        var read = new ColumnBlock();
        ReadOnlySpan<byte> bytes = output.WrittenSpan;
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.False(reader.TryRead(read));
            if (i > 0)
            {
                Assert.Throws<InvalidDataException>(reader.Complete);
            }

            reader.Feed(bytes.Slice(i, 1));
        }

        Assert.True(reader.TryRead(read));
        reader.Complete();
        Assert.Equal(2, read.Rows);
        Assert.Equal(4, read.Count);
        FixedCursor<byte> ids = read.Open("id", "UInt8").Fixed<byte>();
        Assert.Equal([42, 43], new[] { ids.Next(), ids.Next() });
        SegmentReader tagReader = read.Open("tags", "Array(String)");
        FixedCursor<ulong> tagEnds = tagReader.Fixed<ulong>();
        StringCursor tagValues = tagReader.String();
        Assert.Equal(2UL, tagEnds.Next());
        Assert.Equal("a", tagValues.NextString());
        Assert.Equal("b", tagValues.NextString());
        SegmentReader noteReader = read.Open("note", "Nullable(String)");
        FixedCursor<byte> nulls = noteReader.Fixed<byte>();
        StringCursor notes = noteReader.String();
        Assert.Equal(1, nulls.Next());
        notes.Skip();
        Assert.Equal(0, nulls.Next());
        Assert.Equal("x"u8, notes.NextUtf8());
    }

    [Fact]
    public void A_column_of_another_type_is_named()
    {
        var block = new ColumnBlock();
        block.Begin(0);
        block.Column("price", "Decimal(18, 4)");
        block.Open("price", "Decimal(18,4)");
        SchemaMismatchException e = Assert.Throws<SchemaMismatchException>(() => block.Open("price", "Float64"));
        Assert.Equal(("price", "Float64", "Decimal(18, 4)"), (e.Column, e.Expected, e.Actual));
        Assert.Null(Assert.Throws<SchemaMismatchException>(() => block.Open("prise", "Float64")).Actual);
    }

    private static StringColumn Strings(params string[] values)
    {
        var column = new StringColumn(0);
        foreach (string value in values)
        {
            column.Append(value);
        }

        return column;
    }
}
