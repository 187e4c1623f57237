using System.Text;
using Denormalized.ClickHouse;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>
/// Names that mean something to somebody, through every room that a name passes: generated C#, JSON, Avro's rules, DDL, the
/// block's header, a table's file names, typed queries. All cases are one compilation.
/// </summary>
public class HostileNameTests
{
    public static IReadOnlyList<string> Names => s_names;

    public static IReadOnlyList<string> Identifiers => s_identifiers;

    private static readonly string[] s_names =
    [
        "class", "global", "Columns", "System", "null", "select", "from", "distinct", "all", "table", "Nested", "size0", "keys", "values", "1", "+1", "_", "__set", "-- ",
        "quote'", "double\"quote", "back`tick", "back\\slash", "\\'", "\\`", "new\nline", "tab\tnul\0", "cr\r", "\u0001", "\u007f", "\u0085", "\u2028\u2029",
        "'; DROP TABLE x; --", "`; DROP TABLE x", ") ENGINE = Memory --", "{p0:String}", "{{}}", "/* */", "*/", "\"\"\"", "$\"{x}\"", "%s%n", "a.b", "a.b.c", "a,b", "a b", " a ", " ",
        "größe", "路线", "😀", "e\u0301", "\u00e9", "\u202Eabc", "\u200E", "\uFEFF", "ı", "İ", "ß", "Id", "ID", "id",
        new('n', 200), new('ü', 200), new('x', 10_000),
    ];

    /// <summary>Identifiers of C# that generated code could take for its own.</summary>
    private static readonly string[] s_identifiers =
    [
        "@class", "@event", "@file", "@await", "@field", "@value", "@global", "@var", "Columns", "Column", "Items", "Ends", "Nulls", "Has", "Drop", "Mark", "Rollback",
        "row", "p", "context", "key", "length", "seen0", "json", "avro", "record", "block", "segments", "Missing", "Default", "Commit", "Append", "DecodeJson",
        "JsonDecode", "AvroDecode", "StringColumn", "FixedColumn", "DecodeContext", "DecodeFailure", "ColumnScope", "List", "Dictionary", "ReadOnlySpan", "CollectionsMarshal",
        "Wire", "JsonText", "StreamRegistry", "s_info", "Info", "CreateColumns", "Register", "V0", "Next", "Done", "Key", "Value", "größe", "_", "__", "x1", "X1",
    ];

    [Fact]
    public async Task Names_on_the_wire_come_back()
    {
        var source = new StringBuilder(Header);
        var calls = new StringBuilder();
        for (int i = 0; i < s_names.Length; i++)
        {
            string name = SymbolDisplay.FormatLiteral(s_names[i], true);
            // The name of a table is the name of a file.
            string stream = s_names[i].Length > 100 ? $"\"long{i}\"" : name;
            string member = s_names[i] is "null" or "__set" ? "\"other\"" : name; // refused within a Tuple: DNZ009
            source.Append($$"""
                public enum E{{i}} { Zero, [Name({{name}})] Named }
                public sealed record N{{i}} { [Name({{member}})] public int X { get; init; } public string? Other_ { get; init; } }
                [Stream({{stream}})] public sealed record H{{i}}
                {
                    [Name({{name}})] public required int X { get; init; }
                    public required N{{i}} In_ { get; init; }
                    public N{{i}}? Maybe_ { get; init; }
                    public IReadOnlyList<N{{i}}> L_ { get; init; } = [];
                    public E{{i}} E_ { get; init; }
                    public IReadOnlyDictionary<string, int> M_ { get; init; } = new Dictionary<string, int>();
                }

                """);
            string json(string key) => System.Text.Json.JsonSerializer.Serialize(key);
            string key = json(s_names[i]);
            string inner = json(s_names[i] is "null" or "__set" ? "other" : s_names[i]);
            string one = "{K:1,\"in_\":{I:2,\"other_\":\"o\"},\"maybe_\":{I:3,\"other_\":null},\"l_\":[{I:4,\"other_\":null}],\"e_\":K,\"m_\":{K:5}}".Replace("I:", inner + ":").Replace("K", key);
            string two = "{K:0,\"in_\":{I:0,\"other_\":null},\"maybe_\":null,\"l_\":[],\"e_\":\"Zero\",\"m_\":{}}".Replace("I:", inner + ":").Replace("K", key);
            calls.Append($$"""
                await Trip.Of(db, {{i}}, log, [{{SymbolDisplay.FormatLiteral(one, true)}}, {{SymbolDisplay.FormatLiteral(two, true)}}],
                    () => db.From<H{{i}}>().Where(v => v.X == 1 && v.In_.X == 2 && v.Maybe_ != null && v.Maybe_.X == 3 && v.E_ == E{{i}}.Named && v.In_.Other_ == "o").OrderBy(v => v.X).ToListAsync(),
                    async () => (await db.From<H{{i}}>().GroupBy(v => new { v.X, Inner = v.In_.X }).Select(g => new { g.Key.X, g.Key.Inner, N = g.Count() }).OrderBy(g => g.X).ToListAsync()).Count);

                """);
        }

        await RunAsync(source, calls);
    }

