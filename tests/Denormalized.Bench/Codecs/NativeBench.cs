using System.Buffers;
using Denormalized.Bench.Bars;
using Denormalized.CompilerServices;

namespace Denormalized.Bench.Codecs;

/// <summary>ClickHouse's Native format, from records and back, against hand-written code.</summary>
public static class NativeBench
{
    /// <summary>Rows of a block, as the host inserts them.</summary>
    public const int BlockRows = 65_536;

    public static List<Result> Run(Sample sample)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        using RecordColumns<PageView> columns = codec.CreateColumns();
        ArrayBufferWriter<byte> output = Sample.Output();
        byte[][] blocks = [.. sample.Cold.Chunk(BlockRows).Select(rows => Block(columns, rows))];
        var encodeBar = new NativeEncodeBar();
        RowReader<PageView> reader = columns.CreateReader();
        Contender tiled = new("Native write: hand-written, tiled", () => encodeBar.Encode(sample.Cold));
        Contender encode = new("Native write", () => Encode(columns, sample.Cold, output));
        Contender readBar = new("Native to records: hand-written", () => NativeReadBar.Read(blocks));
        Contender read = new("Native to records", () => Read(reader, blocks));
        Harness.Measure(sample.Rounds, tiled, encode, readBar, read);
        List<Result> results =
        [
            Harness.Line(tiled),
            Harness.Within(encode, tiled, 1.25),
            Harness.Line(readBar),
            Harness.Within(read, readBar, 1.25),
        ];
        Harness.Print($"ClickHouse Native, blocks of {BlockRows:N0} rows", results);
        return results;
    }

    public static int Encode(RecordColumns<PageView> columns, PageView[] rows, ArrayBufferWriter<byte> output)
    {
        for (int at = 0; at < rows.Length; at += BlockRows)
        {
            Write(columns, rows.AsSpan(at, Math.Min(BlockRows, rows.Length - at)), output);
        }

        return rows.Length;
    }

    /// <summary>Rows that are columns already, as a block.</summary>
    public static void Write(RecordColumns columns, ArrayBufferWriter<byte> output)
    {
        var block = new ColumnBlock();
        output.ResetWrittenCount();
        block.Begin(columns.Rows);
        columns.Describe(block);
        NativeWriter.Write(output, block);
    }

    private static void Write(RecordColumns<PageView> columns, ReadOnlySpan<PageView> rows, ArrayBufferWriter<byte> output)
    {
        columns.Clear();
        foreach (PageView row in rows)
        {
            columns.Add(row);
        }

        Write(columns, output);
    }

    /// <summary>Rows as one block.</summary>
    public static byte[] Block(RecordColumns<PageView> columns, PageView[] rows)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(columns, rows, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>As from a server, in chunks of its buffer's size.</summary>
    public static int Read(RowReader<PageView> rows, byte[][] blocks)
    {
        const int Chunk = 1 << 20;
        using var reader = new NativeReader();
        var block = new ColumnBlock();
        long sum = 0;
        int count = 0;
        foreach (byte[] bytes in blocks)
        {
            for (int at = 0; at < bytes.Length; at += Chunk)
            {
                reader.Feed(bytes.AsSpan(at, Math.Min(Chunk, bytes.Length - at)));
                while (reader.TryRead(block))
                {
                    rows.Bind(block);
                    for (int i = 0; i < block.Rows; i++)
                    {
                        sum += rows.Read().UserId;
                    }

                    count += block.Rows;
                }
            }
        }

        GC.KeepAlive(sum);
        return count;
    }
}
