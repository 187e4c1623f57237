using Confluent.Kafka;
using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent.Tests;

using TopicPartitionOffset = global::Confluent.Kafka.TopicPartitionOffset;

public sealed class RegistrySerdeTests
{
    private static readonly Example s_record = new() { A = 27, B = "foo" };
    private static readonly string s_schema = StreamRegistry.Get<Example>().Info.AvroSchema;

    private readonly EmbeddedSchemaRegistry _registry = new();

    [Theory]
    [InlineData(SubjectNaming.TopicName, MessageComponentType.Value, "topic-value")]
    [InlineData(SubjectNaming.TopicName, MessageComponentType.Key, "topic-key")]
    [InlineData(SubjectNaming.RecordName, MessageComponentType.Value, "test")]
    [InlineData(SubjectNaming.TopicRecordName, MessageComponentType.Value, "topic-test")]
    public async Task The_schema_is_registered_under_the_name_of_the_strategy(SubjectNaming naming, MessageComponentType component, string subject)
    {
        var serde = StreamSerde.AvroRegistry<Example>(_registry, new() { Subjects = naming });
        var context = new SerializationContext(component, "topic");
        var message = await serde.AsyncSerializer.SerializeAsync(s_record, context);

        Assert.Equal("00000000013606666F6F", Convert.ToHexString(message)); // see GoldenTests
        Assert.Equal([subject], await _registry.SubjectsAsync());
        Assert.Equal(s_record, await serde.AsyncDeserializer.DeserializeAsync(message, false, context));
    }

    [Fact]
    public async Task Without_AutoRegister_the_schema_must_be_there()
    {
        var serde = StreamSerde.AvroRegistry<Example>(_registry, new() { AutoRegister = false });
        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => serde.AsyncSerializer.SerializeAsync(s_record, Value()));
        Assert.Contains("not registered as 'topic-value'", error.Message);
        Assert.Empty(await _registry.SubjectsAsync());

        await _registry.RegisterAsync("topic-value", new(s_schema));
        Assert.Equal("00000000013606666F6F", Convert.ToHexString(await serde.AsyncSerializer.SerializeAsync(s_record, Value())));
    }

    [Fact]
    public async Task A_pinned_id_is_written_and_the_registry_not_asked()
    {
        var serde = StreamSerde.AvroRegistry<Example>(_registry, new() { SchemaId = 7 });
        Assert.Equal("00000000073606666F6F", Convert.ToHexString(await serde.AsyncSerializer.SerializeAsync(s_record, Value())));
        Assert.Empty(await _registry.SubjectsAsync());
        Assert.Throws<ArgumentException>(() => StreamSerde.AvroRegistry<Example>(_registry, new() { SchemaId = 7, IdInHeader = true }));
    }

    [Fact]
    public async Task Other_schemas_are_resolved_or_refused_with_the_reason()
    {
        var name = ((Avro.RecordSchema)Avro.Schema.Parse(s_schema)).Name;
        var older = await _registry.RegisterAsync("older", new($$"""{"type":"record","name":"{{name}}","fields":[{"name":"b","type":"string"},{"name":"a","type":"int"}]}"""));
        var foreign = await _registry.RegisterAsync("foreign", new("\"string\""));
        var serde = StreamSerde.AvroRegistry<Example>(_registry);

        Assert.Equal(s_record, await serde.AsyncDeserializer.DeserializeAsync(Framed(older.Id, "06666F6F36"), false, Value()));
        await Assert.ThrowsAsync<AvroResolutionException>(() => serde.AsyncDeserializer.DeserializeAsync(Framed(foreign.Id, "06666F6F"), false, Value()));
        var unknown = await Assert.ThrowsAsync<DecodeException>(() => serde.AsyncDeserializer.DeserializeAsync(Framed(99, "00"), false, Value()));
        Assert.Equal(DecodeFailure.SchemaId, unknown.Error.Failure);
        Assert.Null(await serde.AsyncDeserializer.DeserializeAsync(default, true, Value()));
        Assert.Null(await serde.AsyncSerializer.SerializeAsync(null!, Value()));
    }

    [Fact]
    public async Task Records_go_through_Kafka_with_the_id_in_the_header()
    {
        ConfluentLibrary.UseSameLibrdkafka();
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("headers", 1);
        var serde = StreamSerde.AvroRegistry<Order>(_registry, new() { IdInHeader = true });
        using var producer = new ProducerBuilder<Null, Order>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).SetValueSerializer(serde.AsyncSerializer).Build();
        for (var i = 0; i < 20; i++)
        {
            await producer.ProduceAsync("headers", new Message<Null, Order> { Value = Order.Of(i) });
        }

        using var consumer = new ConsumerBuilder<Null, Order>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "headers" })
            .SetValueDeserializer(serde.Deserializer).Build();
        consumer.Assign(new TopicPartitionOffset("headers", 0, Offset.Beginning));
        for (var i = 0; i < 20; i++)
        {
            var message = consumer.Consume(TimeSpan.FromSeconds(60)).Message;
            Assert.Equal(Order.Of(i).Value(), message.Value.Value());
            Assert.Equal(SchemaFraming.GuidLength, message.Headers.GetLastBytes(SchemaFraming.ValueHeader).Length);
        }
    }

    private static SerializationContext Value() => new(MessageComponentType.Value, "topic");

    private static byte[] Framed(int id, string body) => Convert.FromHexString($"00{id:X8}{body}");
}
