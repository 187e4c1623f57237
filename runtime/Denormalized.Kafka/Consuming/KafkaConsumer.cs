using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>
/// Reads messages in batches, straight from librdkafka's memory, and keeps account of every offset itself.
/// </summary>
/// <remarks>
/// <para>One call at a time: the consumer is meant for one thread, which calls <see cref="ConsumeBatch(TimeSpan, MessageHandler)"/> in
/// a loop, at least every max.poll.interval.ms. Rebalances and events are reported on that thread, inside that call. A second
/// thread that calls at the same time gets an <see cref="InvalidOperationException"/>; only <see cref="Wake"/> may be called from
/// anywhere.</para>
/// <para>Offsets: a message is handed out only when it is the next one of its partition, whatever pause, resume, seek and rebalance
/// left in librdkafka's queues; nothing is committed unless <see cref="Commit"/> or <see cref="CommitAsync"/> is called. When the
/// broker no longer has the next offset, that is not a reset but a loss: it is logged, reported as <see cref="MessagesLost"/>, and
/// reading goes on at the first message that is left.</para>
/// </remarks>
public sealed unsafe partial class KafkaConsumer : IDisposable
{
    private readonly KafkaConsumerOptions options;
    private readonly string name;
    private readonly bool hasGroup;
    private readonly long withoutCommit;
    private readonly bool stopOnLoss;
    private readonly PartitionTable table = new();
    private readonly GCHandle self;
    private readonly nint handle;
    private readonly nint queue;
    private readonly NativeMessage** buffer;

    private Exception? failure;
    private bool subscribed;
    private bool closed;
    private int owner;
    private int depth;

