using System.Buffers;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>The rows of a Parquet file as JSON.</summary>
internal sealed class ParquetRowStream(string name, Stream file, ParquetSchema schema, IAsyncEnumerator<ReadOnlyMemory<byte>> rows) : RowStream
{
    private const int Most = 64 * 1024;

    /// <param name="file">From its beginning; a Parquet file is read from its end.</param>
    /// <exception cref="InputException">It is no Parquet file, or cannot be read from its end.</exception>
    public static ParquetRowStream Open(string name, Stream file)
    {
        if (!file.CanSeek)
        {
            throw new InputException($"{name}: a Parquet file is read from its end: give it as a file, not compressed and not through standard input.");
        }

        try
        {
            ParquetFile parquet = ParquetFile.OpenAsync(file, new ParquetReadOptions { FileName = name }).AsTask().GetAwaiter().GetResult();
            return new ParquetRowStream(name, file, parquet.Schema, parquet.ReadJsonAsync().GetAsyncEnumerator());
        }
        catch (ParquetException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    public override void Declare(PathEvidence rows) => DeclaredNumbers.Apply(schema, rows);

    protected override bool Next(IBufferWriter<byte> lines)
    {
        int written = 0;
        try
        {
            while (written < Most && rows.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                lines.Write(rows.Current.Span);
                lines.Write("\n"u8);
                written += rows.Current.Length + 1;
            }
        }
        catch (ParquetException error)
        {
            throw new InputException($"{name}: {error.Message}", error);
        }

        return written > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.DisposeAsync().AsTask().GetAwaiter().GetResult();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
