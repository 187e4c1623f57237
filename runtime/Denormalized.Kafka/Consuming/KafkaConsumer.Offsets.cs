using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

public sealed unsafe partial class KafkaConsumer
{
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

    /// <summary>Asks the brokers for the first message of each partition that is not older than a time (ListOffsets).</summary>
    /// <param name="partitions">Partitions of any topic, assigned or not.</param>
    /// <param name="time">As Kafka dates messages: when they were made, or appended, as the topic is configured.</param>
    /// <returns>In the order asked; the end of the partition where all messages are older.</returns>
    /// <exception cref="KafkaException">The brokers do not answer, or keep no times.</exception>
    public IReadOnlyList<TopicPartitionOffset> OffsetsForTime(IReadOnlyCollection<TopicPartition> partitions, DateTimeOffset time)
    {
        using var call = Enter();
        using var list = TopicPartitionList.Of([.. partitions.Select(p => new TopicPartitionOffset(p, time.ToUnixTimeMilliseconds()))]);
        var what = $"looking up the offsets of {time:O}";
        KafkaException.ThrowIf(Librdkafka.rd_kafka_offsets_for_times(handle, list.Pointer, (int)options.RequestTimeout.TotalMilliseconds), what);
        var found = partitions.Select(static p => new TopicPartitionOffset(p, KafkaOffset.None)).ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            var element = list.Pointer->Elements[i];
            KafkaException.ThrowIf(element.Error, $"{what} in {found[i].TopicPartition}");
            found[i] = found[i] with { Offset = element.Offset >= 0 ? element.Offset : ReadWatermarks(found[i].TopicPartition, options.RequestTimeout).High };
        }

        return found;
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
