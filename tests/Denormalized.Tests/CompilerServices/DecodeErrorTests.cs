using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class DecodeErrorTests
{
    /// <summary>The mark ^ stands for the offset, and is no part of the message.</summary>
    [Theory]
    [InlineData("^{\"a\":1}", "$")]
    [InlineData("{^\"a\":1}", "$")]
    [InlineData("{\"a^b\":1}", "$")]
    [InlineData("{\"a\"^:1}", "$.a")]
    [InlineData("{\"a\":^1}", "$.a")]
    [InlineData("{\"a\": ^1}", "$.a")]
    [InlineData("{\"a\":1,^}", "$")]
    [InlineData("{\"a\":\"x^y\"}", "$.a")]
    [InlineData("{\"a\":{\"b\":2},^\"c\":3}", "$")]
    [InlineData("{\"user\":{\"tags\":[\"a\",\"b\",[],^\"d\"]}}", "$.user.tags[3]")]
    [InlineData("{\"user\":{\"tags\":[^]}}", "$.user.tags[0]")]
    [InlineData("{\"user\":{\"tags\":[{\"k\":1},{\"k\":^2}]}}", "$.user.tags[1].k")]
    [InlineData("[[1,2],[3,^4]]", "$[1][1]")]
    [InlineData("{\"a.b\":{\"it's\":^1}}", "$['a.b']['it\\'s']")]
    [InlineData("{\"\\u00fc\\n\":^1}", "$['ü\n']")]
    [InlineData("{\"\":^1}", "$['']")]
    [InlineData("{\"a\":\"]}{[,\\\"\",\"b\":^1}", "$.b")]
    [InlineData("}}]]^", "$")]
    [InlineData("{\"a\":\"\\", "$.a")]
    public void The_path_is_found_by_reading_again(string marked, string path)
    {
        int offset = marked.IndexOf('^', StringComparison.Ordinal);
        byte[] message = Encoding.UTF8.GetBytes(marked.Replace("^", "", StringComparison.Ordinal));
        Assert.Equal(path, JsonPath.At(message, offset < 0 ? message.Length : offset));
    }

    [Theory]
    [InlineData("{\"user\":{\"id\":1^}}", "$.user.name")]
    [InlineData("{\"user\":{\"id\":1}^}", "$.user.name")]
    [InlineData("{\"user\":{^}}", "$.user.name")]
    [InlineData("{\"id\":1}^", "$.name")]
    [InlineData("{\"id\":[1,2]}^ ", "$.name")]
    public void A_missing_field_has_the_path_that_it_would_have(string marked, string path)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Encoding.UTF8.GetBytes(marked.Replace("^", "", StringComparison.Ordinal)), out _);
        int offset = marked.IndexOf('^', StringComparison.Ordinal);
        Assert.True(ctx.FailMissing(p + offset, "name") == null);
        DecodeError error = ctx.JsonError();
        Assert.Equal(
            new DecodeError(DecodeFailure.Missing, offset, path, $"{path} at byte {offset}: the required field 'name' is missing"), error);
    }

    [Fact]
    public void Any_bytes_have_a_path()
    {
        var random = new Random(1);
        var message = new byte[200];
        for (int round = 0; round < 5000; round++)
        {
            for (int i = 0; i < message.Length; i++)
            {
                message[i] = random.Next(2) == 0 ? "{}[]\",:\\u"u8[random.Next(9)] : (byte)random.Next(256);
            }

            Assert.StartsWith("$", JsonPath.At(message, random.Next(message.Length + 10)), StringComparison.Ordinal);
        }

        Assert.True(JsonPath.At(Encoding.ASCII.GetBytes(new string('[', 1_000_000)), 1_000_000).Length < 1000);
    }

    [Fact]
    public void Every_failure_has_a_sentence()
    {
        foreach (DecodeFailure failure in Enum.GetValues<DecodeFailure>())
        {
            string message = DecodeError.Create(failure, 7, "$.a").Message;
            Assert.StartsWith("$.a at byte 7: ", message, StringComparison.Ordinal);
            Assert.False(message.EndsWith(failure.ToString(), StringComparison.Ordinal), message);
        }

        Assert.Equal("at byte 0: nested deeper than 64", DecodeError.Create(DecodeFailure.Depth, 0, "").ToString());
    }

    [Fact]
    public void Messages_above_the_limit_are_refused()
    {
        using var ctx = new DecodeContext { MaxMessageBytes = 10 };
        Assert.True(ctx.Load(new byte[10], out _) != null);
        Assert.True(ctx.Load(new byte[11], out _) == null);
        Assert.Equal(new DecodeError(DecodeFailure.TooLarge, 0, "$", "$ at byte 0: the message is longer than the limit"), ctx.JsonError());
    }

    [Fact]
    public void Memory_of_a_huge_message_is_given_back()
    {
        using var ctx = new DecodeContext();
        var huge = new byte[20 << 20];
        ctx.Load(huge, out _);
        ctx.Text(huge.Length);
        Assert.True(ctx.MessageCapacity >= huge.Length && ctx.TextCapacity >= huge.Length);
        for (int i = 0; i < DecodeContext.ShrinkAfter; i++)
        {
            byte* p = ctx.Load("{}"u8, out byte* end);
            Assert.True(end == p + 2 && *end == 0);
        }

        Assert.True(ctx.MessageCapacity <= DecodeContext.KeptCapacity && ctx.TextCapacity <= DecodeContext.KeptCapacity);
    }

    [Fact]
    public void The_copy_is_followed_by_zeros_however_long_the_message_before()
    {
        using var ctx = new DecodeContext();
        var noise = new byte[4096];
        noise.AsSpan().Fill(0xFF);
        foreach (int length in new[] { 4096, 0, 1, 100, 4095 })
        {
            byte* p = ctx.Load(noise.AsSpan(0, length), out byte* end);
            Assert.True(p + length == end && ctx.Start == p && ctx.End == end);
            Assert.True(new ReadOnlySpan<byte>(end, DecodeContext.Padding).IndexOfAnyExcept((byte)0) < 0);
        }
    }
}
