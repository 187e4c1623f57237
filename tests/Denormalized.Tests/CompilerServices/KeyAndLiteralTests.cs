using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class KeyAndLiteralTests
{
    [Theory]
    [InlineData("user_id\":", "user_id", true)]
    [InlineData("\":", "", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz01234\":", "abcdefghijklmnopqrstuvwxyz01234", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345\":", "abcdefghijklmnopqrstuvwxyz012345", false)]
    [InlineData("stra\u00dfe\":", "straße", false)]
    [InlineData("user\\u005fid\":", "user_id", false)]
    [InlineData("a\\\"b\":", "a\"b", false)]
    public void Keys(string text, string key, bool isShort)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Encoding.UTF8.GetBytes(text), out _);
        Assert.Equal(isShort ? key.Length : -1, JsonScan.KeyLength(p));

        // As decoders do: the quote before the key has been read.
        p = ctx.Load(Encoding.UTF8.GetBytes("\"" + text), out _);
        byte* next = JsonScan.Key(p + 1, ctx, out byte* start, out int length);
        Assert.True(*next == ':');
        Assert.Equal(key, Encoding.UTF8.GetString(start, length));
        Assert.Equal(DecodeFailure.None, ctx.Failure);
    }

    [Fact]
    public void A_key_with_half_a_surrogate_is_an_unknown_name()
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Encoding.UTF8.GetBytes("\"a\\ud800\":1"), out _);
        byte* next = JsonScan.Key(p + 1, ctx, out _, out int length);
        Assert.True(*next == ':');
        Assert.Equal(-1, length);
        Assert.Equal(DecodeFailure.None, ctx.Failure);
    }

    [Theory]
    [InlineData("a\nb\"", DecodeFailure.Control)]
    [InlineData("a\\x\"", DecodeFailure.Escape)]
    [InlineData("abc", DecodeFailure.Truncated)]
    public void Bad_keys(string text, DecodeFailure failure)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Encoding.UTF8.GetBytes("\"" + text), out _);
        Assert.True(JsonScan.Key(p + 1, ctx, out _, out _) == null);
        Assert.Equal(failure, ctx.Failure);
    }

    [Theory]
    [InlineData("\"red\"", "red")]
    [InlineData("\"\"", "")]
    [InlineData("\"r\\u0065d\"", "red")]
    [InlineData("\"größer als zweiunddreißig Zeichen ist dieser Text\"", "größer als zweiunddreißig Zeichen ist dieser Text")]
    public void Texts(string json, string expected)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Encoding.UTF8.GetBytes(json), out byte* end);
        Assert.True(JsonScan.Text(p, ctx, out byte* text, out int length) == end);
        Assert.Equal(expected, Encoding.UTF8.GetString(text, length));
    }

    /// <summary>A literal that is far longer than what is left of the message must not be compared beyond the padding.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(500)]
    [InlineData(10_000)]
    public void Literals_of_any_length(int length)
    {
        byte[] literal = Encoding.ASCII.GetBytes(new string('k', length));
        using var ctx = new DecodeContext();
        Assert.True(JsonScan.Is(ctx.Load(literal, out _), literal));
        for (int cut = 0; cut < length; cut += 1 + (length / 100))
        {
            Assert.False(JsonScan.Is(ctx.Load(literal.AsSpan(0, cut), out _), literal));
        }
    }

    [Theory]
    [InlineData("true", 1, DecodeFailure.None)]
    [InlineData("false", 0, DecodeFailure.None)]
    [InlineData("True", 0, DecodeFailure.Value)]
    [InlineData("fals", 0, DecodeFailure.Value)]
    [InlineData("1", 0, DecodeFailure.Value)]
    public void Booleans(string json, byte expected, DecodeFailure failure)
    {
        Scanned<byte> read = Scan.Fixed<byte>(json, JsonScan.Bool);
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal((expected, 0), (read.Value, read.Rest));
        }
    }

    [Fact]
    public void Nulls()
    {
        using var ctx = new DecodeContext();
        Assert.True(JsonScan.IsNull(ctx.Load("null,"u8, out _)));
        Assert.False(JsonScan.IsNull(ctx.Load("nul"u8, out _)));
        Assert.False(JsonScan.IsNull(ctx.Load(""u8, out _)));
    }

    [Theory]
    [InlineData("\"00112233-4455-6677-8899-AABBCCDDEEFF\"", DecodeFailure.None)]
    [InlineData("\"00112233-4455-6677-8899-AABBCCDDEEF\\u0046\"", DecodeFailure.None)]
    [InlineData("\"00112233-4455-6677-8899-AABBCCDDEEFG\"", DecodeFailure.Uuid)]
    [InlineData("\"00112233445566778899AABBCCDDEEFF\"", DecodeFailure.Uuid)]
    [InlineData("\"{00112233-4455-6677-8899-AABBCCDDEEFF}\"", DecodeFailure.Uuid)]
    [InlineData("\"\"", DecodeFailure.Uuid)]
    [InlineData("null", DecodeFailure.Value)]
    [InlineData("\"00112233-4455-6677", DecodeFailure.Truncated)]
    public void Uuids(string json, DecodeFailure failure)
    {
        Scanned<UuidBits> read = Scan.Fixed<UuidBits>(json, JsonScan.Uuid);
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal(new UuidBits { High = 0x0011223344556677, Low = 0x8899AABBCCDDEEFF }, read.Value);
            Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", read.Value.ToString());
        }
    }

    [Fact]
    public void Truncated_values_are_refused()
    {
        Refused<UuidBits>("\"00112233-4455-6677-8899-aabbccddeeff\"", JsonScan.Uuid);
        Refused<long>("\"2026-01-31T23:59:59.123456Z\"", (p, dst, ctx) => JsonScan.Instant(p, dst, 6, ctx));
        Refused<int>("\"2026-01-31\"", JsonScan.Date);
        Refused<long>("\"23:59:59.5\"", JsonScan.Time);
        Refused<long>("\"P1DT2H\"", JsonScan.Duration);
        Refused<long>("\"-1.02:03:04.5\"", JsonScan.Duration);
        Refused<long>("\"123456\"", JsonScan.Int64);
        Refused<long>("\"12.34\"", (p, dst, ctx) => JsonScan.Decimal64(p, dst, 18, 4, ctx));
        Refused<double>("\"1.5e3\"", JsonScan.Float64Quoted);
        Refused<byte>("true", JsonScan.Bool);
    }

    private static void Refused<T>(string json, ScanFixed<T> read)
        where T : unmanaged
    {
        Assert.True(Scan.Fixed(json, read).Whole, json);
        for (int length = 0; length < json.Length; length++)
        {
            Assert.False(Scan.Fixed(json[..length], read).Ok, json[..length]);
        }
    }
}
