using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

/// <summary>Mutated messages: what the scanner accepts is what Utf8JsonReader accepts, plus valid UTF-8.</summary>
public class JsonFuzzTests
{
    private const int Messages = 200_000;

    private static readonly string[] Seeds =
    [
        """{"id":"00112233-4455-6677-8899-aabbccddeeff","user_id":18446744073709551615,"url":"https://example.com/über/路线?q=1","score":-12.5e-3}""",
        """{ "a" : [ 1 , 2.0 , -3e5 , true , false , null , "x\n\"\\\u00e4\ud83d\ude00" ] , "b" : { } , "c" : [ ] }""",
        "{\n  \"nested\": {\"deep\": [[[[{\"k\": [0, -0, 0.5, 1E+2]}]]]]},\n\t\"tags\": [\"promo\", \"línea\", \"a\\\\b\"]\r\n}",
        """["", {"": {"": []}}, "a long string without anything special, so that more than one vector is needed to find its end, twice", 12345678901234567890123]""",
        "[" + string.Concat(Enumerable.Repeat("[", 62)) + "1" + string.Concat(Enumerable.Repeat("]", 62)) + "]",
        """{"a":{"a":{"a":{"a":{"a":{"a":1}}}}},"a":"dup","at":"2026-01-31T23:59:59.123456Z","price":"12.3400"}""",
    ];

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "\\", "{", "}", "[", "]", ":", ",", " ", "\n", "0", "-", ".", "e", "1e5", "01", "-0", "1.", ".5", "+1", "true", "false", "null", "nul",
            "\\u12", "\\ud800", "\\udc00", "\\x", "[[[[[[[[", "]]]]]]]]", "{\"k\":", "\"\"", "\t", "/", "NaN", "1e400", "\u0001", "é", "路",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0x80], [0xFF], [0xEF, 0xBB, 0xBF],
    ];

    [Fact]
    public void Accepts_what_the_framework_accepts()
    {
        var random = new Random(42);
        byte[][] seeds = [.. Seeds.Select(Encoding.UTF8.GetBytes)];
        int valid = 0;
        for (int i = 0; i < Messages; i++)
        {
            byte[] message = Mutate(random, seeds[random.Next(seeds.Length)]);
            bool expected = IsValid(message);
            Scanned<bool> actual = Scan.Skip(message);
            if (expected != actual.Whole)
            {
                Assert.Fail($"{(expected ? "refused" : "accepted")}: {Encoding.Latin1.GetString(message)} ({actual.Failure} at {actual.Offset})");
            }

            valid += expected ? 1 : 0;
        }

        // Both outcomes must be well covered, or the comparison says little.
        Assert.InRange(valid, Messages / 10, Messages * 9 / 10);
    }

    [Fact]
    public void No_truncated_prefix_is_accepted()
    {
        foreach (byte[] message in Seeds.Select(Encoding.UTF8.GetBytes))
        {
            Assert.True(Scan.Skip(message).Whole);
            for (int length = 0; length < message.Length; length++)
            {
                Assert.False(Scan.Skip(message.AsSpan(0, length)).Ok);
            }
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (int edits = random.Next(4); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(8), bytes.Count - at));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(20), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static bool IsValid(byte[] message)
    {
        if (!Utf8.IsValid(message))
        {
            return false;
        }

        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = JsonScan.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return reader.BytesConsumed == message.Length || message.AsSpan((int)reader.BytesConsumed).IndexOfAnyExcept(" \n\r\t"u8) < 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
