using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class JsonScanTests
{
    [Theory]
    [InlineData("0", 0, DecodeFailure.None)]
    [InlineData("-0", 0, DecodeFailure.None)]
    [InlineData("2147483647", int.MaxValue, DecodeFailure.None)]
    [InlineData("-2147483648", int.MinValue, DecodeFailure.None)]
    [InlineData("2147483648", 0, DecodeFailure.Range)]
    [InlineData("-2147483649", 0, DecodeFailure.Range)]
    [InlineData("99999999999999999999999999", 0, DecodeFailure.Range)]
    [InlineData("01", 0, DecodeFailure.Number)]
    [InlineData("-", 0, DecodeFailure.Number)]
    [InlineData("+1", 0, DecodeFailure.Value)]
    [InlineData("x", 0, DecodeFailure.Value)]
    [InlineData("\"1\"", 0, DecodeFailure.Value)]
    public void Int32(string json, int expected, DecodeFailure failure)
    {
        Scanned<int> read = Scan.Fixed<int>(json, JsonScan.Int32);
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal(expected, read.Value);
            Assert.Equal(0, read.Rest);
        }
    }

    [Theory]
    [InlineData("18446744073709551615", ulong.MaxValue, DecodeFailure.None)]
    [InlineData("18446744073709551616", 0, DecodeFailure.Range)]
    [InlineData("99999999999999999999", 0, DecodeFailure.Range)]
    [InlineData("10000000000000000000", 10000000000000000000, DecodeFailure.None)]
    [InlineData("\"18446744073709551615\"", ulong.MaxValue, DecodeFailure.None)]
    [InlineData("\"1\\u0032\"", 12, DecodeFailure.None)]
    [InlineData("\"\"", 0, DecodeFailure.Value)]
    [InlineData("\"1.5\"", 0, DecodeFailure.Number)]
    [InlineData("\" 1\"", 0, DecodeFailure.Value)]
    [InlineData("-1", 0, DecodeFailure.Range)]
    public void UInt64(string json, ulong expected, DecodeFailure failure)
    {
        Scanned<ulong> read = Scan.Fixed<ulong>(json, JsonScan.UInt64);
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal(expected, read.Value);
            Assert.Equal(0, read.Rest);
        }
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    public void A_fraction_or_exponent_is_left_to_the_comma_check_and_then_said_to_be_no_integer(string json)
    {
        using var ctx = new DecodeContext();
        int value;
        byte* p = ctx.Load(Encoding.UTF8.GetBytes(json), out _);
        p = JsonScan.Int32(p, &value, ctx);
        Assert.True(p != null);
        Assert.True(ctx.Fail(p, DecodeFailure.CommaOrEnd) == null);
        Assert.Equal(DecodeFailure.Number, ctx.Failure);
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\b\f\n\r\t")]
    [InlineData("\"\\u00e4\\u20ac\\ud83d\\ude00\"", "ä€😀")]
    [InlineData("\"Zürich 路线 😀\"", "Zürich 路线 😀")]
    public void Strings(string json, string expected)
    {
        Scanned<string?> read = Scan.String(json);
        Assert.Equal(expected, read.Value);
        Assert.Equal(0, read.Rest);
    }

    [Theory]
    [InlineData("\"\\ud83d\"", DecodeFailure.Surrogate)]
    [InlineData("\"\\ude00\"", DecodeFailure.Surrogate)]
    [InlineData("\"\\ud83d\\u0041\"", DecodeFailure.Surrogate)]
    [InlineData("\"\\x\"", DecodeFailure.Escape)]
    [InlineData("\"\\u12g4\"", DecodeFailure.Escape)]
    [InlineData("\"a\nb\"", DecodeFailure.Control)]
    [InlineData("\"a\0b\"", DecodeFailure.Control)]
    [InlineData("\"abc", DecodeFailure.Truncated)]
    [InlineData("abc", DecodeFailure.Value)]
    public void Bad_strings(string json, DecodeFailure failure) => Assert.Equal(failure, Scan.String(json).Failure);

    [Theory]
    [InlineData("2026-01-31T23:59:59.123456Z", 6, 1769903999123456)]
    [InlineData("2026-01-31T23:59:59.1234567Z", 6, 1769903999123456)]
    [InlineData("2026-01-31T23:59:59Z", 6, 1769903999000000)]
    [InlineData("2026-01-31T23:59:59.5Z", 3, 1769903999500)]
    [InlineData("2026-01-31T23:59:59.123456789Z", 9, 1769903999123456789)]
    [InlineData("2026-01-31T23:59:59.99999999999Z", 0, 1769903999)]
    [InlineData("2026-02-01T01:59:59+02:00", 0, 1769903999)]
    [InlineData("2026-01-31t18:29:59-0530", 0, 1769903999)]
    [InlineData("2026-01-31 23:59z", 0, 1769903940)]
    [InlineData("1969-12-31T23:59:59.9999999Z", 3, -1)]
    [InlineData("1900-01-01T00:00:00Z", 0, -2208988800)]
    [InlineData("2299-12-31T23:59:59.999999Z", 6, 10413791999999999)]
    [InlineData("2026-01-31T23:59:59\\u005a", 0, 1769903999)]
    [InlineData("2024-02-29T00:00:00Z", 0, 1709164800)]
    public void Instants(string text, int digits, long expected)
    {
        Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", (p, dst, ctx) => JsonScan.Instant(p, dst, digits, ctx));
        Assert.Equal(DecodeFailure.None, read.Failure);
        Assert.Equal(expected, read.Value);
        Assert.Equal(0, read.Rest);
    }

    [Theory]
    [InlineData("2026-01-31T23:59:59", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31T23:59:60Z", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31T24:00:00Z", DecodeFailure.Timestamp)]
    [InlineData("2025-02-29T00:00:00Z", DecodeFailure.Timestamp)]
    [InlineData("2026-13-01T00:00:00Z", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31T23:59:59.Z", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31T23:59:59+15:00", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31", DecodeFailure.Timestamp)]
    [InlineData("2026-01-31T23:59.5Z", DecodeFailure.Timestamp)]
    [InlineData("", DecodeFailure.Timestamp)]
    [InlineData("1899-12-31T23:59:59Z", DecodeFailure.Range)]
    [InlineData("2300-01-01T00:00:00Z", DecodeFailure.Range)]
    [InlineData("0001-01-01T00:00:00Z", DecodeFailure.Range)]
    public void Bad_instants(string text, DecodeFailure failure) =>
        Assert.Equal(failure, Scan.Fixed<long>($"\"{text}\"", (p, dst, ctx) => JsonScan.Instant(p, dst, 6, ctx)).Failure);

    [Theory]
    [InlineData("12.34", 123400, DecodeFailure.None)]
    [InlineData("\"12.34\"", 123400, DecodeFailure.None)]
    [InlineData("12.340000000000000000000000000000", 123400, DecodeFailure.None)]
    [InlineData("-1.5e2", -1500000, DecodeFailure.None)]
    [InlineData("15e-1", 15000, DecodeFailure.None)]
    [InlineData("0.00001", 0, DecodeFailure.Precision)]
    [InlineData("0.00000", 0, DecodeFailure.None)]
    [InlineData("99999999999999.9999", 999999999999999999, DecodeFailure.None)]
    [InlineData("100000000000000", 0, DecodeFailure.Precision)]
    [InlineData("1e400", 0, DecodeFailure.Precision)]
    [InlineData("0e400", 0, DecodeFailure.None)]
    [InlineData("1.}", 0, DecodeFailure.Number)]
    [InlineData("\"1,5\"", 0, DecodeFailure.Number)]
    public void Decimal64(string json, long expected, DecodeFailure failure)
    {
        Scanned<long> read = Scan.Fixed<long>(json, (p, dst, ctx) => JsonScan.Decimal64(p, dst, 18, 4, ctx));
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal(expected, read.Value);
        }
    }

    [Theory]
    [InlineData("23:59:59.9999999", 86399999999, DecodeFailure.None)]
    [InlineData("00:00", 0, DecodeFailure.None)]
    [InlineData("12:34:56", 45296000000, DecodeFailure.None)]
    [InlineData("12:34.5", 0, DecodeFailure.Time)]
    [InlineData("24:00:00", 0, DecodeFailure.Time)]
    [InlineData("12:34:56Z", 0, DecodeFailure.Time)]
    [InlineData("1:34:56", 0, DecodeFailure.Time)]
    [InlineData("12:34:", 0, DecodeFailure.Time)]
    [InlineData("12:34:56.", 0, DecodeFailure.Time)]
    [InlineData("", 0, DecodeFailure.Time)]
    public void Times(string text, long expected, DecodeFailure failure)
    {
        Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", JsonScan.Time);
        Assert.Equal(failure, read.Failure);
        if (read.Ok)
        {
            Assert.Equal((expected, 0), (read.Value, read.Rest));
        }
    }

    [Theory]
    [InlineData("PT1H30M", 5400000000)]
    [InlineData("-P1DT0.5S", -86400500000)]
    [InlineData("P2W", 1209600000000)]
    [InlineData("01:30:00", 5400000000)]
    [InlineData("-1.00:00:00.0000001", -86400000001)]
    [InlineData("00:00:00.1234567", 123456)]
    public void Durations(string text, long expected)
    {
        Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", JsonScan.Duration);
        Assert.Equal(DecodeFailure.None, read.Failure);
        Assert.Equal(expected, read.Value);
    }

    [Theory]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("PT1M1H")]
    [InlineData("PT1.5H")]
    [InlineData("1:30")]
    [InlineData("25:00:00")]
    [InlineData("01:30.5")]
    [InlineData("1.01:30")]
    [InlineData("")]
    public void Bad_durations(string text) =>
        Assert.Equal(DecodeFailure.Duration, Scan.Fixed<long>($"\"{text}\"", JsonScan.Duration).Failure);

    [Theory]
    [InlineData("{\"a\":[1,-2.5e+3,true,false,null,{\"b\":\"c\\u0041\"}]}", DecodeFailure.None)]
    [InlineData("[]", DecodeFailure.None)]
    [InlineData("[1,]", DecodeFailure.Value)]
    [InlineData("{\"a\":1,}", DecodeFailure.Key)]
    [InlineData("{\"a\" 1}", DecodeFailure.Colon)]
    [InlineData("[1 2]", DecodeFailure.CommaOrEnd)]
    [InlineData("[1}", DecodeFailure.CommaOrEnd)]
    [InlineData("[1", DecodeFailure.Truncated)]
    [InlineData("nul", DecodeFailure.Value)]
    [InlineData("[01]", DecodeFailure.CommaOrEnd)]
    public void Skip(string json, DecodeFailure failure) => Assert.Equal(failure, Scan.Skip(Encoding.UTF8.GetBytes(json)).Failure);

    [Theory]
    [InlineData(64, DecodeFailure.None)]
    [InlineData(65, DecodeFailure.Depth)]
    [InlineData(10_000, DecodeFailure.Depth)]
    public void Skip_is_limited_in_depth(int depth, DecodeFailure failure) =>
        Assert.Equal(failure, Scan.Skip(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))).Failure);
}
