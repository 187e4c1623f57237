using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>Inheritance, and closed hierarchies: through every format and back.</summary>
public class HierarchyTests
{
    private const string Usings = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text;
        using System.Text.Json.Serialization;
        using Denormalized;

        """;

    private const string Trip = """

        public static class Trip
        {
            /// <summary>JSON to a record, through Avro, and added to columns as an object; then JSON again.</summary>
            public static string Of<T>(string json)
            {
                var codec = StreamRegistry.Get<T>();
                try
                {
                    T record = codec.ReadJson(Encoding.UTF8.GetBytes(json));
                    var avro = new ArrayBufferWriter<byte>();
                    codec.WriteAvro(avro, record);
                    for (int n = 0; n < avro.WrittenCount; n++)
                    {
                        bool taken = true;
                        try { codec.ReadAvro(avro.WrittenSpan[..n]); }
                        catch (DecodeException) { taken = false; }

                        if (taken) { return $"a prefix of {n} bytes was taken"; }
                    }

                    using var columns = codec.CreateColumns();
                    columns.Add(codec.ReadAvro(avro.WrittenSpan));
                    columns.Add(record);
                    var block = new Denormalized.CompilerServices.ColumnBlock();
                    block.Begin(columns.Rows);
                    columns.Describe(block);
                    var reader = columns.CreateReader();
                    reader.Bind(block);
                    reader.Read();
                    var output = new ArrayBufferWriter<byte>();
                    codec.WriteJson(output, reader.Read());
                    return Encoding.UTF8.GetString(output.WrittenSpan);
                }
                catch (Exception error) when (error is DecodeException or WireRangeException) { return error.Message; }
            }
        }
        """;

    private const string Shapes = """
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
        [JsonDerivedType(typeof(Circle), "circle")]
        [JsonDerivedType(typeof(Group), "group")]
        [JsonDerivedType(typeof(Nothing), "nothing")]
        public abstract record Shape(string Name)
        {
            public virtual int Layer { get; init; }
            public string? Note { get; init; }
        }
        public sealed record Circle(string Name, double Radius) : Shape(Name) { public string? Colour { get; init; } }
        public sealed record Group(string Name, IReadOnlyList<Point> Points, Point? Centre) : Shape(Name) { public override int Layer { get; init; } public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(); }
        public record Nothing(string Name) : Shape(Name);
        public sealed record Loud(string Name) : Nothing(Name);
        public sealed record Point(int X, int Y);

