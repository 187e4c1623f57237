using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>
/// The producer's own thread: takes delivery reports in bulk, errors, log lines and statistics from librdkafka's main queue. Events
/// instead of callbacks, so that no native thread ever enters managed code.
/// </summary>
internal sealed unsafe class ProducerPoller
{
    public const int Events = Librdkafka.EventDelivery | Librdkafka.EventError | Librdkafka.EventLog | Librdkafka.EventStatistics;

    private const string Name = "producer";
    private const int PollMs = 200;
    private const int MessagesAtOnce = 256;

    private readonly nint handle;
    private readonly nint queue;
    private readonly KafkaProducerOptions options;
    private readonly Thread thread;
    private readonly Lock failureGate = new();

    private TaskCompletionSource? room;
    private long produced;
    private long delivered;
    private long failed;
    private long bulkFailed;
    private KafkaErrorCode bulkFailure;
    private TopicPartition bulkFailurePartition;
    private volatile bool stopping;

    public ProducerPoller(nint handle, KafkaProducerOptions options)
    {
        this.handle = handle;
        this.options = options;
        queue = Librdkafka.rd_kafka_queue_get_main(handle);
        Librdkafka.rd_kafka_set_log_queue(handle, queue);
        thread = new Thread(Run) { IsBackground = true, Name = "kafka producer" };
        thread.Start();
    }

    public long Produced => Interlocked.Read(ref produced);

    public long Delivered => Interlocked.Read(ref delivered);

    public long Failed => Interlocked.Read(ref failed);

    public void CountProduced() => Interlocked.Increment(ref produced);

    /// <summary>Completes when messages have left the queue.</summary>
    public Task RoomAsync()
    {
        var present = Volatile.Read(ref room);
        if (present is null)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            present = Interlocked.CompareExchange(ref room, made, null) ?? made;
        }

        // what left the queue just before was not announced to this source, hence the limit
        return Task.WhenAny(present.Task, Task.Delay(PollMs));
    }

    public void WaitForRoom(CancellationToken cancellation) => RoomAsync().Wait(cancellation);

    public Task FlushAsync(CancellationToken cancellation) => Task.Run(
        () =>
        {
            var goal = Produced;
            while (Delivered + Failed < goal)
            {
                cancellation.ThrowIfCancellationRequested();
                Librdkafka.rd_kafka_flush(handle, PollMs);
                if (Librdkafka.rd_kafka_outq_len(handle) == 0)
                {
                    Thread.Sleep(1); // the last reports are being counted
                }
            }
        },
        cancellation);

    /// <summary>The failures of bulk messages since the last time, or null.</summary>
    public KafkaDeliveryException? TakeFailure()
    {
        lock (failureGate)
        {
            if (bulkFailed == 0)
            {
                return null;
            }

            var failure = new KafkaDeliveryException(bulkFailure, bulkFailed, bulkFailurePartition);
            bulkFailed = 0;
            return failure;
        }
    }

    public void Stop()
    {
        stopping = true;
        Librdkafka.rd_kafka_queue_yield(queue);
        thread.Join();
        Librdkafka.rd_kafka_queue_destroy(queue);
    }

    private void Run()
    {
        while (true)
        {
            var rkev = Librdkafka.rd_kafka_queue_poll(queue, stopping ? 0 : PollMs);
            if (rkev != 0)
            {
                Handle(rkev);
                Librdkafka.rd_kafka_event_destroy(rkev);
                Interlocked.Exchange(ref room, null)?.TrySetResult();
            }
            else if (stopping && Librdkafka.rd_kafka_outq_len(handle) == 0)
            {
                return;
            }
        }
    }

    private void Handle(nint rkev)
    {
        switch (Librdkafka.rd_kafka_event_type(rkev))
        {
            case Librdkafka.EventDelivery:
                OnDeliveries(rkev);
                break;
            case Librdkafka.EventError:
                OnError(Librdkafka.rd_kafka_event_error(rkev), NativeText.Of(Librdkafka.rd_kafka_event_error_string(rkev)), Librdkafka.rd_kafka_event_error_is_fatal(rkev) != 0);
                break;
            case Librdkafka.EventLog:
                OnLog(rkev);
                break;
            case Librdkafka.EventStatistics:
                Report(new Statistics(NativeText.Of(Librdkafka.rd_kafka_event_stats(rkev))));
                break;
        }
    }

    private void OnDeliveries(nint rkev)
    {
        var messages = stackalloc NativeMessage*[MessagesAtOnce];
        nuint count;
        while ((count = Librdkafka.rd_kafka_event_message_array(rkev, messages, MessagesAtOnce)) > 0)
        {
            long lost = 0;
            for (nuint i = 0; i < count; i++)
            {
                var message = messages[i];
                lost += message->Error == KafkaErrorCode.None ? 0 : 1;
                if (message->Private != 0)
                {
                    PendingDelivery.From(message->Private).Complete(message);
                }
                else if (message->Error != KafkaErrorCode.None)
                {
                    KeepFailure(message);
                }
            }

            Interlocked.Add(ref failed, lost);
            Interlocked.Add(ref delivered, (long)count - lost);
        }
    }

    private void KeepFailure(NativeMessage* message)
    {
        lock (failureGate)
        {
            if (bulkFailed++ == 0)
            {
                bulkFailure = message->Error;
                bulkFailurePartition = new TopicPartition(NativeText.Of(Librdkafka.rd_kafka_topic_name(message->Topic)), message->Partition);
            }
        }
    }

    private void OnError(KafkaErrorCode code, string text, bool fatal)
    {
        if (fatal)
        {
            var detail = stackalloc byte[NativeText.ErrorSize];
            code = Librdkafka.rd_kafka_fatal_error(handle, detail, NativeText.ErrorSize);
        }

        if (options.Logger is { } logger)
        {
            if (fatal)
            {
                KafkaLog.FatalError(logger, Name, text, code);
            }
            else
            {
                KafkaLog.ClientError(logger, Name, text, code);
            }
        }

        Report(fatal ? new FatalError(code, text) : KafkaEvents.Of(code, text));
    }

    private void OnLog(nint rkev)
    {
        byte* facility, text;
        int level;
        if (options.Logger is { } logger && Librdkafka.rd_kafka_event_log(rkev, &facility, &text, &level) == 0)
        {
            KafkaLog.Library(logger, KafkaLog.Level(level), Name, NativeText.Of(facility), NativeText.Of(text));
        }
    }

    /// <summary>A handler that throws must not end the thread that serves delivery reports.</summary>
    private void Report(KafkaEvent e)
    {
        try
        {
            options.Events?.Invoke(e);
        }
        catch (Exception failure)
        {
            if (options.Logger is { } logger)
            {
                KafkaLog.HandlerFailed(logger, failure, Name);
            }
        }
    }
}
