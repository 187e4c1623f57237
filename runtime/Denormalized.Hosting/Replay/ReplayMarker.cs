using System.Buffers;
using System.Text;
using System.Text.Json;
using Denormalized.Kafka;
using Denormalized.Schema;

namespace Denormalized.Hosting;

/// <summary>
/// What a replay has to remember, kept as the comment of the table that it fills. A comment goes where its table goes: after
/// EXCHANGE TABLES it says that this very table is the new one, whatever its name is by then.
/// </summary>
/// <example>
/// <code>
/// denormalized replay {"pipeline":"visits@00c1d2e3f4a5b697","run":"7f3a90b1","filling":true,"from":[["clicks",0,12,"cluster/topic"]],"comment":"visits"}
/// </code>
/// </example>
internal sealed record ReplayMarker
{
    private const string Prefix = TableCopy.ReplayMark;

    /// <summary>Name and fingerprint of the logic that makes the rows.</summary>
    public required string Provenance { get; init; }

    /// <summary>Tells this replay from others of the same logic; part of its consumer group.</summary>
    public required string Run { get; init; }

    /// <summary>The rows that are not made anew have been copied, and messages are being read.</summary>
    public bool Filling { get; init; }

    /// <summary>Where the replay began.</summary>
    public required IReadOnlyDictionary<TopicPartition, ReplayStart> From { get; init; }

    /// <summary>The comment that the table has when all is done.</summary>
    public required string Comment { get; init; }

    public override string ToString()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", Provenance);
            json.WriteString("run", Run);
            json.WriteBoolean("filling", Filling);
            json.WriteStartArray("from");
            foreach (var (partition, start) in From.OrderBy(f => f.Key.Topic, StringComparer.Ordinal).ThenBy(f => f.Key.Partition))
            {
                json.WriteStartArray();
                json.WriteStringValue(partition.Topic);
                json.WriteNumberValue(partition.Partition);
                json.WriteNumberValue(start.Offset);
                json.WriteStringValue(start.Incarnation);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteString("comment", Comment);
            json.WriteEndObject();
        }

        return Prefix + Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Null where the comment is another.</summary>
    /// <exception cref="PipelineStartException">It begins like a marker and is none.</exception>
    public static ReplayMarker? Parse(string comment)
    {
        if (!comment.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(comment.AsMemory(Prefix.Length));
            return new ReplayMarker
            {
                Provenance = json.RootElement.GetProperty("pipeline").GetString()!,
                Run = json.RootElement.GetProperty("run").GetString()!,
                Filling = json.RootElement.GetProperty("filling").GetBoolean(),
                From = json.RootElement.GetProperty("from").EnumerateArray().ToDictionary(
                    f => new TopicPartition(f[0].GetString()!, f[1].GetInt32()), f => new ReplayStart(f[2].GetInt64(), f[3].GetString()!)),
                Comment = json.RootElement.GetProperty("comment").GetString()!,
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PipelineStartException($"The comment of a table begins with '{Prefix.Trim()}' and cannot be read: {error.Message} Drop the table, or correct its comment: {comment}", error);
        }
    }
}

/// <summary>Where the replay of a partition began.</summary>
/// <param name="Offset">First offset whose rows are made anew.</param>
/// <param name="Incarnation">Of the topic; rows of its earlier lives cannot be made anew.</param>
internal readonly record struct ReplayStart(long Offset, string Incarnation);
