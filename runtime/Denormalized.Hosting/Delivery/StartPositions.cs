using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>Where an assigned partition begins, and whether that can be right.</summary>
internal static class StartPositions
{
    private const int Looks = 4;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>The committed offset, when it was committed for this incarnation of the topic; else where the services say, or the first message.</summary>
    /// <exception cref="PipelineStartException">More was committed than the partition has.</exception>
    public static List<PartitionState> Resolve(
        IMessageSource source, IReadOnlyList<TopicPartition> partitions, Dictionary<string, int> sources, LoopServices services, string pipeline)
    {
        var incarnations = partitions.Select(p => p.Topic).Distinct().ToDictionary(t => t, t => source.Incarnation(t) ?? services.Options.Incarnation);
        var states = new List<PartitionState>(partitions.Count);
        foreach (var committed in source.Committed(partitions))
        {
            var partition = committed.Partition;
            var incarnation = incarnations[partition.Topic];
            var ends = source.Watermarks(partition);
            var start = Math.Max(ends.Low, services.From?.GetValueOrDefault(partition, ends.Low) ?? ends.Low);
            if (committed.Offset >= 0 && committed.Incarnation.Length > 0 && committed.Incarnation != incarnation)
            {
                Log.NewIncarnation(services.Logger, pipeline, partition.ToString(), committed.Offset, committed.Incarnation, incarnation);
            }
            else if (committed.Offset >= 0)
            {
                if (committed.Offset > ends.High && committed.Offset > LatestHigh(source, partition, committed.Offset, services.Time, CancellationToken.None))
                {
                    throw TopicMadeAgain(partition, $"the group has committed offset {committed.Offset}", ends, incarnation);
                }

                // What lies between was deleted unread; the source says so when it finds the gap.
                start = committed.Offset;
            }

            states.Add(new PartitionState(partition, sources[partition.Topic], incarnation, start));
        }

        return states;
    }

    /// <summary>Nothing can be stored that was not there to be read.</summary>
    /// <exception cref="PipelineStartException">A row has an offset that the partition does not reach.</exception>
    public static void CheckStored(IMessageSource source, PartitionState state, TimeProvider time, CancellationToken stop)
    {
        var stored = state.Skip.Length == 0 ? -1 : state.Skip.Max(s => s.Max);
        if (stored >= 0 && stored >= LatestHigh(source, state.Partition, stored + 1, time, stop))
        {
            throw TopicMadeAgain(state.Partition, $"a row with offset {stored} is stored", source.Watermarks(state.Partition), state.Incarnation);
        }
    }

    // After a change of leader the high watermark may lag for a moment: look some times before a verdict that stops the pipeline.
    private static long LatestHigh(IMessageSource source, TopicPartition partition, long expected, TimeProvider time, CancellationToken stop)
    {
        for (var look = 1; ; look++)
        {
            var high = source.Watermarks(partition).High;
            if (high >= expected || look == Looks)
            {
                return high;
            }

            Task.Delay(s_betweenLooks, time, stop).GetAwaiter().GetResult();
        }
    }

    private static PipelineStartException TopicMadeAgain(TopicPartition partition, string evidence, Watermarks ends, string incarnation) => new(
        $"The topic was made again: {evidence} of {partition}, but the partition now ends at {ends.High}. "
        + $"Rows that are stored belong to the topic's earlier life (incarnation '{incarnation}'). To read the new topic from its first message, "
        + "set Kafka:Incarnation to another name; the stored rows stay.");
}