    [Fact]
    public async Task Identifiers_do_not_meet_generated_names()
    {
        var source = new StringBuilder(Header);
        var calls = new StringBuilder();
        string[] types = ["int", "int?", "string", "string?", "P", "P?", "IReadOnlyList<P>", "IReadOnlyList<int?>", "IReadOnlyDictionary<string, P?>", "Guid", "E"];
        string[] values = ["1", "2", "\"s\"", "null", "{\"X\":1}", "{\"X\":2}", "[{\"X\":3}]", "[null,4]", "{\"k\":{\"X\":5}}", "\"00112233-4455-6677-8899-aabbccddeeff\"", "\"Some\""];
        source.Append("public sealed record P(int X); public enum E { None, Some }\n");
        for (int t = 0; t < types.Length; t++)
        {
            // Each identifier as a member of each type, and beside it a member that is called like a buffer of the first.
            string[] suffixes = ["", "Flags", "Column", "Columns", "Nulls", "Present", "Ends", "Items", "Item", "Key", "Lengths", "Record", "0"];
            string[] members = [.. s_identifiers.Concat(suffixes.Select(s => "Stem" + s))];
            source.Append($"[Stream(\"identifiers{t}\", Naming = Naming.AsDeclared, Columns = Naming.AsDeclared)] public sealed class I{t}\n{{\n");
            for (int m = 0; m < members.Length; m++)
            {
                source.Append($"    public {types[(t + m) % types.Length]} {members[m]} {{ get; init; }} = default!;\n");
            }

            source.Append("}\n");
            string json = "{" + string.Join(",", members.Select((m, i) => $"\"{m.TrimStart('@')}\":{values[(t + i) % types.Length]}")) + "}";
            calls.Append($$"""
                await Trip.Of(db, {{t}}, log, [{{SymbolDisplay.FormatLiteral(json, true)}}],
                    () => db.From<I{{t}}>().Where(v => v.{{members[0]}}{{Present(t)}} || v.Stem{{Present(t + s_identifiers.Length)}}).ToListAsync(), () => Task.FromResult(1));

                """);
        }

        await RunAsync(source.Insert(0, "#pragma warning disable CS8981 // lower-case names\n"), calls);
    }

    [Fact]
    public async Task Types_and_namespaces_do_not_meet_generated_names()
    {
        string[] names =
        [
            "Segment", "Json", "Avro", "Row", "Record", "Scoped", "String", "List", "Dictionary", "Guid", "Console", "Wire", "JsonDecode", "DecodeContext", "Stream", "Column", "Fixed",
            "@global", "@dynamic", "@event", "größe", "Case", "case_", "CASE", "System", "Denormalized", "Generated", "Utf8JsonWriter", "ModuleInitializer", "ReadOnlySpan",
        ];
        var source = new StringBuilder();
        var calls = new StringBuilder();
        int i = 0;
        foreach (string @namespace in new[] { "Odd.System", "Odd.Denormalized.@global", "odd.System", "Denormalized.Generated.Odd" })
        {
            foreach (string name in names)
            {
                string json = "{\"value\":1,\"parts\":[{\"value\":\"v\",\"next\":{\"value\":7}}]}";
                source.Append($$"""
                    namespace {{@namespace}}.N{{i}}
                    {
                        using global::Denormalized;
                        [Stream("type{{i}}")] public sealed record {{name}} { public int Value { get; init; } public global::System.Collections.Generic.IReadOnlyList<Parts.{{name}}> Parts { get; init; } = []; }
                        namespace Parts
                        {
                            public sealed record {{name}}(string Value, Inner.{{name}}? Next);
                            namespace Inner { public sealed record {{name}}(int Value); }
                        }
                    }

                    """);
                string type = $"global::{@namespace}.N{i}.{name}";
                calls.Append($$"""
                    await Trip.Of(db, {{i}}, log, [{{SymbolDisplay.FormatLiteral(json, true)}}],
                        () => db.From<{{type}}>().Where(v => v.Value == 1).ToListAsync(), () => Task.FromResult(1));

                    """);
                i++;
            }
        }

        await RunAsync(new StringBuilder("#pragma warning disable CS8981 // lower-case names\n").Append(Header).Append(source), calls);
    }

    /// <summary>A condition on a member of type t that holds.</summary>
    private static string Present(int t) => (t % 11) switch
    {
        0 or 1 => " == 1",
        2 => " == \"s\"",
        3 => " == null",
        4 => ".X == 1",
        5 => " != null",
        6 or 7 => ".Count > 0",
        8 => ".Count == 1",
        9 => " != Guid.Empty",
        _ => " == E.Some",
    };

    private const string Header = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text;
        using System.Text.Json;
        using System.Threading.Tasks;
        using Denormalized;
        using Denormalized.CompilerServices;

        """;

    private const string Harness = """

