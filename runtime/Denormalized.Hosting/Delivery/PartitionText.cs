using System.Globalization;
using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>Partitions for logs: neighbours at the same position as one range, <c>events[0-62]@0, events[63]@17</c>.</summary>
internal static class PartitionText
{
    public static string Of(IEnumerable<(TopicPartition Partition, long? Position)> partitions)
    {
        var texts = new List<string>();
        var run = new List<(TopicPartition Partition, long? Position)>();
        foreach (var next in partitions.OrderBy(p => p.Partition.Topic, StringComparer.Ordinal).ThenBy(p => p.Partition.Partition))
        {
            if (run.Count > 0 && !Continues(run[^1], next))
            {
                texts.Add(Range(run));
                run.Clear();
            }

            run.Add(next);
        }

        if (run.Count > 0)
        {
            texts.Add(Range(run));
        }

        return texts.Count == 0 ? "none" : string.Join(", ", texts);
    }

    private static bool Continues((TopicPartition Partition, long? Position) last, (TopicPartition Partition, long? Position) next) =>
        last.Partition.Topic == next.Partition.Topic && last.Partition.Partition + 1 == next.Partition.Partition && last.Position == next.Position;

    private static string Range(List<(TopicPartition Partition, long? Position)> run)
    {
        var (first, last) = (run[0].Partition, run[^1].Partition);
        var numbers = run.Count == 1 ? $"{first.Partition}" : $"{first.Partition}-{last.Partition}";
        var position = run[0].Position is { } offset ? string.Create(CultureInfo.InvariantCulture, $"@{offset}") : "";
        return $"{first.Topic}[{numbers}]{position}";
    }
}
