using Avro.Generic;

namespace Denormalized.Kafka.Confluent.Tests;

/// <summary>An order as Apache.Avro has it.</summary>
internal static class GenericOrder
{
    public static Avro.RecordSchema Schema { get; } = (Avro.RecordSchema)Avro.Schema.Parse(StreamRegistry.Get<Order>().Info.AvroSchema);

    public static GenericRecord Of(Order order)
    {
        var record = new GenericRecord(Schema);
        object?[] values =
        [
            order.Id, order.At.UtcDateTime, order.Customer, order.Note, order.Quantity,
            new Avro.AvroDecimal(new System.Numerics.BigInteger(order.Price * 10_000m), 4), order.Weight, order.Tags.ToArray(),
        ];
        for (var i = 0; i < values.Length; i++)
        {
            record.Add(Schema.Fields[i].Name, values[i]);
        }

        return record;
    }
}
