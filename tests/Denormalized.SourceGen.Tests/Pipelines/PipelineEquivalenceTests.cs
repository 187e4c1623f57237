using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>
/// The same chain twice: once as a pipeline, once as LINQ over records that were read whole. The columns must be equal
/// byte for byte, whatever way the generator chose: projection, UTF-8, copies, records or composed lambdas.
/// </summary>
public class PipelineEquivalenceTests
{
    private const string Declarations = """
        public enum Color { Red, Green = 7 }
        public readonly record struct OrderId(Guid Value);
        public readonly record struct Code(string Value);
        public readonly record struct Spot(int X, int? Y);
        public record Leg { public Geo? From { get; init; } public required Geo To { get; init; } public Spot? Seat { get; init; } public Spot Gate { get; init; } public string Name { get; init; } = "leg"; public Dictionary<string, int> Stops { get; init; } = []; }
        public record Geo { public required double Lat { get; init; } public string? Name { get; init; } public string[] Tags { get; init; } = []; }
        [Stream] public partial record In
        {
            public required int Id { get; init; }
            public required string Text { get; init; }
            public string? Maybe { get; init; }
            public int? Number { get; init; }
            public bool Flag { get; init; }
            public Guid Guid { get; init; }
            public OrderId Order { get; init; }
            public Code Code { get; init; }
            public DateTimeOffset At { get; init; }
            public DateTime? Seen { get; init; }
            [KeepOffset] public DateTimeOffset Zoned { get; init; } = DateTimeOffset.UnixEpoch;
            [KeepOffset] public DateTimeOffset? MaybeZoned { get; init; }
            public DateOnly Day { get; init; }
            public TimeSpan Took { get; init; }
            [Decimal(18, 4)] public decimal Price { get; init; }
            public Color Color { get; init; }
            public ulong Big { get; init; }
            public double Ratio { get; init; }
            public IReadOnlyList<string> Tags { get; init; } = [];
            public List<int[]> Matrix { get; init; } = [];
            public Dictionary<string, int?> Counts { get; init; } = [];
            public Geo? Geo { get; init; }
            public Geo Home { get; init; } = new() { Lat = 0 };
            public List<Geo> Trips { get; init; } = [];
            public Leg? Leg { get; init; }
            public string @class { get; init; } = "";
        }
        [Stream] public partial record Out
        {
            public required int Id { get; init; }
            public required string Text { get; init; }
            public string? Other { get; init; }
            public long Long { get; init; }
            public bool Yes { get; init; }
        }
        public record struct Positional(int Id, string Text);
        [Stream] public partial record Made(int Id, string Text, string Extra = "-");
        [Stream] public partial record Rich
        {
            public required int Id { get; init; }
            public OrderId? Order { get; init; }
            public Code Code { get; init; }
            public DateTimeOffset? At { get; init; }
            public DateTime? Seen { get; init; }
            public DateOnly Day { get; init; }
            public TimeSpan Took { get; init; }
            [Decimal(18, 4)] public decimal Price { get; init; }
            public Color? Color { get; init; }
            public ulong? Big { get; init; }
            public IEnumerable<string> Tags { get; init; } = [];
            public List<int[]> Matrix { get; init; } = [];
            public IReadOnlyDictionary<string, int?> Counts { get; init; } = new Dictionary<string, int?>();
            public Geo? Geo { get; init; }
            public Geo? Home { get; init; }
            public IReadOnlyList<Geo> Trips { get; init; } = [];
        }
        [Stream] public partial record Clocks
        {
            public required int Id { get; init; }
            [KeepOffset] public DateTimeOffset? Same { get; init; }
            [KeepOffset] public DateTimeOffset Other { get; init; }
            [KeepOffset] public DateTimeOffset? None { get; init; }
            public DateTimeOffset Utc { get; init; }
        }
        public class Mutable { public int Id { get; set; } }
        [Stream] public class Trimmed { private string _text = ""; public string Text { get => _text; set => _text = value.Trim(); } public int Id { get; set; } }
        """;

