using System.Net;
using System.Text.Json;

namespace Denormalized.Conformance.Tests;

public static partial class Corpus
{
    private static void AddTexts()
    {
        (string, string)[] texts =
        [
            ("", "''"),
            ("grün 路线 \U0001F600", "unhex('6772C3BC6E20E8B7AFE7BABF20F09F9880')"),
            (new string('x', 20_000), "repeat('x', 20000)"),
            ("' \" \\ \t \n \0", "unhex('272022205C2009200A2000')"),
            ("\uFEFF\u2028\uFFFF", "unhex('EFBBBFE280A8EFBFBF')"),
        ];
        Add("text", (e, v) => e with { Text = v, TextOrNull = v, TextItems = [v, null, v] }, texts);
        Add("low", (e, v) => e with { Low = v, LowOrNull = v, LowItems = [v, null, v] }, texts);
        Add("fixed_text", (e, v) => e with { FixedText = v, FixedTextOrNull = v, FixedTextItems = [v, null, v] },
            ("", "unhex('0000000000')"), ("abcde", "'abcde'"), ("grü", "unhex('6772C3BC00')"), ("\U0001F600", "unhex('F09F988000')"));

        Add<byte[]>("bytes", (e, v) => e with { Bytes = v, BytesOrNull = v, BytesItems = [v, null, v] },
            ([], "''"), ([0, 0xFF, 0x80], "unhex('00FF80')"), (new byte[300], "unhex(repeat('00', 300))"));
        Add<ReadOnlyMemory<byte>>("memory", (e, v) => e with { Memory = v, MemoryOrNull = v, MemoryItems = [v, null, v] },
            (ReadOnlyMemory<byte>.Empty, "''"), (new byte[] { 0xC3, 0x28 }, "unhex('C328')"));
        Add<byte[]>("fixed_bytes", (e, v) => e with { FixedBytes = v, FixedBytesOrNull = v, FixedBytesItems = [v, null, v] },
            ([0, 0, 0], "unhex('000000')"), ([1, 0xFF, 0], "unhex('01FF00')"));

        Add("colour", (e, v) => e with { Colour = v, ColourOrNull = v, ColourItems = [v, null, v] },
            (Colour.None, "'None'"), (Colour.Red, "{} = 'dark_red' AND toInt16({}) = 300"), (Colour.Blue, "{} = 'Blue' AND toInt16({}) = -5"));
        Add("low_colour", (e, v) => e with { LowColour = v, LowColourOrNull = v, LowColourItems = [v, null, v] }, (Colour.None, "'None'"), (Colour.Red, "'dark_red'"));
        Add("access", (e, v) => e with { Access = v, AccessOrNull = v, AccessItems = [v, null, v] }, (Access.Read | Access.Write, "3"), (Access.All, "255"));

        // Each byte differs, so that any swapped order shows.
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        Add("id", (e, v) => e with { Id = v, IdOrNull = v, IdItems = [v, null, v] }, (id, $"toUUID('{id}')"), (Guid.Empty, $"toUUID('{Guid.Empty}')"), (Guid.AllBitsSet, $"toUUID('{Guid.AllBitsSet}')"));
        Add("fixed_id", (e, v) => e with { FixedId = v, FixedIdOrNull = v, FixedIdItems = [v, null, v] }, (id, $"toUUID('{id}')"));

        Add("json", (e, v) => e with { Json = v, JsonOrNull = v, JsonItems = [v, null, v] },
            (Json("{\"a\":[1.0,null,\"x\"],\"a\":2}"), "'{\"a\":[1.0,null,\"x\"],\"a\":2}'"), (Json("12345678901234567890.5"), "'12345678901234567890.5'"), (Json("\"\""), "'\"\"'"));
        Add("ip", (e, v) => e with { Ip = v, IpOrNull = v, IpItems = [v, null, v] },
            (IPAddress.Parse("2001:db8::ff00:42:8329"), "toIPv6('2001:db8::ff00:42:8329')"), (IPAddress.IPv6None, "toIPv6('::')"),
            (IPAddress.Parse("192.0.2.1"), "toIPv6('::ffff:192.0.2.1')"), (IPAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "toIPv6('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')"));
        Add("ip4", (e, v) => e with { Ip4 = v, Ip4OrNull = v, Ip4Items = [v, null, v] },
            (IPAddress.Parse("192.0.2.1"), "toIPv4('192.0.2.1')"), (IPAddress.Broadcast, "toIPv4('255.255.255.255')"), (IPAddress.Any, "toIPv4('0.0.0.0')"));
        Add("link", (e, v) => e with { Link = v, LinkOrNull = v, LinkItems = [v, null, v] },
            (new Uri("https://Example.org/ä b?q=%20#f"), "'https://Example.org/ä b?q=%20#f'"), (new Uri("../a", UriKind.Relative), "'../a'"));
        Add("release", (e, v) => e with { Release = v, ReleaseOrNull = v, ReleaseItems = [v, null, v] }, (new Version(1, 2), "'1.2'"), (new Version(1, 2, 3, 2147483647), "'1.2.3.2147483647'"));
        Add("letter", (e, v) => e with { Letter = v, LetterOrNull = v, LetterItems = [v, null, v] }, ('a', "'a'"), ('€', "'€'"), ('\0', "unhex('00')"), ('\uFFFF', "unhex('EFBFBF')"));
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
