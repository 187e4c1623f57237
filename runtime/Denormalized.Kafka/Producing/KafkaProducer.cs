using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>
/// Produces messages. <see cref="Produce(string, int, ReadOnlySpan{byte}, ReadOnlySpan{byte}, CancellationToken)"/> is the bulk way: it
/// copies, counts and reports failures at <see cref="FlushAsync"/>; <see cref="ProduceAsync"/> tells of each message where it was
/// stored. A full queue makes both wait. May be used from several threads.
/// </summary>
/// <remarks>
/// The producer is idempotent (no message doubled or reordered by retries) unless <c>enable.idempotence=false</c> is set or the
/// settings say that the broker is older than 0.11 (<c>api.version.request=false</c>).
/// </remarks>
public sealed class KafkaProducer : IDisposable
{
    private readonly nint handle;
    private readonly ProducerPoller poller;
    private readonly LagLimiter? limiter;
    private readonly ConcurrentDictionary<string, nint> topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> partitionCounts = new(StringComparer.Ordinal);
    private int turn;
    private int disposed;

    /// <summary>Makes a producer; it connects in the background.</summary>
    /// <param name="options">Settings and handlers.</param>
    /// <exception cref="KafkaSettingsException">A setting is missing, unknown or not valid.</exception>
    /// <exception cref="LibrdkafkaNotFoundException">No usable librdkafka was found.</exception>
    public KafkaProducer(KafkaProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        LibrdkafkaLoader.Load(options.Logger);
        ClientConf.RequireBrokers(options.Settings);
        limiter = options.LagLimiter;
        var settings = options.Settings.Clone();
        settings.SetDefault("enable.idempotence", settings.IsFalse("api.version.request") ? "false" : "true");
        var conf = ClientConf.Create(settings, KafkaRole.Producer, ("log.queue", "true"));
        Librdkafka.rd_kafka_conf_set_events(conf, ProducerPoller.Events);
        handle = ClientConf.NewHandle(conf, KafkaRole.Producer, "producer");
        poller = new ProducerPoller(handle, options);
    }

    /// <summary>Messages that were taken so far.</summary>
    public long Produced => poller.Produced;

    /// <summary>Messages that the broker has acknowledged so far.</summary>
    public long Delivered => poller.Delivered;

    /// <summary>Messages that were given up so far.</summary>
    public long Failed => poller.Failed;

    /// <summary>Takes a message, copying it. Waits while the queue is full or the lag limiter holds back.</summary>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="partition">The partition, or <see cref="OutgoingMessage.AnyPartition"/>.</param>
    /// <param name="payload">The payload; it may be empty.</param>
    /// <param name="key">The key; <c>default</c> is none, an empty span an empty key.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KafkaException">The message cannot be produced at all (too large, no such partition, fatal state).</exception>
    public unsafe void Produce(string topic, int partition, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key = default, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        if (limiter is not null)
        {
            partition = Choose(topic, partition, key);
            limiter.Pass(new TopicPartition(topic, partition), payload.Length + key.Length, cancellation);
        }

        var native = Topic(topic);
        byte empty;
        fixed (byte* p = payload, k = key)
        {
            // null is "no payload", any other pointer with length 0 is "empty"
            var payloadPointer = p == null ? &empty : p;
            var keyPointer = k == null && !Unsafe.IsNullRef(ref MemoryMarshal.GetReference(key)) ? &empty : k;
            while (Librdkafka.rd_kafka_produce(native, partition, Librdkafka.MessageFlagCopy, payloadPointer, (nuint)payload.Length, keyPointer, (nuint)key.Length, 0) != 0)
            {
                ThrowUnlessFull(Librdkafka.rd_kafka_last_error(), topic);
                poller.WaitForRoom(cancellation);
            }
        }

        poller.CountProduced();
    }

