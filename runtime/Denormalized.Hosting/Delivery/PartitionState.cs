using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>What the loop knows of a partition it owns. Positions are offsets of the next message.</summary>
internal sealed class PartitionState(TopicPartition partition, int source, string incarnation, long start)
{
    private static readonly SkipSet[] s_none = [];

    public TopicPartition Partition { get; } = partition;

    /// <summary>Index of the topic's stream in the pipeline's sources.</summary>
    public int Source { get; } = source;

    /// <summary>Incarnation of the topic, stored with every row (<c>_source</c>) and with every commit.</summary>
    public string Incarnation { get; } = incarnation;

    /// <summary>Of the next message to process.</summary>
    public long Next { get; set; } = start;

    /// <summary>Behind the last message whose rows are stored; committed, or about to be.</summary>
    public long Stored { get; set; } = start;

    /// <summary>As the group has it; reading starts here again after anything unclean.</summary>
    public long Committed { get; set; } = start;

    /// <summary>First offset of the current batch, -1 when it has none of this partition.</summary>
    public long BatchFirst { get; set; } = -1;

    /// <summary>One set for each output; empty when nothing behind the committed offset is stored.</summary>
    public SkipSet[] Skip { get; set; } = s_none;

    /// <summary>Bits of the outputs that shall still take the row of <paramref name="offset"/>.</summary>
    public ulong Wanted(long offset)
    {
        var wanted = ulong.MaxValue;
        if (Skip.Length > 0)
        {
            var open = false;
            for (var i = 0; i < Skip.Length; i++)
            {
                if (Skip[i].Contains(offset))
                {
                    wanted &= ~(1UL << i);
                }

                open |= Skip[i].Max > offset;
            }

            if (!open)
            {
                Skip = s_none;
            }
        }

        return wanted;
    }
}
