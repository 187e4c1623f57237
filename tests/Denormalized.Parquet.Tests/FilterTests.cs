using System.Globalization;

namespace Denormalized.Parquet.Tests;

[Stream("measures")]
public partial record Measure
{
    public required long Id { get; init; }
    public required int Value { get; init; }
    public required string Word { get; init; }
    public string? Note { get; init; }
    public double Score { get; init; }
    [Decimal(18, 4)] public decimal Price { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly Day { get; init; }
    public Guid Key { get; init; }
    public bool Flag { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A record with one column: others may still be asked for by a filter.</summary>
[Stream("measure_ids")]
public partial record MeasureId
{
    public required long Id { get; init; }
}

/// <summary>Filters: the same rows as without pruning, and less of the file.</summary>
public class FilterTests
{
    private const int Rows = 20_000;

    private static readonly Measure[] s_rows = [.. Enumerable.Range(0, Rows).Select(Make)];

    private static readonly Lazy<Task<byte[]>> s_file = new(() => TestFiles.WriteAsync(s_rows, Options()));

    private static readonly (string Name, ParquetFilter Filter, Func<Measure, bool> Holds)[] s_filters =
    [
        ("id =", ParquetFilter.Equal("id", 12_345L), m => m.Id == 12_345),
        ("id = int", ParquetFilter.Equal("id", 12_345), m => m.Id == 12_345),
        ("id = none", ParquetFilter.Equal("id", -1L), m => false),
        ("id <", ParquetFilter.Less("id", 1500L), m => m.Id < 1500),
        ("id <=", ParquetFilter.AtMost("id", 1500L), m => m.Id <= 1500),
        ("id >", ParquetFilter.Greater("id", 18_500L), m => m.Id > 18_500),
        ("id >=", ParquetFilter.AtLeast("id", 18_500L), m => m.Id >= 18_500),
        ("id in", ParquetFilter.In("id", 3L, 9999L, 10_000L, 19_999L), m => m.Id is 3 or 9999 or 10_000 or 19_999),
        ("between", ParquetFilter.AtLeast("id", 2990L) & ParquetFilter.Less("id", 3010L), m => m.Id is >= 2990 and < 3010),
        ("apart", ParquetFilter.Less("id", 10L) | ParquetFilter.Greater("id", 19_990L), m => m.Id is < 10 or > 19_990),
        ("value beyond int", ParquetFilter.Less("value", 5_000_000_000L), m => true),
        ("value above int", ParquetFilter.Greater("value", 5_000_000_000L), m => false),
        ("word =", ParquetFilter.Equal("word", "word 7"), m => m.Word == "word 7"),
        ("word >", ParquetFilter.Greater("word", "word 95"), m => string.CompareOrdinal(m.Word, "word 95") > 0),
        ("note null", ParquetFilter.IsNull("note"), m => m.Note is null),
        ("note not null", ParquetFilter.IsNotNull("note") & ParquetFilter.Less("id", 3000L), m => m.Note is not null && m.Id < 3000),
        ("note long", ParquetFilter.Equal("note", Note(15_001)), m => m.Note == Note(15_001)),
        ("score", ParquetFilter.Greater("score", 2498.0), m => m.Score > 2498.0),
        ("score NaN", ParquetFilter.AtLeast("score", 0.0) & ParquetFilter.Less("id", 1200L), m => m.Score >= 0 && m.Id < 1200),
        ("price", ParquetFilter.AtMost("price", -1999.5m), m => m.Price <= -1999.5m),
        ("price of more digits", ParquetFilter.Less("price", -1999.49995m), m => m.Price < -1999.49995m),
        ("at", ParquetFilter.AtLeast("at", Time(19_000)), m => m.At >= Time(19_000)),
        ("at between ticks", ParquetFilter.Less("at", Time(100).AddTicks(1)), m => m.At <= Time(100)),
        ("day", ParquetFilter.Equal("day", new DateOnly(2024, 1, 11)), m => m.Day == new DateOnly(2024, 1, 11)),
        ("day !=", ParquetFilter.NotEqual("day", new DateOnly(2024, 1, 11)) & ParquetFilter.AtLeast("id", 9_000L), m => m.Day != new DateOnly(2024, 1, 11) && m.Id >= 9_000),
        ("note !=", ParquetFilter.NotEqual("note", Note(16)) & ParquetFilter.Less("id", 20L), m => m.Note is not null && m.Note != Note(16) && m.Id < 20),
        ("key", ParquetFilter.Equal("key", Key(77)), m => m.Key == Key(77)),
        ("flag", ParquetFilter.Equal("flag", true) & ParquetFilter.Less("id", 50L), m => m.Flag && m.Id < 50),
        ("some tag", ParquetFilter.Equal("tags.list.element", "tag 2"), m => m.Tags.Contains("tag 2")),
    ];

    public static TheoryData<string> Names => [.. s_filters.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_filter_gives_the_rows_that_fit(string name)
    {
        (_, ParquetFilter filter, Func<Measure, bool> holds) = s_filters.Single(f => f.Name == name);
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(await s_file.Value), new ParquetReadOptions { BatchRows = 300, ReadBytes = 1000 });
        Assert.Equal(s_rows.Where(holds).Select(m => m.Id), await IdsAsync(file.ReadAsync<MeasureId>(filter)));
    }

    [Fact]
    public async Task Whole_records_come_with_all_their_values()
    {
        ParquetFilter filter = ParquetFilter.AtLeast("id", 7_700L) & ParquetFilter.Less("id", 7_710L);
        List<Measure> found = [];
        await foreach (Measure row in (await ParquetReader<Measure>.OpenAsync(new MemoryStream(await s_file.Value))).ReadAsync(filter))
        {
            found.Add(row);
        }

        Assert.Equal(s_rows[7_700..7_710].Select(r => r with { Tags = [] }), found.Select(r => r with { Tags = [] }));
        Assert.Equal(s_rows[7_700..7_710].Select(r => string.Join('|', r.Tags)), found.Select(r => string.Join('|', r.Tags)));
    }

    /// <summary>Conditions at random, alone and in pairs.</summary>
    [Fact]
    public async Task Pairs_of_filters_give_the_rows_that_fit_both_or_one()
    {
        var random = new Random(6);
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(await s_file.Value));
        for (int i = 0; i < 60; i++)
        {
            var left = s_filters[random.Next(s_filters.Length)];
            var right = s_filters[random.Next(s_filters.Length)];
            bool isBoth = random.Next(2) == 0;
            IEnumerable<long> expected = s_rows.Where(m => isBoth ? left.Holds(m) && right.Holds(m) : left.Holds(m) || right.Holds(m)).Select(m => m.Id);
            Assert.Equal(expected, await IdsAsync(file.ReadAsync<MeasureId>(isBoth ? left.Filter & right.Filter : left.Filter | right.Filter)));
        }
    }

    [Fact]
    public async Task One_row_is_read_from_one_page_of_each_column()
    {
        byte[] bytes = await s_file.Value;
        var stream = new CountingStream(bytes);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        long footer = stream.BytesRead;
        Measure row = Assert.Single(await TestFiles.ListAsync(file.ReadAsync<Measure>(ParquetFilter.Equal("id", 12_345L))));
        Assert.Equal(s_rows[12_345].Price, row.Price);
        Assert.InRange(stream.BytesRead - footer, 1, bytes.Length / 6); // a page of twenty, the dictionaries and the page index
    }

    [Fact]
    public async Task Row_groups_of_others_are_passed_over_by_their_statistics()
    {
        byte[] bytes = Foreign.DuckDb("SELECT i AS id, 'text ' || i AS text FROM range(100000) r(i)", "ROW_GROUP_SIZE 10000");
        var stream = new CountingStream(bytes);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        long footer = stream.BytesRead;
        Assert.Equal([34_567L], await IdsAsync(file.ReadAsync<MeasureId>(ParquetFilter.Equal("id", 34_567))));
        Assert.InRange(stream.BytesRead - footer, 1, file.RowGroups[3].Columns[0].CompressedBytes + 4096);
    }

    [Theory]
    [InlineData("nothing", 1, "column 'nothing', which the file does not have; it has id, value, word")]
    [InlineData("word", 1, "compares column 'word', which is ByteArray (STRING), with a value of type Int32")]
    [InlineData("at", 1, "compares column 'at', which is Int64 (TIMESTAMP(MICROS,true)), with a value of type Int32")]
    public async Task A_filter_that_does_not_suit_the_file_is_refused(string column, int value, string reason)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryStream(await s_file.Value));
        ArgumentException error = Assert.Throws<ArgumentException>(() => file.ReadAsync<MeasureId>(ParquetFilter.Equal(column, value)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static ParquetWriteOptions Options() => new() { PageRows = 1000, RowGroupRows = 10_000 };

    private static Measure Make(int i) => new()
    {
        Id = i,
        Value = (i * 7919) - 50_000_000,
        Word = string.Create(CultureInfo.InvariantCulture, $"word {i / 200}"),
        Note = i % 3 == 0 ? null : Note(i),
        Score = i % 1000 == 1 ? double.NaN : i / 8.0,
        Price = i / 10m % 2000 * (i % 2 == 0 ? 1 : -1),
        At = Time(i),
        Day = new DateOnly(2024, 1, 1).AddDays(i / 1000),
        Key = Key(i),
        Flag = i % 7 == 0,
        Tags = [.. Enumerable.Range(0, i % 4).Select(t => string.Create(CultureInfo.InvariantCulture, $"tag {t + (i / 5000)}"))],
    };

    private static string Note(int i) => string.Create(CultureInfo.InvariantCulture, $"{new string('n', 80)} {i}");

    private static DateTimeOffset Time(int i) => DateTimeOffset.UnixEpoch.AddSeconds(i - 10_000);

    private static Guid Key(int i) => new(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    private static async Task<List<long>> IdsAsync(IAsyncEnumerable<MeasureId> rows) => [.. (await TestFiles.ListAsync(rows)).Select(r => r.Id)];
}
