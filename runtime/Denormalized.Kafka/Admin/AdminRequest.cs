using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>One administrative request: its options, the queue of its own that the answer comes to, and the answer.</summary>
internal unsafe ref struct AdminRequest
{
    private readonly int timeoutMs;
    private nint answer;

    public AdminRequest(nint handle, int timeoutMs)
    {
        this.timeoutMs = timeoutMs;
        Queue = Librdkafka.rd_kafka_queue_new(handle);
        Options = Librdkafka.rd_kafka_AdminOptions_new(handle, Librdkafka.AdminAny);
        var error = stackalloc byte[NativeText.ErrorSize];
        var code = Librdkafka.rd_kafka_AdminOptions_set_request_timeout(Options, timeoutMs, error, NativeText.ErrorSize);
        if (code != KafkaErrorCode.None)
        {
            Dispose();
            throw new KafkaException(code, "setting the timeout of a request", NativeText.Of(error));
        }
    }

    public nint Queue { get; }

    public nint Options { get; }

    /// <summary>Waits for the answer; it is valid until the request is disposed.</summary>
    public nint Wait(string what) => TryWait(out var result, out var code, out var reason) ? result : throw new KafkaException(code, what, reason);

    public bool TryWait(out nint result, out KafkaErrorCode code, out string reason)
    {
        // the library answers at its own timeout; twice that means it never will
        result = answer = Librdkafka.rd_kafka_queue_poll(Queue, timeoutMs * 2);
        code = answer == 0 ? KafkaErrorCode.LocalTimedOut : Librdkafka.rd_kafka_event_error(answer);
        reason = answer == 0 ? "no answer" : NativeText.Of(Librdkafka.rd_kafka_event_error_string(answer));
        return code == KafkaErrorCode.None;
    }

    public void Dispose()
    {
        if (answer != 0)
        {
            Librdkafka.rd_kafka_event_destroy(answer);
        }

        Librdkafka.rd_kafka_AdminOptions_destroy(Options);
        Librdkafka.rd_kafka_queue_destroy(Queue);
    }
}
