using System.Buffers;
using System.Text;
using Denormalized.CompilerServices;
using Denormalized.TestSupport;

namespace Denormalized.Conformance.Tests;

/// <summary>What no format takes: half characters, bytes that are no UTF-8, times that are none, numbers that do not fit.</summary>
public class RefusalTests
{
    /// <summary>A member of <see cref="Everything"/> in JSON.</summary>
    [Theory]
    [InlineData("text", "\"\\ud800\"")]
    [InlineData("text", "\"\\udc00\\ud800\"")]
    [InlineData("low", "\"a\\ud83d\"")]
    [InlineData("letter", "\"\\ud800\"")]
    [InlineData("letter", "\"ab\"")]
    [InlineData("fixed_text", "\"abcdef\"")]
    [InlineData("fixed_text", "\"a\\u0000\"")]
    [InlineData("fixed_bytes", "\"AQI=\"")]
    [InlineData("bytes", "\"A\"")]
    [InlineData("at", "\"2016-12-31T23:59:60Z\"")]
    [InlineData("at", "\"2024-02-30T00:00:00Z\"")]
    [InlineData("at", "\"2023-02-29T00:00:00Z\"")]
    [InlineData("at", "\"1900-02-29T00:00:00Z\"")]
    [InlineData("at", "\"1899-12-31T23:59:59.999999Z\"")]
    [InlineData("at", "\"2300-01-01T00:00:00Z\"")]
    [InlineData("at", "\"2024-01-01T00:00:00\"")]
    [InlineData("at", "\"2024-01-01T24:00:00Z\"")]
    [InlineData("at_nanos", "\"2262-04-11T23:47:16.854775808Z\"")]
    [InlineData("local", "\"2024-01-01T00:00:00Z\"")]
    [InlineData("day", "\"1899-12-31\"")]
    [InlineData("day", "\"2300-01-01\"")]
    [InlineData("day", "\"2100-02-29\"")]
    [InlineData("narrow_day", "\"1969-12-31\"")]
    [InlineData("narrow_day", "\"2149-06-07\"")]
    [InlineData("time", "\"23:59:60\"")]
    [InlineData("time", "\"24:00:00\"")]
    [InlineData("d9", "0.001")]
    [InlineData("d9", "10000000.00")]
    [InlineData("d9", "-10000000.00")]
    [InlineData("d18", "1e15")]
    [InlineData("d28", "0.00000000001")]
    [InlineData("i8", "128")]
    [InlineData("i8", "-129")]
    [InlineData("u8", "-1")]
    [InlineData("u64", "18446744073709551616")]
    [InlineData("i64", "9223372036854775808")]
    [InlineData("i128", "170141183460469231731687303715884105728")]
    [InlineData("i256", "57896044618658097711785492504343953926634992332820282019728792003956564819968")]
    [InlineData("u256", "-1")]
    [InlineData("f64", "NaN")]
    [InlineData("f64", "\"Infinity\"")]
    [InlineData("f32", "1e39")]
    [InlineData("id", "\"00112233-4455-6677-8899-aabbccddeef\"")]
    [InlineData("colour", "\"Green\"")]
    [InlineData("ip4", "\"::1\"")]
    [InlineData("vector", "[1,2]")]
    [InlineData("text", "null")]
    [InlineData("i128", "1.5")]
    [InlineData("i128", "\"\"")]
    [InlineData("i128", "true")]
    [InlineData("u128", "-1")]
    [InlineData("u128", "340282366920938463463374607431768211456")]
    [InlineData("i256", "x")]
    [InlineData("i256", "1.5")]
    [InlineData("u256", "115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("d38", "1e30")]
    [InlineData("d76", "1e60")]
    [InlineData("d9", "\"x\"")]
    [InlineData("link", "1")]
    [InlineData("release", "\"a.b\"")]
    [InlineData("release", "1")]
    [InlineData("letter", "1")]
    [InlineData("letter", "\"\"")]
    [InlineData("ip", "\"999.1.1.1\"")]
    [InlineData("ip", "1")]
    [InlineData("ip4", "1")]
    [InlineData("fixed_text", "1")]
    [InlineData("fixed_bytes", "1")]
    [InlineData("bytes", "1")]
    [InlineData("time", "1")]
    [InlineData("span", "\"x\"")]
    [InlineData("span", "true")]
    [InlineData("day", "1")]
    [InlineData("local", "1")]
    [InlineData("id", "1")]
    [InlineData("bool", "1")]
    [InlineData("f32", "\"x\"")]
    [InlineData("f16", "true")]
    [InlineData("json", "nope")]
    [InlineData("by_number", "{\"x\":\"\"}")]
    [InlineData("by_id", "{\"x\":1}")]
    [InlineData("by_colour", "{\"x\":{\"name\":\"\"}}")]
    [InlineData("text_items", "{}")]
    [InlineData("by_text", "[]")]
    [InlineData("part", "[]")]
    public void JSON_is_refused(string member, string json)
    {
        Assert.Throws<DecodeException>(() => Hops.Codec.ReadJson(Encoding.UTF8.GetBytes($"{{\"case\":1,\"{member}\":{json}}}")));
        Assert.Equal(1, Hops.Codec.ReadJson("{\"case\":1}"u8).Case); // it was the member
    }

    public static TheoryData<byte[]> NoUtf8 => [[0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0xFF, 0x62]];

    [Theory]
    [MemberData(nameof(NoUtf8))]
    public void Bytes_that_are_no_UTF8_are_refused(byte[] bytes)
    {
        byte[] json = [.. "{\"case\":1,\"text\":\""u8, .. bytes, .. "\"}"u8];
        Assert.Throws<DecodeException>(() => Hops.Codec.ReadJson(json));
        Assert.Throws<DecodeException>(() => Hops.Codec.ReadAvro(Replaced(Hops.Avro(Marked(bytes.Length)), bytes)));

        // ClickHouse's String holds any bytes; a C# string does not.
        Assert.Throws<WireRangeException>(() => Hops.ReadNative(Replaced(Hops.Native([Marked(bytes.Length)]), bytes)));
    }

    /// <summary>One row for each type: all that a decoder reads is cut somewhere.</summary>
    private static IEnumerable<Everything> OneOfEach => Corpus.Cases.Where(c => c.Row.Text.Length < 100 && c.Row.Low.Length < 100 && c.Row.Bytes.Length < 100 && JsonTests.IsJson(c))
        .GroupBy(c => c.Name.Split(':')[0]).Select(g => g.Last().Row);

    [Fact]
    public void Every_message_that_is_cut_is_refused()
    {
        using RecordColumns<Everything> columns = Hops.Codec.CreateColumns();
        foreach (Everything row in OneOfEach)
        {
            byte[] avro = Hops.Avro(row);
            for (int length = 0; length < avro.Length; length++)
            {
                Assert.False(columns.TryAddAvro(avro.AsSpan(0, length)));
                DecodeError error = columns.Error;
                DecodeError atOnce = Assert.Throws<DecodeException>(() => Hops.Codec.ReadAvro(avro.AsSpan(0, length))).Error;
                Assert.Equal((error.Failure, error.Offset), (atOnce.Failure, atOnce.Offset));
            }

            var json = new ArrayBufferWriter<byte>();
            Hops.Codec.WriteJson(json, row);
            for (int length = 0; length < json.WrittenCount; length++)
            {
                Assert.False(columns.TryAddJson(json.WrittenSpan[..length]));
            }

            // What was refused has left nothing behind.
            Assert.True(columns.TryAddAvro(avro) && columns.TryAddJson(json.WrittenSpan));
            List<Everything> read = NativeRows.Read(Hops.Codec, NativeRows.Write(columns));
            Assert.All(read, r => Assert.Null(Structure.Difference(row, r)));
            Assert.Equal(2, read.Count);
            columns.Clear();
        }
    }

    [Fact]
    public void Half_characters_are_refused_by_every_writer()
    {
        foreach (string text in new[] { "\uD800", "a\uDC00", "\uDC00\uD800", new string('x', 100) + "\uD83D" })
        {
            foreach (Everything row in new[] { new Everything { Case = 1, Text = text }, new Everything { Case = 1, TextOrNull = text }, new Everything { Case = 1, LowItems = [text] }, new Everything { Case = 1, ByText = new() { [text] = 1 } } })
            {
                Assert.Throws<WireRangeException>(() => Hops.Avro(row));
                Assert.Throws<WireRangeException>(() => Hops.Native([row]));
                Assert.Throws<WireRangeException>(() => Hops.Codec.WriteJson(new ArrayBufferWriter<byte>(), row));
            }
        }
    }

    /// <summary>Text of a length, which stands nowhere else in a message.</summary>
    private static Everything Marked(int length) => new() { Case = 1, Text = new string('\u0007', length) };

    private static byte[] Replaced(byte[] message, byte[] bytes)
    {
        byte[] mark = [.. Enumerable.Repeat((byte)7, bytes.Length)];
        byte[] sized = [(byte)bytes.Length, .. mark];
        int at = message.AsSpan().IndexOf(sized);
        at = at >= 0 ? at + 1 : message.AsSpan().IndexOf([(byte)(2 * bytes.Length), .. mark]) + 1; // Avro's lengths are zigzag
        Assert.True(at > 0);
        bytes.CopyTo(message, at);
        return message;
    }
}
