using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting;

/// <summary>
/// Options of all pipelines of a host. Bound from the configuration section <c>Denormalized</c>, then changed by the
/// callback of <c>AddDenormalized</c>.
/// </summary>
public sealed class DenormalizedOptions
{
    /// <summary>
    /// Kafka and ClickHouse inside the process (<c>Denormalized:Embedded</c>), each unless an address of it is configured. Off
    /// unless asked for: a missing setting never falls back to it.
    /// </summary>
    public bool Embedded { get; set; }

    /// <summary>Kafka is inside the process: <see cref="Embedded"/> is set and <c>Kafka:BootstrapServers</c> is not.</summary>
    public bool EmbedsKafka => Embedded && string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>ClickHouse is inside the process: <see cref="Embedded"/> is set and no connection is configured.</summary>
    public bool EmbedsClickHouse => Embedded && string.IsNullOrWhiteSpace(ClickHouse);

    /// <summary>Folder of the embedded engine's data (<c>Denormalized:DataPath</c>); relative to the content root.</summary>
    public string DataPath { get; set; } = ".denormalized";

    /// <summary>
    /// The one knob (<c>Denormalized:LatencyTarget</c>): time from a message's arrival until its rows can be queried. Batch sizes,
    /// flush interval and fetch settings derive from it.
    /// </summary>
    public TimeSpan LatencyTarget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Create missing topics and tables (<c>Denormalized:CreateMissing</c>). When not set: true in Development and when embedded,
    /// else false.
    /// </summary>
    public bool? CreateMissing { get; set; }

    /// <summary>Partitions of a topic that is created (<c>Denormalized:TopicPartitions</c>).</summary>
    public int TopicPartitions { get; set; } = 8;

    /// <summary>Copies of each partition of a topic that is created (<c>Denormalized:TopicReplication</c>).</summary>
    public short TopicReplication { get; set; } = 1;

    /// <summary>Rows at which a batch is inserted without waiting for its time (<c>Denormalized:BatchRows</c>).</summary>
    public int BatchRows { get; set; } = 65_536;

    /// <summary>
    /// Bytes of columns at which a batch is inserted without waiting for its time (<c>Denormalized:BatchBytes</c>). Bounds memory:
    /// a pipeline holds at most three times as much (columns, the block being inserted, dead letters).
    /// </summary>
    public long BatchBytes { get; set; } = 64L << 20;

    /// <summary>Time after which an insert counts as failed and is looked at and sent again (<c>Denormalized:InsertTimeout</c>).</summary>
    public TimeSpan InsertTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time that the last insert may take after the host was asked to stop, or a partition was taken away
    /// (<c>Denormalized:StopTimeout</c>). What is not stored by then is read again by the next owner.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Name of a topic's dead-letter topic is its own name and this (<c>Denormalized:DeadLetterSuffix</c>).</summary>
    public string DeadLetterSuffix { get; set; } = ".dead";

    /// <summary>Table for dead letters that the dead-letter topic refuses (<c>Denormalized:DeadLetterTable</c>).</summary>
    public string DeadLetterTable { get; set; } = "_dead_letters";

    /// <summary>
    /// Payload bytes that a dead letter carries at most (<c>Denormalized:DeadLetterBytes</c>); a longer one is cut, with its length
    /// and SHA-256. Below the broker's <c>message.max.bytes</c>, 1 MB unless changed there.
    /// </summary>
    public int DeadLetterBytes { get; set; } = 900_000;

    /// <summary>
    /// Write dead letters as one JSON object with key and payload in base64 (<c>Denormalized:DeadLetterEnvelope</c>), as is done
    /// for brokers without headers, which are recognised by <c>Kafka:api.version.request=false</c>. Set it for Kafka 0.10.
    /// </summary>
    public bool DeadLetterEnvelope { get; set; }

    /// <summary>
    /// Incarnation of the topics (<c>Kafka:Incarnation</c>) where the broker gives no topic ids. Change it when a topic was made
    /// again: offsets stored under another incarnation are not taken for the new messages.
    /// </summary>
    public string Incarnation { get; set; } = "configured";

    /// <summary>Settings of librdkafka, from <c>ConnectionStrings:kafka</c> and the section <c>Kafka</c>, in either spelling.</summary>
    public KafkaSettings Kafka { get; } = [];

    /// <summary>
    /// The schema registry, from <c>ConnectionStrings:schemaregistry</c> or the section <c>SchemaRegistry</c>. Without a
    /// <see cref="SchemaRegistryOptions.Url"/> there is none, unless Kafka is embedded, which brings one inside the process.
    /// </summary>
    public SchemaRegistryOptions SchemaRegistry { get; } = new();

    /// <summary>Connection string of ClickHouse, from <c>ConnectionStrings:clickhouse</c> or the section <c>ClickHouse</c>.</summary>
    public string? ClickHouse { get; set; }

    /// <summary>Makes the rows of one pipeline anew instead of running (<c>Denormalized:Replay</c>).</summary>
    public ReplayOptions Replay { get; } = new();

    /// <summary>Runs Kafka and ClickHouse inside the process, each until an address of it is configured.</summary>
    /// <param name="dataPath">Folder of the data; <see cref="DataPath"/> when omitted.</param>
    public DenormalizedOptions UseEmbedded(string? dataPath = null)
    {
        Embedded = true;
        DataPath = dataPath ?? DataPath;
        return this;
    }
}
