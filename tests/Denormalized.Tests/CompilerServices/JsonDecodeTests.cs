using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

/// <summary>What generated decoders ask beside values: the end, keys, and a member wherever it stands.</summary>
public class JsonDecodeTests
{
    /// <summary>The value's first bytes, where it was found.</summary>
    [Theory]
    [InlineData("""{"kind":1}""", "1")]
    [InlineData("""{ "a" : [ {"kind":2} ] , "kind" : 3 }""", "3")]
    [InlineData("""{"a":{"kind":2},"kind":"x","kind":4}""", "\"x")]
    [InlineData("""{"k\u0069nd":5,"kind":6}""", "5")]
    public void A_member_is_found(string json, string value)
    {
        using var context = new DecodeContext();
        nint start = JsonDecode.Load(context, Encoding.UTF8.GetBytes(json), out _);
        nint found = JsonDecode.Find(start, "kind"u8, "kind", context);
        Assert.True(found != 0 && JsonDecode.Is(found, Encoding.UTF8.GetBytes(value)));
    }

    [Theory]
    [InlineData("[]", DecodeFailure.NotAnObject, 0)]
    [InlineData("{}", DecodeFailure.Missing, 0)]
    [InlineData("{ }", DecodeFailure.Missing, 0)]
    [InlineData("""{"a":1}""", DecodeFailure.Missing, 0)]
    [InlineData("""{"a":1 }""", DecodeFailure.Missing, 0)]
    [InlineData("""{"a":1,}""", DecodeFailure.Missing, 0)]
    [InlineData("{1", DecodeFailure.Key, 1)]
    [InlineData("{", DecodeFailure.Truncated, 1)]
    [InlineData("""{"a" 1}""", DecodeFailure.Colon, 5)]
    [InlineData("""{"a\x":1}""", DecodeFailure.Escape, 3)]
    [InlineData("""{"a":tru}""", DecodeFailure.Value, 5)]
    [InlineData("""{"a":1 "b":2}""", DecodeFailure.CommaOrEnd, 7)]
    public void A_member_that_is_not_found_is_a_refusal(string json, DecodeFailure failure, int offset)
    {
        using var context = new DecodeContext();
        nint start = JsonDecode.Load(context, Encoding.UTF8.GetBytes(json), out _);
        Assert.True(JsonDecode.Find(start, "kind"u8, "kind", context) == 0);
        DecodeError error = context.JsonError();
        Assert.Equal((failure, offset), (error.Failure, error.Offset));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("1 \r\n\t", true)]
    [InlineData("1 x", false)]
    public void Only_white_space_follows(string json, bool isEnd)
    {
        using var context = new DecodeContext();
        nint p = JsonDecode.Load(context, Encoding.UTF8.GetBytes(json), out nint end);
        Assert.Equal(isEnd, JsonDecode.AtEnd(p + 1, end, context));
        Assert.True(isEnd || context.JsonError() is { Failure: DecodeFailure.Trailing, Offset: 2 });
    }

    [Theory]
    [InlineData("\"gr\\u00fcn\"", "grün")]
    [InlineData("\"\"", "")]
    [InlineData("\"x", null)]
    [InlineData("7", null)]
    public void Text_of_a_string(string json, string? text)
    {
        using var context = new DecodeContext();
        nint p = JsonDecode.Load(context, Encoding.UTF8.GetBytes(json), out nint end);
        Assert.Equal(text is null ? 0 : end, JsonDecode.Text(p, out ReadOnlySpan<byte> found, context));
        Assert.Equal(text ?? "", Encoding.UTF8.GetString(found));
    }

    /// <summary>Both ends, each form of a zone, and a sign that is escaped.</summary>
    [Theory]
    [InlineData("2024-02-29T12:34:56Z", 0)]
    [InlineData("2024-02-29t12:34z", 0)]
    [InlineData("2024-02-29T12:34:56.123456789+02:00", 120)]
    [InlineData("2024-02-29 12:34:56-0930", -570)]
    [InlineData("2024-02-29T12:34-14", -840)]
    [InlineData("2024-02-29T12:34:56+14:00", 840)]
    [InlineData("2024-02-29T12:34:56.5\\u002B00:01", 1)]
    [InlineData("1900-01-01T00:00:00-00:00", 0)]
    public unsafe void Offsets(string text, short minutes)
    {
        short offset = -1;
        Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", (p, dst, ctx) =>
        {
            short found;
            byte* end = JsonScan.InstantWithOffset(p, dst, &found, 6, ctx);
            offset = found;
            return end;
        });
        Assert.True(read.Whole);
        Assert.Equal(minutes, offset);
        Assert.Equal(Scan.Fixed<long>($"\"{text}\"", (p, dst, ctx) => JsonScan.Instant(p, dst, 6, ctx)).Value, read.Value);
    }

    [Theory]
    [InlineData("\"2024-02-29T12:34:56\"", DecodeFailure.Timestamp)]
    [InlineData("\"2024-02-29T12:34:56+15:00\"", DecodeFailure.Timestamp)]
    [InlineData("\"2024-02-29T12:34:56+02:00", DecodeFailure.Truncated)]
    [InlineData("1709210096", DecodeFailure.Value)]
    public unsafe void No_offset(string json, DecodeFailure failure)
        => Assert.Equal(failure, Scan.Fixed<long>(json, (p, dst, ctx) =>
        {
            short found;
            return JsonScan.InstantWithOffset(p, dst, &found, 6, ctx);
        }).Failure);
}
