using System.Buffers;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;
using NodaTime;

namespace Denormalized.Conformance.Tests;

public static class InstantConverter
{
    public static NanoInstant ToWire(Instant value) => new(checked((long)(value - NodaConstants.UnixEpoch).ToBigIntegerNanoseconds()));

    public static Instant FromWire(NanoInstant value) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(value.UnixNanoseconds);
}

public static class LocalDateConverter
{
    public static DateOnly ToWire(LocalDate value) => value.ToDateOnly();

    public static LocalDate FromWire(DateOnly value) => LocalDate.FromDateOnly(value);
}

/// <summary>A class, whose converter stands on the type.</summary>
[Convert(typeof(SecretConverter))]
public sealed record Secret(string Text);

public static class SecretConverter
{
    public static string ToWire(Secret value) => new([.. value.Text.Reverse()]);

    public static Secret FromWire(string value) => new(new string([.. value.Reverse()]));
}

[Stream("meetings")]
public sealed partial record Meeting
{
    [SortKey] public required int Id { get; init; }
    [Convert(typeof(InstantConverter))] public Instant At { get; init; }
    [Convert(typeof(InstantConverter))] public Instant? Ended { get; init; }
    [Convert(typeof(LocalDateConverter))] public LocalDate Day { get; init; } = new(1970, 1, 1);
    [Convert(typeof(LocalDateConverter))] public List<LocalDate?> Days { get; init; } = [];
    [Convert(typeof(LocalDateConverter))] public Dictionary<string, LocalDate> ByName { get; init; } = [];
    [LowCardinality] public Secret Code { get; init; } = new("");
    public Secret? Note { get; init; }
}

/// <summary>Types of others, NodaTime's here, over every hop.</summary>
public class ConverterTests
{
    private static readonly StreamCodec<Meeting> s_codec = StreamRegistry.Get<Meeting>();

    private static readonly Meeting[] s_meetings =
    [
        new() { Id = 0 },
        new()
        {
            Id = 1, At = Instant.FromUtc(2024, 2, 29, 12, 34, 56).PlusNanoseconds(123456789), Ended = Instant.FromUtc(1969, 12, 31, 23, 59, 59).PlusNanoseconds(999999999),
            Day = new LocalDate(2024, 2, 29), Days = [new LocalDate(1900, 1, 1), null, new LocalDate(2299, 12, 31)], ByName = new() { ["a"] = new LocalDate(2000, 1, 1) },
            Code = new Secret("abc"), Note = new Secret("ü1"),
        },
    ];

    [Fact]
    public async Task Values_come_back_from_every_format()
    {
        foreach (Meeting meeting in s_meetings)
        {
            var output = new ArrayBufferWriter<byte>();
            s_codec.WriteJson(output, meeting);
            Same(meeting, s_codec.ReadJson(output.WrittenSpan));
            output.Clear();
            s_codec.WriteAvro(output, meeting);
            Same(meeting, s_codec.ReadAvro(output.WrittenSpan));
        }

        await Hops.Engine.ExecuteAsync("DROP TABLE IF EXISTS meetings");
        await Hops.Engine.ExecuteAsync(s_codec.Info.CreateTable);
        await Hops.Engine.InsertAsync(new InsertCommand("meetings", [.. s_codec.Info.Columns.Select(c => c.Name)]), [NativeRows.Write(s_codec, s_meetings)]);
        List<Meeting> read = await Hops.Engine.From<Meeting>().OrderBy(m => m.Id).ToListAsync();
        Same(s_meetings[0], read[0]);
        Same(s_meetings[1], read[1]);
        Assert.Equal("2024-02-29 12:34:56.123456789\t1969-12-31 23:59:59.999999999\t2024-02-29\t['1900-01-01',NULL,'2299-12-31']\tcba\t1ü",
            await Hops.TextAsync("SELECT at, ended, day, days, code, note FROM meetings WHERE id = 1"));
    }

    [Fact]
    public void JSON_is_that_of_the_wire_type()
    {
        var output = new ArrayBufferWriter<byte>();
        s_codec.WriteJson(output, s_meetings[1]);
        Assert.Equal("{\"id\":1,\"at\":\"2024-02-29T12:34:56.123456789Z\",\"ended\":\"1969-12-31T23:59:59.999999999Z\",\"day\":\"2024-02-29\","
            + "\"days\":[\"1900-01-01\",null,\"2299-12-31\"],\"by_name\":{\"a\":\"2000-01-01\"},\"code\":\"cba\",\"note\":\"1ü\"}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Columns_are_those_of_the_wire_type()
        => Assert.Equal(["Int32", "DateTime64(9, 'UTC')", "Nullable(DateTime64(9, 'UTC'))", "Date32", "Array(Nullable(Date32))", "Map(String, Date32)", "LowCardinality(String)", "Nullable(String)"],
            s_codec.Info.Columns.Select(c => c.Type));

    [Fact]
    public void Null_against_the_declaration_names_the_member()
        => Assert.Contains("Code", Assert.Throws<WireRangeException>(() => NativeRows.Write(s_codec, [new Meeting { Id = 1, Code = null! }])).Message, StringComparison.Ordinal);

    private static void Same(Meeting expected, Meeting actual)
    {
        Assert.Equal((expected.Id, expected.At, expected.Ended, expected.Day, expected.Code, expected.Note), (actual.Id, actual.At, actual.Ended, actual.Day, actual.Code, actual.Note));
        Assert.Equal(expected.Days, actual.Days);
        Assert.Equal(expected.ByName, actual.ByName);
    }
}
