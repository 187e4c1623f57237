using Denormalized.Schema;

namespace Denormalized.Hosting;

/// <summary>How the messages of a pipeline's topics are written.</summary>
public enum MessageFormat
{
    /// <summary>
    /// A message in Confluent's framing (it begins with byte 0 or 1, or has the header <c>__value_schema_id</c>) or in single-object
    /// encoding (it begins with <c>C3 01</c>, as no JSON does) is Avro, any other is JSON.
    /// </summary>
    Auto,

    /// <summary>JSON, with or without Confluent's framing.</summary>
    Json,

    /// <summary>Avro in Confluent's framing: a zero byte, four bytes of schema id, the body; or the schema's GUID in a header.</summary>
    Avro,

    /// <summary>Plain Avro without framing, written with the record's own schema.</summary>
    AvroPlain,

    /// <summary>
    /// Avro's single-object encoding: <c>C3 01</c>, the fingerprint of the writer's schema, the body. The writer's schema is the
    /// record's own, or one of <see cref="PipelineOptions.WriterSchemas"/>.
    /// </summary>
    AvroSingleObject,
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

    /// <summary>
    /// Schemas of other writers whose messages come in single-object encoding: they are known by their fingerprints, and no
    /// registry can be asked for them. In the configuration a list of files (.avsc).
    /// </summary>
    public ICollection<AvroSchema> WriterSchemas { get; } = [];

    /// <summary>
    /// Whether a schema that a message names must be registered for its topic: under <c>topic-value</c>, the name of the record,
    /// or <c>topic-record</c>. Messages of another subject become dead letters. Switch it off where subjects are called otherwise.
    /// </summary>
    public bool CheckSubject { get; set; } = true;

    /// <summary>Consumers of the pipeline in this process, each with a thread of its own; they share the partitions.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>Consumer group; the pipeline's name when null.</summary>
    public string? Group { get; set; }

    /// <summary>Parquet files in place of ClickHouse tables, for all outputs of the pipeline; null for tables.</summary>
    public ParquetOptions? Parquet { get; set; }

    /// <summary><see cref="DenormalizedOptions.LatencyTarget"/> for this pipeline; the host's when null.</summary>
    public TimeSpan? LatencyTarget { get; set; }
}