    /// <summary>Output type and chain; <c>rows</c> is the stream, or the records.</summary>
    private static readonly (string Output, string Chain)[] s_chains =
    [
        ("In", "rows"),
        ("In", "rows.Where(v => v.Flag)"),
        ("In", "rows.Where(v => v.Text != \"\").Where(v => v.Id % 2 == 1)"),
        ("In", "rows.Where(static (In v) => v.Maybe is null)"),
        ("In", "rows.Where(v => v.Maybe is not null and not \"x\")"),
        ("In", "rows.Where(v => v.Text is \"a\" or \"grün\" or \"\")"),
        ("In", "rows.Where(v => \"grün\" == v.Text)"),
        ("In", "rows.Where(v => v.Maybe == null || v.Maybe == Word)"),
        ("In", "rows.Where(v => string.IsNullOrEmpty(v.Maybe))"),
        ("In", "rows.Where(v => !string.IsNullOrEmpty(v.Text) && v.Text.Length > 1)"),
        ("In", "rows.Where(v => v.Text.StartsWith(\"g\", StringComparison.Ordinal) || v.Text.EndsWith(\"\\u00FCn\", StringComparison.Ordinal))"),
        ("In", "rows.Where(v => v.Text.Contains(\"\\U0001F600\") || v.Text.Contains('a'))"),
        ("In", "rows.Where(v => v.Text == \"\\uD83D\")"),
        ("In", "rows.Where(v => v is { Text: \"a\", Flag: true })"),
        ("In", "rows.Where(v => v.Number is > 3 and < 100)"),
        ("In", "rows.Where(v => v.Color switch { Color.Red => v.Id > 1, Color.Green => true, _ => false })"),
        ("In", "rows.Where(v => v.@class == \"k\")"),
        ("In", "rows.Where(v => v.Geo?.Name == \"berlin\" || v.Home.Lat > 1)"),
        ("In", "rows.Where(v => v.Tags.Any(t => t == v.Text))"),
        ("In", "rows.Where(v => v.Tags.Contains(\"b\") && v.Counts.TryGetValue(\"x\", out var n) && n is 1)"),
        ("In", "rows.Where(v => { var t = v.Text; if (t.Length == 0) { return true; } return t[0] == 'a'; })"),
        ("In", "rows.Where(delegate (In v) { return v.Id > 1; })"),
        ("In", "rows.Where(IsOdd)"),
        ("In", "rows.Where(_ => true)"),
        ("In", "rows.Where(v => Escapes(v))"),
        ("In", "from v in rows where v.Id > 1 where v.Text != \"a\" select v"),
        ("In", "rows.Where(@class => @class.Id > 1)"),
        ("In", "rows.Select(v => v with { Text = v.Text + \"!\" })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id, Text = v.Text })"),
        ("Out", "rows.Select(v => new Out { Text = v.Text, Id = v.Id, Other = v.Maybe, Long = v.Id, Yes = v.Flag })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id + 1, Text = $\"{v.Text}/{v.Price:0.00}\", Other = v.Text, Yes = v.Text == \"a\" })"),
        ("Out", "rows.Select(v => new Out { Id = v.Number ?? -1, Text = v.Maybe ?? \"none\", Other = null, Long = (long)v.Ratio })"),
        ("Out", "rows.Where(v => v.Id > 1).Select<In, Out>(v => new() { Id = v.Tags.Count, Text = string.Join(\",\", v.Tags) })"),
        ("Out", "rows.Select(v => v.Flag ? new Out { Id = 1, Text = v.Text } : new Out { Id = 2, Text = \"\" })"),
        ("Out", "rows.Select(v => Make(v.Id, v.Text))"),
        ("Out", "rows.Select(v => MakeOf(v))"),
        ("Out", "rows.Select(MakeOf)"),
        ("Out", "rows.Select(v => { var copy = v; return new Out { Id = copy.Id, Text = copy.Text }; })"),
        ("Out", "rows.Select(v => new { v.Id, Upper = v.Text.ToUpperInvariant() }).Where(a => a.Upper != \"A\").Select(a => new Out { Id = a.Id, Text = a.Upper })"),
        ("Out", "rows.Select(v => (v.Id, v.Text)).Where(t => t.Id > 1).Where(t => t.Text != \"\").Select(t => new Out { Id = t.Id, Text = t.Text })"),
        ("Out", "rows.Select(v => new Hidden(v.Id)).Select(h => new Out { Id = h.Value, Text = \"h\" }).Where(o => o.Id != 2)"),
        ("Out", "rows.Select(v => v).Select(v => new Out { Id = v.Id, Text = v.Text })"),
        ("Out", "from v in rows where v.Flag select new Out { Id = v.Id, Text = v.Text } into o where o.Id > 0 select o"),
        ("Out", "rows.Select(v => new Out { Id = next(v.Id), Text = Private(v.Text) + Word })"),
        ("Out", "rows.Select(v => new Out { Id = v.Guid == Guid.Empty ? 0 : 1, Text = v.At.Year + Sb.Empty + v.Day, Other = v.Seen?.Kind.ToString(), Long = v.Took.Ticks })"),
        ("Out", "rows.Select(v => new Out { Id = v.Matrix.Sum(m => m.Length), Text = v.Code.Value, Other = v.Geo?.Tags.FirstOrDefault(), Long = v.Trips.Count })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id, Text = $\"{v.Text}/{Word}{{{v.Maybe}}}\\n\" + v.@class, Other = v.Maybe + \"\" })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id, Text = $\"{v.Text,5}\", Other = v.Text + v.Id })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id, Text = @$\"\"\"{v.Text}\"\"\" + (v.Text + \"\u00FC\"), Other = v.Text + 'c' })"),
        ("Made", "rows.Select(v => new Made(v.Id, v.Text, \"x\"))"),
        ("Made", "rows.Select(v => new Made(Text: v.Text, Id: v.Id, Extra: v.Maybe ?? \"\"))"),
        ("Made", "rows.Select(v => new Made(v.Id, v.Text))"),
        ("Made", "rows.Select(v => new Made(v.Id, v.Text, \"x\") { Extra = \"y\" })"),
        ("Rich", "rows.Select(v => new Rich { Id = v.Id, Order = v.Order, Code = v.Code, At = v.At, Seen = v.Seen, Day = v.Day, Took = v.Took, Price = v.Price, Color = v.Color, Big = v.Big, Tags = v.Tags, Matrix = v.Matrix, Counts = v.Counts, Geo = v.Geo, Home = v.Home, Trips = v.Trips })"),
        ("Rich", "rows.Select(v => new Rich { Id = v.Id, Code = v.Code, Day = v.Day, Tags = v.Tags.Select(t => t + v.Id), Home = new Geo { Lat = v.Ratio }, Price = v.Price * 2, Color = Color.Green, At = v.At.AddDays(1), Counts = new Dictionary<string, int?> { [v.Text] = v.Number } })"),
        ("Trimmed", "rows.Select(v => new Trimmed { Id = v.Id, Text = v.Text + \" \" })"),
    ];

