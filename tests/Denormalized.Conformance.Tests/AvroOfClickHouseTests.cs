using System.Buffers.Binary;
using System.Reflection;
using System.Text.Json.Nodes;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using Denormalized.SchemaRegistry;
using Xunit.Abstractions;

namespace Denormalized.Conformance.Tests;

/// <summary>
/// Avro that ClickHouse wrote, as container files and as messages of a schema registry, read by us: each row of the table with
/// its edge values, or the loss that is declared here.
/// </summary>
public sealed class AvroOfClickHouseTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>
    /// Columns, or types with all their columns, whose Avro by ClickHouse 26.7 is no longer what they are: numbers where ours have
    /// decimals, texts or counts of time. By the specification most of such data is refused.
    /// </summary>
    private static readonly Dictionary<string, string> s_losses = new()
    {
        ["u32"] = "UInt32 is written as int, and from 2^31 on as a negative one",
        ["u64"] = "UInt64 is written as long, and from 2^63 on as a negative one",
        ["i128"] = "fixed(16), little-endian, without a logical type",
        ["u128"] = "fixed(16), little-endian, without a logical type",
        ["fixed_id"] = "a string, where fixed(16) is read",
        ["low_colour"] = "a string, where an enum is read",
        ["at_seconds"] = "DateTime64(0) is written as decimal(18, 0)",
        ["at_ticks"] = "DateTime64(7) is written as decimal(18, 7)",
        ["at_nanos"] = "DateTime64(9) is written as decimal(18, 9)",
        ["time"] = "Time64 is not written at all",
        ["ip"] = "fixed(16) of the address's bytes",
        ["ip4"] = "an int of the address",
        ["by_number"] = "a map whose keys are texts, where pairs are read",
        ["by_id"] = "a map whose keys are texts, where pairs are read",
        ["by_colour"] = "not written: its keys are an enum",
        ["part_or_null"] = "no null: the flag in the Tuple is a member to Avro",
        ["parts"] = "no null: the flag in the Tuple is a member to Avro",
    };

    private static readonly PropertyInfo[] s_members = [.. typeof(Everything).GetProperties().Where(p => p.Name != "EqualityContract")];

    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Container_files_are_read()
    {
        await FillAsync("avro_files");
        await CheckAsync("a file", async columns =>
        {
            string path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".avro");
            await Hops.Engine.ExecuteAsync($"INSERT INTO FUNCTION file('{path}', Avro) SELECT {columns} FROM avro_files");
            await using FileStream file = File.OpenRead(path);
            AvroFileReader reader = await AvroFileReader.OpenAsync(file);
            AvroResolver resolver = Resolver(reader.Schema);
            using var buffer = new AvroBuffer();
            var rows = new List<Everything>();
            while (await reader.ReadBlockAsync() is { } block)
            {
                int at = 0;
                for (long i = 0; i < block.Count; i++)
                {
                    rows.Add(Next(block.Data.Span, ref at, resolver, buffer));
                }
            }

            return rows;
        });
    }

    /// <summary>ClickHouse registers its schema with the registry in this process, and frames each row with its id.</summary>
    [Fact]
    public async Task Messages_of_a_registry_are_read()
    {
        await FillAsync("avro_messages");
        await using SchemaRegistryServer registry = await SchemaRegistryServer.StartAsync();
        int subject = 0;
        await CheckAsync("messages", async columns =>
        {
            byte[] messages = await Hops.BytesAsync(
                $"SELECT {columns} FROM avro_messages SETTINGS format_avro_schema_registry_url = '{registry.Url}', output_format_avro_confluent_subject = 's{subject++}'", "AvroConfluent");
            return await ReadAsync(messages, async id => AvroSchema.Parse((await registry.Registry.FindAsync(id))!.Text));
        });
    }

    /// <summary>Rows one after the other: 0, id in four bytes, body. Kafka would say where each ends; here the writer's schema does.</summary>
    private static async Task<List<Everything>> ReadAsync(byte[] messages, Func<int, Task<AvroSchema>> schemaOf)
    {
        AvroResolver? resolver = null;
        int known = 0;
        using var buffer = new AvroBuffer();
        var rows = new List<Everything>();
        for (int at = 0; at < messages.Length;)
        {
            Assert.Equal(0, messages[at]);
            int id = BinaryPrimitives.ReadInt32BigEndian(messages.AsSpan(at + 1));
            if (resolver is null || id != known)
            {
                (resolver, known) = (Resolver(await schemaOf(id)), id);
            }

            at += 5;
            rows.Add(Next(messages, ref at, resolver, buffer));
        }

        return rows;
    }

    /// <summary>
    /// ClickHouse names records, enums and fixed by their columns: the reader takes these names as aliases. What it could not write
    /// has its default; a record needs one of its own.
    /// </summary>
    private static AvroResolver Resolver(AvroSchema writer)
    {
        JsonNode reader = JsonNode.Parse(Hops.Codec.Info.AvroSchema)!;
        reader["fields"]!.AsArray().Single(f => f!["name"]!.GetValue<string>() == "part")!["default"] = JsonNode.Parse("""{"name":"","price":null,"days":[]}""");
        return new AvroResolver(writer, AvroSchema.Parse(WriterNames.Adopt(reader, writer.ToJson())));
    }

    private static Everything Next(ReadOnlySpan<byte> messages, ref int at, AvroResolver resolver, AvroBuffer buffer)
    {
        ReadOnlySpan<byte> rest = messages[at..];
        Assert.True(resolver.TryResolveNext(ref rest, buffer, out ReadOnlySpan<byte> body), buffer.Error.ToString());
        Everything row = Hops.Codec.ReadAvro(body);
        at = messages.Length - rest.Length;
        return row;
    }

    private static async Task FillAsync(string table)
    {
        await Hops.CreateTableAsync(table);
        await Hops.Engine.InsertAsync(new InsertCommand(table, Hops.ColumnNames), [Hops.Native(Corpus.Cases.Select(c => c.Row))]);
    }

    /// <summary>All that is not declared in one go, and each declared loss alone: it is refused, by ClickHouse or by us, or another value.</summary>
    private async Task CheckAsync(string what, Func<string, Task<List<Everything>>> read)
    {
        PropertyInfo[] kept = [.. s_members.Where(m => Loss(m) is null)];
        string[] wrong = Differences(await read(Columns(kept)), kept);
        Assert.True(wrong.Length == 0, $"{what}: {wrong.Length} differ\n{string.Join('\n', wrong.Take(20))}");
        output.WriteLine($"{what}: {Corpus.Cases.Count} rows of {kept.Length} members are equal, {s_losses.Count} losses");

        foreach (IGrouping<string, PropertyInfo> loss in s_members.Where(m => Loss(m) is not null).GroupBy(m => Loss(m)!))
        {
            PropertyInfo[] members = [.. loss, typeof(Everything).GetProperty(nameof(Everything.Case))!];
            List<Everything> rows = [];
            Exception? refusal = await Record.ExceptionAsync(async () => rows = await read(Columns(members)));
            bool isLost = refusal is ClickHouseException or AvroResolutionException or DecodeException || (refusal is null && Differences(rows, members).Length > 0);
            Assert.True(isLost, $"{loss.Key} ({s_losses[loss.Key]}): {refusal?.ToString() ?? "it is equal"}");
        }
    }

    /// <summary>By what the member is declared a loss; null where it is none.</summary>
    private static string? Loss(PropertyInfo member) => new[] { Column(member), Stem(member) }.FirstOrDefault(s_losses.ContainsKey);

    private static string[] Differences(List<Everything> rows, PropertyInfo[] members)
    {
        Dictionary<int, Everything> found = rows.ToDictionary(r => r.Case);
        return [.. Corpus.Cases.Select(c => Structure.Difference(Only(c.Row, members), found[c.Row.Case]) is { } d ? $"{c.Name}: {d}" : null).OfType<string>()];
    }

    private static string Stem(PropertyInfo member) => Column(member).Replace("_or_null", "", StringComparison.Ordinal).Replace("_items", "", StringComparison.Ordinal);

    private static string Column(PropertyInfo member) => Names.Apply(NameStyle.SnakeCase, member.Name);

    private static string Columns(PropertyInfo[] members) => string.Join(", ", members
        .SelectMany(m => m.IsDefined(typeof(KeepOffsetAttribute)) ? [Column(m), Column(m) + "_offset"] : new[] { Column(m) })
        .Select(n => $"`{n}`"));

    /// <summary>The row with these members alone.</summary>
    private static Everything Only(Everything row, PropertyInfo[] members)
    {
        var copy = new Everything { Case = row.Case };
        foreach (PropertyInfo member in members)
        {
            member.SetValue(copy, member.GetValue(row));
        }

        return copy;
    }
}
