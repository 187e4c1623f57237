using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// Records in ClickHouse's RowBinary formats, for what does not speak Native: rows one after the other, each value as it lies in
/// memory, little-endian. Native is the faster of the two in both directions.
/// </summary>
public static class RowBinary
{
    private const int FlushAt = 64 << 10;

    /// <summary>Writes rows.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="stream">Whose table they are for: its types stand in the header as they are declared.</param>
    /// <param name="columns">The rows, of this stream; they stay.</param>
    /// <param name="withNamesAndTypes">
    /// RowBinaryWithNamesAndTypes, which ClickHouse checks; false for RowBinary, whose reader must know the columns and their order.
    /// </param>
    public static unsafe void Write(IBufferWriter<byte> output, StreamInfo stream, RecordColumns columns, bool withNamesAndTypes = true)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(columns);
        var block = new ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        using var bytes = new NativeBuffer();
        if (withNamesAndTypes)
        {
            WriteHeader(bytes, stream.Columns);
        }

        RowBinaryNode[] nodes = [.. Enumerable.Range(0, block.Count).Select(c => NativeType.ParseRows(block.Type(c)))];
        for (int column = 0; column < nodes.Length; column++)
        {
            int next = 0;
            nodes[column].Bind(block.Segments(column), ref next);
        }

        for (int row = 0; row < block.Rows; row++)
        {
            foreach (RowBinaryNode node in nodes)
            {
                node.Write(bytes);
            }

            if (bytes.Length > FlushAt)
            {
                Flush(output, bytes);
            }
        }

        Flush(output, bytes);
    }

    /// <summary>
    /// Reads records from RowBinaryWithNamesAndTypes whose columns are those of the stream, in their order: the chunks of
    /// <c>SELECT col1, col2 ... FORMAT RowBinaryWithNamesAndTypes</c>.
    /// </summary>
    /// <exception cref="SchemaMismatchException">A column has another type.</exception>
    /// <exception cref="InvalidDataException">The bytes are not of this format.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        StreamCodec<T> codec, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(codec);
        using RecordColumns<T> columns = codec.CreateColumns();
        RowReader<T> rows = columns.CreateReader();
        using var reader = new RowBinaryReader();
        var block = new ColumnBlock();
        await foreach (ReadOnlyMemory<byte> chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            reader.Feed(chunk.Span);
            while (reader.TryRead(block))
            {
                rows.Bind(block);
                for (int i = 0; i < block.Rows; i++)
                {
                    yield return rows.Read();
                }
            }
        }

        reader.Complete();
        while (reader.TryRead(block))
        {
            rows.Bind(block);
            for (int i = 0; i < block.Rows; i++)
            {
                yield return rows.Read();
            }
        }
    }

    private static unsafe void WriteHeader(NativeBuffer bytes, IReadOnlyList<StreamColumn> columns)
    {
        Length(columns.Count);
        foreach (StreamColumn column in columns)
        {
            Text(column.Name);
        }

        foreach (StreamColumn column in columns)
        {
            Text(column.Type); // ClickHouse compares it with the table's, LowCardinality included
        }

        void Text(string text)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            Length(utf8.Length);
            utf8.CopyTo(new Span<byte>(bytes.Take(utf8.Length), utf8.Length));
        }

        void Length(int value)
        {
            byte* d = bytes.Take(VarInt.MaxBytes);
            bytes.Length -= VarInt.MaxBytes - (VarInt.Write(d, (ulong)value) - d);
        }
    }

    private static unsafe void Flush(IBufferWriter<byte> output, NativeBuffer bytes)
    {
        for (long at = 0; at < bytes.Length;)
        {
            int size = (int)Math.Min(bytes.Length - at, 1 << 20);
            new ReadOnlySpan<byte>(bytes.Data + at, size).CopyTo(output.GetSpan(size));
            output.Advance(size);
            at += size;
        }

        bytes.Length = 0;
    }
}
