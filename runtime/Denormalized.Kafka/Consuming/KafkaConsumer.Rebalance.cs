using System.Diagnostics;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

public sealed unsafe partial class KafkaConsumer
{
    private static readonly TimeSpan CommittedPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommittedPause = TimeSpan.FromMilliseconds(200);

    private bool IsCooperative => NativeText.Of(Librdkafka.rd_kafka_rebalance_protocol(handle)) == "COOPERATIVE";

    private void Rebalance(KafkaErrorCode code, NativeTopicPartitionList* partitions)
    {
        switch (code)
        {
            case KafkaErrorCode.LocalAssignPartitions when failure is null:
                OnAssigned(partitions);
                break;
            case KafkaErrorCode.LocalRevokePartitions when failure is null:
                OnRevoked(partitions);
                break;
            default:
                // an error of the group, or the consumer has failed: own nothing
                table.Clear();
                KafkaException.ThrowIf(Librdkafka.rd_kafka_assign(handle, null), "giving up the assignment");
                break;
        }
    }

    private void OnAssigned(NativeTopicPartitionList* partitions)
    {
        var assigned = TopicPartitionList.Read(partitions);
        var assignment = new PartitionAssignment(CommittedForAssignment(assigned), withoutCommit);
        Log(KafkaLog.Assigned, assigned);
        options.Rebalances?.Assigned(assignment);
        for (var i = 0; i < assigned.Length; i++)
        {
            partitions->Elements[i].Offset = assignment.Start(i);
        }

        ResolveLogicalStarts(partitions->Elements, partitions->Count);
        if (IsCooperative)
        {
            KafkaException.ThrowIf(Librdkafka.rd_kafka_incremental_assign(handle, partitions), "taking over the assigned partitions");
        }
        else
        {
            table.Clear();
            KafkaException.ThrowIf(Librdkafka.rd_kafka_assign(handle, partitions), "taking over the assigned partitions");
        }

        AddToTable(partitions);
        // a partition that was paused when it went away would come back paused
        KafkaException.ThrowIf(Librdkafka.rd_kafka_resume_partitions(handle, partitions), "resuming the assigned partitions");
    }

    private void OnRevoked(NativeTopicPartitionList* partitions)
    {
        var revoked = TopicPartitionList.Read(partitions);
        if (Librdkafka.rd_kafka_assignment_lost(handle) != 0)
        {
            Log(KafkaLog.Lost, revoked);
            Forget(revoked); // first, so that a commit of theirs is refused
            options.Rebalances?.Lost(revoked);
        }
        else
        {
            Log(KafkaLog.Revoked, revoked);
            options.Rebalances?.Revoked(revoked);
            Forget(revoked);
        }

        if (IsCooperative)
        {
            KafkaException.ThrowIf(Librdkafka.rd_kafka_incremental_unassign(handle, partitions), "giving up the revoked partitions");
        }
        else
        {
            KafkaException.ThrowIf(Librdkafka.rd_kafka_assign(handle, null), "giving up the revoked partitions");
        }
    }

    private void Forget(TopicPartition[] partitions)
    {
        foreach (var partition in partitions)
        {
            table.Remove(partition);
        }
    }

    /// <summary>
    /// A coordinator may be moving, or its broker starting, just when it has assigned: ask again for a while. Starting without knowing
    /// would double or lose rows.
    /// </summary>
    private TopicPartitionOffset[] CommittedForAssignment(TopicPartition[] partitions)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return ReadCommitted(partitions, options.RequestTimeout);
            }
            catch (KafkaException e) when (e.IsTransient && Stopwatch.GetElapsedTime(start) < CommittedPatience && failure is null)
            {
                OnClientError(e.Code, e.Message);
                Thread.Sleep(CommittedPause); // a coordinator that is not one answers at once
            }
        }
    }

    private void Log(Action<ILogger, string, string> message, TopicPartition[] partitions)
    {
        if (options.Logger is { } logger)
        {
            message(logger, name, partitions.Length == 0 ? "nothing" : string.Join(", ", partitions));
        }
    }
}
