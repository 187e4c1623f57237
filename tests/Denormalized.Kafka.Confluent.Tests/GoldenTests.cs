using Avro.Generic;
using Avro.IO;
using Confluent.Kafka;
using Denormalized.CompilerServices;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent.Tests;

/// <summary>
/// Bytes that others wrote. Sources: the record is the example of Avro's specification (Apache Avro 1.12, "Schema Record":
/// a = 27, b = "foo" is 36 06 66 6f 6f); number and GUID are the vectors of confluent-kafka-dotnet
/// (test/Confluent.SchemaRegistry.Serdes.UnitTests/SchemaId.cs: TestId, TestGuid).
/// </summary>
public sealed class GoldenTests
{
    private const string Body = "3606666F6F";
    private const string Number1 = "0000000001";
    private const string GuidHeader = "0189791762233641869674299B90A802E2";

    private static readonly Guid s_guid = new("89791762-2336-4186-9674-299b90a802e2");
    private static readonly Example s_record = new() { A = 27, B = "foo" };

    [Fact]
    public void Plain_Avro()
    {
        var serde = StreamSerde.Avro<Example>();
        Assert.Equal(Body, Hex(serde.Serializer.Serialize(s_record, Value())));
        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes(Body), false, Value()));
    }

    [Fact]
    public void Avro_with_a_number_in_front()
    {
        var serde = StreamSerde.AvroFramed<Example>(1);
        Assert.Equal(Number1 + Body, Hex(serde.Serializer.Serialize(s_record, Value())));
        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes(Number1 + Body), false, Value()));
    }

    [Theory]
    [InlineData(MessageComponentType.Value, "__value_schema_id")]
    [InlineData(MessageComponentType.Key, "__key_schema_id")]
    public void Avro_with_a_guid_in_the_header(MessageComponentType component, string header)
    {
        var serde = StreamSerde.AvroFramed<Example>(s_guid);
        var context = new SerializationContext(component, "topic", []);

        Assert.Equal(Body, Hex(serde.Serializer.Serialize(s_record, context)));
        serde.Serializer.Serialize(s_record, context); // sent again: still one header

        Assert.Equal(GuidHeader, Hex(Assert.Single(context.Headers).GetValueBytes()));
        Assert.Equal(header, context.Headers[0].Key);
        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes(Body), false, context));
    }

    [Fact]
    public void Messages_by_header_by_guid_in_front_and_by_number_are_all_read()
    {
        var serde = StreamSerde.AvroFramed<Example>(1, s_guid, 7);
        var header = new SerializationContext(MessageComponentType.Value, "topic", [new Header(SchemaFraming.ValueHeader, Bytes("0000000007"))]);

        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes(GuidHeader + Body), false, Value()));
        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes("0000000007" + Body), false, Value()));
        Assert.Equal(s_record, serde.Deserializer.Deserialize(Bytes(Body), false, header));
    }

    [Theory]
    [InlineData("", DecodeFailure.Magic)]
    [InlineData("7B7D", DecodeFailure.Magic)]
    [InlineData("00000000", DecodeFailure.Truncated)]
    [InlineData("0189791762233641869674299B90A802", DecodeFailure.Truncated)]
    [InlineData("0000000002" + Body, DecodeFailure.SchemaId)]
    [InlineData(GuidHeader + Body, DecodeFailure.SchemaId)]
    [InlineData(Number1 + "3606666F", DecodeFailure.Truncated)]
    [InlineData(Number1 + Body + "00", DecodeFailure.Trailing)]
    public void Other_bytes_are_refused_with_the_reason(string message, DecodeFailure reason)
    {
        var error = Assert.Throws<DecodeException>(() => StreamSerde.AvroFramed<Example>(1).Deserializer.Deserialize(Bytes(message), false, Value()));
        Assert.Equal(reason, error.Error.Failure);
    }

    [Fact]
    public void A_header_that_is_cut_is_refused()
    {
        var context = new SerializationContext(MessageComponentType.Value, "topic", [new Header(SchemaFraming.ValueHeader, Bytes("0189"))]);
        var error = Assert.Throws<DecodeException>(() => StreamSerde.AvroFramed<Example>(1).Deserializer.Deserialize(Bytes(Number1 + Body), false, context));
        Assert.Equal((DecodeFailure.Truncated, "header __value_schema_id"), (error.Error.Failure, error.Error.Path));
    }

    [Fact]
    public void A_guid_without_headers_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<InvalidOperationException>(() => StreamSerde.AvroFramed<Example>(s_guid).Serializer.Serialize(s_record, Value()));
        Assert.Contains("Use the schema's number", error.Message);
    }

    [Fact]
    public void Null_is_a_tombstone_and_no_struct()
    {
        Assert.Null(StreamSerde.Json<Example>().Serializer.Serialize(null!, Value()));
        Assert.Null(StreamSerde.AvroFramed<Example>(1).Deserializer.Deserialize([], true, Value()));
        var error = Assert.Throws<DecodeException>(() => StreamSerde.Json<Tick>().Deserializer.Deserialize([], true, Value()));
        Assert.Equal(DecodeFailure.Null, error.Error.Failure);
    }

    /// <summary>Confluent's serializer is the five bytes and what Apache.Avro writes behind them.</summary>
    [Fact]
    public async Task A_thousand_orders_are_the_bytes_that_Apache_Avro_writes_behind_the_number()
    {
        var serde = StreamSerde.AvroFramed<Order>(0x01020304);
        var writer = new GenericDatumWriter<GenericRecord>(GenericOrder.Schema);
        for (var i = 0; i < 1000; i++)
        {
            var order = Order.Of(i);
            order = i % 10 == 0 ? order with { Weight = double.NegativeInfinity } : order; // not in JSON
            var theirs = new MemoryStream();
            theirs.Write([0, 1, 2, 3, 4]);
            writer.Write(GenericOrder.Of(order), new BinaryEncoder(theirs));

            var ours = await serde.AsyncSerializer.SerializeAsync(order, Value());

            Assert.Equal(Hex(theirs.ToArray()), Hex(ours));
            Assert.Equal(order.Value(), (await serde.AsyncDeserializer.DeserializeAsync(theirs.ToArray(), false, Value())).Value());
        }
    }

    private static SerializationContext Value() => new(MessageComponentType.Value, "topic");

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
