using System.Globalization;
using Denormalized.CompilerServices;

namespace Denormalized.Parquet.Tests;

public enum StayKind
{
    Unknown,
    View,
    Click,
    Sale,
}

public readonly record struct StayId(Guid Value);

public sealed record StayPlace(int Zip, string? City, int? Floor);

[Stream("stays")]
public sealed partial record Stay
{
    public required long Id { get; init; }
    public required string Word { get; init; }
    public string? Note { get; init; }
    public StayKind Kind { get; init; }
    public int? Gap { get; init; }
    public double Score { get; init; }
    public float? Ratio { get; init; }
    [Decimal(18, 4)] public decimal Price { get; init; }
    public DateTimeOffset At { get; init; }
    [Resolution(TimeUnit.Nanoseconds)] public DateTime Fine { get; init; }
    [LocalTime] public DateTime Local { get; init; }
    public DateOnly Day { get; init; }
    public Guid Key { get; init; }
    public StayId Typed { get; init; }
    public bool Flag { get; init; }
    public StayPlace? Place { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public uint @class { get; init; }

    /// <summary>In no file.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public long Twice => Id * 2;
}

/// <summary>The same columns in types that read them otherwise.</summary>
[Stream("stays_read_otherwise")]
public sealed partial record CoarseStay
{
    public double Id { get; init; }
    public float Score { get; init; }
    [Resolution(TimeUnit.Seconds)] public DateTimeOffset At { get; init; }
    public int Missing { get; init; } = 7;
}

/// <summary>Predicates over records: the rows for which they hold, and less of the file where something of them is understood.</summary>
public sealed class PredicateTests
{
    private const int Rows = 8_000;

    private static readonly Stay[] s_rows = [.. Enumerable.Range(0, Rows).Select(Make)];

    private static readonly Lazy<Task<byte[]>> s_file = new(() => TestFiles.WriteAsync(s_rows, new ParquetWriteOptions { PageRows = 100, RowGroupRows = 2_000 }));

    internal static readonly long s_from = 3_000;

    private static readonly Dictionary<string, (Func<ParquetReader<Stay>, IAsyncEnumerable<Stay>> Read, Func<Stay, bool> Holds, bool? IsPruned)> s_cases = Cases();

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_rows_are_those_for_which_it_holds(string name)
    {
        (Func<ParquetReader<Stay>, IAsyncEnumerable<Stay>> where, Func<Stay, bool> holds, bool? isPruned) = s_cases[name];
        byte[] bytes = await s_file.Value;
        var stream = new CountingStream(bytes);
        ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(stream, new ParquetReadOptions { BatchRows = 300, ReadBytes = 1000 });
        long footer = stream.BytesRead;
        Assert.Equal(s_rows.Where(holds).Select(v => v.Id), (await TestFiles.ListAsync(where(reader))).Select(v => v.Id));

        long whole = await WholeAsync(bytes);
        long read = stream.BytesRead - footer;
        Assert.Equal(isPruned, read < whole * 9 / 10 ? true : read < whole ? null : false);
    }

    [Fact]
    public async Task Rows_of_one_page_are_read_from_one_page_of_each_column()
    {
        byte[] bytes = await s_file.Value;
        var stream = new CountingStream(bytes);
        ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(stream);
        long footer = stream.BytesRead;
        DateTimeOffset since = Time(4_400), until = Time(4_480);
        Assert.Equal(80, (await TestFiles.ListAsync(reader.Where(v => v.At >= since && v.At < until && v.Word.Length > 0))).Count);
        Assert.InRange(stream.BytesRead - footer, 1, bytes.Length / 6); // a page of each column, dictionaries and the page index of its row group
    }

    [Fact]
    public async Task A_predicate_that_is_not_in_place_is_asked_for_every_row()
    {
        Func<Stay, bool> predicate = v => v.Id < 10;
        ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(new MemoryStream(await s_file.Value));
        Assert.Equal(10, (await TestFiles.ListAsync(reader.Where(predicate))).Count);
    }

