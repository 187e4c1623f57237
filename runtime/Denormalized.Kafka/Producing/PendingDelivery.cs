using System.Runtime.InteropServices;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>A message whose producer waits; librdkafka carries the handle through as the message's opaque value.</summary>
internal sealed unsafe class PendingDelivery
{
    private readonly TaskCompletionSource<Delivery> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GCHandle handle;

    public PendingDelivery() => handle = GCHandle.Alloc(this);

    public nint Opaque => GCHandle.ToIntPtr(handle);

    public Task<Delivery> Task => source.Task;

    public static PendingDelivery From(nint opaque) => (PendingDelivery)GCHandle.FromIntPtr(opaque).Target!;

    public void Complete(NativeMessage* message)
    {
        Release();
        var topic = NativeText.Of(Librdkafka.rd_kafka_topic_name(message->Topic));
        if (message->Error == KafkaErrorCode.None)
        {
            source.SetResult(new Delivery(new TopicPartition(topic, message->Partition), message->Offset));
        }
        else
        {
            source.SetException(new KafkaDeliveryException(message->Error, $"producing to topic '{topic}'"));
        }
    }

    public void Release() => handle.Free();
}
