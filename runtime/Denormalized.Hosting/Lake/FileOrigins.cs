using System.Buffers;
using System.Text;
using System.Text.Json;
using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>
/// Where the rows of a file come from, noted in its metadata: from this a worker knows which files it has to look into after a
/// restart.
/// </summary>
/// <example>
/// <code>
/// denormalized.origins = {"pipeline":"visits@00c1d2e3f4a5b697","ranges":[["clicks","cluster/topic",0,1200,1999]]}
/// </code>
/// Topic, its incarnation, partition, first and last offset that were dealt with. Which of them have rows, the file's columns say.
/// </example>
internal sealed record FileOrigins(string Provenance, IReadOnlyList<OffsetRange> Ranges)
{
    public const string Key = "denormalized.origins";

    public override string ToString()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", Provenance);
            json.WriteStartArray("ranges");
            foreach (var range in Ranges)
            {
                json.WriteStartArray();
                json.WriteStringValue(range.Partition.Topic);
                json.WriteStringValue(range.Incarnation);
                json.WriteNumberValue(range.Partition.Partition);
                json.WriteNumberValue(range.First);
                json.WriteNumberValue(range.Last);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">It is something else.</exception>
    public static FileOrigins Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return new FileOrigins(
                json.RootElement.GetProperty("pipeline").GetString()!,
                [.. json.RootElement.GetProperty("ranges").EnumerateArray().Select(r =>
                    new OffsetRange(new TopicPartition(r[0].GetString()!, r[2].GetInt32()), r[1].GetString()!, r[3].GetInt64(), r[4].GetInt64()))]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{Key} is not what this library writes: {error.Message}", error);
        }
    }
}