    /// <summary>Chains that read single members of nested records; alone in a pipeline nothing else of these is decoded.</summary>
    private static readonly (string Output, string Chain)[] s_nested =
    [
        ("Out", "rows.Where(v => v.Home.Lat > 1).Select(v => new Out { Id = v.Id, Text = v.Text })"),
        ("Out", "rows.Where(v => v.Leg is not null).Select(v => new Out { Id = v.Leg!.To.Tags.Length, Text = v.Leg.To.Name ?? \"-\" })"),
        ("Out", "rows.Where(v => v.Leg?.From != null && v.Leg.From.Lat > 0 || null == v.Leg).Select(v => new Out { Id = v.Id, Text = v.Leg?.From?.Name?.ToUpperInvariant() ?? \"none\" })"),
        ("Out", "rows.Select(v => new Out { Id = v.Id, Text = $\"{v.Leg?.Name}/{v.Leg?.To.Name}\", Other = v.Leg?.Name, Long = v.Leg?.Stops.Count ?? -1, Yes = v.Leg?.From is null })"),
        ("Out", "rows.Select(v => new Out { Id = v.Leg?.Gate.X ?? 0, Text = v.Leg?.Seat is { X: > 1 } seat ? seat.ToString() : \"\", Long = v.Leg?.Gate.Y ?? 7 })"),
        ("Out", "rows.Where(v => v.Leg is null || v.Leg.Stops.ContainsKey(\"a\")).Select(v => new Out { Id = v.Id, Text = nameof(v.Leg.To.Name) })"),
        ("Out", "rows.Select(v => new { v.Id, v.Leg?.To }).Where(a => a.To is not null).Select(a => new Out { Id = a.Id, Text = a.To!.ToString() })"),
    ];

