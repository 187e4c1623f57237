using Denormalized.CompilerServices;
using FsCheck.Xunit;

namespace Denormalized.Tests.CompilerServices;

public class WireTests
{

    [Property]
    public void Guids(Guid value)
    {
        Assert.Equal(value, Wire.ToGuid(Wire.FromGuid(value)));
        string digits = value.ToString("N");
        Assert.Equal(digits, Wire.FromGuid(value).High.ToString("x16") + Wire.FromGuid(value).Low.ToString("x16"));
    }

    [Fact]
    public void Stored_times_that_Csharp_does_not_have_are_refused()
    {
        Assert.Equal(DateOnly.MaxValue, Wire.ToDate(DateOnly.MaxValue.DayNumber - 719162));
        Assert.Equal(DateOnly.MinValue, Wire.ToDate(-719162));
        Assert.All(new[] { int.MinValue, -719163, DateOnly.MaxValue.DayNumber - 719161, int.MaxValue }, day => Assert.Throws<WireRangeException>(() => Wire.ToDate(day)));
        Assert.Equal(new TimeOnly(TimeSpan.TicksPerDay - 10), Wire.ToTime(86_399_999_999));
        Assert.All(new[] { long.MinValue, -1, 86_400_000_000, long.MaxValue }, micros => Assert.Throws<WireRangeException>(() => Wire.ToTime(micros)));
        foreach (int digits in new[] { 0, 1, 2, 3, 4, 5, 6, 7 })
        {
            long unit = (long)Math.Pow(10, 7 - digits);
            long first = -(DateTime.UnixEpoch.Ticks / unit), last = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / unit;
            Assert.InRange(Wire.ToDateTime(first, digits).Ticks, 0, unit - 1);
            Assert.InRange(DateTime.MaxValue.Ticks - Wire.ToDateTime(last, digits).Ticks, 0, unit - 1);
            Assert.All(new[] { long.MinValue, first - 1, last + 1, long.MaxValue }, value => Assert.Throws<WireRangeException>(() => Wire.ToDateTimeOffset(value, digits)));
        }

        Assert.Equal(1677, Wire.ToLocalTime(long.MinValue, 9).Year); // nanoseconds reach no further
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.9999999Z", 6, -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", 3, -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", 0, -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", 7, -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", 9, -100)]
    [InlineData("1900-01-01T00:00:00Z", 9, -2208988800000000000)]
    [InlineData("2299-12-31T23:59:59.9999999Z", 6, 10413791999999999)]
    [InlineData("2026-01-31T23:59:59.1234567+02:00", 6, 1769896799123456)]
    [InlineData("2026-01-31T23:59:59.1234567Z", 1, 17699039991)]
    [InlineData("2026-01-31T23:59:59.1234567Z", 8, 176990399912345670)]
    public void Instants(string text, int digits, long expected)
    {
        var value = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, Wire.FromInstant(value, digits));
        Assert.Equal(expected, Wire.FromInstant(value.UtcDateTime, digits));
        Assert.Equal(expected, Wire.FromInstant(Wire.ToDateTimeOffset(expected, digits), digits));
        Assert.Equal(DateTimeKind.Utc, Wire.ToDateTime(expected, digits).Kind);
    }

    [Fact]
    public void What_a_column_cannot_hold_is_refused_with_the_name_of_the_member()
    {
        DateTimeOffset createdAt = default;
        WireRangeException e = Assert.Throws<WireRangeException>(() => Wire.FromInstant(createdAt, 6));
        Assert.Equal("createdAt", e.Member);
        Assert.Contains("never set", e.Message, StringComparison.Ordinal);
        Assert.Throws<WireRangeException>(() => Wire.FromInstant(new DateTimeOffset(2300, 1, 1, 0, 0, 0, TimeSpan.Zero), 3, "At"));
        Assert.Throws<WireRangeException>(() => Wire.FromInstant(new DateTimeOffset(2263, 1, 1, 0, 0, 0, TimeSpan.Zero), 9, "At"));
        Assert.Throws<WireRangeException>(() => Wire.FromInstant(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified), 6, "At"));
        Assert.Throws<WireRangeException>(() => Wire.FromInstant(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local), 6, "At"));
        Assert.Throws<WireRangeException>(() => Wire.FromDate(default, "Day"));
        Assert.Throws<WireRangeException>(() => Wire.FromDecimal32(1.005m, 9, 2, "Price"));
        Assert.Throws<WireRangeException>(() => Wire.FromDecimal64(100_000_000_000_000m, 18, 4, "Price"));
        Assert.Throws<WireRangeException>(() => Wire.ToDuration(long.MaxValue));
        Assert.Throws<WireRangeException>(() => Wire.ToDecimal(Int128.MaxValue, 10));
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    [InlineData(19, 1)]
    public void Durations_are_floored(long ticks, long micros) => Assert.Equal(micros, Wire.FromDuration(new TimeSpan(ticks)));

    [Fact]
    public void Decimals()
    {
        Assert.Equal(150, Wire.FromDecimal32(1.5m, 9, 2));
        Assert.Equal(150, Wire.FromDecimal32(1.5000m, 9, 2));
        Assert.Equal(-999_999_999, Wire.FromDecimal32(-9999999.99m, 9, 2));
        Assert.Equal(0, Wire.FromDecimal64(-0.0m, 18, 4));
        Assert.Equal((Int128)decimal.MaxValue * 1_000_000_000, Wire.FromDecimal128(decimal.MaxValue, 38, 9));
        Assert.Equal(decimal.MaxValue, Wire.ToDecimal(Wire.FromDecimal128(decimal.MaxValue, 38, 9), 9));
        Assert.Equal(decimal.MinValue, Wire.ToDecimal(Wire.FromDecimal128(decimal.MinValue, 38, 0), 0));
        Assert.Equal("1.50", Wire.ToDecimal(150, 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(-922337203685477.5808m, Wire.ToDecimal(long.MinValue, 4));
    }
}
