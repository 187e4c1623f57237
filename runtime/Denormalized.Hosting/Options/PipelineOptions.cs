namespace Denormalized.Hosting;

/// <summary>How the messages of a pipeline's topics are written.</summary>
public enum MessageFormat
{
    /// <summary>A message in Confluent's framing (it begins with byte 0 or 1, or has the header <c>__value_schema_id</c>) is Avro, any other is JSON.</summary>
    Auto,

    /// <summary>JSON, with or without Confluent's framing.</summary>
    Json,

    /// <summary>Avro in Confluent's framing: a zero byte, four bytes of schema id, the body; or the schema's GUID in a header.</summary>
    Avro,

    /// <summary>Plain Avro without framing, written with the record's own schema.</summary>
    AvroPlain,
}

/// <summary>
/// Options of one pipeline. Bound from the configuration section <c>Denormalized:Pipelines:&lt;name&gt;</c>, then changed by the
/// callback of <c>AddPipeline</c>.
/// </summary>
public sealed class PipelineOptions
{
    /// <summary>Format of the messages.</summary>
    public MessageFormat Format { get; set; } = MessageFormat.Auto;

    /// <summary>
    /// Schema ids that stand for the record's own schema, where there is no registry to ask. Without one, a framed message with
    /// another id becomes a dead letter: without the writer's schema its bytes cannot be read safely.
    /// </summary>
    public ISet<int> SchemaIds { get; } = new HashSet<int>();

    /// <summary>Consumers of the pipeline in this process, each with a thread of its own; they share the partitions.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>Consumer group; the pipeline's name when null.</summary>
    public string? Group { get; set; }

    /// <summary><see cref="DenormalizedOptions.LatencyTarget"/> for this pipeline; the host's when null.</summary>
    public TimeSpan? LatencyTarget { get; set; }
}
