using Denormalized.TestSupport;

namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>Edge values of every type in all rows' columns, then generated ones; the same in every run.</summary>
internal static class RowData
{
    private static readonly string[] s_texts =
    [
        "", " ", "a", "A", "abc", "ABC", "aBc", "ab", "b", "it's", "back\\slash", "tab\there", "line\nbreak", "%_like%", "Straße", "STRASSE",
        "éa", "e\u0301a", "日本語", "日", "😀", "a😀b", "\u00a0trim me\u2003", "  both  ", "K\u212A", "ǆ", "İi", "ıI", "0", "10", "9", "-1", "null", "NULL", "{p0:String}",
    ];

    private static readonly int[] s_ints = [0, 1, -1, 2, -2, 3, 7, -7, 10, 100, 127, 128, -128, 255, 256, 32767, -32768, 65535, 1000000, int.MaxValue, int.MinValue, int.MaxValue - 1];
    private static readonly long[] s_longs = [0, 1, -1, 5, -5, 1L << 31, -(1L << 31), 1L << 53, (1L << 53) + 1, long.MaxValue, long.MinValue, long.MaxValue - 1, 1234567890123];
    private static readonly double[] s_doubles =
    [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.1, 0.2, 0.3, 1e10, -1e10, 1e300, -1e300, 5e-324, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        2147483647, 2147483648, -2147483649, 9.3e18, 1.0 / 3, 123.456,
    ];

    private static readonly decimal[] s_decimals = [0, 1, -1, 0.5m, 1.5m, 2.5m, -0.5m, -1.5m, -2.5m, 0.0001m, -0.0001m, 12.3456m, 99999999999999.9999m, -99999999999999.9999m, 100];
    private static readonly DateTimeOffset[] s_instants =
    [
        Instant(1970, 1, 1, 0, 0, 0, 0), Instant(1969, 12, 31, 23, 59, 59, 999999), Instant(2000, 2, 29, 12, 30, 15, 123456), Instant(2024, 2, 29, 0, 0, 0, 1),
        Instant(2026, 1, 1, 0, 0, 0, 0), Instant(2025, 12, 31, 23, 59, 59, 999000), Instant(1950, 6, 15, 6, 7, 8, 9), Instant(2100, 12, 31, 1, 2, 3, 4), Instant(2026, 5, 31, 10, 0, 0, 500000),
    ];

    private static readonly int[] s_offsets = [0, 60, -840, 840, 345, -570, 1];

    /// <summary>The rows, as they were made.</summary>
    public static IReadOnlyList<Row> Rows { get; } = Make();

    /// <summary>One insert of a Native block, made by the generated columns.</summary>
    public static async Task InsertAsync(IClickHouse db)
    {
        StreamCodec<Row> codec = StreamRegistry.Get<Row>();
        await db.ExecuteAsync("DROP TABLE IF EXISTS query_rows");
        await db.ExecuteAsync(codec.Info.CreateTable);
        await db.InsertAsync(new InsertCommand(codec.Info.Table, [.. codec.Info.Columns.Select(c => c.Name)]), [NativeRows.Write(codec, Rows)]);
    }

    private static DateTimeOffset Instant(int year, int month, int day, int hour, int minute, int second, int micros)
        => new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(micros * 10L);