        public static class Trip
        {
            /// <summary>JSON, columns, a block, the engine, a query, records, Avro, records, JSON.</summary>
            public static async Task Of<T>(IClickHouse db, int number, StringBuilder log, string[] rows, Func<Task<List<T>>> query, Func<Task<int>> groups)
            {
                try
                {
                    var codec = StreamRegistry.Get<T>();
                    using RecordColumns<T> columns = codec.CreateColumns();
                    foreach (string row in rows)
                    {
                        if (!columns.TryAddJson(Encoding.UTF8.GetBytes(row))) { log.Append($"{number}: {columns.Error}\n"); return; }
                    }

                    columns.Add(codec.ReadJson(Encoding.UTF8.GetBytes(rows[0])));
                    await db.ExecuteAsync(codec.Info.CreateTable);
                    var block = new ColumnBlock();
                    block.Begin(columns.Rows);
                    columns.Describe(block);
                    var body = new ArrayBufferWriter<byte>();
                    NativeWriter.Write(body, block);
                    await db.InsertAsync(new InsertCommand(codec.Info.Table, [.. codec.Info.Columns.Select(c => c.Name)]), [body.WrittenMemory]);

                    var stored = await query();
                    if (stored.Count != 2) { log.Append($"{number}: {stored.Count} rows instead of 2\n"); return; }
                    if (await groups() != rows.Length) { log.Append($"{number}: other groups\n"); }
                    foreach (T record in stored)
                    {
                        var avro = new ArrayBufferWriter<byte>();
                        codec.WriteAvro(avro, record);
                        var output = new ArrayBufferWriter<byte>();
                        codec.WriteJson(output, codec.ReadAvro(avro.WrittenSpan));
                        using var expected = JsonDocument.Parse(rows[0]);
                        using var actual = JsonDocument.Parse(output.WrittenMemory);
                        if (!JsonElement.DeepEquals(expected.RootElement, actual.RootElement)) { log.Append($"{number}: {Encoding.UTF8.GetString(output.WrittenSpan)}\n"); }
                    }

                    // Avro's own rule for names: a foreign reader refuses the whole schema otherwise.
                    using var schema = JsonDocument.Parse(codec.Info.AvroSchema);
                    CheckAvro(schema.RootElement, number, log);
                    await db.ExecuteAsync(codec.Info.CreateTable.Split('\n')[0].Replace("CREATE TABLE IF NOT EXISTS", "DROP TABLE"));
                }
                catch (Exception error) when (error is InvalidOperationException or ClickHouseException or DecodeException or SchemaMismatchException or WireRangeException or JsonException)
                {
                    log.Append($"{number}: {error.GetType().Name} {error.Message}\n");
                }
            }

            private static void CheckAvro(JsonElement element, int number, StringBuilder log)
            {
                if (element.ValueKind == JsonValueKind.Array)
                {
                    foreach (JsonElement item in element.EnumerateArray()) { CheckAvro(item, number, log); }
                    return;
                }

                if (element.ValueKind != JsonValueKind.Object) { return; }
                if (element.TryGetProperty("name", out JsonElement name)) { CheckName(name.GetString()!, number, log); }
                if (element.TryGetProperty("symbols", out JsonElement symbols))
                {
                    foreach (JsonElement symbol in symbols.EnumerateArray()) { CheckName(symbol.GetString()!, number, log); }
                    if (symbols.EnumerateArray().Select(s => s.GetString()).Distinct().Count() != symbols.GetArrayLength()) { log.Append($"{number}: Avro symbols repeat\n"); }
                }

                if (element.TryGetProperty("fields", out JsonElement fields)
                    && fields.EnumerateArray().Select(f => f.GetProperty("name").GetString()).Distinct().Count() != fields.GetArrayLength())
                {
                    log.Append($"{number}: Avro fields repeat\n");
                }

                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (property.Name != "default") { CheckAvro(property.Value, number, log); }
                }
            }

            private static void CheckName(string name, int number, StringBuilder log)
            {
                if (!System.Text.RegularExpressions.Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*\\z")) { log.Append($"{number}: Avro name {name}\n"); }
            }
        }

        """;

    private static async Task RunAsync(StringBuilder source, StringBuilder calls)
    {
        source.Append(Harness).Append($$"""
            public static class Test
            {
                public static async Task<string> Run(IClickHouse db)
                {
                    var log = new StringBuilder();
            {{calls}}
                    return log.ToString();
                }
            }
            """);
        var compilation = Compile.Generate(Compile.Create(source.ToString()), new StreamGenerator(), new QueryGenerator());
        var run = Compile.Load(compilation).GetType("Test", throwOnError: true)!.GetMethod("Run")!;
        // A database of its own: in the default one the engine takes names with * or { for files.
        await using EmbeddedClickHouse db = EmbeddedClickHouse.Open(new EmbeddedOptions { Database = "hostile" });
        string problems = await (Task<string>)run.Invoke(null, [db])!;
        Assert.True(problems.Length == 0, problems);
    }
}
