namespace Denormalized.EndToEnd.Tests.Avro;

public enum Shade
{
    None,
    Light,
    Dark,
}

[Stream("swatches")]
public sealed record Swatch
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset At { get; init; }

    public double Weight { get; init; }

    public bool IsNew { get; init; }

    public Shade Shade { get; init; }

    public DateOnly Day { get; init; }

    [Decimal(18, 4)]
    public decimal Price { get; init; }

    public required Guid Key { get; init; }

    public IReadOnlyList<int> Parts { get; init; } = [];

    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    public static Swatch Make(int n) => new()
    {
        Id = n - 500L,
        Name = "näme " + n,
        Note = n % 3 == 0 ? null : "note " + n,
        At = DateTimeOffset.UnixEpoch.AddMicroseconds((n - 500) * 1_000_001L),
        Weight = n / 4.0,
        IsNew = n % 2 == 0,
        Shade = (Shade)(n % 3),
        Day = new DateOnly(1970, 1, 1).AddDays(n - 500),
        Price = (n - 500) * 0.0123m,
        Key = new Guid(n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Parts = [.. Enumerable.Range(n, n % 4)],
        Counts = Enumerable.Range(0, n % 3).ToDictionary(i => "k" + i, i => (long)n),
    };
}

/// <summary>Avro files between us and ClickHouse, in both directions.</summary>
public class AvroFileTests
{
    private const int Rows = 1000;

    [Theory]
    [InlineData(AvroCompression.None)]
    [InlineData(AvroCompression.Deflate)]
    [InlineData(AvroCompression.Snappy)]
    [InlineData(AvroCompression.Zstandard)]
    public async Task ClickHouse_reads_ours(AvroCompression compression)
    {
        string path = TemporaryFile();
        await using (FileStream file = File.Create(path))
        await using (var writer = new AvroFileWriter<Swatch>(file, new AvroFileOptions { Compression = compression, BlockBytes = 10_000 }))
        {
            for (int n = 0; n < Rows; n++)
            {
                await writer.WriteAsync(Swatch.Make(n));
            }
        }

        Swatch[] rows = [.. Enumerable.Range(0, Rows).Select(Swatch.Make)];
        string expected = string.Join('\t', Rows, rows.Sum(r => r.Id), rows.Sum(r => (r.At - DateTimeOffset.UnixEpoch).Ticks / 10), rows.Count(r => r.Note is null), rows.Count(r => r.Shade == Shade.Dark), rows.Sum(r => r.Parts.Sum()), rows.Sum(r => r.Counts.Values.Sum()), rows.Sum(r => r.Day.DayNumber - 719162), rows.Sum(r => r.Price));
        Assert.Equal(expected, await Engine.ScalarAsync($"""
            SELECT count(), sum(id), sum(toUnixTimestamp64Micro(at)), countIf(note IS NULL), countIf(shade = 'Dark'), sum(arraySum(parts)), sum(arraySum(mapValues(counts))), sum(toInt32(day)), toDecimalString(sum(price), 4)
            FROM file('{path}', 'Avro')
            """));
        Assert.Equal(rows[7].Name + "\t" + rows[7].Key, await Engine.ScalarAsync($"SELECT name, key FROM file('{path}', 'Avro') WHERE id = {rows[7].Id}"));
        File.Delete(path);
    }

    [Theory]
    [InlineData("null", AvroCompression.None)]
    [InlineData("deflate", AvroCompression.Deflate)]
    [InlineData("snappy", AvroCompression.Snappy)]
    [InlineData("zstd", AvroCompression.Zstandard)]
    public async Task ClickHouses_are_read(string codec, AvroCompression compression)
    {
        // Its record is called "row", has no defaults, names enums otherwise: resolution does the rest.
        string path = TemporaryFile();
        await Engine.Instance.ExecuteAsync($"""
            INSERT INTO FUNCTION file('{path}', 'Avro')
            SELECT number AS id, concat('n', toString(number)) AS name, if(number % 2 = 0, NULL, 'x') AS note, toDateTime64(number / 1000, 3, 'UTC') AS at,
                   toFloat32(number) AS weight, toUUID('00112233-4455-6677-8899-aabbccddeeff') AS key, CAST([1, 2] AS Array(Int32)) AS parts, number AS unknown_here
            FROM numbers({Rows})
            SETTINGS output_format_avro_codec = '{codec}', output_format_avro_string_column_pattern = '.*'
            """);
        await using FileStream file = File.OpenRead(path);
        AvroFileReader reader = await AvroFileReader.OpenAsync(file);
        Assert.Equal(compression, reader.Compression);
        long n = 0;
        await foreach (Swatch row in reader.ReadAsync<Swatch>())
        {
            Assert.Equal(n, row.Id);
            Assert.Equal("n" + n, row.Name);
            Assert.Equal(n % 2 == 0 ? null : "x", row.Note);
            Assert.Equal(DateTimeOffset.UnixEpoch.AddMilliseconds(n), row.At);
            Assert.Equal(n, row.Weight);
            Assert.Equal([1, 2], row.Parts);
            Assert.Equal(new Guid("00112233-4455-6677-8899-aabbccddeeff"), row.Key);
            Assert.Equal(Shade.None, row.Shade);
            n++;
        }

        Assert.Equal(Rows, n);
        File.Delete(path);
    }

    private static string TemporaryFile() => Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".avro");
}