    private static List<Row> Make()
    {
        var random = new Random(20260101);
        var rows = new List<Row>();
        for (int n = 0; n < 240; n++)
        {
            bool edges = n < 40;
            T Of<T>(T[] values) => values[edges ? n % values.Length : random.Next(values.Length)];
            bool Maybe(int share) => edges ? n % share == 0 : random.Next(share) == 0;
            int number = edges || Maybe(2) ? Of(s_ints) : random.Next(-1000, 1000);
            long large = edges || Maybe(2) ? Of(s_longs) : random.NextInt64();
            double real = edges || Maybe(2) ? Of(s_doubles) : random.Next(-10000, 10000) / 8.0;
            DateTimeOffset at = edges || Maybe(2) ? Of(s_instants) : Instant(2026, 1, 1, 0, 0, 0, 0).AddTicks(random.NextInt64(0, 86400L * 200 * 1000000) * 10);
            rows.Add(new Row
            {
                N = n,
                Text = Of(s_texts),
                Note = Maybe(3) ? null : Of(s_texts),
                Country = Of<string>(["DE", "FR", "AT", "de"]),
                Region = Maybe(4) ? null : Of<string>(["north", "south", ""]),
                I8 = unchecked((sbyte)number),
                I16 = unchecked((short)number),
                I32 = number,
                I64 = large,
                U8 = unchecked((byte)number),
                U16 = unchecked((ushort)number),
                U32 = unchecked((uint)number),
                U64 = unchecked((ulong)large),
                F32 = edges ? (float)real : random.Next(-1000, 1000) / 16f,
                F64 = real,
                MaybeInt = Maybe(3) ? null : Of(s_ints),
                MaybeLong = Maybe(3) ? null : Of(s_longs),
                MaybeDouble = Maybe(3) ? null : Of(s_doubles),
                MaybeBool = Maybe(3) ? null : Maybe(2),
                Flag = Maybe(2),
                Price = Of(s_decimals),
                Discount = Maybe(3) ? null : Of<decimal>([0, 1.25m, -3.5m, 9999999.99m, 0.01m]),
                Kind = Of<Kind>([Kind.View, Kind.Click, Kind.Scroll]),
                MaybeKind = Maybe(3) ? null : Of<Kind>([Kind.View, Kind.Click, Kind.Scroll]),
                Marks = Of<Marks>([Marks.None, Marks.First, Marks.Last, Marks.Both]),
                Id = n == 0 ? Guid.Empty : MakeGuid(random),
                Order = new OrderId(n % 5 == 0 ? Guid.Empty : MakeGuid(random)),
                At = at,
                Seen = Maybe(3) ? null : new DateTimeOffset(at.UtcTicks - (((at.UtcTicks % 10000) + 10000) % 10000), TimeSpan.Zero),
                Zoned = at.ToOffset(TimeSpan.FromMinutes(Of(s_offsets))),
                MaybeZoned = Maybe(3) ? null : at.ToOffset(TimeSpan.FromMinutes(Of(s_offsets))),
                Utc = at.UtcDateTime,
                Day = DateOnly.FromDateTime(at.UtcDateTime),
                Time = new TimeOnly(at.UtcDateTime.TimeOfDay.Ticks),
                Spent = TimeSpan.FromMicroseconds(number * 1000L),
                User = Maybe(3) ? null : new Person { Login = Of(s_texts), Age = Maybe(2) ? null : number, Home = Maybe(2) ? null : new Address { City = Of(s_texts), Zip = number } },
                Place = new Address { City = Of<string>(["Berlin", "Paris", ""]), Zip = number },
                Shape = MakeFigure(n, Of(s_texts), number),
                MaybeShape = Maybe(3) ? null : MakeFigure(n / 2, Of(s_texts), number),
                Tags = [.. Enumerable.Range(0, n % 4).Select(i => s_texts[(n + i) % s_texts.Length])],
                Numbers = [.. Enumerable.Range(0, n % 3).Select(i => s_ints[(n + i) % s_ints.Length])],
                Items = [.. Enumerable.Range(0, n % 3).Select(i => new Item { Sku = s_texts[(n + i) % s_texts.Length], Count = n - i, Price = i == 0 ? null : s_doubles[(n + i) % s_doubles.Length] })],
                Labels = Enumerable.Range(0, n % 3).ToDictionary(i => i == 0 ? "k" : "other", i => s_texts[(n + i) % s_texts.Length]),
                Counters = Enumerable.Range(0, n % 2).ToDictionary(i => "hits", i => number),
            });
        }

        return rows;
    }

    private static Figure MakeFigure(int n, string label, int number) => (n % 3) switch
    {
        0 => new Disc { Label = label, Layer = n % 4 == 0 ? null : number, Drawn = n % 2 == 0 ? null : s_instants[n % 9].ToOffset(TimeSpan.FromMinutes(s_offsets[n % 7])), Cut = s_instants[n % 8].ToOffset(TimeSpan.FromMinutes(-s_offsets[n % 6])), Radius = n / 4.0, Colour = n % 2 == 0 ? null : "red" },
        1 => new Box { Label = label, Width = number, Where = n % 2 == 0 ? null : new Address { City = label, Zip = n }, Marks = [.. Enumerable.Range(0, n % 4).Select(i => "m" + i)] },
        _ => new Blank { Label = label, Layer = n },
    };

    private static Guid MakeGuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
