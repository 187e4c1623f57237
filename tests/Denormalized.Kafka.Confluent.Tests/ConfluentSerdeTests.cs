using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.SchemaRegistry;

namespace Denormalized.Kafka.Confluent.Tests;

/// <summary>
/// Confluent.SchemaRegistry.Serdes.Avro beside ours, both with one registry: theirs asks it over REST, with Confluent's own
/// client. Same bytes, same headers, same subjects; each reads the other.
/// </summary>
public sealed class ConfluentSerdeTests : IAsyncLifetime
{
    private const int Orders = 300;

    private SchemaRegistryServer _server = null!;
    private CachedSchemaRegistryClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await SchemaRegistryServer.StartAsync();
        _client = new CachedSchemaRegistryClient(new SchemaRegistryConfig { Url = _server.Url });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false, MessageComponentType.Value, SubjectNaming.TopicName, SubjectNameStrategy.Topic)]
    [InlineData(false, MessageComponentType.Key, SubjectNaming.TopicName, SubjectNameStrategy.Topic)]
    [InlineData(false, MessageComponentType.Value, SubjectNaming.RecordName, SubjectNameStrategy.Record)]
    [InlineData(false, MessageComponentType.Value, SubjectNaming.TopicRecordName, SubjectNameStrategy.TopicRecord)]
    [InlineData(true, MessageComponentType.Value, SubjectNaming.TopicName, SubjectNameStrategy.Topic)]
    [InlineData(true, MessageComponentType.Key, SubjectNaming.TopicName, SubjectNameStrategy.Topic)]
    public async Task The_same_bytes_and_each_reads_the_other(bool inHeader, MessageComponentType component, SubjectNaming ourNaming, SubjectNameStrategy theirNaming)
    {
        StreamSerde<Order> ours = StreamSerde.AvroRegistry<Order>(_server.Registry, new() { IdInHeader = inHeader, Subjects = ourNaming });
        var theirs = new AvroSerializer<GenericRecord>(_client, new AvroSerializerConfig
        {
            SubjectNameStrategy = theirNaming,
            SchemaIdStrategy = inHeader ? SchemaIdSerializerStrategy.Header : SchemaIdSerializerStrategy.Prefix,
        });
        var theirReader = new AvroDeserializer<GenericRecord>(_client);
        for (var i = 0; i < Orders; i++)
        {
            Order order = Order.Of(i);
            var ourContext = new SerializationContext(component, "orders", []);
            var theirContext = new SerializationContext(component, "orders", []);

            byte[] theirBytes = await theirs.SerializeAsync(GenericOrder.Of(order), theirContext);
            byte[] ourBytes = await ours.AsyncSerializer.SerializeAsync(order, ourContext);

            Assert.Equal(Convert.ToHexString(theirBytes), Convert.ToHexString(ourBytes));
            Assert.Equal(Headers(theirContext), Headers(ourContext));
            Assert.Equal(inHeader ? 1 : 0, ourContext.Headers.Count);
            Assert.Equal(order.Value(), (await ours.AsyncDeserializer.DeserializeAsync(theirBytes, false, theirContext)).Value());
            Assert.Equal(GenericOrder.Of(order), await theirReader.DeserializeAsync(ourBytes, false, ourContext));
        }

        Assert.Single(await _server.Registry.SubjectsAsync()); // named alike by both
    }

    /// <summary>Whoever comes first registers; the other finds the same schema and number.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_schema_that_one_registered_is_found_by_the_other(bool oursFirst)
    {
        StreamSerde<Order> ours = StreamSerde.AvroRegistry<Order>(_server.Registry, new() { AutoRegister = oursFirst });
        var theirs = new AvroSerializer<GenericRecord>(_client, new AvroSerializerConfig { AutoRegisterSchemas = !oursFirst });
        var context = new SerializationContext(MessageComponentType.Value, "orders");
        byte[] ourBytes = [], theirBytes = [];
        if (oursFirst)
        {
            ourBytes = await ours.AsyncSerializer.SerializeAsync(Order.Of(1), context);
        }

        theirBytes = await theirs.SerializeAsync(GenericOrder.Of(Order.Of(1)), context);
        if (!oursFirst)
        {
            ourBytes = await ours.AsyncSerializer.SerializeAsync(Order.Of(1), context);
        }

        Assert.Equal(Convert.ToHexString(theirBytes), Convert.ToHexString(ourBytes));
        Assert.Equal([1], await _client.GetSubjectVersionsAsync("orders-value"));
    }

    private static IEnumerable<(string, string)> Headers(SerializationContext context) =>
        context.Headers.Select(h => (h.Key, Convert.ToHexString(h.GetValueBytes())));
}
