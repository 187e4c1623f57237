using System.Buffers;
using Denormalized.CompilerServices;

namespace Denormalized.TestSupport;

/// <summary>Records as one Native block, and back.</summary>
public static class NativeRows
{
    /// <summary>Columns, with the system columns where they have them, as one block.</summary>
    public static byte[] Write(RecordColumns columns)
    {
        var output = new ArrayBufferWriter<byte>();
        NativeWriter.Write(output, Describe(columns));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Write<T>(StreamCodec<T> codec, IEnumerable<T> rows)
    {
        using RecordColumns<T> columns = codec.CreateColumns();
        foreach (T row in rows)
        {
            columns.Add(row);
        }

        return Write(columns);
    }

    public static List<T> Read<T>(StreamCodec<T> codec, byte[] blocks)
    {
        using var native = new NativeReader();
        using RecordColumns<T> columns = codec.CreateColumns();
        RowReader<T> reader = columns.CreateReader();
        var rows = new List<T>();
        var block = new ColumnBlock();
        native.Feed(blocks);
        while (native.TryRead(block))
        {
            reader.Bind(block);
            for (int i = 0; i < block.Rows; i++)
            {
                rows.Add(reader.Read());
            }
        }

        native.Complete();
        return rows;
    }

    /// <summary>One insert of one block, into the columns of its names.</summary>
    public static async Task InsertAsync(IClickHouse db, string table, RecordColumns columns)
    {
        ColumnBlock block = Describe(columns);
        await db.InsertAsync(new InsertCommand(table, [.. Enumerable.Range(0, block.Count).Select(block.Name)]), [Write(columns)]);
    }

    private static ColumnBlock Describe(RecordColumns columns)
    {
        var block = new ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        return block;
    }
}