    [Fact]
    public async Task Values_are_taken_when_the_reading_begins()
    {
        ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(new MemoryStream(await s_file.Value));
        long from = 7_990;
        IAsyncEnumerable<Stay> last = reader.Where(v => v.Id >= from);
        from = 10;
        Assert.Equal(Rows - 10, (await TestFiles.ListAsync(last)).Count);
    }

    /// <summary>Floored, rounded and missing values are not those of the columns.</summary>
    [Fact]
    public async Task Columns_that_are_read_as_something_else_are_not_compared()
    {
        var options = new ParquetReadOptions { AllowMissingColumns = true };
        byte[] bytes = await s_file.Value;
        CoarseStay[] rows = [.. await TestFiles.ListAsync(await ParquetReader<CoarseStay>.OpenAsync(new MemoryStream(bytes), options))];
        ParquetReader<CoarseStay> reader = await ParquetReader<CoarseStay>.OpenAsync(new MemoryStream(bytes), options);
        DateTimeOffset second = rows[5_000].At;
        float score = rows[1_234].Score;
        Assert.Equal(rows.Where(v => v.At == second), await TestFiles.ListAsync(reader.Where(v => v.At == second)));
        Assert.Equal(rows.Where(v => v.Score <= score), await TestFiles.ListAsync(reader.Where(v => v.Score <= score)));
        Assert.Equal(rows.Where(v => v.Id == 77), await TestFiles.ListAsync(reader.Where(v => v.Id == 77)));
        Assert.Equal(Rows, (await TestFiles.ListAsync(reader.Where(v => v.Missing == rows[0].Missing))).Count);
        Assert.Empty(await TestFiles.ListAsync(reader.Where(v => v.Missing == 12_345)));
    }

    /// <summary>ClickHouse keeps an absent record as defaults beside a flag; DuckDB has neither our units nor our pages.</summary>
    [Fact]
    public async Task Files_of_others_give_the_same_rows()
    {
        foreach (byte[] file in new[] { Foreign.DuckDbRewrites(await s_file.Value), await ClickHouseAsync() })
        {
            Stay[] rows = [.. await TestFiles.ListAsync(await ParquetReader<Stay>.OpenAsync(new MemoryStream(file)))];
            Assert.Equal(Rows, rows.Length);
            foreach ((string name, (Func<ParquetReader<Stay>, IAsyncEnumerable<Stay>> read, Func<Stay, bool> holds, _)) in s_cases)
            {
                ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(new MemoryStream(file));
                Assert.True(rows.Where(holds).Select(v => v.Id).SequenceEqual((await TestFiles.ListAsync(read(reader))).Select(v => v.Id)), name);
            }
        }
    }