    /// <summary>Takes a message with headers or timestamp, copying it, and counts it as the bulk way does.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public void Produce(OutgoingMessage message, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        message = Limit(message);
        limiter?.Pass(new TopicPartition(message.Topic, message.Partition), Size(message), cancellation);
        while (!TryEnqueue(message, 0))
        {
            poller.WaitForRoom(cancellation);
        }
    }

    /// <summary>Produces a message and waits for the broker's acknowledgement.</summary>
    /// <param name="message">The message; its memory must not change until the task is complete.</param>
    /// <param name="cancellation">Ends the waiting; a message that was already taken may be delivered all the same.</param>
    /// <returns>Where it was stored.</returns>
    /// <exception cref="KafkaDeliveryException">The broker refused the message, or did not acknowledge it in time.</exception>
    public async Task<Delivery> ProduceAsync(OutgoingMessage message, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        message = Limit(message);
        if (limiter is not null)
        {
            await limiter.PassAsync(new TopicPartition(message.Topic, message.Partition), Size(message), cancellation).ConfigureAwait(false);
        }

        var pending = new PendingDelivery();
        try
        {
            while (!TryEnqueue(message, pending.Opaque))
            {
                await poller.RoomAsync().WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            pending.Release();
            throw;
        }

        return await pending.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until every message taken so far is acknowledged or given up.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KafkaDeliveryException">Messages produced in bulk since the last flush were not delivered.</exception>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        await poller.FlushAsync(cancellation).ConfigureAwait(false);
        if (poller.TakeFailure() is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Gives up what was not delivered and frees everything; call <see cref="FlushAsync"/> before.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        // purged messages get their delivery report, so that nobody waits for ever
        Librdkafka.rd_kafka_purge(handle, Librdkafka.PurgeQueue | Librdkafka.PurgeInFlight);
        poller.Stop();
        foreach (var topic in topics.Values)
        {
            Librdkafka.rd_kafka_topic_destroy(topic);
        }

        Librdkafka.rd_kafka_destroy(handle);
    }

    private unsafe bool TryEnqueue(OutgoingMessage message, nint opaque)
    {
        byte none;
        var empty = &none; // null is "no payload", any other pointer with length 0 is "empty"
        var values = stackalloc NativeValue[8];
        var count = 0;
        using var payload = message.Payload.GetValueOrDefault().Pin();
        using var key = message.Key.GetValueOrDefault().Pin();
        Next(NativeValue.TopicHandle)->Pointer = (void*)Topic(message.Topic);
        Next(NativeValue.Partition)->Int32 = message.Partition;
        Next(NativeValue.Flags)->Int32 = Librdkafka.MessageFlagCopy;
        Next(NativeValue.Opaque)->Pointer = (void*)opaque;
        if (message.Payload is { } value)
        {
            Bytes(Next(NativeValue.Value), payload.Pointer, value.Length);
        }

        if (message.Key is { } keyValue)
        {
            Bytes(Next(NativeValue.Key), key.Pointer, keyValue.Length);
        }

        if (message.TimestampMs != 0)
        {
            Next(NativeValue.Timestamp)->Int64 = message.TimestampMs;
        }

        var headers = NativeHeaders.Create(message.Headers);
        if (headers != 0)
        {
            Next(NativeValue.Headers)->Pointer = (void*)headers;
        }

        var error = Librdkafka.rd_kafka_produceva(handle, values, (nuint)count);
        if (error == 0)
        {
            poller.CountProduced(); // the headers belong to the message now
            return true;
        }

        if (headers != 0)
        {
            Librdkafka.rd_kafka_headers_destroy(headers);
        }

        var code = Librdkafka.rd_kafka_error_code(error);
        Librdkafka.rd_kafka_error_destroy(error);
        ThrowUnlessFull(code, message.Topic);
        return false;

        NativeValue* Next(int kind)
        {
            values[count].Kind = kind;
            return values + count++;
        }

        void Bytes(NativeValue* target, void* pointer, int length)
        {
            target->Pointer = pointer == null ? empty : pointer;
            target->Size = (nuint)length;
        }
    }

    private nint Topic(string name)
    {
        if (topics.TryGetValue(name, out var topic))
        {
            return topic;
        }

        var made = Librdkafka.rd_kafka_topic_new(handle, name, 0);
        if (made == 0)
        {
            throw new KafkaException(Librdkafka.rd_kafka_last_error(), $"using topic '{name}'");
        }

        if (topics.TryAdd(name, made))
        {
            return made;
        }

        Librdkafka.rd_kafka_topic_destroy(made); // another thread was first; both are the same object
        return topics[name];
    }

    private OutgoingMessage Limit(OutgoingMessage message) =>
        limiter is null ? message : message with { Partition = Choose(message.Topic, message.Partition, message.Key.GetValueOrDefault().Span) };

    /// <summary>With a limiter the partition must be known before: hash of the key, or in turn.</summary>
    private int Choose(string topic, int partition, ReadOnlySpan<byte> key)
    {
        if (partition >= 0)
        {
            return partition;
        }

        var count = partitionCounts.GetOrAdd(topic, name => KafkaMetadata.PartitionCount(handle, name));
        if (key.IsEmpty)
        {
            return (int)((uint)Interlocked.Increment(ref turn) % (uint)count);
        }

        var hash = 2166136261u;
        foreach (var b in key)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return (int)(hash % (uint)count);
    }

    private static long Size(OutgoingMessage message) =>
        message.Payload.GetValueOrDefault().Length + message.Key.GetValueOrDefault().Length
        + message.Headers.Sum(static h => h.Name.Length + (h.Value?.Length ?? 0) + 8);

    private static void ThrowUnlessFull(KafkaErrorCode code, string topic)
    {
        if (code != KafkaErrorCode.LocalQueueFull)
        {
            throw new KafkaDeliveryException(code, $"producing to topic '{topic}'");
        }
    }
}
