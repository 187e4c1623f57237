using System.Text;
using Denormalized.SourceGen.Tests.Streams;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>
/// The names of <see cref="HostileNameTests"/> through pipelines: source, compiled, run over JSON and Avro. What comes out is
/// what the lambdas give when they are run as they are written. All cases of a test are one compilation.
/// </summary>
public class HostilePipelineTests
{
    [Fact]
    public void Names_on_the_wire()
    {
        var source = new StringBuilder(Header);
        var calls = new StringBuilder();
        for (int i = 0; i < HostileNameTests.Names.Count; i++)
        {
            string text = HostileNameTests.Names[i];
            string name = SymbolDisplay.FormatLiteral(text, true);
            string member = text is "null" or "__set" ? "\"other\"" : name; // refused within a Tuple: DNZ009
            source.Append($$"""
                public enum E{{i}} { Zero, [Name({{name}})] Named }
                public sealed record N{{i}} { [Name({{member}})] public int X { get; init; } public string? Other_ { get; init; } }
                [Stream({{name}})] public sealed record H{{i}}
                {
                    [Name({{name}})] public required int X { get; init; }
                    public required N{{i}} In_ { get; init; }
                    public N{{i}}? Maybe_ { get; init; }
                    public E{{i}} E_ { get; init; }
                    public IReadOnlyDictionary<string, int> M_ { get; init; } = new Dictionary<string, int>();
                }

                [Stream("out{{i}}")] public sealed record O{{i}} { [Name({{name}})] public int Y { get; init; } public string? Z { get; init; } public E{{i}} E_ { get; init; } public string Text { get; init; } = ""; }

                [Pipeline("p{{i}}")] public sealed partial class P{{i}}
                {
                    public IStream<O{{i}}> Projected(IStream<H{{i}}> rows) => rows.Where(v => v.X == 1 && v.E_ == E{{i}}.Named)
                        .Select(v => new O{{i}} { Y = v.X + v.In_.X, Z = v.In_.Other_, E_ = v.E_, Text = {{name}} + v.In_.Other_ });
                    public IStream<H{{i}}> Whole(IStream<H{{i}}> rows) => rows.Where(v => Takes(v));
                    public IStream<H{{i}}> Passed(IStream<H{{i}}> rows) => rows.Where(v => v.Maybe_ != null && v.Maybe_.X == 3);
                    private static bool Takes(H{{i}} row) => row.X == 1 && row.M_.Count == 1;

                    internal static IEnumerable<O{{i}}> Expected(IEnumerable<H{{i}}> rows) => rows.Where(v => v.X == 1 && v.E_ == E{{i}}.Named)
                        .Select(v => new O{{i}} { Y = v.X + v.In_.X, Z = v.In_.Other_, E_ = v.E_, Text = {{name}} + v.In_.Other_ });
                }

                """);
            static string Json(string key) => System.Text.Json.JsonSerializer.Serialize(key);
            string inner = Json(text is "null" or "__set" ? "other" : text);
            string one = "{K:1,\"in_\":{I:2,\"other_\":\"o\"},\"maybe_\":{I:3,\"other_\":null},\"e_\":K,\"m_\":{K:5}}".Replace("I:", inner + ":").Replace("K", Json(text));
            string two = "{K:0,\"in_\":{I:0,\"other_\":null},\"maybe_\":null,\"e_\":\"Zero\",\"m_\":{}}".Replace("I:", inner + ":").Replace("K", Json(text));
            calls.Append($$"""
                Check.Pipeline<P{{i}}, H{{i}}>({{i}}, log, [{{SymbolDisplay.FormatLiteral(one, true)}}, {{SymbolDisplay.FormatLiteral(two, true)}}],
                    (runtime, rows) => Check.Same(runtime.Output(0), P{{i}}.Expected(rows)) && Check.Same(runtime.Output(1), rows.Take(1)) && Check.Same(runtime.Output(2), rows.Take(1)));

                """);
        }

        Run(source, calls);
    }