    private static Dictionary<string, (Func<ParquetReader<Stay>, IAsyncEnumerable<Stay>> Read, Func<Stay, bool> Holds, bool? IsPruned)> Cases()
    {
        long[] ids = [3, 4_001, 4_002];
        List<string> words = ["word 7", "word 8"];
        IReadOnlyList<int> gaps = [16, 17];
        HashSet<Guid> keys = [Key(5), Key(1_999)];
        HashSet<string> anyCase = new(StringComparer.OrdinalIgnoreCase) { "WORD 7" };
        DateTime[] fines = [Fine(9), Fine(10)];
        int? nothing = null, some = 7_900;
        long? none = null;
        string? noNote = null;
        string word = "word 30";
        StayPlace place = new(7_000, "city", 3);
        DateTimeOffset at = Time(5_000);
        DateTime fine = DateTime.SpecifyKind(Fine(6_000), DateTimeKind.Local), local = DateTime.SpecifyKind(Local(6_000), DateTimeKind.Utc);
        Guid key = Key(4_321);
        decimal price = 700.25m;
        bool all = false, isTrue = true;
        float third = 1 / 3f;

        var cases = new Dictionary<string, (Func<ParquetReader<Stay>, IAsyncEnumerable<Stay>> Read, Func<Stay, bool> Holds, bool? IsPruned)>
        {
            ["id =="] = (r => r.Where(v => v.Id == 4_000), v => v.Id == 4_000, true),
            ["== id"] = (r => r.Where(v => 4_000 == v.Id), v => v.Id == 4_000, true),
            ["id !="] = (r => r.Where(v => v.@class != 1), v => v.@class != 1, true),
            ["id <"] = (r => r.Where(v => v.Id < s_from), v => v.Id < s_from, true),
            ["> id"] = (r => r.Where(v => s_from > v.Id), v => v.Id < s_from, true),
            ["id <= of int"] = (r => r.Where(v => v.Id <= (int)s_from), v => v.Id <= s_from, true),
            ["id > computed"] = (r => r.Where(v => v.Id > s_from + 4_000), v => v.Id > 7_000, true),
            ["id >="] = (r => r.Where(v => v.Id >= 7_000L), v => v.Id >= 7_000, true),
            ["id > double"] = (r => r.Where(v => v.Id > 7_000.5), v => v.Id > 7_000, false),
            ["not id >="] = (r => r.Where(v => !(v.Id >= 300)), v => v.Id < 300, true),
            ["and"] = (r => r.Where(v => v.Id >= 2_990 && v.Id < 3_010), v => v.Id is >= 2_990 and < 3_010, true),
            ["or"] = (r => r.Where(v => v.Id < 10 || v.Id > 7_990), v => v.Id is < 10 or > 7_990, true),
            ["not or"] = (r => r.Where(v => !(v.Id < 5_000 || v.Word == "word 60")), v => v.Id >= 5_000 && v.Word != "word 60", true),
            ["not and"] = (r => r.Where(v => !(v.Id < 5_000 && v.Id >= 100)), v => v.Id is >= 5_000 or < 100, true),
            ["and with more"] = (r => r.Where(v => v.Word.EndsWith('7') && v.Id < 2_000), v => v.Word.EndsWith('7') && v.Id < 2_000, true),
            ["or with more"] = (r => r.Where(v => v.Word.EndsWith('7') || v.Id < 2_000), v => v.Word.EndsWith('7') || v.Id < 2_000, false),
            ["pattern"] = (r => r.Where(v => v.Id is >= 100 and < 200 or 4_000), v => v.Id is >= 100 and < 200 or 4_000, true),
            ["pattern not"] = (r => r.Where(v => v.Id is not (>= 100 and < 7_900)), v => v.Id is < 100 or >= 7_900, true),
            ["variable of a pattern"] = (r => r.Where(v => v.Id is var i && i < 5), v => v.Id < 5, false),
            ["computed member"] = (r => r.Where(v => v.Twice == 8_000), v => v.Id == 4_000, false),
            ["word =="] = (r => r.Where(v => v.Word == word), v => v.Word == word, true),
            ["word == null"] = (r => r.Where(v => v.Word == null!), v => false, true),
            ["note is null"] = (r => r.Where(v => v.Note is null), v => v.Note is null, true),
            ["note == null value"] = (r => r.Where(v => v.Note == noNote), v => v.Note is null, true),
            ["note is not null"] = (r => r.Where(v => v.Note != null), v => v.Note != null, true),
            ["note != all values"] = (r => r.Where(v => v.Note != null && v.Note != "note"), v => false, true),
            ["note != value"] = (r => r.Where(v => v.Note != "note"), v => v.Note != "note", true),
            ["kind =="] = (r => r.Where(v => v.Kind == StayKind.Sale), v => v.Kind == StayKind.Sale, true),
            ["kind == default"] = (r => r.Where(v => v.Kind == StayKind.Unknown), v => v.Kind == StayKind.Unknown, false),
            ["kind pattern"] = (r => r.Where(v => v.Kind is StayKind.Click or StayKind.Sale), v => v.Kind is StayKind.Click or StayKind.Sale, true),
            ["gap >"] = (r => r.Where(v => v.Gap > 7_900), v => v.Gap > 7_900, true),
            ["not gap >"] = (r => r.Where(v => !(v.Gap > 100)), v => !(v.Gap > 100), true),
            ["gap == value"] = (r => r.Where(v => v.Gap == some), v => v.Gap == some, true),
            ["gap == null value"] = (r => r.Where(v => v.Gap == nothing), v => v.Gap is null, true),
            ["gap > null value"] = (r => r.Where(v => v.Gap > nothing), v => false, false),
            ["gap has a value"] = (r => r.Where(v => v.Gap.HasValue), v => v.Gap.HasValue, null),
            ["gap has none"] = (r => r.Where(v => !v.Gap.HasValue), v => !v.Gap.HasValue, true),
            ["value of gap"] = (r => r.Where(v => v.Gap != null && v.Gap.Value < 100), v => v.Gap < 100, true),
            ["score <"] = (r => r.Where(v => v.Score < 100), v => v.Score < 100, true),
            ["not score <"] = (r => r.Where(v => !(v.Score < 100)), v => !(v.Score < 100), false),
            ["score != NaN"] = (r => r.Where(v => v.Score != double.NaN), v => true, false),
            ["ratio =="] = (r => r.Where(v => v.Ratio == third), v => v.Ratio == third, true),
            ["ratio of double"] = (r => r.Where(v => v.Ratio > 2600.1), v => v.Ratio > 2600.1, true),
            ["price"] = (r => r.Where(v => v.Price >= price), v => v.Price >= price, true),
            ["at =="] = (r => r.Where(v => v.At == at), v => v.At == at, true),
            ["at between ticks"] = (r => r.Where(v => v.At > at.AddTicks(1)), v => v.At > at, true),
            ["at the end of time"] = (r => r.Where(v => v.At <= DateTimeOffset.MaxValue), v => true, false),
            ["fine of any kind"] = (r => r.Where(v => v.Fine == fine), v => v.Fine == fine, true),
            ["local of any kind"] = (r => r.Where(v => v.Local > local), v => v.Local > local, true),
            ["day"] = (r => r.Where(v => v.Day == new DateOnly(2024, 1, 3)), v => v.Day == new DateOnly(2024, 1, 3), true),
            ["key"] = (r => r.Where(v => v.Key == key), v => v.Key == key, true),
            ["value of a type of its own"] = (r => r.Where(v => v.Typed.Value == key), v => v.Typed.Value == key, true),
            ["flag"] = (r => r.Where(v => v.Flag), v => v.Flag, true),
            ["not flag"] = (r => r.Where(v => !v.Flag), v => !v.Flag, true),
            ["flag == value"] = (r => r.Where(v => v.Flag == isTrue), v => v.Flag, true),
            ["zip"] = (r => r.Where(v => v.Place != null && v.Place.Zip > 7_500), v => v.Place?.Zip > 7_500, true),
            ["zip of value"] = (r => r.Where(v => v.Place?.Zip == place.Zip || v.Id < 3), v => v.Place?.Zip == 7_000 || v.Id < 3, true),
            ["zip if there"] = (r => r.Where(v => v.Place?.Zip < 50), v => v.Place?.Zip < 50, true),
            ["zip null"] = (r => r.Where(v => v.Place?.Zip == null), v => v.Place is null, true),
            ["zip not zero"] = (r => r.Where(v => v.Place?.Zip != 0), v => v.Place?.Zip != 0, false),
            ["city"] = (r => r.Where(v => v.Place?.City == "city 77"), v => v.Place?.City == "city 77", true),
            ["floor"] = (r => r.Where(v => v.Place?.Floor >= 79), v => v.Place?.Floor >= 79, true),
            ["place null"] = (r => r.Where(v => v.Place == null), v => v.Place is null, false),
            ["in array"] = (r => r.Where(v => ids.Contains(v.Id)), v => ids.Contains(v.Id), true),
            ["in list"] = (r => r.Where(v => words.Contains(v.Word)), v => words.Contains(v.Word), true),
            ["in read-only list"] = (r => r.Where(v => v.Gap != null && gaps.Contains(v.Gap.Value)), v => v.Gap is 16 or 17, true),
            ["in set"] = (r => r.Where(v => keys.Contains(v.Key)), v => keys.Contains(v.Key), true),
            ["in set of another comparer"] = (r => r.Where(v => anyCase.Contains(v.Word)), v => anyCase.Contains(v.Word), false),
            ["in instants"] = (r => r.Where(v => fines.Contains(v.Fine)), v => fines.Contains(v.Fine), true),
            ["in literals"] = (r => r.Where(v => new[] { 1L, 2L }.Contains(v.Id)), v => v.Id is 1 or 2, true),
            ["some tag"] = (r => r.Where(v => v.Tags.Contains("tag 3")), v => v.Tags.Contains("tag 3"), true),
            ["keyword"] = (r => r.Where(v => v.@class == 2), v => v.@class == 2, true),
            ["guard of or, not there"] = (r => r.Where(v => none == null || v.Id >= none.Value + 1), v => true, false),
            ["guard of or"] = (r => r.Where(v => some == null || v.Id >= some.Value + 1), v => v.Id >= 7_901, true),
            ["guard of and"] = (r => r.Where(v => none != null && v.Id >= none.Value + 1), v => false, false),
            ["value of nothing, not come to"] = (r => r.Where(v => v.Id < -1 && v.Id > none!.Value), v => false, true),
            ["all or less"] = (r => r.Where(v => all || v.Id < 100), v => v.Id < 100, true),
        };
        return cases;
    }

