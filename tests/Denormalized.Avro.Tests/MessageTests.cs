using System.Buffers;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.Avro.Tests;

public class MessageTests
{
    [Fact]
    public void Single_object_encoding_has_the_fingerprint_in_front()
    {
        // The head of Apache Avro's own example (share/test/data/messageV1/test_message.bin).
        AvroSchema schema = AvroSchema.Parse("""
            {"type":"record","namespace":"org.apache.avro","name":"TestMessage","fields":[
              {"name":"id","type":"long"},{"name":"name","type":"string"},{"name":"tags","type":{"type":"array","items":"string"}}]}
            """);
        var output = new ArrayBufferWriter<byte>();
        AvroFrame.SingleObject(schema).Write(output);
        Assert.Equal("C301A92DE1F8A242F53D", Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(AvroFraming.Plain, "", DecodeFailure.None, 0, 0)]
    [InlineData(AvroFraming.Plain, "C301", DecodeFailure.None, 0, 2)]
    [InlineData(AvroFraming.SingleObject, "", DecodeFailure.Truncated, 0, 0)]
    [InlineData(AvroFraming.SingleObject, "C3", DecodeFailure.Truncated, 0, 0)]
    [InlineData(AvroFraming.SingleObject, "C302", DecodeFailure.Magic, 0, 0)]
    [InlineData(AvroFraming.SingleObject, "C30101020304050607", DecodeFailure.Truncated, 0, 0)]
    [InlineData(AvroFraming.SingleObject, "C3010102030405060708FF", DecodeFailure.None, 0x0807060504030201, 1)]
    [InlineData(AvroFraming.Confluent, "00000000", DecodeFailure.Truncated, 0, 0)]
    [InlineData(AvroFraming.Confluent, "0100000001", DecodeFailure.Magic, 0, 0)]
    [InlineData(AvroFraming.Confluent, "000000002AFFFF", DecodeFailure.None, 42, 2)]
    public void Frames_are_taken_off(AvroFraming framing, string hex, DecodeFailure failure, ulong schema, int body)
    {
        Assert.Equal(failure, AvroFrame.Read(Convert.FromHexString(hex), framing, out AvroFrame frame, out ReadOnlySpan<byte> rest));
        if (failure == DecodeFailure.None)
        {
            Assert.Equal(schema, frame.Schema);
            Assert.Equal(body, rest.Length);
            var output = new ArrayBufferWriter<byte>();
            frame.Write(output);
            Assert.StartsWith(Convert.ToHexString(output.WrittenSpan), hex, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Messages_of_known_schemas_are_read()
    {
        var messages = new AvroMessages<Reading>(AvroFraming.SingleObject);
        var output = new ArrayBufferWriter<byte>();
        messages.Write(output, Reading.Make(5));
        Assert.Equal(Reading.Make(5).Text(), messages.Read(output.WrittenSpan).Text());

        // The same record with one field less: another fingerprint, read once it is known.
        AvroSchema older = AvroSchema.Parse(messages.Schema.ToJson().Replace(",{\"name\":\"count\",\"type\":\"long\",\"default\":0}", "", StringComparison.Ordinal));
        byte[] message = Older(messages, older, Reading.Make(5));
        Assert.Equal(DecodeFailure.SchemaId, Assert.Throws<DecodeException>(() => messages.Read(message)).Error.Failure);
        messages.Add(older);
        Assert.Equal((Reading.Make(5) with { Count = 0 }).Text(), messages.Read(message).Text());
    }

    [Fact]
    public void Confluent_ids_are_given()
    {
        var messages = new AvroMessages<Reading>(schemaId: 7);
        messages.Add(8, messages.Schema);
        var output = new ArrayBufferWriter<byte>();
        messages.Write(output, Reading.Make(3));
        byte[] message = output.WrittenSpan.ToArray();
        Assert.Equal("0000000007", Convert.ToHexString(message.AsSpan(0, 5)));
        message[4] = 8;
        Assert.Equal(Reading.Make(3).Text(), messages.Read(message).Text());
        message[4] = 9;
        Assert.Equal(DecodeFailure.SchemaId, Assert.Throws<DecodeException>(() => messages.Read(message)).Error.Failure);
        message[0] = 1;
        Assert.Equal(DecodeFailure.Magic, Assert.Throws<DecodeException>(() => messages.Read(message)).Error.Failure);
        Assert.Throws<InvalidOperationException>(() => messages.Add(messages.Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AvroMessages<Reading>(AvroFraming.Confluent));
    }

    [Fact]
    public void A_message_of_another_schema_names_the_field_that_is_refused()
    {
        const string place = """{"name":"place","type":{"type":"record","name":"Place","fields":[{"name":"height","type":["null","double"]},{"name":"city","type":["null","string"]}]}}""";
        const string rest = """{"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},{"name":"id","type":{"type":"string","logicalType":"uuid"}}""";
        AvroResolver resolver = AvroResolver.For<Reading>(AvroSchema.Parse($$"""{"type":"record","name":"Old","fields":[{"name":"sensor","type":"string"},{{place}},{{rest}}]}"""));
        byte[] good = [2, (byte)'s', 0, 2, 2, (byte)'c', 0, 72, .. "00112233-4455-6677-8899-aabbccddeeff"u8];
        Assert.Equal("c", StreamRegistry.Get<Reading>().ReadAvro(good, resolver).Place.City);

        // In the writer's words where its message is wrong, in the record's where it has no such value.
        Assert.Equal((DecodeFailure.Unresolved, "place.city"), Refusal([2, (byte)'s', 0, 0, .. good[6..]]));
        Assert.Equal((DecodeFailure.Truncated, "place.city"), Refusal(good[..5]));
        Assert.Equal((DecodeFailure.Utf8, "sensor"), Refusal([2, 0xFF, .. good[2..]]));
        Assert.Equal((DecodeFailure.Uuid, "id"), Refusal([.. good[..^1], (byte)'x']));

        (DecodeFailure Failure, string Path) Refusal(byte[] message)
        {
            DecodeError error = Assert.Throws<DecodeException>(() => StreamRegistry.Get<Reading>().ReadAvro(message, resolver)).Error;
            return (error.Failure, error.Path);
        }
    }

    /// <summary>A message of the older schema: resolved from the newer one.</summary>
    private static byte[] Older(AvroMessages<Reading> messages, AvroSchema older, Reading record)
    {
        var body = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<Reading>().WriteAvro(body, record);
        using var buffer = new AvroBuffer();
        Assert.True(new AvroResolver(messages.Schema, older).TryResolve(body.WrittenSpan, buffer, out ReadOnlySpan<byte> resolved));
        var output = new ArrayBufferWriter<byte>();
        AvroFrame.SingleObject(older).Write(output);
        output.Write(resolved);
        return output.WrittenSpan.ToArray();
    }
}
