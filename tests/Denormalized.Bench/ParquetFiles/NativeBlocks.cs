using Denormalized.Bench.Codecs;
using Denormalized.CompilerServices;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>The rows as blocks of ClickHouse's Native format, read in the way of its bench.</summary>
internal sealed class NativeBlocks(byte[][] blocks, RowReader<PageView> reader)
{
    public static NativeBlocks Of(PageView[] rows)
    {
        RecordColumns<PageView> columns = StreamRegistry.Get<PageView>().CreateColumns();
        return new NativeBlocks([.. rows.Chunk(NativeBench.BlockRows).Select(r => NativeBench.Block(columns, r))], columns.CreateReader());
    }

    public int Read() => NativeBench.Read(reader, blocks);
}
