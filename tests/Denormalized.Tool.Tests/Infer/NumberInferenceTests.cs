using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Tests.Infer;

public class NumberInferenceTests
{
    [Theory]
    [InlineData("delay", "-5,0,12,7,130", "int32")]
    [InlineData("port", "1,2,3,4,70000", "int64")]
    [InlineData("level", "1,2", "int64")] // two numbers say nothing about the range
    [InlineData("order_id", "1,2,3,4,5,6", "int64")] // ids grow
    [InlineData("big", "1,9223372036854775807", "int64")]
    [InlineData("big", "1,9223372036854775808", "uint64")]
    [InlineData("big", "0,18446744073709551615", "uint64")]
    [InlineData("big", "-1,9223372036854775808", "decimal(38,0)")]
    [InlineData("big", "18446744073709551616", "decimal(38,0)")]
    [InlineData("speed_ratio", "1.5,2", "float64")]
    [InlineData("speed_ratio", "1e3", "float64")]
    [InlineData("latitude", "48", "float64")]
    [InlineData("offset", "1,2,3,4,5,6", "int64")] // grows without limit
    [InlineData("asDouble", "10", "float64")]
    [InlineData("price", "12.5,7.25", "decimal(18,4)")] // a varying scale may grow
    [InlineData("price", "12.50,7.25", "decimal(18,2)")]
    [InlineData("price", "12,13", "int64")]
    [InlineData("duration", "0.0015780925750732422", "float64")]
    [InlineData("mix", "9007199254740993,0.5", "json")] // neither a double nor a short decimal holds both
    public void Kind_fits_range_and_form(string key, string values, string kind) =>
        Assert.Equal(kind, Sample.Of(key, values.Split(',')).KindName);

    [Theory]
    [InlineData("created_at", "1636406685", "EpochSeconds")]
    [InlineData("ts", "1588205198.89971", "EpochSeconds")]
    [InlineData("ts_ms", "1559033904863", "EpochMilliseconds")]
    [InlineData("time_us", "1783175888085434", "EpochMicroseconds")]
    [InlineData("startTimeUnixNano", "\"1544712660300000000\"", "EpochNanoseconds")]
    public void Epochs_are_known_by_name_and_range(string key, string value, string form)
    {
        Decision decision = Sample.Of(key, value);
        Assert.Equal(("timestamp", form), (decision.KindName, decision.Form.ToString()));
    }

    [Theory]
    [InlineData("trade_id", "1636406685")] // the range of an epoch, but not its name
    [InlineData("time", "1636406685,1636406685000")] // two units
    [InlineData("elapsed_time", "1636406685")] // a span of time
    [InlineData("time", "15,1636406685")]
    public void Other_numbers_are_no_epochs(string key, string values) =>
        Assert.Equal("int64", Sample.Of(key, values.Split(',')).KindName);

    [Fact]
    public void Small_integers_need_many_rows_to_become_short()
    {
        string[] hours = Enumerable.Range(0, 10_000).Select(i => (i % 24).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal("int16", Sample.Of("hour", hours).KindName);
        Assert.Equal("int32", Sample.Of("hour", hours[..100]).KindName);
    }
}
