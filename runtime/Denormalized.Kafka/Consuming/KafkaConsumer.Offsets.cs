using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

public sealed unsafe partial class KafkaConsumer
{
    private static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    private readonly HashSet<PendingCommit> pendingCommits = [];

    /// <summary>Commits offsets for the group and waits for the broker's answer.</summary>
    /// <param name="offsets">For each partition the offset of the next message to read, after everything before it is stored.</param>
    /// <exception cref="KafkaException">The commit failed, or a partition is no longer assigned to this consumer.</exception>
    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        using var call = Enter();
        if (offsets.Count == 0)
        {
            return;
        }

        RefuseForeign(offsets);
        using var list = TopicPartitionList.Of(offsets);
        var code = Librdkafka.rd_kafka_commit(handle, list.Pointer, 0);
        if (CommitError(code, list.Pointer) is { } error)
        {
            throw error;
        }
    }

    /// <summary>
    /// Commits offsets for the group without waiting; the answer arrives during a later ConsumeBatch, so do not wait for the task on
    /// the consuming thread.
    /// </summary>
    /// <inheritdoc cref="Commit"/>
    public Task CommitAsync(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        using var call = Enter();
        if (offsets.Count == 0)
        {
            return Task.CompletedTask;
        }

        RefuseForeign(offsets);
        using var list = TopicPartitionList.Of(offsets);
        var pending = new PendingCommit(this);
        var code = Librdkafka.rd_kafka_commit_queue(handle, list.Pointer, queue, &OnCommitted, GCHandle.ToIntPtr(pending.Handle));
        if (code != KafkaErrorCode.None)
        {
            pending.Complete(CommitError(code, null));
        }

        return pending.Source.Task;
    }

    /// <summary>The offsets that the group has committed.</summary>
    /// <param name="partitions">Partitions of any topic, assigned or not.</param>
    /// <returns>In the order asked; <see cref="KafkaOffset.None"/> where nothing was committed.</returns>
    public IReadOnlyList<TopicPartitionOffset> Committed(IReadOnlyCollection<TopicPartition> partitions)
    {
        using var call = Enter();
        return ReadCommitted(partitions, options.RequestTimeout);
    }

    /// <summary>Asks the broker for both ends of a partition.</summary>
    /// <param name="partition">A partition of any topic.</param>
    public Watermarks QueryWatermarks(TopicPartition partition)
    {
        using var call = Enter();
        return ReadWatermarks(partition, options.RequestTimeout);
    }

    /// <summary>Offset of the next message to be handed out, for each assigned partition; none before the first message of one that started at a logical offset.</summary>
    public IReadOnlyList<TopicPartitionOffset> Positions
    {
        get
        {
            using var call = Enter();
            return [.. table.All.Select(static p => new TopicPartitionOffset(p.Partition, p.Next))];
        }
    }

    /// <summary>
    /// Messages behind the next one to be handed out, as known from the latest fetches: no request is made. Null while a partition's
    /// end or position is not known yet.
    /// </summary>
    /// <param name="partition">An assigned partition.</param>
    public long? Lag(TopicPartition partition)
    {
        using var call = Enter();
        long low, high;
        return table.Find(partition) is { Next: >= 0 } state
            && Librdkafka.rd_kafka_get_watermark_offsets(handle, partition.Topic, partition.Partition, &low, &high) == KafkaErrorCode.None
            && high >= 0
            ? Math.Max(0, high - state.Next)
            : null;
    }

    /// <summary>Stops fetching partitions; messages that are in the queue already are not handed out. A rebalance ends the pause.</summary>
    /// <param name="partitions">Assigned partitions.</param>
    public void Pause(params IReadOnlyCollection<TopicPartition> partitions)
    {
        using var call = Enter();
        var states = Assigned(partitions);
        using var list = TopicPartitionList.Of(partitions);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_pause_partitions(handle, list.Pointer), "pausing");
        states.ForEach(static state => state.Pause());
    }

    /// <summary>Goes on with paused partitions, at the message after the last one that was handed out.</summary>
    /// <param name="partitions">Assigned partitions.</param>
    public void Resume(params IReadOnlyCollection<TopicPartition> partitions)
    {
        using var call = Enter();
        var states = Assigned(partitions);
        using var list = TopicPartitionList.Of(partitions);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_resume_partitions(handle, list.Pointer), "resuming");
        states.ForEach(static state => state.Resume());
        SendSeeks();
    }

    /// <summary>Goes on reading at another offset.</summary>
    /// <param name="position">An assigned partition and the offset, from 0, of the next message to hand out.</param>
    public void Seek(TopicPartitionOffset position)
    {
        using var call = Enter();
        ArgumentOutOfRangeException.ThrowIfNegative(position.Offset);
        Assigned([position.TopicPartition])[0].SeekTo(position.Offset);
        if (failure is KafkaOffsetBeyondEndException or KafkaMessagesLostException)
        {
            failure = null;
        }

        SendSeeks();
    }

    private List<PartitionState> Assigned(IReadOnlyCollection<TopicPartition> partitions) =>
        [.. partitions.Select(p => table.Find(p) ?? throw new ArgumentException($"{p} is not assigned to the {name}."))];

    /// <summary>A consumer that has lost a partition must not move the offset of its new owner.</summary>
    private void RefuseForeign(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        foreach (var offset in offsets)
        {
            if (subscribed && table.Find(offset.TopicPartition) is null)
            {
                throw new KafkaException(KafkaErrorCode.LocalAssignmentLost, $"commit of {offset}", "the partition is no longer assigned to this consumer");
            }
        }
    }

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

    private TopicPartitionOffset[] ReadCommitted(IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout)
    {
        using var list = TopicPartitionList.Of(partitions);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_committed(handle, list.Pointer, (int)timeout.TotalMilliseconds), $"reading the committed offsets of the {name}");
        var committed = partitions.Select(static p => new TopicPartitionOffset(p, KafkaOffset.None)).ToArray();
        for (var i = 0; i < committed.Length; i++)
        {
            var element = list.Pointer->Elements[i];
            KafkaException.ThrowIf(element.Error, $"reading the committed offset of {committed[i].TopicPartition}");
            committed[i] = committed[i] with
            {
                Offset = element.Offset >= 0 ? element.Offset : KafkaOffset.None,
                Metadata = TopicPartitionList.Metadata(element),
            };
        }

        return committed;
    }

    private Watermarks ReadWatermarks(TopicPartition partition, TimeSpan timeout) =>
        KafkaMetadata.ReadWatermarks(handle, partition, (int)timeout.TotalMilliseconds);

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

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCommitted(nint handle, KafkaErrorCode code, NativeTopicPartitionList* offsets, nint opaque)
    {
        var pending = (PendingCommit)GCHandle.FromIntPtr(opaque).Target!;
        pending.Complete(pending.Consumer.CommitError(code, offsets));
    }

    private KafkaException? CommitError(KafkaErrorCode code, NativeTopicPartitionList* offsets)
    {
        for (var i = 0; offsets != null && i < offsets->Count && code == KafkaErrorCode.None; i++)
        {
            code = offsets->Elements[i].Error;
        }

        return code == KafkaErrorCode.None ? null : new KafkaException(code, $"commit of the {name}");
    }

    private void FailPendingCommits()
    {
        foreach (var pending in pendingCommits.ToList())
        {
            pending.Complete(new KafkaException(KafkaErrorCode.LocalDestroy, $"commit of the {name}", "the consumer was closed before the broker answered"));
        }
    }

    private sealed class PendingCommit
    {
        public PendingCommit(KafkaConsumer consumer)
        {
            Consumer = consumer;
            Handle = GCHandle.Alloc(this);
            consumer.pendingCommits.Add(this);
        }

        public KafkaConsumer Consumer { get; }

        public GCHandle Handle { get; }

        public TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(KafkaException? error)
        {
            Consumer.pendingCommits.Remove(this);
            Handle.Free();
            if (error is null)
            {
                Source.SetResult();
            }
            else
            {
                Source.SetException(error);
            }
        }
    }
}
