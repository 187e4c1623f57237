using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Denormalized.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>Pipelines compiled as a strict consumer would, loaded and run.</summary>
public class PipelineRunTests
{
    private const string Records = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using Denormalized;
        [Stream] public record In { public required int Id { get; init; } public required string Text { get; init; } public string? Maybe { get; init; } public List<string> Tags { get; init; } = []; }
        [Stream] public record Out { public required int Id { get; init; } public string Text { get; init; } = ""; public List<string> Tags { get; init; } = []; }

        """;

    private static readonly IIncrementalGenerator[] s_generators = [new StreamGenerator(), new PipelineGenerator()];

    [Fact]
    public void The_example_of_the_readme()
    {
        using PipelineRuntime runtime = Create(Records + """
            public interface IGeoIp { string CountryOf(string text); }
            public sealed class GeoIp : IGeoIp { public string CountryOf(string text) => "DE"; }
            [Pipeline("enrichment")]
            public sealed partial class Enrichment(IGeoIp geo)
            {
                public IStream<Out> Enriched(IStream<In> views) => views
                    .Where(v => v.Text != "")
                    .Select(v => new Out { Id = v.Id, Text = $"{geo.CountryOf(v.Text)}/{new Uri(v.Text).Host}", Tags = v.Tags });
            }
            """, "Enrichment", "IGeoIp", "GeoIp");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"text":"http://x.org/a","tags":["p"]}"""));
        Assert.Equal(StepOutcome.Filtered, Process(runtime, """{"id":2,"text":""}"""));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":3,"unknown":[1,{"a":null}],"text":"http://b/"}"""));
        Assert.Equal(("enrichment", "in", "out"), (runtime.Info.Name, runtime.Info.Sources[0].Topic, runtime.Info.Outputs[0].Table));
        Assert.Equal(["1 DE/x.org p", "3 DE/b "], Rows(runtime, 0));
    }

    [Fact]
    public void What_is_stored_as_it_is_is_decoded_into_the_output()
    {
        using PipelineRuntime runtime = Create(Records + "[Pipeline(\"p\")] public partial class P { public IStream<Out> All(IStream<Out> s) => s; public IStream<In> Some(IStream<In> s) => s.Where(v => v.Id > 0); }", "P");
        int all = runtime.Info.Sources.ToList().FindIndex(s => s.Topic == "out");
        int output = runtime.Info.Outputs.ToList().FindIndex(s => s.Table == "out");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"text":"x","tags":["a","b"]}""", all));
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"text":"half","tags":["c","d"],"id":"x"}""", all));
        Assert.Equal("$.id", runtime.Error.Path);
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"tags":["c"]}""", 1 - all));
        Assert.Equal(DecodeFailure.Missing, runtime.Error.Failure);
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"id":3,"tags":["c"]} x""", all));
        Assert.Equal(DecodeFailure.Trailing, runtime.Error.Failure);
        Assert.Equal(StepOutcome.Filtered, Process(runtime, """{"id":4}""", all, outputs: ~(1UL << output)));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":2,"tags":["d"]}""", all));
        Assert.Equal(["1 x a,b", "2  d"], Rows(runtime, output));
        runtime.Output(output).Clear();
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":5,"tags":["e"]}""", all));
        Assert.Equal(["5  e"], Rows(runtime, output));
    }

    [Fact]
    public void Says_why_a_message_is_refused_and_stores_nothing_of_it()
    {
        using PipelineRuntime runtime = Create(Records + "[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new Out { Id = v.Id, Tags = v.Tags }); }", "P");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"tags":["a"]}"""));
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"tags":["b","c"],"id":"x"}"""));
        Assert.Equal("$.id", runtime.Error.Path);
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"tags":["b","c"]}"""));
        Assert.Equal(DecodeFailure.Missing, runtime.Error.Failure);
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"id":1} x"""));
        Assert.Equal(DecodeFailure.Trailing, runtime.Error.Failure);
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"id":1,"text":"unfinished"""));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":2,"tags":["d"]}"""));
        Assert.Equal(["1  a", "2  d"], Rows(runtime, 0));
    }

    /// <summary>Documented: what a pipeline does not use need not be there nor have the right type, but it must be JSON.</summary>
    [Fact]
    public void Members_that_are_not_used_are_passed_over()
    {
        using PipelineRuntime runtime = Create(Records + "[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new Out { Id = v.Id }); public IStream<Out> N(IStream<In> s) => s.Where(v => true).Select(v => new Out { Id = 7 }); }", "P");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1}"""));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":2,"text":{"not":"a string"},"maybe":[]}"""));
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"id":3,"text":{"not":}}"""));
        Assert.Equal(["1  ", "2  "], Rows(runtime, 0));
        Assert.Equal(["7  ", "7  "], Rows(runtime, 1));
    }

    [Fact]
    public void A_source_of_which_nothing_is_used()
    {
        using PipelineRuntime runtime = Create(Records + "[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(_ => new Out { Id = 7 }); }", "P");
        Assert.Equal(StepOutcome.Stored, Process(runtime, "{}"));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """ {"text":[1] , "id" : {} } """));
        Assert.Equal(StepOutcome.Failed, Process(runtime, "[]"));
        Assert.Equal(StepOutcome.Failed, Process(runtime, """{"id":1,}"""));
        Assert.Equal(["7  ", "7  "], Rows(runtime, 0));
    }

    /// <summary>Documented: copying keeps what a dictionary cannot hold.</summary>
    [Fact]
    public void A_copied_map_keeps_every_key()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Stream] public record M { public Dictionary<string, int> Map { get; init; } = []; }
            [Pipeline("p")] public partial class P { public IStream<M> Copied(IStream<M> s) => s; public IStream<M> Made(IStream<M> s) => s.Select(v => v with { }); }
            """, "P");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"map":{"a":1,"a":2}}"""));
        Assert.Equal((2UL, 1UL), (Entries(0), Entries(1)));

        ulong Entries(int output)
        {
            var block = new ColumnBlock();
            block.Begin(1);
            runtime.Output(output).Describe(block);
            return block.Open(0, "Map(String, Int32)").Fixed<ulong>().Next();
        }
    }

    [Fact]
    public void All_outputs_of_a_message_or_none()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Pipeline("p")] public partial class P
            {
                public IStream<In> A(IStream<In> s) => s;
                public IStream<Out> B(IStream<In> s) => s.Where(v => v.Text != "skip").Select(v => new Out { Id = v.Id, Tags = v.Tags, Text = v.Text == "boom" ? throw new InvalidOperationException("in the lambda") : v.Text });
                public IStream<In> C(IStream<In> s) => s;
            }
            """, "P");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"text":"x","tags":["a","b"]}"""));
        var thrown = Assert.Throws<InvalidOperationException>(() => Process(runtime, """{"id":2,"text":"boom","tags":["c","d"]}"""));
        Assert.Equal("in the lambda", thrown.Message);
        runtime.Discard();
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":3,"text":"skip","tags":["e"]}"""));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":4,"text":"y","tags":[]}""", outputs: 0b110));
        Assert.Equal(StepOutcome.Filtered, Process(runtime, """{"id":5,"text":"skip"}""", outputs: 0b010));
        Assert.Equal(["1 x a,b", "3 skip e"], Rows(runtime, 0));
        Assert.Equal(["1 x a,b", "4 y "], Rows(runtime, 1));
        Assert.Equal(["1 x a,b", "3 skip e", "4 y "], Rows(runtime, 2));
        runtime.Clear();
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":6,"text":"z","tags":["f"]}"""));
        Assert.Equal(["6 z f"], Rows(runtime, 1));
    }

    [Fact]
    public void A_value_without_a_form_names_its_member_and_leaves_nothing()
    {
        using PipelineRuntime runtime = Create(Records + "[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Select(v => new Out { Tags = v.Tags, Id = v.Id, Text = v.Maybe! }); }", "P");
        var thrown = Assert.Throws<WireRangeException>(() => Process(runtime, """{"id":1,"tags":["a"]}"""));
        Assert.Contains("Text", thrown.Message, StringComparison.Ordinal);
        runtime.Discard();
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":2,"tags":["b"],"maybe":"m"}"""));
        Assert.Equal(["2 m b"], Rows(runtime, 0));
    }

    [Fact]
    public void Two_sources_have_two_indices()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Pipeline("p")] public partial class P
            {
                public IStream<Out> M(IStream<In> s) => s.Select(v => new Out { Id = v.Id });
                public IStream<Out> M(IStream<Out> s) => s.Where(o => o.Id > 1);
            }
            """, "P");
        Assert.Equal(["in", "out"], runtime.Info.Sources.Select(s => s.Topic));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1}"""));
        Assert.Equal(StepOutcome.Filtered, Process(runtime, """{"id":1}""", source: 1));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":2,"text":"t","tags":[]}""", source: 1));
        Assert.Equal(["1  "], Rows(runtime, 0));
        Assert.Equal(["2 t "], Rows(runtime, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Process(runtime, "{}", source: 2));
    }

    [Fact]
    public void Code_keeps_its_meaning_in_nested_classes_several_files_aliases_and_private_members()
    {
        CSharpCompilation compilation = Compile.Create(
        [
            ("Records.cs", Records),
            ("A.cs", """
                using Denormalized;
                using Text = System.Text.StringBuilder;
                namespace Shop.@event
                {
                    using static System.Math;
                    public static partial class Outer
                    {
                        [Pipeline("nested")]
                        internal sealed partial class @class : System.IDisposable
                        {
                            private readonly int _offset = 10;
                            public static int Disposed;
                            private sealed record Pair(int Left, int Right);
                            public IStream<Out> A(IStream<In> @in) => @in.Where(@if => Max(@if.Id, 1) > 1).Select(v => new Pair(v.Id, _offset)).Select(p => new Out { Id = p.Left + p.Right, Text = new Text("t").ToString() });
                            public void Dispose() => Disposed++;
                        }
                    }
                }
                """),
            ("B.cs", """
                using Denormalized;
                using Text = System.String;
                namespace Shop.@event;
                static partial class Outer
                {
                    partial class @class
                    {
                        public IStream<Out> Größe(IStream<In> s) => s.Select(v => new Out { Id = this._offset, Text = Text.Concat(v.Text, Helper.Of(v.Text)) });
                        private static class Helper { internal static string Of(string text) => text + "!"; }
                    }
                }
                """),
        ]);
        Assembly assembly = Compile.Load(Compile.Generate(compilation, s_generators));
        Type type = assembly.GetType("Shop.event.Outer+class", throwOnError: true)!;
        PipelineRuntime runtime = Create(type, new Services());
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":5,"text":"x"}"""));
        Assert.Equal(["15 t "], Rows(runtime, 0));
        Assert.Equal(["10 xx! "], Rows(runtime, 1));
        runtime.Dispose();
        Assert.Equal(1, type.GetField("Disposed")!.GetValue(null));
    }

    [Fact]
    public void Hostile_names_of_members_and_columns()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Stream("we\"ird `names`\n")] public class @record
            {
                public required int @class { get; init; }
                [Name("quo\"te\\\n`'")] public required string Größe { get; init; }
                public required string row { get; init; }
                public new required string ToString { get; init; }
                public required string Wire { get; init; }
                public required string p { get; init; }
            }
            [Pipeline("p")] public partial class Wire
            {
                public IStream<@record> @void(IStream<@record> s) => s.Where(p => p.Größe != "\"\\\n" && p.row != "\u2028" && p.Wire == "w" && p.ToString != "");
                public IStream<@record> Made(IStream<@record> row) => row.Select(@int => new @record { @class = @int.@class, Größe = @int.Größe + "!", row = @int.row, ToString = @int.ToString, Wire = @int.Wire, p = @int.p + @int.Wire });
            }
            """, "Wire");
        const string message = """{"class":1,"quo\"te\\\n`'":"g","row":"r","to_string":"t","wire":"w","p":"q"}""";
        Assert.Equal(StepOutcome.Stored, Process(runtime, message));
        Assert.Equal(StepOutcome.Stored, Process(runtime, message.Replace("\"g\"", "\"\\\"\\\\\\n\"")));
        Assert.Equal((1, 2), (runtime.Output(0).Rows, runtime.Output(1).Rows));
    }

    /// <summary>Names of generated and runtime types, taken by the user.</summary>
    [Fact]
    public void Hostile_names_of_types()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Stream] public record Record { public int Id { get; init; } public Pipeline Row { get; init; } = new(); public List<Scoped> Value { get; init; } = []; }
            public record Pipeline { public int Id { get; init; } }
            public record Scoped { public Pipeline Key { get; init; } = new(); }
            [Stream("x")] public readonly record struct Point(int Id, string Text, string[] Tags);
            namespace Denormalized.Generated.Nested { public class Wire { } }
            namespace Other
            {
                [Pipeline("p")] public sealed partial record Pipeline
                {
                    public IStream<Point> Points(IStream<Record> s) => s.Where(v => v.Row.Id == 2).Select(v => new Point(v.Id, v.Value[0].Key.ToString(), new[] { "a" }));
                    public IStream<Record> Copied(IStream<Record> s) => s;
                    public IStream<Point> Same(IStream<Point> s) => s.Where(v => v.Text != "").Select(v => v with { Id = 3 });
                }
            }
            """, "Other.Pipeline");
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"row":{"id":2},"value":[{"key":{"id":4}}]}"""));
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"text":"t","tags":["p"]}""", source: 1));
        Assert.Equal(["1 Pipeline { Id = 4 } a"], Rows(runtime, 0));
        Assert.Equal(["3 t p"], Rows(runtime, 2));
        Assert.Equal(1, runtime.Output(1).Rows);
    }

    [Fact]
    public void Records_of_a_referenced_assembly()
    {
        CSharpCompilation contracts = Compile.Generate(Compile.Create(Records, "Contracts"), s_generators);
        using var image = new MemoryStream();
        Assert.True(contracts.Emit(image).Success);
        byte[] bytes = image.ToArray();
        CSharpCompilation library = Compile.Create("""
            using Denormalized;
            [Pipeline("p")] public partial class P
            {
                public IStream<Out> Copied(IStream<In> s) => s.Where(v => v.Text != "").Select(v => new Out { Id = v.Id, Text = v.Text, Tags = v.Tags });
                public IStream<Out> Made(IStream<In> s) => s.Select(v => new Out { Id = v.Id });
            }
            """, "Library", MetadataReference.CreateFromImage(bytes));
        library = Compile.Generate(library, s_generators);
        string code = library.SyntaxTrees.First(t => t.FilePath.Contains("P.Pipeline.", StringComparison.Ordinal)).ToString();
        Assert.Contains("copied as they lie: Id, Text, Tags", code, StringComparison.Ordinal); // automatic properties are known in metadata too
        Assert.Contains("Made writes Out: of a record object", code, StringComparison.Ordinal); // what initialises Text is not
        var context = new AssemblyLoadContext("contracts");
        context.LoadFromStream(new MemoryStream(bytes));
        using var second = new MemoryStream();
        Assert.True(library.Emit(second).Success);
        second.Position = 0;
        using PipelineRuntime runtime = Create(context.LoadFromStream(second).GetType("P", throwOnError: true)!, new Services());
        Assert.Equal(StepOutcome.Stored, Process(runtime, """{"id":1,"text":"t","tags":["a"]}"""));
        Assert.Equal(["1 t a"], Rows(runtime, 0));
        Assert.Equal(["1  "], Rows(runtime, 1));
    }

    [Theory]
    [InlineData("s.Where(v =>\n    v.Text.Length > 0\n    && v.Text.Substring(5) == \"x\")", "Source.cs:line 8")] // where the expression begins, as in all of C#
    [InlineData("s.Where(v =>\n\n v.Text.Substring(5) == \"x\")", "Source.cs:line 9")]
    [InlineData("s.Where(v =>\n{\n    return v.Text.Substring(5) == \"x\";\n})", "Source.cs:line 9")]
    [InlineData("s.Where(v => v.Maybe == null) // comment\n\n .Where(v => v.Text.Substring(5) == \"x\")", "Source.cs:line 9")]
    [InlineData("s.Select(v => new In\n{ Id = v.Id, Text =\n v.Text.Substring(5) })", "Source.cs:line 9")] // member by member: where the member's value begins
    [InlineData("s.Select(v => new {\n v.Id }).Select(a =>\n new In { Id = 1, Text = \"\".Substring(a.Id) })", "Source.cs:line 9")]
    [InlineData("s.Select(v => /* \n \n */ v with { Text = v.Text.Substring(5) })", "Source.cs:line 9")]
    public void A_stack_trace_names_the_line_of_the_user(string chain, string line)
    {
        string source = Records + "[Pipeline(\"p\")] public partial class P { public IStream<In> M(IStream<In> s) => " + chain + "; }";
        Assert.Equal(6, source.Split('\n').ToList().FindIndex(l => l.StartsWith("[Pipeline", StringComparison.Ordinal)));
        CSharpCompilation compilation = Compile.Generate(Compile.Create([("/src/Source.cs", source)]), s_generators);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        // Optimised, as in production; portable symbols carry the mapped lines.
        compilation = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Release));
        Encode(ref compilation);
        Assert.True(compilation.Emit(image, symbols, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb)).Success);
        image.Position = symbols.Position = 0;
        Assembly assembly = new AssemblyLoadContext("lines").LoadFromStream(image, symbols);
        using PipelineRuntime runtime = Create(assembly.GetType("P", throwOnError: true)!, new Services());
        var thrown = Assert.ThrowsAny<ArgumentException>(() => Process(runtime, """{"id":1,"text":"abc"}"""));
        Assert.Contains("/src/" + line, thrown.StackTrace, StringComparison.Ordinal);
    }

    /// <summary>Symbols need trees with an encoding.</summary>
    private static void Encode(ref CSharpCompilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString(), Compile.ParseOptions, tree.FilePath, Encoding.UTF8));
        }
    }

    /// <summary>Filters by literals, copies and joins of strings need no .NET object for a row.</summary>
    [Fact]
    public void Allocates_nothing_for_a_row()
    {
        using PipelineRuntime runtime = Create(Records + """
            [Pipeline("p")] public partial class P
            {
                public IStream<Out> M(IStream<In> s) => s.Where(v => v.Text is not ("" or "x") && v.Maybe != null).Select(v => new Out { Id = v.Id + 1, Text = $"{v.Text}/{v.Maybe}", Tags = v.Tags });
                public IStream<In> All(IStream<In> s) => s;
            }
            """, "P");
        byte[] message = Encoding.UTF8.GetBytes("""{"id":1,"text":"t","maybe":"m","tags":["a","b"]}""");
        // Code that is not optimised boxes here and there in the scanner: the message, refused at its very end, is the measure.
        long refused = Allocated(() => runtime.Process(0, MessageEncoding.Json, [.. message, (byte)'x'], ulong.MaxValue)) - Allocated(() => _ = (byte[])[.. message, (byte)'x']);
        runtime.Clear();
        long stored = Allocated(() => runtime.Process(0, MessageEncoding.Json, message, ulong.MaxValue));
        Assert.Equal(2000, runtime.Output(0).Rows);
        Assert.True(stored <= refused + 1000, $"{stored} bytes for 1000 rows, {refused} to decode them alone");

        static long Allocated(Action action)
        {
            long before = 0;
            for (int i = 0; i < 2000; i++)
            {
                before = i == 1000 ? GC.GetAllocatedBytesForCurrentThread() : before;
                action();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Documentation asked for, checked arithmetic, no nullable context, a root namespace that is odd.</summary>
    [Theory]
    [InlineData(NullableContextOptions.Enable)]
    [InlineData(NullableContextOptions.Disable)]
    public void Compiles_under_odd_settings(NullableContextOptions nullable)
    {
        CSharpCompilation compilation = Compile.Create("namespace System.Odd { using Denormalized; " + Records.Replace("using Denormalized;", "").Replace("?", nullable == NullableContextOptions.Enable ? "?" : "") + "[Pipeline(\"p\")] public partial class P { public IStream<Out> M(IStream<In> s) => s.Where(v => v.Maybe != null).Select(v => new { v.Id }).Select(a => new Out { Id = a.Id }); public IStream<In> N(IStream<In> s) => s.Where(v => v.Tags.Count > v.Id && v.Equals(v)); } }");
        compilation = compilation.WithOptions(compilation.Options.WithOverflowChecks(true).WithNullableContextOptions(nullable)
            .WithSpecificDiagnosticOptions(compilation.Options.SpecificDiagnosticOptions.Remove("CS1591")));
        Compile.Driver(s_generators).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Assert.Equal([], output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.Location.GetLineSpan().Path.EndsWith("Source.cs", StringComparison.Ordinal)).Select(d => d.ToString()));
        Assert.DoesNotContain(output.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error && d.Id is not "CS1591");
    }

    [Fact]
    public void A_missing_service_is_named()
    {
        Assembly assembly = Compile.Load(Compile.Generate(Compile.Create(Records + "public interface IGone { } [Pipeline(\"p\")] public partial class P(IGone gone) { public IStream<In> M(IStream<In> s) => s.Where(v => gone != null); }"), s_generators));
        var thrown = Assert.Throws<InvalidOperationException>(() => Create(assembly.GetType("P", throwOnError: true)!, new Services()));
        Assert.Contains("IGone", thrown.Message, StringComparison.Ordinal);
    }

    private static PipelineRuntime Create(string source, string pipeline, string? service = null, string? implementation = null)
    {
        Assembly assembly = Compile.Load(Compile.Generate(Compile.Create(source), s_generators));
        var services = new Services();
        if (service is not null)
        {
            services.Add(assembly.GetType(service, throwOnError: true)!, Activator.CreateInstance(assembly.GetType(implementation!, throwOnError: true)!)!);
        }

        return Create(assembly.GetType(pipeline, throwOnError: true)!, services);
    }

    private static PipelineRuntime Create(Type type, IServiceProvider services)
    {
        var registration = (PipelineRegistration)typeof(PipelineRegistry).GetMethod(nameof(PipelineRegistry.Get))!.MakeGenericMethod(type).Invoke(null, null)!;
        PipelineRuntime runtime = registration.Create(services);
        Assert.Same(registration.Info, runtime.Info);
        return runtime;
    }

    private static StepOutcome Process(PipelineRuntime runtime, string message, int source = 0, ulong outputs = ulong.MaxValue)
        => runtime.Process(source, MessageEncoding.Json, Encoding.UTF8.GetBytes(message), outputs);

    /// <summary>The columns id, text and tags of an output, row by row.</summary>
    private static List<string> Rows(PipelineRuntime runtime, int output)
    {
        RecordColumns columns = runtime.Output(output);
        var block = new ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        int Index(string name) => Enumerable.Range(0, block.Count).First(i => block.Name(i) == name);
        FixedCursor<int> ids = block.Open(Index("id"), "Int32").Fixed<int>();
        StringCursor texts = block.Open(Index("text"), "String").String();
        SegmentReader tags = block.Open(Index("tags"), "Array(String)");
        var lengths = new LengthCursor(tags.Fixed<ulong>());
        StringCursor items = tags.String();
        var rows = new List<string>();
        for (int i = 0; i < columns.Rows; i++)
        {
            string start = $"{ids.Next()} {texts.NextString()} ";
            var list = new List<string>();
            for (int n = lengths.Next(); n > 0; n--)
            {
                list.Add(items.NextString());
            }

            rows.Add(start + string.Join(",", list));
        }

        return rows;
    }

    private sealed class Services : Dictionary<Type, object>, IServiceProvider
    {
        public object? GetService(Type serviceType) => TryGetValue(serviceType, out object? service) ? service : null;
    }
}
