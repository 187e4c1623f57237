using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Tests.Infer;

public class TextInferenceTests
{
    [Theory]
    [InlineData("x", "fd4f1042-c7f6-4107-a6ee-d841d92596e7|FD4F1042-C7F6-4107-A6EE-D841D92596E7", "uuid")]
    [InlineData("x", "{fd4f1042-c7f6-4107-a6ee-d841d92596e7}", "uuid")]
    [InlineData("x", "b1946ac92492d2347c6235b4d2611184", "string")]
    [InlineData("x", "2020-09-14T00:44:23.000Z|2020-09-14T00:44:23+02:00", "timestamp")]
    [InlineData("x", "2020-09-14 00:44:23Z", "timestamp")]
    [InlineData("x", "Mon, 14 Sep 2020 00:44:23 GMT", "timestamp")]
    [InlineData("x", "Mon Sep 14 00:44:23 +0000 2020", "timestamp")]
    [InlineData("x", "14/Sep/2020:00:44:23 +0000", "timestamp")]
    [InlineData("x", "2020-09-14T00:44:23", "local-timestamp")]
    [InlineData("x", "2020-09-14T00:44:23Z|2020-09-14T00:44:23", "string")]
    [InlineData("x", "2020-02-29|1899-12-31", "date")]
    [InlineData("x", "2021-02-29", "string")]
    [InlineData("x", "15:00|20:30:15", "time")]
    [InlineData("x", "25:00", "string")]
    [InlineData("elapsed", "01:30:00", "duration")]
    [InlineData("x", "1.02:03:04", "duration")]
    [InlineData("x", "PT1H30M|P3D|PT0.5S", "duration")]
    [InlineData("x", "P000612", "string")]
    [InlineData("x", "T000250|PT|P", "string")]
    [InlineData("x", "10.0.1.4|255.255.255.255", "ipv4")]
    [InlineData("x", "10.0.1.4|2001:db8::1", "ipv6")]
    [InlineData("x", "10.0.1.4|ec2.amazonaws.com", "string")]
    [InlineData("x", "10.0.1.256", "string")]
    [InlineData("version", "10.0.1.4", "string")]
    [InlineData("x", "00:0d:3a:4d:42:f2", "string")]
    [InlineData("x", "true|false", "bool")]
    [InlineData("x", "true|", "string")]
    [InlineData("x", "2020-09-14T00:44:23Z|", "string")] // the empty text is no instant
    public void Kind_is_the_format_of_every_text(string key, string values, string kind) =>
        Assert.Equal(kind, Sample.Of(key, values.Split('|').Select(v => $"\"{v}\"").ToArray()).KindName);

    [Theory]
    [InlineData("zip", "40202")]
    [InlineData("zip", "01234")]
    [InlineData("accountId", "123456789123")]
    [InlineData("traceNumber", "121042880000001")]
    [InlineData("amount", "007")] // leading zeros are never a number, whatever the name
    [InlineData("amount", "+7")]
    [InlineData("eventVersion", "1.05")]
    [InlineData("fileCreationDate", "181008")]
    [InlineData("Version", "2012-10-17")]
    [InlineData("value", "358")]
    [InlineData("serialNumber", "12.50")]
    [InlineData("bioguideid", "1234")]
    public void Digits_that_name_something_stay_text(string key, string value) =>
        Assert.Equal("string", Sample.Of(key, $"\"{value}\"").KindName);

    [Fact]
    public void Digits_of_an_identifier_stay_text_however_many()
    {
        string[] values = Enumerable.Range(1, 500).Select(i => $"\"{i * 7}\"").ToArray();
        Assert.Equal("string", Sample.Of("customer_id", values).KindName);
        Assert.Equal("int64", Sample.Of("reading", values).KindName);
        Assert.Equal("string", Sample.Of("reading", [.. values, "\"007\""]).KindName);
    }

    [Theory]
    [InlineData("total_price", "598.94", "decimal(18,2)")]
    [InlineData("size", "0.04000000", "decimal(18,8)")]
    [InlineData("count", "2", "int64")]
    [InlineData("initial_value", "25.00", "decimal(18,2)")] // as prices are written
    [InlineData("humidity", "90", "int64")]
    [InlineData("balance", "1000000000000000000000000000000000003", "decimal(38,0)")]
    public void Quantities_in_quotes_are_numbers(string key, string value, string kind)
    {
        Decision decision = Sample.Of(key, $"\"{value}\"");
        Assert.Equal((kind, JsonForm.Quoted), (decision.KindName, decision.Form));
    }

    [Fact]
    public void A_small_set_of_names_over_many_rows_is_an_enum()
    {
        string[] values = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? "\"udp\"" : "\"tcp\"").ToArray();
        Assert.Equal("enum", Sample.Of("proto", values).KindName);
        Assert.Equal("string", Sample.Of("proto", values[..10]).KindName); // few samples
        Assert.Equal("string", Sample.Of("user_name", values).KindName); // names of people
        Assert.Equal("string", Sample.Of("proto", [.. values, "\"10.0.0.1\""]).KindName); // a value of another format
    }

    [Theory]
    [InlineData("\"RW50ZXIgc29tZSB0ZXh0IGhlcmU=\"", true)]
    [InlineData("\"AQAAAI12MwwAAAAAYnYzDAAAAAA+/H3=\"", true)]
    [InlineData("\"the quick brown fox\"", false)]
    [InlineData("\"aVeryLongIdentifierOfWords\"", false)]
    [InlineData("\"d41d8cd98f00b204e9800998ecf8427e\"", false)]
    public void Base64_is_a_hint_and_no_kind(string value, bool isSaid)
    {
        Decision decision = Sample.Of("payload", value, value);
        Assert.Equal("string", decision.KindName);
        Assert.Equal(isSaid, decision.Reason.Contains("looks like base64", StringComparison.Ordinal));
    }
}