    [Fact]
    public void Identifiers_of_members_methods_and_parameters()
    {
        string[] names = [.. HostileNameTests.Identifiers];
        var source = new StringBuilder("#pragma warning disable CS8981 // lower-case names\n").Append(Header);
        source.Append("[Stream(\"ids\", Naming = Naming.AsDeclared, Columns = Naming.AsDeclared)] public sealed record In\n{\n");
        for (int i = 0; i < names.Length; i++)
        {
            source.Append(i % 3 == 0 ? $"    public string {names[i]} {{ get; init; }} = \"\";\n" : i % 3 == 1 ? $"    public int? {names[i]} {{ get; init; }}\n" : $"    public List<int> {names[i]} {{ get; init; }} = [];\n");
        }

        source.Append("}\n\n[Pipeline(\"ids\")] public sealed partial class Ids\n{\n");
        var checks = new List<string>();
        for (int i = 0; i < names.Length; i++)
        {
            // The method, its parameter and that of the lambda are called so; some members pass through, all of them in the first.
            string row = names[(i + 1) % names.Length];
            string all = string.Join(", ", names.Where((_, n) => i == 0 || (n + i) % 20 == 0).Select(n => $"{n} = {row}.{n}"));
            string condition = i % 3 == 0 ? $"{row}.{names[i]} != \"no\"" : i % 3 == 1 ? $"{row}.{names[i]} != 0" : $"{row}.{names[i]}.Count > 0";
            source.Append($"    public IStream<In> {names[i]}(IStream<In> {names[i]}) => {names[i]}.Where({row} => {condition}).Select({row} => new In {{ {all} }});\n");
            checks.Add($"Check.Same(runtime.Output({i}), rows.Where({row} => {condition}).Select({row} => new In {{ {all} }}))");
        }

        source.Append("}\n");
        string one = "{" + string.Join(",", names.Select((n, i) => $"\"{n.TrimStart('@')}\":{(i % 3 == 0 ? "\"s\"" : i % 3 == 1 ? "7" : "[1,2]")}")) + "}";
        var calls = new StringBuilder($"Check.Pipeline<Ids, In>(0, log, [{SymbolDisplay.FormatLiteral(one, true)}, \"{{}}\"], (runtime, rows) => {string.Join("\n && ", checks)});\n");
        Run(source, calls);
    }

    private const string Header = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text;
        using Denormalized;
        using Denormalized.CompilerServices;

        public static class Check
        {
            public static void Pipeline<TPipeline, TIn>(int number, StringBuilder log, string[] messages, Func<PipelineRuntime, List<TIn>, bool> same)
            {
                foreach (MessageEncoding encoding in new[] { MessageEncoding.Json, MessageEncoding.Avro })
                {
                    using PipelineRuntime runtime = PipelineRegistry.Get<TPipeline>().Create(new Services());
                    var codec = StreamRegistry.Get<TIn>();
                    var rows = new List<TIn>();
                    foreach (string message in messages)
                    {
                        byte[] bytes = Encoding.UTF8.GetBytes(message);
                        rows.Add(codec.ReadJson(bytes));
                        if (encoding == MessageEncoding.Avro)
                        {
                            var avro = new ArrayBufferWriter<byte>();
                            codec.WriteAvro(avro, rows[^1]);
                            bytes = avro.WrittenSpan.ToArray();
                        }

                        if (runtime.Process(0, encoding, bytes, ulong.MaxValue) == StepOutcome.Failed) { log.Append($"{number} {encoding}: {runtime.Error}\n"); return; }
                    }

                    if (!same(runtime, rows)) { log.Append($"{number} {encoding}: other rows\n"); }
                }
            }

            public static bool Same<T>(RecordColumns actual, IEnumerable<T> expected)
            {
                using RecordColumns<T> columns = StreamRegistry.Get<T>().CreateColumns();
                foreach (T record in expected) { columns.Add(record); }
                return columns.Rows == actual.Rows && Native(columns).SequenceEqual(Native(actual));
            }

            private static byte[] Native(RecordColumns columns)
            {
                var block = new ColumnBlock();
                block.Begin(columns.Rows);
                columns.Describe(block);
                var output = new ArrayBufferWriter<byte>();
                NativeWriter.Write(output, block);
                return output.WrittenSpan.ToArray();
            }

            private sealed class Services : IServiceProvider
            {
                public object? GetService(Type type) => null;
            }
        }


        """;

    private static void Run(StringBuilder source, StringBuilder calls)
    {
        source.Append($$"""

            public static class Test
            {
                public static string Run()
                {
                    var log = new StringBuilder();
            {{calls}}
                    return log.ToString();
                }
            }
            """);
        string problems = Compile.Run(source.ToString(), new StreamGenerator(), new PipelineGenerator());
        Assert.True(problems.Length == 0, problems);
    }
}
