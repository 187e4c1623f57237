using System.Buffers;
using System.Globalization;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.CompilerServices;

namespace Denormalized.Crash;

/// <summary>
/// Inserts numbered blocks until it is killed, and says so after each. The rows of a block follow from its number, so that
/// what is stored can be checked by number alone.
/// </summary>
internal static class CrashWriter
{
    /// <summary>Inserts under way at the same time.</summary>
    public const int Writers = 2;

    private const string Create = "CREATE TABLE IF NOT EXISTS blocks (block UInt32, row UInt32, text String) ENGINE = MergeTree ORDER BY (block, row)";

    /// <summary>Rows of a block: from 1000 to the size of a block in production.</summary>
    public static int Rows(int block) => 1000 + (int)((uint)block * 7919 % 64_000);

    public static async Task<int> RunAsync(string path, int firstBlock)
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path });
        await db.ExecuteAsync(Create);
        Say("open");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(db, firstBlock + w))));
        return 0;
    }

    /// <summary>Prints for each stored block its number, its rows, and its different rows.</summary>
    public static async Task<int> ListAsync(string path)
    {
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path });
        await db.ExecuteAsync(Create);
        var text = new StringBuilder();
        const string Sql = "SELECT block, count(), uniqExact(row), countIf(text != concat('row ', toString(row), ' of ', toString(block))) FROM blocks GROUP BY block ORDER BY block";
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync(Sql, "TSV"))
        {
            text.Append(Encoding.ASCII.GetString(chunk.Span));
        }

        Console.Out.Write(text);
        return 0;
    }

    private static async Task WriteAsync(EmbeddedClickHouse db, int block)
    {
        var output = new ArrayBufferWriter<byte>();
        using var blocks = new FixedColumn<uint>();
        using var rows = new FixedColumn<uint>();
        using var texts = new StringColumn();
        while (true)
        {
            output.ResetWrittenCount();
            texts.Clear();
            Fill(output, block, blocks, rows, texts);
            await db.InsertAsync(new InsertCommand("blocks", ["block", "row", "text"]), [output.WrittenMemory]);
            Say("stored " + block.ToString(CultureInfo.InvariantCulture));
            block += Writers;
        }
    }

    private static void Fill(IBufferWriter<byte> output, int block, FixedColumn<uint> blocks, FixedColumn<uint> rows, StringColumn texts)
    {
        int count = Rows(block);
        blocks.Grow(count);
        rows.Grow(count);
        for (int row = 0; row < count; row++)
        {
            blocks[row] = (uint)block;
            rows[row] = (uint)row;
            texts.Append($"row {row} of {block}");
        }

        var columns = new ColumnBlock();
        columns.Begin(count);
        columns.Column("block", "UInt32");
        columns.Add(blocks, count);
        columns.Column("row", "UInt32");
        columns.Add(rows, count);
        columns.Column("text", "String");
        columns.Add(texts);
        NativeWriter.Write(output, columns);
    }

    // One write call for a line, so that a killed process leaves no half of a number.
    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }
}