    /// <summary>Instants that keep their offset: copied, computed, read from a record, and from one that keeps none.</summary>
    private static readonly (string Output, string Chain)[] s_clocks =
    [
        ("Clocks", "rows.Select(v => new Clocks { Id = v.Zoned.Hour, Same = v.Zoned, Other = v.Zoned.AddDays(1).ToOffset(TimeSpan.FromHours(-3)), Utc = v.Zoned })"),
        ("Clocks", "rows.Where(v => v.MaybeZoned?.Offset != TimeSpan.Zero).Select(v => new Clocks { Id = v.MaybeZoned?.Day ?? -1, Same = v.MaybeZoned, None = v.At, Other = v.MaybeZoned ?? v.Zoned, Utc = v.Zoned })"),
        ("Clocks", "rows.Select(v => MakeClocks(v))"),
    ];

    private static readonly string[] s_messages =
    [
        """{"id":1,"text":"a","tags":["a","b"],"counts":{"x":1,"y":null},"flag":true,"matrix":[[1],[],[2,3]]}""",
        """{"id":2,"text":"","maybe":"x","number":7,"geo":{"lat":1.5,"name":"berlin","tags":["t"]},"color":"Green"}""",
        """{ "text" : "gr\u00fcn" , "id" : 3, "maybe" : "", "home":{"lat":2}, "trips":[{"lat":1,"tags":["p","q"]},{"lat":2,"name":"n"}], "class":"k" }""",
        """{"id":4,"text":"😀 wide \ud83d\ude00","maybe":null,"number":null,"flag":true,"guid":"00112233-4455-6677-8899-aabbccddeeff","order":"00112233-4455-6677-8899-aabbccddeeff","code":"c","at":"1969-12-31T23:59:59.123456+01:00","seen":"2026-01-31T23:59:59Z","day":"2026-02-28","zoned":"2026-02-28T23:30:00.5-09:30","maybe_zoned":"2026-02-28T23\u003a30:00+05:45","took":"PT1H0.5S","price":-12.3456,"big":18446744073709551615,"ratio":2.5,"tags":["x","","long long long"],"unknown":{"deep":[1,2,{"x":null}]},"leg":{"to":{"lat":3,"name":"rome","tags":["v","w"]},"from":{"tags":["f"],"lat":4},"seat":{"x":2},"gate":{"x":8,"y":9},"name":"last","stops":{"a":1,"b":2}}}""",
        """{"id":5,"text":"word","maybe":"word","tags":["z"],"tags":["y","word"],"color":7,"counts":{"b":2},"leg":{"from":null,"to":{"lat":1,"unknown":[{}]},"leg":{}},"home":{"lat":5,"name":"h"}}""",
    ];

    [Theory]
    [InlineData("all")]
    [InlineData("nested")]
    [InlineData("clocks")]
    public void Columns_are_those_of_records(string chains)
    {
        string result = Compile.Run(Source(chains switch { "all" => [.. s_chains, .. s_nested], "nested" => s_nested, _ => s_clocks }), new StreamGenerator(), new PipelineGenerator());
        Assert.True(result.Length == 0, result);
    }

    /// <summary>What of a nested record no lambda reads is passed over, and may be anything.</summary>
    [Fact]
    public void Of_a_nested_record_only_the_members_that_are_read_are_decoded()
    {
        var driver = Compile.Driver(new PipelineGenerator()).RunGenerators(Compile.Create(Source(s_nested)));
        string line = driver.GetRunResult().GeneratedTrees.SelectMany(t => t.ToString().Split('\n')).Single(l => l.StartsWith("//   reads In:", StringComparison.Ordinal));
        Assert.Equal("//   reads In: Id, Text, Home.Lat, Leg.?, Leg.From.?, Leg.From.Lat, Leg.From.Name, Leg.Gate.X, Leg.Gate.Y, Leg.Name, Leg.Seat, Leg.Stops, Leg.To", line);
    }

