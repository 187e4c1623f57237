using Denormalized.ClickHouse;

namespace Denormalized.Conformance.Tests;

/// <summary>
/// Our Avro read by ClickHouse: in the types that it infers from the schema, cast to those of the stream's table, or in the
/// table's types at once.
/// </summary>
public sealed class AvroClickHouseTests : IDisposable
{
    /// <summary>
    /// ClickHouse 26.7 stores the index of the symbol as the number of the enum where it reads an enum within a Map, and does
    /// not cast an array of pairs with such keys; and Avro's null has no presence flag to read. Apache's implementation reads
    /// all of it. It does not know uuid on fixed(16) either, takes nanoseconds for ticks of the column it
    /// reads them into, and has no Time64 from Avro.
    /// </summary>
    private static readonly string[] s_unreadable =
    [
        "by_colour", "part_or_null", "parts",
        "fixed_id", "fixed_id_or_null", "fixed_id_items",
        "at_ticks", "at_ticks_or_null", "at_ticks_items",
        "time", "time_or_null", "time_items",
    ];

    /// <summary>ClickHouse infers another type and casts that to a wrong value: the type must be given.</summary>
    private static readonly string[] s_misread = ["at_nanos", "local"];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"denormalized-{Guid.NewGuid():N}.avro");

    public AvroClickHouseTests()
        => File.WriteAllBytes(_path, AvroFile.Write(Hops.Codec.Info.AvroSchema, [.. Corpus.Cases.Select(c => Hops.Avro(c.Row))]));

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task ClickHouse_reads_the_values_that_we_wrote()
    {
        var inferred = new List<string>();
        var typed = new List<string>();
        foreach (var type in Hops.Codec.Info.Columns.Where(c => !s_unreadable.Contains(c.Name)).GroupBy(c => c.Name.Replace("_or_null", "").Replace("_items", "")))
        {
            bool isInferred = !s_misread.Contains(type.Key);
            foreach (StreamColumn column in type)
            {
                isInferred = isInferred && await IsReadableAsync($"SELECT sum(ignore(CAST(`{column.Name}`, '{Quoted(column.Type)}'))) FROM file('{_path}', Avro)");
            }

            (isInferred ? inferred : typed).AddRange(type.Select(c => c.Name));
        }

        var right = new HashSet<string>();
        await CheckAsync("avro_inferred", inferred, $"file('{_path}', Avro)", right);
        await CheckAsync("avro_typed", typed, $"file('{_path}', Avro, '{Quoted(Structure(typed))}')", right);

        // "nothing is set" asks for columns of both tables.
        Assert.All(Corpus.Cases.Where(c => !right.Contains(c.Name)), c => Assert.True(c.Name == "nothing is set" || Mentions(c, s_unreadable), c.Name));
    }

    private static string Structure(IEnumerable<string> names)
        => string.Join(", ", names.Append("case").Select(n => $"`{n}` {Hops.Codec.Info.Columns.First(c => c.Name == n).Type}"));

    private static string Quoted(string type) => type.Replace("'", "\\'", StringComparison.Ordinal);

    private static async Task CheckAsync(string table, List<string> names, string source, HashSet<string> right)
    {
        await Hops.CreateTableAsync(table);
        string list = string.Join(", ", names.Append("case").Distinct().Select(n => $"`{n}`"));
        await Hops.Engine.ExecuteAsync($"INSERT INTO {table} ({list}) SELECT {list} FROM {source} SETTINGS use_structure_from_insertion_table_in_table_functions = 0");
        string[] others = [.. Hops.ColumnNames.Except(names)];
        Case[] cases = [.. Corpus.Cases.Where(c => !Mentions(c, others))];
        string[] wrong = await Hops.WrongAsync(table, cases.Contains);
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        right.UnionWith(cases.Select(c => c.Name));
    }

    private static bool Mentions(Case @case, IEnumerable<string> columns)
        => columns.Any(n => n != "case" && System.Text.RegularExpressions.Regex.IsMatch(@case.Condition, $@"\b{n}\b"));

    private static async Task<bool> IsReadableAsync(string sql)
    {
        try
        {
            await Hops.TextAsync(sql);
            return true;
        }
        catch (ClickHouseException)
        {
            return false;
        }
    }
}
