namespace Denormalized.Kafka;

/// <summary>A partition of a topic.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Partition">Number of the partition, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <summary>The text <c>topic[partition]</c>.</summary>
    public override string ToString() => $"{Topic}[{Partition}]";
}

/// <summary>A position in a partition: the offset of the next message to read.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Partition">Number of the partition, from 0.</param>
/// <param name="Offset">An offset, from 0, or one of <see cref="KafkaOffset"/>.</param>
public readonly record struct TopicPartitionOffset(string Topic, int Partition, long Offset)
{
    /// <summary>Makes a position from a partition and an offset.</summary>
    public TopicPartitionOffset(TopicPartition partition, long offset)
        : this(partition.Topic, partition.Partition, offset)
    {
    }

    /// <summary>The partition.</summary>
    public TopicPartition TopicPartition => new(Topic, Partition);

    /// <summary>Text that is committed with the offset and read back with it; null when there is none.</summary>
    public string? Metadata { get; init; }

    /// <summary>The text <c>topic[partition]@offset</c>.</summary>
    public override string ToString() => $"{Topic}[{Partition}]@{KafkaOffset.Text(Offset)}";
}

/// <summary>Offsets that are not positions.</summary>
public static class KafkaOffset
{
    /// <summary>The first message that the partition still has.</summary>
    public const long Beginning = -2;

    /// <summary>Behind the last message of the partition.</summary>
    public const long End = -1;

    /// <summary>No offset: nothing was committed, or none is known yet.</summary>
    public const long None = -1001;

    internal static string Text(long offset) => offset switch
    {
        Beginning => "beginning",
        End => "end",
        None => "none",
        _ => offset.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>The offsets at both ends of a partition.</summary>
/// <param name="Low">Offset of the first message that the partition still has.</param>
/// <param name="High">Offset that the next message will get; equal to <paramref name="Low"/> when the partition is empty.</param>
public readonly record struct Watermarks(long Low, long High);