    /// <summary>Every way of emission is met by the chains above; else this test proves less than it says.</summary>
    [Fact]
    public void All_ways_are_met()
    {
        var driver = Compile.Driver(new PipelineGenerator()).RunGenerators(Compile.Create(Source(s_chains)));
        string code = string.Join('\n', driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        foreach (string sign in new[] { "its columns are copied", "member by member", "of a record object", "by composed lambdas", "TextIs(", "MaybeIsNull", "__TextUtf8", ".AppendUtf8(", "joined as UTF-8", ".NextUtf8()", "__Record", "PipelineChain<" })
        {
            Assert.Contains(sign, code);
        }
    }

    private static string Source((string Output, string Chain)[] chains)
    {
        var methods = new StringBuilder();
        var checks = new StringBuilder();
        for (int i = 0; i < chains.Length; i++)
        {
            (string output, string chain) = chains[i];
            methods.AppendLine($"public IStream<{output}> M{i}(IStream<In> rows) => {chain};");
            methods.AppendLine($"internal IEnumerable<{output}> L{i}(IEnumerable<In> rows) => {chain};");
            checks.AppendLine($"problems.Add(Check({i}, runtime.Output({i}), pipeline.L{i}(records)));");
        }

        return $$"""
            #nullable enable
            using Sb = System.String;
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Text;
            using Denormalized;
            using Denormalized.CompilerServices;
            {{Declarations}}
            [Pipeline("all")] public sealed partial class All(Func<int, int> next)
            {
                private const string Word = "word";
                private static string Private(string text) => "<" + text + ">";
                private static bool IsOdd(In row) => row.Id % 2 == 1;
                private bool Escapes(In row) => row.Text.Length + next(row.Id) > 1003;
                private static Out Make(int id, string text) => new() { Id = id, Text = text };
                private static Out MakeOf(In row) => new() { Id = row.Id, Text = row.Text };
                private static Clocks MakeClocks(In row) => new() { Id = row.Id, Same = row.MaybeZoned, Other = row.Zoned, None = row.At, Utc = row.Zoned };
                private sealed record Hidden(int Value);
                {{methods}}
            }
            public static class Test
            {
                public static string Run() => Run(MessageEncoding.Json) + Run(MessageEncoding.Avro);

                private static string Run(MessageEncoding encoding)
                {
                    PipelineRegistration registration = PipelineRegistry.Get<All>();
                    using PipelineRuntime runtime = registration.Create(new Services());
                    var pipeline = new All(static n => n + 1000);
                    var records = new List<In>();
                    var codec = StreamRegistry.Get<In>();
                    foreach (string message in new[] { {{string.Join(", ", s_messages.Select(m => SymbolDisplay.FormatLiteral(m, true)))}} })
                    {
                        records.Add(codec.ReadJson(Encoding.UTF8.GetBytes(message)));
                        byte[] bytes = Encoding.UTF8.GetBytes(message);
                        if (encoding == MessageEncoding.Avro)
                        {
                            var avro = new System.Buffers.ArrayBufferWriter<byte>();
                            codec.WriteAvro(avro, records[^1]);
                            bytes = avro.WrittenSpan.ToArray();
                        }

                        if (runtime.Process(0, encoding, bytes, ulong.MaxValue) == StepOutcome.Failed) { return runtime.Error.ToString(); }
                    }

                    var problems = new List<string>();
                    {{checks}}
                    return string.Concat(problems.Where(static p => p.Length > 0).Select(p => $"{encoding} {p}\n"));
                }

                private static string Check<T>(int index, RecordColumns actual, IEnumerable<T> expected)
                {
                    using RecordColumns<T> columns = StreamRegistry.Get<T>().CreateColumns();
                    foreach (T record in expected) { columns.Add(record); }
                    return columns.Rows == actual.Rows && Native(columns).SequenceEqual(Native(actual)) ? "" : $"M{index}: {actual.Rows} rows, {columns.Rows} expected";
                }

                private static byte[] Native(RecordColumns columns)
                {
                    var block = new ColumnBlock();
                    block.Begin(columns.Rows);
                    columns.Describe(block);
                    var output = new System.Buffers.ArrayBufferWriter<byte>();
                    NativeWriter.Write(output, block);
                    return output.WrittenSpan.ToArray();
                }

                private sealed class Services : IServiceProvider
                {
                    public object? GetService(Type type) => type == typeof(Func<int, int>) ? (Func<int, int>)(static n => n + 1000) : null;
                }
            }
            """;
    }
}