    private static async Task<long> WholeAsync(byte[] bytes)
    {
        var stream = new CountingStream(bytes);
        ParquetReader<Stay> reader = await ParquetReader<Stay>.OpenAsync(stream, new ParquetReadOptions { BatchRows = 300, ReadBytes = 1000 });
        long footer = stream.BytesRead;
        await TestFiles.ListAsync(reader);
        return stream.BytesRead - footer;
    }

    private static async Task<byte[]> ClickHouseAsync()
    {
        StreamCodec<Stay> codec = StreamRegistry.Get<Stay>();
        using RecordColumns<Stay> columns = codec.CreateColumns();
        foreach (Stay row in s_rows)
        {
            columns.Add(row);
        }

        var block = new ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        var native = new System.Buffers.ArrayBufferWriter<byte>();
        NativeWriter.Write(native, block);
        string structure = string.Join(", ", codec.Info.Columns.Select(c => $"`{c.Name}` {c.Type}")).Replace("'", "\\'", StringComparison.Ordinal);
        return await Foreign.ClickHouseParquetAsync(native.WrittenSpan.ToArray(), structure, "* EXCEPT local"); // whose zone it would make up
    }

    /// <summary>Every column follows the number, so that pages tell values apart; nulls and defaults come in stretches.</summary>
    private static Stay Make(int i) => new()
    {
        Id = i,
        Word = string.Create(CultureInfo.InvariantCulture, $"word {i / 100}"),
        Note = i < 4_000 ? null : "note",
        Kind = (StayKind)(i / 2_000),
        Gap = i is >= 1_000 and < 2_000 ? null : i,
        Score = i % 500 == 1 ? double.NaN : i / 3.0,
        Ratio = i < 100 ? null : (i - 99) / 3f,
        Price = i / 10m,
        At = Time(i),
        Fine = Fine(i),
        Local = Local(i),
        Day = new DateOnly(2024, 1, 1).AddDays(i / 1_000),
        Key = Key(i),
        Typed = new StayId(Key(i)),
        Flag = i >= 4_000,
        Place = i % 3 == 0 && i > 3_000 ? null : new StayPlace(i, i % 2 == 0 ? null : $"city {i / 100}", i % 5 == 0 ? null : i / 100),
        Tags = [.. Enumerable.Range(0, i % 3).Select(t => $"tag {t + (i / 1_000)}")],
        @class = (uint)(i / 3_000),
    };

    private static DateTimeOffset Time(int i) => DateTimeOffset.UnixEpoch.AddSeconds(i).AddMilliseconds(i % 10);

    private static DateTime Fine(int i) => DateTime.UnixEpoch.AddSeconds(i).AddTicks(i % 10);

    private static DateTime Local(int i) => DateTime.SpecifyKind(DateTime.UnixEpoch, DateTimeKind.Unspecified).AddMinutes(i);

    private static Guid Key(int i) => new(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
}
