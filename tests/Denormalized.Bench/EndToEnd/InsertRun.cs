using System.Buffers;
using Denormalized.CompilerServices;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// The floor that every way to a MergeTree has in common: finished Native blocks, of the host's size and with its system columns, are
/// inserted into its table. Sorting, compressing and writing, and hardly any parsing.
/// </summary>
public sealed class InsertRun(Lab lab, Messages messages)
{
    private const int BlockRows = 65_536;

    private static readonly InsertCommand s_insert = new(Lab.Stream.Table, [.. Lab.Columns, .. SystemColumns.Names]);

    private readonly byte[][] _blocks = [.. Enumerable.Range(0, messages.Count / BlockRows).Select(i => Block(messages, i * BlockRows))];

    public Contender Contender => new("Insert alone: finished Native blocks", Run)
    {
        WholeProcess = true,
        WarmUps = 3,
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
    };

    private int Run()
    {
        for (int block = 0; block < lab.Rows / BlockRows; block++)
        {
            lab.ClickHouse.InsertAsync(s_insert, [_blocks[block % _blocks.Length]]).GetAwaiter().GetResult();
        }

        return lab.WaitForRows(Lab.Stream.Table);
    }

    private static byte[] Block(Messages messages, int first)
    {
        using RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        using var system = new SystemColumns("bench@0123456789abcdef");
        for (int i = first; i < first + BlockRows; i++)
        {
            if (!columns.TryAddJson(messages[i]))
            {
                throw new InvalidOperationException(columns.Error.Message);
            }

            system.Add(Broker.Topic, "source", i / 256 % 64, i, 0);
        }

        var record = new ColumnBlock();
        record.Begin(BlockRows);
        columns.Describe(record);
        var origin = new ColumnBlock();
        origin.Begin(BlockRows);
        system.Describe(origin);
        var output = new ArrayBufferWriter<byte>((int)NativeWriter.Size(record, origin));
        NativeWriter.Write(output, record, origin);
        return output.WrittenSpan.ToArray();
    }
}
