using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

// Callbacks from librdkafka. All of them are served by the consumer queue, so they run inside ConsumeBatch or Close on the caller's
// thread (log.queue=true brings the log lines there too). An exception must not cross native frames: it is kept in `failure`.
public sealed unsafe partial class KafkaConsumer
{
    private nint MakeConf()
    {
        var own = new List<(string, string)> { ("auto.offset.reset", "error"), ("log.queue", "true") };
        if (!hasGroup)
        {
            // librdkafka wants a group even where none is joined and nothing is committed
            own.Add(("group.id", $"denormalized-{Guid.NewGuid():n}"));
        }

        var conf = ClientConf.Create(options.Settings, KafkaRole.Consumer, CollectionsMarshal.AsSpan(own));
        Librdkafka.rd_kafka_conf_set_opaque(conf, GCHandle.ToIntPtr(self));
        Librdkafka.rd_kafka_conf_set_rebalance_cb(conf, &OnRebalance);
        Librdkafka.rd_kafka_conf_set_error_cb(conf, &OnError);
        Librdkafka.rd_kafka_conf_set_stats_cb(conf, &OnStatistics);
        Librdkafka.rd_kafka_conf_set_log_cb(conf, &OnLog);
        return conf;
    }

    private static KafkaConsumer From(nint opaque) => (KafkaConsumer)GCHandle.FromIntPtr(opaque).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRebalance(nint handle, KafkaErrorCode code, NativeTopicPartitionList* partitions, nint opaque)
    {
        var consumer = From(opaque);
        try
        {
            consumer.Rebalance(code, partitions);
        }
        catch (Exception e)
        {
            consumer.failure ??= e;
            consumer.table.Clear();
            Librdkafka.rd_kafka_assign(handle, null);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(nint handle, int code, byte* reason, nint opaque)
    {
        var consumer = From(opaque);
        try
        {
            consumer.OnClientError((KafkaErrorCode)code, NativeText.Of(reason));
        }
        catch (Exception e)
        {
            consumer.failure ??= e;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStatistics(nint handle, byte* json, nuint length, nint opaque)
    {
        var consumer = From(opaque);
        try
        {
            consumer.options.Events?.Invoke(new Statistics(NativeText.Of(json, length)));
        }
        catch (Exception e)
        {
            consumer.failure ??= e;
        }

        return 0; // librdkafka frees the text
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint handle, int level, byte* facility, byte* text)
    {
        // while the handle is being made it may be null
        if (handle == 0 || Librdkafka.rd_kafka_opaque(handle) is not (var opaque and not 0))
        {
            return;
        }

        var consumer = From(opaque);
        try
        {
            if (consumer.options.Logger is { } logger)
            {
                KafkaLog.Library(logger, KafkaLog.Level(level), consumer.name, NativeText.Of(facility), NativeText.Of(text));
            }
        }
        catch (Exception e)
        {
            consumer.failure ??= e;
        }
    }

    private void OnClientError(KafkaErrorCode code, string text)
    {
        if (code == KafkaErrorCode.LocalFatal)
        {
            OnFatal();
            return;
        }

        if (options.Logger is { } logger)
        {
            KafkaLog.ClientError(logger, name, text, code);
        }

        options.Events?.Invoke(KafkaEvents.Of(code, text));
    }

    private void OnFatal()
    {
        var detail = stackalloc byte[NativeText.ErrorSize];
        var code = Librdkafka.rd_kafka_fatal_error(handle, detail, NativeText.ErrorSize);
        var text = NativeText.Of(detail);
        if (options.Logger is { } logger)
        {
            KafkaLog.FatalError(logger, name, text, code);
        }

        failure ??= new KafkaException(code, $"the {name}", text);
        options.Events?.Invoke(new FatalError(code, text));
    }

    /// <summary>An entry of a batch that is an error and not a message.</summary>
    private void OnMessageError(NativeMessage* message)
    {
        var text = NativeText.Of(message->Payload, message->PayloadLength);
        if (message->Topic == 0)
        {
            OnClientError(message->Error, text);
            return;
        }

        var topic = table.TopicOf(handle, message->Topic);
        switch (message->Error)
        {
            case KafkaErrorCode.LocalFatal:
                OnFatal();
                return;
            case KafkaErrorCode.LocalAutoOffsetReset or KafkaErrorCode.OffsetOutOfRange or KafkaErrorCode.LocalLogTruncation:
                topic.Find(message->Partition)?.ReportOutOfRange();
                return;
        }

        if (options.Logger is { } logger)
        {
            KafkaLog.ClientError(logger, name, $"{topic.Name}[{message->Partition}]: {text}", message->Error);
        }

        options.Events?.Invoke(new PartitionError(new TopicPartition(topic.Name, message->Partition), message->Error, text));
    }
}
