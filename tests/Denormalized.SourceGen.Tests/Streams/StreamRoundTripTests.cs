using System.Text;

namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>Generated code compiled as a consumer would, and run: JSON to columns to records and back.</summary>
public class StreamRoundTripTests
{
    private const string Usings = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Linq;
        using System.Net;
        using System.Numerics;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text;
        using Denormalized;

        """;

    private const string RoundTrip = """

        public static class Test
        {
            public static string Run()
            {
                var codec = StreamRegistry.Get<R>();
                R record = codec.ReadJson(Encoding.UTF8.GetBytes(Input));
                var avro = new ArrayBufferWriter<byte>();
                codec.WriteAvro(avro, record);
                record = codec.ReadAvro(avro.WrittenSpan);
                for (int n = 0; n < avro.WrittenCount; n++) // every truncated prefix is refused
                {
                    bool taken = true;
                    try { codec.ReadAvro(avro.WrittenSpan[..n]); }
                    catch (DecodeException) { taken = false; }

                    if (taken) { return $"prefix of {n} bytes was taken"; }
                }

                var output = new ArrayBufferWriter<byte>();
                codec.WriteJson(output, record);
                return Encoding.UTF8.GetString(output.WrittenSpan);
            }

            private const string Input =
        """;

    private static string Trip(string declarations, string json)
        => Compile.Run(Usings + declarations + RoundTrip + Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(json, true) + ";\n}");

    [Theory]
    [InlineData("bool", "true")]
    [InlineData("sbyte", "-128")]
    [InlineData("byte", "255")]
    [InlineData("short", "-32768")]
    [InlineData("ushort", "65535")]
    [InlineData("int", "-2147483648")]
    [InlineData("uint", "4294967295")]
    [InlineData("long", "-9223372036854775808")]
    [InlineData("ulong", "18446744073709551615")]
    [InlineData("float", "1.5")]
    [InlineData("double", "-1.7976931348623157E+308")]
    [InlineData("string", "\"grün \\uD83D\\uDE00 \\\" \\\\ \\n\"")]
    [InlineData("Guid", "\"00112233-4455-6677-8899-aabbccddeeff\"")]
    [InlineData("DateOnly", "\"1900-01-01\"")]
    [InlineData("DateTimeOffset", "\"1969-12-31T23:59:59.999999Z\"")]
    [InlineData("DateTime", "\"2038-01-19T03:14:08Z\"")]
    [InlineData("TimeOnly", "\"23:59:59.9999990\"")]
    [InlineData("TimeSpan", "\"P1DT2H3M4.5S\"")]
    [InlineData("int[]", "[1,2,3]")]
    [InlineData("List<string>", "[\"a\",\"\",\"b\"]")]
    [InlineData("IReadOnlyList<Guid>", "[]")]
    [InlineData("IEnumerable<long>", "[1]")]
    [InlineData("ImmutableArray<double>", "[0.5,1]")]
    [InlineData("int[][]", "[[1],[],[2,3]]")]
    [InlineData("Dictionary<string, int>", "{\"a\":1,\"b\":2}")]
    [InlineData("IReadOnlyDictionary<string, string[]>", "{\"a\":[\"x\"],\"b\":[]}")]
    [InlineData("List<Dictionary<string, int?>>", "[{\"a\":1},{\"b\":null}]")]
    public void A_value_survives(string type, string json)
    {
        string expected = $"{{\"x\":{json},\"y\":7}}";
        Assert.Equal(expected, Trip($"[Stream] public record R {{ public required {type} X {{ get; init; }} public int Y {{ get; init; }} }}", expected));
    }

    /// <summary>One compilation for all: members of every further type, each once with a value and, where that says something, once null.</summary>
    [Fact]
    public void Values_of_the_larger_table_survive()
    {
        (string Member, string Json)[] values =
        [
            ("Int128", "-170141183460469231731687303715884105728"),
            ("UInt128", "340282366920938463463374607431768211455"),
            ("BigInteger", "-57896044618658097711785492504343953926634992332820282019728792003956564819968"),
            ("[Unsigned] BigInteger", "115792089237316195423570985008687907853269984665640564039457584007913129639935"),
            ("[Narrow] ulong", "9223372036854775807"),
            ("byte[]", "\"AP8Q\""),
            ("ReadOnlyMemory<byte>", "\"\""),
            ("[FixedLength(4)] string", "\"gr\u00FC\""),
            ("[FixedLength(3)] byte[]", "\"AAD/\""),
            ("[Decimal(76, 28)] decimal", "-79228162514264337593543950335"),
            ("[Decimal(38, 28)] decimal", "7922816251.4264337593543950335"),
            ("[Resolution(TimeUnit.Ticks)] DateTimeOffset", "\"1969-12-31T23:59:59.9999999Z\""),
            ("NanoInstant", "\"1969-12-31T23:59:59.999999999Z\""),
            ("[LocalTime] DateTime", "\"2026-03-29T02:30:00.123456\""),
            ("JsonElement", "{\"a\": [1.0, null, \"x\"]}"),
            ("JsonNode", "[1,{\"b\":null}]"),
            ("JsonDocument", "\"text\""),
            ("IPAddress", "\"2001:db8::1\""),
            ("IPAddress", "\"192.0.2.1\""),
            ("[IPv4] IPAddress", "\"255.255.255.255\""),
            ("[Vector(3)] float[]", "[1,-0.5,3.4028235E+38]"),
            ("Uri", "\"https://example.org/a?b=%C3%A4#c\""),
            ("Version", "\"1.2.3\""),
            ("char", "\"\u20AC\""),
            ("Half", "0.099975586"),
            ("HashSet<int>", "[3,1,2]"),
            ("IReadOnlySet<string>", "[\"b\",\"a\"]"),
            ("Memory<short>", "[1,2]"),
            ("ReadOnlyMemory<double>", "[]"),
            ("List<byte[]>", "[\"AA==\",\"\"]"),
            ("Dictionary<int, string>", "{\"-1\":\"a\",\"2\":\"b\"}"),
            ("IReadOnlyDictionary<Guid, int?>", "{\"00112233-4455-6677-8899-aabbccddeeff\":null}"),
            ("Dictionary<DayOfWeek, List<long>>", "{\"Sunday\":[1],\"Friday\":[]}"),
            ("[AvroFixed] Guid", "\"00112233-4455-6677-8899-aabbccddeeff\""),
            ("[Narrow] DateOnly", "\"2149-06-06\""),
            ("[LowCardinality] DayOfWeek", "\"Friday\""),
            ("List<Uri?>", "[null,\"/a\"]"),
        ];
        var members = new StringBuilder();
        var json = new List<string>();
        foreach ((string member, string value) in values)
        {
            int space = member.StartsWith('[') ? member.IndexOf(']') + 1 : 0;
            (string attribute, string type) = (member[..space], member[space..]);
            bool isCollection = type.Contains('<') && !type.Contains("<byte>") || type.EndsWith("[]") && type.Trim() != "byte[]";
            members.Append($"{attribute} public required {type} X{json.Count} {{ get; init; }}\n");
            json.Add($"\"x{json.Count}\":{value}");
            if (!isCollection)
            {
                members.Append($"{attribute} public {type}? X{json.Count} {{ get; init; }}\n");
                json.Add($"\"x{json.Count}\":null");
            }
        }

        string expected = $"{{{string.Join(',', json)}}}";
        Assert.Equal(expected, Trip($"[Stream] public record R\n{{\n{members}}}\n", expected));
    }

    [Theory]
    [InlineData("bool?", "false")]
    [InlineData("int?", "0")]
    [InlineData("long?", "5")]
    [InlineData("double?", "0.1")]
    [InlineData("string?", "\"\"")]
    [InlineData("Guid?", "\"00112233-4455-6677-8899-aabbccddeeff\"")]
    [InlineData("DateTimeOffset?", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("DateOnly?", "\"2026-02-28\"")]
    public void Null_absent_and_a_value_are_three_things(string type, string json)
    {
        string declaration = $"[Stream] public record R {{ public {type} X {{ get; init; }} public int Y {{ get; init; }} }}";
        Assert.Equal($"{{\"x\":{json},\"y\":1}}", Trip(declaration, $"{{\"x\":{json},\"y\":1}}"));
        Assert.Equal("{\"x\":null,\"y\":1}", Trip(declaration, "{\"x\":null,\"y\":1}"));
        Assert.Equal("{\"x\":null,\"y\":1}", Trip(declaration, "{\"y\":1}"));
    }

    [Theory]
    [InlineData("[Stream] public partial record R(int X, string? Y);")]
    [InlineData("[Stream] public readonly partial record struct R(int X, string? Y);")]
    [InlineData("[Stream] public partial class R { public int X { get; set; } public string? Y { get; set; } }")]
    [InlineData("[Stream] public partial class R { public R(int x, string? y) { X = x; Y = y; } public int X { get; } public string? Y { get; } public int Sum => X * 2; }")]
    [InlineData("[Stream] public partial struct R { public int X { get; init; } public string? Y { get; init; } }")]
    [InlineData("[Stream] public partial struct R { public int X; public string? Y; }")]
    [InlineData("public abstract record B { public required int X { get; init; } } [Stream] public partial record R : B { public string? Y { get; init; } }")]
    [InlineData("[Stream] public partial record R { public int X { get; init; } public string? Y { get; init; } [Ignore] public object? Z { get; init; } }")]
    public void Every_kind_of_type_is_made(string declaration)
        => Assert.Equal("{\"x\":42,\"y\":\"z\"}", Trip(declaration, "{ \"y\" : \"z\", \"unknown\": {\"deep\":[1,{\"a\":null}]}, \"x\" : 42 }"));

    [Fact]
    public void Nested_records_nullable_and_in_lists()
    {
        const string declarations = """
            public sealed record User(string Name, int? Age);
            public sealed record Team { public required User Lead { get; init; } public User? Deputy { get; init; } public IReadOnlyList<User> Members { get; init; } = []; public List<User?> Guests { get; init; } = []; }
            [Stream] public sealed partial record R { public Team? Team { get; init; } public required IReadOnlyList<Team> Others { get; init; } }
            """;
        const string full = """
            {"team":{"lead":{"name":"a","age":1},"deputy":null,"members":[{"name":"b","age":null},{"name":"c","age":3}],"guests":[null,{"name":"g","age":null}]},"others":[{"lead":{"name":"x","age":null},"deputy":{"name":"y","age":2},"members":[],"guests":[]}]}
            """;
        Assert.Equal(full, Trip(declarations, full));
        Assert.Equal("{\"team\":null,\"others\":[]}", Trip(declarations, "{\"others\":[]}"));
    }

    /// <summary>Null, absent and empty are one thing for a collection, in every format and direction.</summary>
    [Fact]
    public void A_null_collection_is_an_empty_one()
    {
        string result = Compile.Run(Usings + """
            [Stream] public sealed record R([NullAsEmpty] List<int>? L, [NullAsEmpty] Dictionary<string, int>? M, [NullAsEmpty] string[]? A, int X);
            public static class Test
            {
                public static string Run()
                {
                    var codec = StreamRegistry.Get<R>();
                    var json = new ArrayBufferWriter<byte>();
                    var avro = new ArrayBufferWriter<byte>();
                    codec.WriteJson(json, new R(null, null, null, 1));
                    codec.WriteAvro(avro, new R(null, null, null, 1));
                    R[] read = [codec.ReadAvro(avro.WrittenSpan), codec.ReadJson("{\"x\":1}"u8), codec.ReadJson("{\"l\":null,\"m\":null,\"a\":null,\"x\":1}"u8)];
                    return Encoding.UTF8.GetString(json.WrittenSpan) + string.Concat(read.Select(r => $" {r.L!.Count}{r.M!.Count}{r.A!.Length}"));
                }
            }
            """);
        Assert.Equal("{\"l\":[],\"m\":{},\"a\":[],\"x\":1} 000 000 000", result);
    }

    [Theory]
    [InlineData("new R(null!, new P(\"\"), [])", "S")]
    [InlineData("new R(\"\", null!, [])", "P")]
    [InlineData("new R(\"\", new P(null!), [])", "T")]
    [InlineData("new R(\"\", new P(\"\"), null!)", "L")]
    [InlineData("new R(\"\", new P(\"\"), [null!])", "L")]
    public void Null_where_none_is_declared_is_named_by_every_writer(string record, string member)
    {
        string result = Compile.Run(Usings + $$"""
            public sealed record P(string T);
            [Stream] public sealed record R(string S, P P, List<string> L);
            public static class Test
            {
                public static string Run()
                {
                    var codec = StreamRegistry.Get<R>();
                    using var columns = codec.CreateColumns();
                    string log = "";
                    foreach (Action<R> write in new Action<R>[] { r => codec.WriteJson(new ArrayBufferWriter<byte>(), r), r => codec.WriteAvro(new ArrayBufferWriter<byte>(), r), columns.Add })
                    {
                        try { write({{record}}); log += "taken"; }
                        catch (WireRangeException error) { log += error.Message.Contains("'{{member}}'") ? "+" : error.Message; }
                    }

                    return log;
                }
            }
            """);
        Assert.Equal("+++", result);
    }

    [Fact]
    public void Enums_by_name_by_number_and_as_flags()
    {
        const string declarations = """
            public enum Colour { None, [Name("dark-red")] Red = 7, @class = -1 }
            [Flags] public enum Access : byte { None = 0, Read = 1, Write = 2 }
            [Stream] public sealed partial record R(Colour A, Colour? B, Colour[] C, Access D);
            """;
        Assert.Equal("{\"a\":\"dark-red\",\"b\":null,\"c\":[\"None\",\"class\"],\"d\":3}", Trip(declarations, "{\"a\":7,\"b\":null,\"c\":[\"None\",\"class\"],\"d\":3}"));
    }

    [Fact]
    public void Wrappers_are_transparent()
    {
        const string declarations = """
            public readonly record struct OrderId(Guid Value);
            public readonly record struct Label(string Text);
            [Stream] public sealed partial record R(OrderId A, OrderId? B, Label C, List<Label> D);
            """;
        const string json = "{\"a\":\"00112233-4455-6677-8899-aabbccddeeff\",\"b\":null,\"c\":\"x\",\"d\":[\"y\"]}";
        Assert.Equal(json, Trip(declarations, json));
    }

    [Fact]
    public void Numbers_in_quotes_epochs_and_decimals()
    {
        const string declarations = """
            [Stream] public sealed partial record R([Quoted] int A, [Decimal(18, 4)] decimal B, [Epoch(TimeUnit.Milliseconds)] DateTimeOffset C, [Decimal(28, 10)] decimal? D, [Decimal(9, 2), Quoted] decimal E);
            """;
        Assert.Equal(
            "{\"a\":\"42\",\"b\":-1.5000,\"c\":1700000000123,\"d\":123456789012345678.0123456789,\"e\":\"0.01\"}",
            Trip(declarations, "{\"a\":42,\"b\":\"-1.5\",\"c\":\"1700000000123\",\"d\":123456789012345678.0123456789,\"e\":0.01}"));
    }

    [Theory]
    [InlineData("TimeUnit.Seconds", "1588205198.89971")]
    [InlineData("TimeUnit.Seconds", "-1")]
    [InlineData("TimeUnit.Milliseconds", "1588205198899.71")]
    [InlineData("TimeUnit.Nanoseconds", "1588205198899710000")]
    public void Epochs_keep_their_fraction(string unit, string json)
        => Assert.Equal($"{{\"x\":{json}}}", Trip($"[Stream] public sealed partial record R([Epoch({unit})] DateTimeOffset X);", $"{{\"x\":{json}}}"));

    [Fact]
    public void The_last_of_repeated_keys_counts_in_arrays_too()
    {
        const string declarations = """
            public sealed record Item(string Name, IReadOnlyList<string> Tags);
            [Stream] public sealed partial record R(int X, IReadOnlyList<string> L, IReadOnlyList<Item> Items, Item One);
            """;
        Assert.Equal(
            "{\"x\":2,\"l\":[\"z\"],\"items\":[{\"name\":\"n\",\"tags\":[\"t2\"]}],\"one\":{\"name\":\"o2\",\"tags\":[\"q\"]}}",
            Trip(declarations, """
                {"x":1,"l":["a","b"],"items":[{"name":"a","tags":["t","u"]},{"name":"b","tags":[]}],"one":{"name":"o1","tags":["p","p"]},"x":2,"l":["z"],"items":[{"name":"m","tags":["t1"],"name":"n","tags":["t2"]}],"one":{"name":"o2","tags":["q"]}}
                """));
    }

    [Theory]
    [InlineData("Naming.SnakeCase", "latency_ms")]
    [InlineData("Naming.CamelCase", "latencyMs")]
    [InlineData("Naming.AsDeclared", "LatencyMs")]
    [InlineData("Naming.KebabCase", "latency-ms")]
    [InlineData("Naming.UpperSnakeCase", "LATENCY_MS")]
    public void Names_follow_the_policy(string naming, string name)
        => Assert.Equal($"{{\"{name}\":1}}", Trip($"[Stream(Naming = {naming})] public partial record R(int LatencyMs);", $"{{\"{name}\":1}}"));

    [Theory]
    [InlineData("{\"x\":1}", "$")]
    [InlineData("{\"x\":1,\"s\":null}", "$.s")]
    [InlineData("{\"x\":1.5,\"s\":\"\"}", "$.x")]
    [InlineData("{\"x\":99999999999,\"s\":\"\"}", "$.x")]
    [InlineData("{\"x\":1,\"s\":\"\"} 1", "byte")]
    [InlineData("[]", "object")]
    [InlineData("{\"x\":1,\"s\":\"a\",\"items\":[{\"n\":1},{\"n\":\"x\"}]}", "$.items[1].n")]
    public void A_refusal_says_where(string json, string where)
    {
        const string declarations = """
            public sealed record Item(int N);
            [Stream] public sealed partial record R { public required int X { get; init; } public required string S { get; init; } public IReadOnlyList<Item> Items { get; init; } = []; }
            """;
        var error = Assert.Throws<System.Reflection.TargetInvocationException>(() => Trip(declarations, json));
        Assert.Contains(where, Assert.IsType<DecodeException>(error.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_row_leaves_nothing_behind()
    {
        string[] rows =
        [
            """{"s":"a","items":[{"name":"n","tags":["t"]}],"t":null}""",
            """{"s":"bad","items":[{"name":"m","tags":["u","v"]},{"name":1}]}""",
            """{"s":"b","items":[],"t":"q"}""",
        ];
        string result = Compile.Run(Usings + """
            public sealed record Item(string Name, IReadOnlyList<string> Tags);
            [Stream] public sealed partial record R(string S, IReadOnlyList<Item> Items, string? T);

