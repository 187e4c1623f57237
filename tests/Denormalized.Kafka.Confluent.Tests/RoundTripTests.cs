using Confluent.Kafka;
using Denormalized.CompilerServices;

namespace Denormalized.Kafka.Confluent.Tests;

using TopicPartitionOffset = global::Confluent.Kafka.TopicPartitionOffset;

/// <summary>Through Confluent.Kafka's own producer and consumer and a broker in the process.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly Guid s_guid = new("89791762-2336-4186-9674-299b90a802e2");
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly EmbeddedKafka _kafka;

    public RoundTripTests()
    {
        ConfluentLibrary.UseSameLibrdkafka();
        _kafka = new EmbeddedKafka();
    }

    public void Dispose() => _kafka.Dispose();

    public static TheoryData<string> Forms => ["json", "avro", "number", "guid"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_record_comes_back(string form)
    {
        const int count = 500;
        var serde = Serde(form);
        _kafka.CreateTopic(form, 1);
        using (var producer = new ProducerBuilder<Null, Order?>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers })
            .SetValueSerializer(serde.Serializer!).Build())
        {
            for (var i = 0; i < count; i++)
            {
                producer.Produce(form, new Message<Null, Order?> { Value = i == 100 ? null : Order.Of(i) });
            }

            producer.Flush(s_deadline);
        }

        using (var producer = new ProducerBuilder<Null, Order>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers })
            .SetValueSerializer(serde.AsyncSerializer).Build())
        {
            await producer.ProduceAsync(form, new Message<Null, Order> { Value = Order.Of(count) });
        }

        using var consumer = Consumer(serde.Deserializer);
        consumer.Assign(new TopicPartitionOffset(form, 0, Offset.Beginning));
        for (var i = 0; i <= count; i++)
        {
            var result = consumer.Consume(s_deadline);
            Assert.Equal(i, result.Offset.Value);
            Assert.Equal(i == 100 ? null : Order.Of(i).Value(), result.Message.Value?.Value());
        }
    }

    [Fact]
    public async Task A_record_can_be_the_key()
    {
        var serde = StreamSerde.AvroFramed<Example>(s_guid);
        _kafka.CreateTopic("keys", 1);
        using var producer = new ProducerBuilder<Example, Example>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers })
            .SetKeySerializer(serde.Serializer).SetValueSerializer(serde.Serializer).Build();
        await producer.ProduceAsync("keys", new Message<Example, Example> { Key = new() { A = 1, B = "k" }, Value = new() { A = 2, B = "v" } });

        using var consumer = new ConsumerBuilder<Example, Example>(new ConsumerConfig { BootstrapServers = _kafka.BootstrapServers, GroupId = "keys" })
            .SetKeyDeserializer(serde.Deserializer).SetValueDeserializer(serde.Deserializer).Build();
        consumer.Assign(new TopicPartitionOffset("keys", 0, Offset.Beginning));
        var message = consumer.Consume(s_deadline).Message;

        Assert.Equal((new Example { A = 1, B = "k" }, new Example { A = 2, B = "v" }), (message.Key, message.Value));
        Assert.Equal(["__key_schema_id", "__value_schema_id"], message.Headers.Select(h => h.Key).Order());
    }

    [Fact]
    public async Task A_bad_message_says_what_is_wrong_and_the_next_one_is_read()
    {
        _kafka.CreateTopic("bad", 1);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("bad", new Message<Null, byte[]> { Value = """{"a":1,"b":2}"""u8.ToArray() });
        await producer.ProduceAsync("bad", new Message<Null, byte[]> { Value = """{"a":1,"b":"x"}"""u8.ToArray() });

        using var consumer = Consumer(StreamSerde.Json<Example>().Deserializer);
        consumer.Assign(new TopicPartitionOffset("bad", 0, Offset.Beginning));
        var error = Assert.Throws<ConsumeException>(() => consumer.Consume(s_deadline));

        var decode = Assert.IsType<DecodeException>(error.InnerException);
        Assert.Equal((DecodeFailure.Value, "$.b"), (decode.Error.Failure, decode.Error.Path));
        Assert.Equal(new Example { A = 1, B = "x" }, consumer.Consume(s_deadline).Message.Value);
    }

    [Fact]
    public void One_librdkafka_serves_both()
    {
        ConfluentLibrary.UseSameLibrdkafka();
        Assert.Equal(LibrdkafkaLoader.Version, new Version(Library.VersionString));
        if (OperatingSystem.IsLinux())
        {
            var mapped = File.ReadLines("/proc/self/maps").Where(l => l.Contains("rdkafka")).Select(l => l[l.IndexOf('/')..]).Distinct();
            Assert.Equal([LibrdkafkaLoader.Path], mapped);
        }
    }

    private static StreamSerde<Order> Serde(string form) => form switch
    {
        "json" => StreamSerde.Json<Order>(),
        "avro" => StreamSerde.Avro<Order>(),
        "number" => StreamSerde.AvroFramed<Order>(42),
        _ => StreamSerde.AvroFramed<Order>(s_guid),
    };

    private IConsumer<Null, T> Consumer<T>(IDeserializer<T> values) =>
        new ConsumerBuilder<Null, T>(new ConsumerConfig { BootstrapServers = _kafka.BootstrapServers, GroupId = "round-trip" })
            .SetValueDeserializer(values).Build();
}
