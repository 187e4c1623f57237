using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

// Where librdkafka fetches from: seeks, restarts, and what to do when the broker does not have the offset.
public sealed unsafe partial class KafkaConsumer
{
    private static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Tells librdkafka where to fetch from. What it refuses (a partition not started yet) is tried again at the next batch.</summary>
    private void SendSeeks()
    {
        var states = table.All.Where(static p => p is { SeekPending: true, Paused: false }).ToList();
        if (states.Count == 0)
        {
            return;
        }

        if (states.Exists(static p => p.Stopped))
        {
            Restart(states);
            return;
        }

        using var list = StartList(states);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_seek_partitions(handle, list.Pointer, (int)SeekTimeout.TotalMilliseconds), "seeking");
        for (var i = 0; i < states.Count; i++)
        {
            if (list.Pointer->Elements[i].Error == KafkaErrorCode.None)
            {
                states[i].SeekDone();
            }
        }
    }

    /// <summary>
    /// Assigns anew, since partitions that librdkafka has stopped take no seek. The cooperative protocol allows that for single
    /// partitions; the eager one only for all of them, which then all start again at their next offset. Refused while a rebalance is
    /// waiting to be served; then the next batch tries again.
    /// </summary>
    private void Restart(List<PartitionState> states)
    {
        if (IsCooperative)
        {
            using var some = StartList(states);
            Succeeds(Librdkafka.rd_kafka_incremental_unassign(handle, some.Pointer)); // it may have gone through the time before
            if (Succeeds(Librdkafka.rd_kafka_incremental_assign(handle, some.Pointer)))
            {
                states.ForEach(static state => state.SeekDone());
            }

            return;
        }

        var all = table.All.ToList();
        using var list = StartList(all);
        if (Librdkafka.rd_kafka_assign(handle, list.Pointer) != KafkaErrorCode.None)
        {
            return;
        }

        foreach (var state in all)
        {
            state.RequestSeek();
            state.SeekDone();
        }

        using var paused = TopicPartitionList.Of([.. all.Where(static p => p.Paused).Select(static p => p.Partition)]);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_pause_partitions(handle, paused.Pointer), "pausing again");
    }

    private static TopicPartitionList StartList(List<PartitionState> states)
    {
        var list = new TopicPartitionList(states.Count);
        foreach (var state in states)
        {
            list.Add(state.Partition.Topic, state.Partition.Partition)->Offset = state.Next >= 0 ? state.Next : state.Start;
        }

        return list;
    }

    private static bool Succeeds(nint error)
    {
        if (error != 0)
        {
            Librdkafka.rd_kafka_error_destroy(error);
        }

        return error == 0;
    }

    /// <summary>
    /// The broker has said that it does not have the next offset. Whether messages were lost, the topic was made again or the answer
    /// was a passing one (a follower that lags) the watermarks tell.
    /// </summary>
    private void ResolveOutOfRange()
    {
        foreach (var state in table.All.Where(static p => p.OutOfRange).ToList())
        {
            Watermarks watermarks;
            try
            {
                watermarks = ReadWatermarks(state.Partition, SeekTimeout);
            }
            catch (KafkaException e)
            {
                OnClientError(e.Code, e.Message); // asked again at the next batch
                continue;
            }

            if (state.Next > watermarks.High)
            {
                failure = new KafkaOffsetBeyondEndException(state.Partition, state.Next, watermarks);
                throw failure;
            }

            if (state.Next >= 0 && state.Next < watermarks.Low)
            {
                ReportLoss(new MessagesLost(state.Partition, state.Next, watermarks.Low));
            }

            var next = state.Next >= 0 ? Math.Max(state.Next, watermarks.Low)
                : state.Start == KafkaOffset.End ? watermarks.High
                : watermarks.Low;
            state.SeekTo(next);
        }
    }

    private void ReportLoss(MessagesLost loss)
    {
        if (stopOnLoss)
        {
            failure = new KafkaMessagesLostException(loss);
            throw failure;
        }

        if (options.Logger is { } logger)
        {
            KafkaLog.MessagesLost(logger, name, loss.Partition, loss.First, loss.Next - 1, loss.Next - loss.First);
        }

        options.Events?.Invoke(loss);
    }

    /// <summary>
    /// Replaces "beginning" and "end" by the offsets that they mean now, in one request to each broker: from then on every message is
    /// accounted for. What cannot be resolved (no leader) stays logical and is settled by its first message.
    /// </summary>
    private void ResolveLogicalStarts(NativeTopicPartition* partitions, int count)
    {
        using var list = new TopicPartitionList(count);
        var indexes = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (partitions[i].Offset is KafkaOffset.Beginning or KafkaOffset.End)
            {
                // in ListOffsets the times -2 and -1 stand for the beginning and the end
                list.Add(NativeText.Of(partitions[i].Topic), partitions[i].Partition)->Offset = partitions[i].Offset;
                indexes.Add(i);
            }
        }

        if (indexes.Count == 0)
        {
            return;
        }

        var code = Librdkafka.rd_kafka_offsets_for_times(handle, list.Pointer, (int)StartTimeout.TotalMilliseconds);
        for (var i = 0; i < indexes.Count; i++)
        {
            var found = list.Pointer->Elements[i];
            if (code == KafkaErrorCode.None && found.Error == KafkaErrorCode.None && found.Offset >= 0)
            {
                partitions[indexes[i]].Offset = found.Offset;
            }
        }
    }
}
