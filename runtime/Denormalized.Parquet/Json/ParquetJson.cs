using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.ParquetFormat;

namespace Denormalized;

/// <summary>Rows of any Parquet file as JSON.</summary>
public static class ParquetJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// Reads the rows of a file, each as a JSON object (UTF-8, no white space). Decimals are numbers with all their digits,
    /// instants, dates and times ISO 8601 text, UUIDs text, other bytes base64, maps objects; NaN and infinities are text.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Rows, each valid until the next is asked for.</returns>
    /// <exception cref="ParquetException">The file is damaged, or a value has no JSON form.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadJsonAsync(
        this ParquetFile file, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        (IReadOnlyList<(string Name, RowWriter Writer)> fields, IReadOnlyList<RowWriter.Leaf> leaves) = file.Writers();
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, Options);
        await foreach (ParquetBatch batch in file.ReadBatchesAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < leaves.Count; i++)
            {
                leaves[i].Bind(batch.Columns[i]);
            }

            for (int row = 0; row < batch.Rows; row++)
            {
                output.ResetWrittenCount();
                json.Reset();
                json.WriteStartObject();
                foreach ((string name, RowWriter writer) in fields)
                {
                    json.WritePropertyName(name);
                    file.Write(batch, name, writer, json);
                }

                json.WriteEndObject();
                json.Flush();
                file.EndRow(batch, leaves);
                yield return output.WrittenMemory;
            }
        }
    }
}