    /// <summary>Makes a consumer; it connects in the background.</summary>
    /// <param name="options">Settings and handlers.</param>
    /// <exception cref="KafkaSettingsException">A setting is missing, unknown or not valid.</exception>
    /// <exception cref="LibrdkafkaNotFoundException">No usable librdkafka was found.</exception>
    public KafkaConsumer(KafkaConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        LibrdkafkaLoader.Load(options.Logger);
        ClientConf.RequireBrokers(options.Settings);
        this.options = options;
        hasGroup = options.Settings.GroupId is { Length: > 0 };
        name = hasGroup ? $"consumer of group '{options.Settings.GroupId}'" : "consumer without a group";
        (withoutCommit, stopOnLoss) = ResetPolicy(options);
        self = GCHandle.Alloc(this);
        try
        {
            handle = ClientConf.NewHandle(MakeConf(), KafkaRole.Consumer, name);
        }
        catch
        {
            self.Free();
            throw;
        }

        KafkaException.ThrowIf(Librdkafka.rd_kafka_poll_set_consumer(handle), "redirecting the main queue");
        queue = Librdkafka.rd_kafka_queue_get_consumer(handle);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_set_log_queue(handle, queue), "redirecting the log");
        buffer = (NativeMessage**)NativeMemory.Alloc((nuint)options.BatchSize, (nuint)sizeof(NativeMessage*));
    }

    /// <summary>The partitions that are read at present.</summary>
    public IReadOnlyList<TopicPartition> Assignment => [.. table.All.Select(static p => p.Partition)];

    /// <summary>Messages of before a pause, seek or rebalance that came late and were dropped. They were or will be delivered in order.</summary>
    public long Discarded => table.All.Sum(static p => p.Discarded);

    /// <summary>Offsets of the assigned partitions that had no message: compaction and transaction markers.</summary>
    public long SkippedOffsets => table.All.Sum(static p => p.Missing);

    /// <summary>Id that the group has given this consumer; empty before the first assignment.</summary>
    public string MemberId
    {
        get
        {
            using var call = Enter();
            var id = Librdkafka.rd_kafka_memberid(handle);
            var text = NativeText.Of(id);
            if (id != null)
            {
                Librdkafka.rd_kafka_mem_free(handle, id);
            }

            return text;
        }
    }

    /// <summary>Joins the group and reads the partitions of the topics that the group gives to this consumer.</summary>
    /// <param name="topics">Names; one that starts with ^ is a regular expression.</param>
    public void Subscribe(params IReadOnlyCollection<string> topics)
    {
        using var call = Enter();
        if (!hasGroup)
        {
            throw new KafkaSettingsException("Kafka setting 'group.id' (GroupId) is missing: subscribing needs a consumer group.");
        }

        using var list = new TopicPartitionList(topics.Count);
        foreach (var topic in topics)
        {
            list.Add(topic, Librdkafka.PartitionUnassigned);
        }

        KafkaException.ThrowIf(Librdkafka.rd_kafka_subscribe(handle, list.Pointer), $"subscribing to {string.Join(", ", topics)}");
        subscribed = true;
    }

    /// <summary>Reads these partitions, without a group's help; replaces an earlier assignment.</summary>
    /// <param name="starts">The partitions with an offset each, or <see cref="KafkaOffset.Beginning"/> or <see cref="KafkaOffset.End"/>.</param>
    public void Assign(params IReadOnlyCollection<TopicPartitionOffset> starts)
    {
        using var call = Enter();
        if (subscribed)
        {
            throw new InvalidOperationException("The consumer is subscribed: its group assigns the partitions.");
        }

        using var list = TopicPartitionList.Of(starts);
        ResolveLogicalStarts(list.Pointer->Elements, list.Pointer->Count);
        KafkaException.ThrowIf(Librdkafka.rd_kafka_assign(handle, list.Pointer), "assigning partitions");
        table.Clear();
        AddToTable(list.Pointer);
    }

    /// <summary>
    /// Waits until a batch is full or the time is over and hands the messages out. Rebalances and events are handled in between.
    /// </summary>
    /// <param name="timeout">Longest wait; a batch that is not full is handed out only then, so it is also the delay of single messages.</param>
    /// <param name="handler">Takes the messages.</param>
    /// <returns>Number of messages handed out.</returns>
    public int ConsumeBatch(TimeSpan timeout, MessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var adapter = new DelegateHandler(handler);
        return ConsumeBatch(timeout, ref adapter);
    }

    /// <inheritdoc cref="ConsumeBatch(TimeSpan, MessageHandler)"/>
    /// <typeparam name="THandler">A struct is called without indirection.</typeparam>
    public int ConsumeBatch<THandler>(TimeSpan timeout, ref THandler handler)
        where THandler : IMessageHandler, allows ref struct => ConsumeBatch(timeout, options.BatchSize, ref handler);

    /// <inheritdoc cref="ConsumeBatch{THandler}(TimeSpan, ref THandler)"/>
    /// <param name="max">Most messages to hand out; at most <see cref="KafkaConsumerOptions.BatchSize"/> are.</param>
    public int ConsumeBatch<THandler>(TimeSpan timeout, int max, ref THandler handler)
        where THandler : IMessageHandler, allows ref struct
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        using var call = Enter();
        ThrowIfFailed();
        ResolveOutOfRange();
        SendSeeks();
        var count = (int)Librdkafka.rd_kafka_consume_batch_queue(queue, (int)timeout.TotalMilliseconds, buffer, (nuint)Math.Min(max, options.BatchSize));
        var handed = count > 0 ? HandOut(count, ref handler) : 0;
        ThrowIfFailed();
        return handed;
    }

    /// <summary>Leaves the group (partitions are revoked through the handler) and frees everything. Commit before.</summary>
    /// <exception cref="KafkaException">A rebalance handler threw meanwhile, or leaving the group failed; everything is freed all the same.</exception>
    public void Close()
    {
        if (closed)
        {
            return;
        }

        var before = failure;
        using (Enter())
        {
            var error = Librdkafka.rd_kafka_consumer_close(handle);
            closed = true;
            Librdkafka.rd_kafka_queue_destroy(queue);
            table.ReleaseHandles();
            Librdkafka.rd_kafka_destroy(handle);
            FailPendingCommits();
            NativeMemory.Free(buffer);
            self.Free();
            if (before is null)
            {
                ThrowIfFailed();
                KafkaException.ThrowIf(error, $"closing the {name}");
            }
        }
    }

    /// <summary>Closes the consumer as <see cref="Close"/> does, but logs a failure instead of throwing it.</summary>
    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (KafkaException e)
        {
            if (options.Logger is { } logger)
            {
                KafkaLog.CloseFailed(logger, e, name);
            }
        }
    }

    /// <summary>Ends a waiting ConsumeBatch early; may be called from any thread, but not while or after the consumer is closed.</summary>
    public void Wake()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        Librdkafka.rd_kafka_queue_yield(queue);
    }

    private int HandOut<THandler>(int count, ref THandler handler)
        where THandler : IMessageHandler, allows ref struct
    {
        var handed = 0;
        var i = 0;
        try
        {
            for (; i < count; i++)
            {
                var message = buffer[i];
                if (message->Error == KafkaErrorCode.None)
                {
                    handed += HandOut(message, ref handler);
                }
                else
                {
                    OnMessageError(message);
                }

                Librdkafka.rd_kafka_message_destroy(message);
            }
        }
        finally
        {
            for (; i < count; i++)
            {
                GiveBack(buffer[i]);
            }
        }

        return handed;
    }

    private int HandOut<THandler>(NativeMessage* message, ref THandler handler)
        where THandler : IMessageHandler, allows ref struct
    {
        var topic = table.TopicOf(handle, message->Topic);
        if (topic.Find(message->Partition) is not { } partition || !partition.Accept(message->Offset))
        {
            return 0;
        }

        handler.Handle(new KafkaMessage(message, topic.Name));
        return 1;
    }

    /// <summary>The handler threw: this message and those behind it were not taken, so reading goes back to them.</summary>
    private void GiveBack(NativeMessage* message)
    {
        if (message->Error == KafkaErrorCode.None
            && table.TopicOf(handle, message->Topic).Find(message->Partition) is { } partition)
        {
            partition.GiveBack(message->Offset);
        }

        Librdkafka.rd_kafka_message_destroy(message);
    }

    private void AddToTable(NativeTopicPartitionList* starts)
    {
        for (var i = 0; i < starts->Count; i++)
        {
            var start = starts->Elements[i];
            table.Add(new TopicPartition(NativeText.Of(start.Topic), start.Partition), start.Offset);
        }
    }

    private static (long WithoutCommit, bool StopOnLoss) ResetPolicy(KafkaConsumerOptions options)
    {
        // librdkafka itself always runs with 'error', so that every reset comes to our knowledge and is decided here
        var policy = options.Settings["auto.offset.reset"]?.ToLowerInvariant() ?? "earliest";
        var beginning = options.StartAtZero ? 0 : KafkaOffset.Beginning;
        return policy switch
        {
            "earliest" or "smallest" or "beginning" => (beginning, false),
            "latest" or "largest" or "end" => (KafkaOffset.End, false),
            "error" or "none" => (beginning, true),
            _ => throw new KafkaSettingsException($"Kafka setting 'auto.offset.reset={policy}' is not valid: use earliest, latest or error (stop when messages were lost)."),
        };
    }

    private Call Enter()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        var thread = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref owner, thread, 0) is var other && other != 0 && other != thread)
        {
            throw new InvalidOperationException($"The {name} is in use on another thread: make one call at a time, from the thread that consumes.");
        }

        depth++;
        return new Call(this);
    }

    private void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw failure is KafkaException ? failure : new KafkaConsumerFailedException(name, failure);
        }
    }

    /// <summary>A call into the consumer; calls nest when a handler calls back.</summary>
    private readonly ref struct Call(KafkaConsumer consumer)
    {
        public void Dispose()
        {
            if (--consumer.depth == 0)
            {
                Volatile.Write(ref consumer.owner, 0);
            }
        }
    }

    private readonly struct DelegateHandler(MessageHandler handler) : IMessageHandler
    {
        public void Handle(in KafkaMessage message) => handler(message);
    }
}
