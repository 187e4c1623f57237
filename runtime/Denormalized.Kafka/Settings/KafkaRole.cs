namespace Denormalized.Kafka;

/// <summary>What a client is made for; some settings belong to one role and are left out for the other.</summary>
internal enum KafkaRole
{
    Producer,
    Consumer,
}