            public static class Test
            {
                public static string Run()
                {
                    using var columns = StreamRegistry.Get<R>().CreateColumns();
                    var log = new StringBuilder();
                    foreach (string json in new[] { ROWS })
                    {
                        log.Append(columns.TryAddJson(Encoding.UTF8.GetBytes(json)) ? '+' : '-');
                    }

                    columns.Add(new R("c", [new Item("o", ["x", "y"])], "r"));
                    try { columns.Add(new R("d", [new Item("p", null!)], "r")); }
                    catch (Denormalized.WireRangeException) { log.Append('!'); }

                    columns.Add(new R("e", [], null));
                    var block = new Denormalized.CompilerServices.ColumnBlock();
                    block.Begin(columns.Rows);
                    columns.Describe(block);
                    var reader = columns.CreateReader();
                    reader.Bind(block);
                    for (int i = 0; i < columns.Rows; i++)
                    {
                        R r = reader.Read();
                        log.Append($" {r.S}({string.Join(',', r.Items.Select(x => x.Name + string.Concat(x.Tags)))}){r.T}");
                    }

                    return log.ToString();
                }
            }
            """.Replace("ROWS", string.Join(", ", rows.Select(r => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(r, true)))));
        Assert.Equal("+-+! a(nt) b()q c(oxy)r e()", result);
    }
}