        """;

    private static readonly string[] s_shapes =
    [
        """{"kind":"circle","name":"c","layer":1,"note":null,"radius":1.5,"colour":"red"}""",
        """{"kind":"group","name":"g","layer":2,"note":"n","points":[{"x":1,"y":2},{"x":3,"y":4}],"centre":null,"tags":{"a":"b"}}""",
        """{"kind":"nothing","name":"","layer":0,"note":null}""",
    ];

    [Fact]
    public void A_hierarchy_is_a_stream_and_a_member_of_streams()
    {
        string nested = $$$"""{"one":{{{s_shapes[0]}}},"maybe":{{{s_shapes[1]}}},"many":[{{{s_shapes[2]}}},{{{s_shapes[0]}}},{{{s_shapes[1]}}}],"some":[null,{{{s_shapes[1]}}}],"by":{"k":{{{s_shapes[0]}}},"l":null},"plain":{"name":"p","layer":0,"note":null,"radius":2,"colour":null}}""";
        string without = $$$"""{"one":{{{s_shapes[2]}}},"maybe":null,"many":[],"some":[],"by":{},"plain":{"name":"p","layer":0,"note":null,"radius":2,"colour":null}}""";
        string[] rows = [.. s_shapes, .. s_shapes.Select(Reversed)];
        string result = Compile.Run(Usings + "[assembly: StreamOf(typeof(Shape), \"shapes\")]\n" + Shapes + Trip + $$"""
            [Stream] public sealed record Holder(Shape One, Shape? Maybe, IReadOnlyList<Shape> Many, List<Shape?> Some, Dictionary<string, Shape?> By, Circle Plain);
            public static class Test
            {
                public static string Run() => string.Join("\n", new[] { {{string.Join(", ", rows.Select(Literal))}} }.Select(Trip.Of<Shape>))
                    + "\n" + Trip.Of<Holder>({{Literal(nested)}}) + "\n" + Trip.Of<Holder>({{Literal(without)}})
                    + "\n" + StreamRegistry.Get<Shape>().Info.AvroSchema + "\n" + StreamRegistry.Get<Shape>().Info.CreateTable;
            }
            """);
        string[] lines = result.Split('\n');
        Assert.Equal([.. s_shapes, .. s_shapes, nested, without], lines[..8]);
        Assert.StartsWith("[{\"type\":\"record\",\"name\":\"Circle\",\"fields\":[{\"name\":\"name\"", lines[8], StringComparison.Ordinal);
        Assert.Contains("`kind` Enum8('circle' = 0, 'group' = 1, 'nothing' = 2),", result, StringComparison.Ordinal);
        Assert.Contains("`layer` Int32,", result, StringComparison.Ordinal);
        Assert.Contains("`circle` Tuple(__set Bool, radius Float64, colour Nullable(String)),", result, StringComparison.Ordinal);
        Assert.Contains("`nothing` Tuple(__set Bool),", result, StringComparison.Ordinal);
    }

    /// <summary>The discriminator may stand behind everything else.</summary>
    private static string Reversed(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return "{ " + string.Join(" , ", document.RootElement.EnumerateObject().Reverse().Select(p => $"\"{p.Name}\" : {p.Value.GetRawText()}")) + " }";
    }

    [Fact]
    public void What_is_no_case_is_refused()
    {
        string result = Compile.Run(Usings + "[assembly: StreamOf(typeof(Shape), \"shapes\")]\n" + Shapes + Trip + """
            public static class Test
            {
                public static string Run()
                {
                    string log = string.Join("\n", new[] { "{\"name\":\"c\"}", "{\"kind\":\"square\"}", "{\"kind\":1}", "{\"name\":\"c\",\"kind\":\"circle\"}", "[]", "{\"kind\":\"circle\",\"name\":\"c\",\"radius\":1}x", "{\"name\":\"c\",}", "{" }.Select(Trip.Of<Shape>));
                    using var columns = StreamRegistry.Get<Shape>().CreateColumns();
                    columns.Add(new Circle("a", 1));
                    foreach (Action add in new Action[] { () => columns.Add(new Loud("b")), () => StreamRegistry.Get<Shape>().WriteJson(new ArrayBufferWriter<byte>(), new Loud("b")), () => StreamRegistry.Get<Shape>().WriteAvro(new ArrayBufferWriter<byte>(), new Loud("b")) })
                    {
                        try { add(); log += "\ntaken"; }
                        catch (WireRangeException error) { log += "\n" + error.Message; }
                    }

                    columns.Add(new Group("c", [new Point(1, 2)], null));
                    return log + "\n" + columns.Rows;
                }
            }
            """);
        string[] lines = result.Split('\n');
        Assert.Contains("'kind' is missing", lines[0], StringComparison.Ordinal);
        Assert.Contains("$.kind", lines[1], StringComparison.Ordinal);
        Assert.Contains("$.kind", lines[2], StringComparison.Ordinal);
        Assert.Contains("'radius' is missing", lines[3], StringComparison.Ordinal);
        Assert.Contains("object", lines[4], StringComparison.Ordinal);
        Assert.All(lines[5..8], l => Assert.Contains(" at byte ", l, StringComparison.Ordinal));
        Assert.All(lines[8..11], l => Assert.Contains("Loud is none of its cases", l, StringComparison.Ordinal));
        Assert.Equal("2", lines[11]);
    }

    [Fact]
    public void System_Text_Json_reads_and_writes_the_same_objects()
    {
        string result = Compile.Run(Usings + "[assembly: StreamOf(typeof(Event), Naming = Naming.AsDeclared)]\n" + Trip + """
            [JsonDerivedType(typeof(Event), "plain"), JsonDerivedType(typeof(Click), "click"), JsonDerivedType(typeof(Buy), 7)]
            public record Event { public int Id { get; init; } public string Case { get; init; } = ""; }
            public sealed record Click : Event { public string? Url { get; init; } }
            public sealed record Buy : Event { public long Cents { get; init; } public Event? Cause => null; }
            public static class Test
            {
                public static string Run() => string.Join("\n", new Event[] { new Event { Id = 1 }, new Click { Id = 2, Url = "u" }, new Buy { Id = 3, Cents = 4 } }.Select(e =>
                {
                    string json = System.Text.Json.JsonSerializer.Serialize<Event>(e, new System.Text.Json.JsonSerializerOptions { IgnoreReadOnlyProperties = true });
                    string ours = Trip.Of<Event>(json);
                    return ours + " " + e.Equals(System.Text.Json.JsonSerializer.Deserialize<Event>(ours));
                }));
            }
            """);
        Assert.Equal(
            """
            {"$type":"plain","Id":1,"Case":""} True
            {"$type":"click","Id":2,"Case":"","Url":"u"} True
            {"$type":7,"Id":3,"Case":"","Cents":4} True
            """,
            result);
    }

    [Fact]
    public void Base_members_come_first_and_once()
    {
        string result = Compile.Run(Usings + Trip + """
            public abstract class A { public int First { get; set; } [Name("renamed")] public virtual int Second { get; set; } public int Third { get; set; } public abstract string Fourth { get; set; } }
            public class B : A { public override int Second { get; set; } public new string Third { get; set; } = ""; public override string Fourth { get; set; } = ""; [Ignore] public virtual int Gone { get; set; } }
            [Stream] public sealed class C : B { public int Fifth { get; set; } public override int Gone { get; set; } }
            [Stream] public sealed record D(B Shared, E Other);
            [Stream] public sealed record F(B Shared, E Other, IReadOnlyList<E> Others);
            public sealed record E(int X);
            public static class Test
            {
                public static string Run() => string.Join("\n", Trip.Of<C>("{\"fifth\":5,\"fourth\":\"4\",\"third\":\"3\",\"renamed\":2,\"first\":1}"),
                    Trip.Of<D>("{\"shared\":{\"first\":1,\"renamed\":2,\"third\":\"3\",\"fourth\":\"4\"},\"other\":{\"x\":1}}"),
                    Trip.Of<F>("{\"shared\":{\"first\":1,\"renamed\":2,\"third\":\"3\",\"fourth\":\"4\"},\"other\":{\"x\":1},\"others\":[{\"x\":2}]}"));
            }
            """);
        Assert.Equal(
            """
            {"first":1,"renamed":2,"third":"3","fourth":"4","fifth":5}
            {"shared":{"first":1,"renamed":2,"third":"3","fourth":"4"},"other":{"x":1}}
            {"shared":{"first":1,"renamed":2,"third":"3","fourth":"4"},"other":{"x":1},"others":[{"x":2}]}
            """,
            result);
    }

    [Theory]
    [InlineData("DNZ018", "X", "public abstract record B(int Y); [Stream] public record R(B X);")]
    [InlineData("DNZ018", "R", "[Stream] public abstract record R(int Y);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(C))", "[JsonDerivedType(typeof(C))] public abstract record B; public sealed record C(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(C), \"\")", "[JsonDerivedType(typeof(C), \"\")] public abstract record B; public sealed record C(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(string), \"s\")", "[JsonDerivedType(typeof(string), \"s\")] public abstract record B; [Stream] public record R(B X);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(M), \"m\")", "[JsonDerivedType(typeof(M), \"m\")] public abstract record B; public abstract record M : B; [Stream] public record R(B X);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(D), \"c\")", "[JsonDerivedType(typeof(C), \"c\"), JsonDerivedType(typeof(D), \"c\")] public abstract record B; public sealed record C(int Y) : B; public sealed record D(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ019", "JsonDerivedType(typeof(C), \"d\")", "[JsonDerivedType(typeof(C), \"c\"), JsonDerivedType(typeof(C), \"d\")] public abstract record B; public sealed record C(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ021", "B", "[JsonDerivedType(typeof(C), \"c\")] public record B; public sealed record C(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ008", "B", "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"y\"), JsonDerivedType(typeof(C), \"c\")] public abstract record B; public sealed record C(int Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ008", "B", "[JsonDerivedType(typeof(C), \"c\")] public abstract record B(int C); public sealed record C(int C_) : B(C_); [Stream] public record R(B X);")]
    [InlineData("DNZ002", "Y", "[JsonDerivedType(typeof(C), \"c\")] public abstract record B; public sealed record C(object Y) : B; [Stream] public record R(B X);")]
    [InlineData("DNZ005", "Left", "[JsonDerivedType(typeof(Leaf), \"leaf\"), JsonDerivedType(typeof(Node), \"node\")] public abstract record Tree; public sealed record Leaf(int V) : Tree; public sealed record Node(Tree Left) : Tree; [Stream] public record R(Tree T);")]
    [InlineData("DNZ005", "Children", "[Stream] public record R(int X, IReadOnlyList<R> Children);")]
    [InlineData("DNZ005", "B_", "public record A(B B); public record B(Dictionary<string, A> B_); [Stream] public record R(A A);")]
    [InlineData("DNZ006", "Y", "[JsonDerivedType(typeof(C), \"c\")] public abstract class B { public int Y { get; private set; } } public sealed class C : B { public int Z { get; set; } } [Stream] public record R(B X);")]
    public void Is_refused_where_it_is(string id, string text, string source)
        => Assert.Contains((id, text), Compile.Diagnostics(Usings + source));

    [Fact]
    public void A_pipeline_reads_and_writes_hierarchies()
    {
        const string source = """
            [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
            [JsonDerivedType(typeof(Click), "click"), JsonDerivedType(typeof(Buy), "buy")]
            [Stream("events")] public abstract record Event { public required int Id { get; init; } public string? Who { get; init; } }
            public sealed record Click : Event { public required string Url { get; init; } public IReadOnlyList<string> Tags { get; init; } = []; }
            public sealed record Buy : Event { public long Cents { get; init; } }
            [Stream("spent")] public sealed record Spent { public int Id { get; init; } public long Cents { get; init; } public Event? Cause { get; init; } }
            [Pipeline("p")] public partial class P
            {
                public IStream<Event> Copied(IStream<Event> s) => s.Where(e => e.Who != "nobody");
                public IStream<Spent> Made(IStream<Event> s) => s.Where(e => e is Buy { Cents: > 10 }).Select(e => new Spent { Id = e.Id, Cents = ((Buy)e).Cents, Cause = e });
                public IStream<Event> Changed(IStream<Event> s) => s.Select(e => e is Click c ? c with { Url = c.Url + "!" } : e);
            }
            """;
        string[] messages =
        [
            """{"kind":"click","id":1,"who":null,"url":"u","tags":["a","b"]}""",
            """{"kind":"buy","id":2,"who":"w","cents":11}""",
            """{"cents":5,"kind":"buy","id":3,"who":"nobody"}""",
        ];
        string result = Compile.Run(
            Usings + source + $$"""

            public static class Test
            {
                public static string Run()
                {
                    using var runtime = Denormalized.CompilerServices.PipelineRegistry.Get<P>().Create(new None());
                    var log = new StringBuilder();
                    foreach (string message in new[] { {{string.Join(", ", messages.Select(Literal))}} })
                    {
                        log.Append(runtime.Process(0, Denormalized.CompilerServices.MessageEncoding.Json, Encoding.UTF8.GetBytes(message), ulong.MaxValue)).Append('\n');
                    }

                    Dump<Event>(runtime, 0, log);
                    Dump<Spent>(runtime, 1, log);
                    Dump<Event>(runtime, 2, log);
                    return log.ToString();
                }

                private static void Dump<T>(Denormalized.CompilerServices.PipelineRuntime runtime, int output, StringBuilder log)
                {
                    var codec = StreamRegistry.Get<T>();
                    using var columns = codec.CreateColumns();
                    var block = new Denormalized.CompilerServices.ColumnBlock();
                    block.Begin(runtime.Output(output).Rows);
                    runtime.Output(output).Describe(block);
                    var reader = columns.CreateReader();
                    reader.Bind(block);
                    for (int i = 0; i < runtime.Output(output).Rows; i++)
                    {
                        var json = new ArrayBufferWriter<byte>();
                        codec.WriteJson(json, reader.Read());
                        log.Append(output).Append(' ').Append(Encoding.UTF8.GetString(json.WrittenSpan)).Append('\n');
                    }
                }

                private sealed class None : IServiceProvider { public object? GetService(Type type) => null; }
            }
            """,
            new StreamGenerator(),
            new PipelineGenerator());
        Assert.Equal(
            """
            Stored
            Stored
            Stored
            0 {"kind":"click","id":1,"who":null,"url":"u","tags":["a","b"]}
            0 {"kind":"buy","id":2,"who":"w","cents":11}
            1 {"id":2,"cents":11,"cause":{"kind":"buy","id":2,"who":"w","cents":11}}
            2 {"kind":"click","id":1,"who":null,"url":"u!","tags":["a","b"]}
            2 {"kind":"buy","id":2,"who":"w","cents":11}
            2 {"kind":"buy","id":3,"who":"nobody","cents":5}

            """,
            result);
    }

    private static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, true);
}
