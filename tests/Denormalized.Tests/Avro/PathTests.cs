using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.Tests.Avro;

public sealed class PathTests
{
    private const string Schema = """
        {"type":"record","name":"R","fields":[
          {"name":"a","type":"long"},
          {"name":"b","type":{"type":"record","name":"N","fields":[{"name":"c","type":"string"},{"name":"next","type":["null","N"]}]}},
          {"name":"d","type":{"type":"array","items":"int"}},
          {"name":"m","type":{"type":"map","values":{"type":"array","items":"string"}}},
          {"name":"e","type":{"type":"enum","name":"E","symbols":["X"]}}]}
        """;

    // a = 64 | b.c = "x", b.next = N { c = "y", next = null } | d = [1], [2, 3] in a block that tells its size | m = { k: ["v"] } | e = X
    private static readonly byte[] s_message = Convert.FromHexString("8001" + "0278" + "02" + "0279" + "00" + "0202" + "03040406" + "00" + "02026B" + "020276" + "00" + "00" + "00");

    private static readonly string[] s_places =
    [
        "a", "a", "b.c", "b.c", "b.next", "b.next.c", "b.next.c", "b.next.next",
        "d", "d[0]", "d", "d", "d[1]", "d[2]", "d",
        "m", "m", "m", "m[\"k\"]", "m[\"k\"][0]", "m[\"k\"][0]", "m[\"k\"]", "m", "e",
    ];

    [Fact]
    public void Each_byte_belongs_to_its_field()
    {
        var schema = AvroSchema.Parse(Schema);
        Assert.Equal(s_places, Enumerable.Range(0, s_message.Length).Select(at => AvroPath.Of(schema, s_message, at)));
        Assert.Equal("", AvroPath.Of(schema, s_message, s_message.Length)); // bytes behind the message
    }

    [Fact]
    public void A_message_that_ends_early_ends_in_the_field_that_is_missing()
    {
        var schema = AvroSchema.Parse(Schema);
        for (int length = 0; length < s_message.Length; length++)
        {
            string path = AvroPath.Of(schema, s_message.AsSpan(0, length), length);
            Assert.NotEqual("", path);
            Assert.StartsWith(path, s_places[length]); // an array that cannot have that many items is itself to blame
        }
    }

    [Fact]
    public void Hostile_messages_end_somewhere()
    {
        var schema = AvroSchema.Parse(Schema);
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = [.. s_message];
            message[random.Next(message.Length)] = (byte)random.Next(256);
            random.NextBytes(message.AsSpan(random.Next(message.Length), 1));
            int at = random.Next(message.Length + 1);
            Assert.DoesNotContain("[]", AvroPath.Of(schema, message, at));
        }
    }

    [Fact]
    public void The_sentence_names_field_and_byte()
    {
        var schema = AvroSchema.Parse(Schema);
        DecodeError error = AvroPath.Name(DecodeError.Create(DecodeFailure.Utf8, 6, ""), schema, s_message);
        Assert.Equal("b.next.c at byte 6: the string is not valid UTF-8", error.Message);
        Assert.Equal("b.next.c at byte 11: the string is not valid UTF-8", error.Behind(5).Message);
        Assert.Equal(("b.next.c", 11), (error.Behind(5).Path, error.Behind(5).Offset));
        Assert.Equal("e at byte 23: E has no such member", AvroPath.Name(DecodeError.Create(DecodeFailure.Enum, 23, "E", "E"), schema, s_message).Message);
        Assert.Equal("d", AvroPath.Name(DecodeError.Create(DecodeFailure.Length, 15, "d", "d"), schema, s_message).Path);
    }
}
