using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// Records in ClickHouse's RowBinary formats, for what does not speak Native: rows one after the other, each value as it lies in
/// memory, little-endian. Native takes the server less to read.
/// </summary>
public static class RowBinary
{
    /// <summary>Writes records.</summary>
    /// <param name="output">Takes the bytes; after an exception they are not whole.</param>
    /// <param name="codec">Of whose stream they are: its types stand in the header as they are declared.</param>
    /// <param name="records">The rows.</param>
    /// <param name="withNamesAndTypes">
    /// RowBinaryWithNamesAndTypes, which ClickHouse checks; false for RowBinary, whose reader must know the columns and their order,
    /// and for the rows that follow others.
    /// </param>
    /// <exception cref="WireRangeException">A value has no place in its column; the message names the member.</exception>
    public static void Write<T>(IBufferWriter<byte> output, StreamCodec<T> codec, ReadOnlySpan<T> records, bool withNamesAndTypes = true)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var rows = new RowBinaryWriter(output);
        if (withNamesAndTypes)
        {
            WriteHeader(ref rows, codec.Info.Columns);
        }

        codec.WriteRows(ref rows, records);
        rows.Flush();
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
        ArgumentNullException.ThrowIfNull(chunks);
        using var input = new RowBinaryInput<T>(codec);
        await foreach (ReadOnlyMemory<byte> chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            input.Feed(chunk.Span);
            while (input.TryRead(out T record))
            {
                yield return record;
            }
        }

        input.Complete();
    }

    private static void WriteHeader(ref RowBinaryWriter rows, IReadOnlyList<StreamColumn> columns)
    {
        rows.Count(columns.Count);
        foreach (StreamColumn column in columns)
        {
            rows.Utf8(Encoding.UTF8.GetBytes(column.Name));
        }

        foreach (StreamColumn column in columns)
        {
            rows.Utf8(Encoding.UTF8.GetBytes(column.Type)); // ClickHouse compares it with the table's, LowCardinality included
        }
    }
}
