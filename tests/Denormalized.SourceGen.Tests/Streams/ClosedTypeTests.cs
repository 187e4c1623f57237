using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>Generic records and records in generic types, closed where they are used.</summary>
public class ClosedTypeTests
{
    private const string Usings = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Text;
        using Denormalized;

        """;

    /// <summary>JSON to record to Avro to record to JSON, for each stream.</summary>
    private const string Trip = """

        public static class Trip
        {
            public static string Of<T>(string json)
            {
                var codec = StreamRegistry.Get<T>();
                var avro = new ArrayBufferWriter<byte>();
                codec.WriteAvro(avro, codec.ReadJson(Encoding.UTF8.GetBytes(json)));
                var output = new ArrayBufferWriter<byte>();
                codec.WriteJson(output, codec.ReadAvro(avro.WrittenSpan));
                return codec.Info.Table + " " + Encoding.UTF8.GetString(output.WrittenSpan);
            }
        }
        """;

    private const string Types = """
        namespace Shop
        {
            public sealed record View(int Id, string? Note);
            public sealed record Envelope<T>(DateOnly At, T Body, T? Last, IReadOnlyList<T> More);
            public static class Outer<T>
            {
                public sealed record Row(T Value);
                public sealed record Pair<U>(T First, U Second);
            }
            public record Page<TItem, TKey> where TItem : class where TKey : struct
            {
                public required TKey Key { get; init; }
                public TKey? Next { get; init; }
                public required IReadOnlyList<TItem> Items { get; init; }
                public TItem? Best { get; init; }
            }
        }
        """;

    [Fact]
    public void Closed_as_members_as_streams_and_by_derivation()
    {
        string result = Compile.Run(Usings + """
            using Shop;
            [assembly: StreamOf(typeof(Envelope<View>), "views")]
            [assembly: StreamOf(typeof(Envelope<int>))]
            [assembly: StreamOf(typeof(Outer<string>.Row), Table = "t", Topic = "u")]
            [assembly: StreamOf(typeof(Outer<int>.Pair<Envelope<string>>), Naming = Naming.AsDeclared)]
            [assembly: StreamOf(typeof(Page<View, Guid>))]

            """ + Types + Trip + """
            [Stream] public sealed partial record Derived : Page<string, int> { public int Extra { get; init; } }
            [Stream] public sealed partial record Holder(Envelope<View> A, Envelope<string?> B, Envelope<string>? C, Outer<Outer<int>.Row>.Row D);
            public static class Test
            {
                public static string Run() => string.Join("\n",
                    Trip.Of<Envelope<View>>("{\"at\":\"2026-01-31\",\"body\":{\"id\":1,\"note\":null},\"last\":null,\"more\":[{\"id\":2,\"note\":\"x\"}]}"),
                    Trip.Of<Envelope<int>>("{\"at\":\"2026-01-31\",\"body\":1,\"last\":2,\"more\":[3]}"),
                    Trip.Of<Outer<string>.Row>("{\"value\":\"a\"}"),
                    Trip.Of<Outer<int>.Pair<Envelope<string>>>("{\"First\":1,\"Second\":{\"At\":\"2026-01-31\",\"Body\":\"b\",\"Last\":null,\"More\":[]}}"),
                    Trip.Of<Page<View, Guid>>("{\"key\":\"00112233-4455-6677-8899-aabbccddeeff\",\"next\":null,\"items\":[],\"best\":{\"id\":5,\"note\":null}}"),
                    Trip.Of<Derived>("{\"key\":1,\"next\":2,\"items\":[\"i\"],\"best\":null,\"extra\":7}"),
                    Trip.Of<Holder>("{\"a\":{\"at\":\"2026-01-31\",\"body\":{\"id\":1,\"note\":null},\"last\":null,\"more\":[]},\"b\":{\"at\":\"2026-01-31\",\"body\":null,\"last\":null,\"more\":[null,\"y\"]},\"c\":null,\"d\":{\"value\":{\"value\":9}}}"),
                    StreamRegistry.Get<Holder>().Info.AvroSchema);
            }
            """);
        string[] lines = result.Split('\n');
        Assert.Equal("""views {"at":"2026-01-31","body":{"id":1,"note":null},"last":null,"more":[{"id":2,"note":"x"}]}""", lines[0]);
        Assert.Equal("""envelope_of_int32 {"at":"2026-01-31","body":1,"last":2,"more":[3]}""", lines[1]);
        Assert.Equal("""t {"value":"a"}""", lines[2]);
        Assert.Equal("""outer_of_int32_pair_of_envelope_of_string {"First":1,"Second":{"At":"2026-01-31","Body":"b","Last":null,"More":[]}}""", lines[3]);
        Assert.Equal("""page_of_view_and_guid {"key":"00112233-4455-6677-8899-aabbccddeeff","next":null,"items":[],"best":{"id":5,"note":null}}""", lines[4]);
        Assert.Equal("""derived {"key":1,"next":2,"items":["i"],"best":null,"extra":7}""", lines[5]);
        Assert.Equal("""holder {"a":{"at":"2026-01-31","body":{"id":1,"note":null},"last":null,"more":[]},"b":{"at":"2026-01-31","body":null,"last":null,"more":[null,"y"]},"c":null,"d":{"value":{"value":9}}}""", lines[6]);
        Assert.Contains("\"name\":\"EnvelopeOfView\"", lines[7], StringComparison.Ordinal); // each closing is a type of its own in Avro
        Assert.Contains("\"name\":\"EnvelopeOfString\"", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public void The_definition_and_the_declaration_may_lie_in_other_assemblies()
    {
        CSharpCompilation contracts = Compile.Generate(Compile.Create(
            Usings + "using Shop;\n[assembly: StreamOf(typeof(Envelope<string>), \"texts\")]\n" + Types, "Contracts"));
        byte[] contractsImage = Image(contracts);
        CSharpCompilation program = Compile.Generate(
            Compile.Create(
                Usings + """
                using Shop;
                [assembly: StreamOf(typeof(Envelope<View>), "views")]
                [assembly: StreamDefaults(Naming = Naming.UpperSnakeCase)]
                [Pipeline("p")] public partial class Shorten
                {
                    public IStream<Out> Run(IStream<Envelope<View>> views) => views.Where(v => v.Body.Id > 0).Select(v => new Out { Id = v.Body.Id });
                    public IStream<Envelope<string>> Copy(IStream<Envelope<string>> texts) => texts;
                }
                [Stream] public partial record Out { public int Id { get; init; } }

                """ + Trip + """
                public static class Queries
                {
                    public static string Sql(IClickHouse db) => $"{db.From<Envelope<View>>().Where(v => v.Body.Id == 1).ToSql()} {db.From<Envelope<string>>().Where(v => v.Body == "x").ToSql()}";
                }
                public static class Test
                {
                    public static string Run() => Trip.Of<Envelope<string>>("{\"at\":\"2026-01-31\",\"body\":\"b\",\"last\":null,\"more\":[\"c\"]}")
                        + "\n" + Trip.Of<Envelope<View>>("{\"AT\":\"2026-01-31\",\"BODY\":{\"ID\":1,\"NOTE\":null},\"LAST\":null,\"MORE\":[]}");
                }
                """,
                "Program",
                MetadataReference.CreateFromImage(contractsImage)),
            new StreamGenerator(),
            new PipelineGenerator(),
            new QueryGenerator());
        var context = new AssemblyLoadContext("closed");
        context.LoadFromStream(new MemoryStream(contractsImage));
        Assembly loaded = context.LoadFromStream(new MemoryStream(Image(program)));
        Assert.Equal(
            """
            texts {"at":"2026-01-31","body":"b","last":null,"more":["c"]}
            views {"AT":"2026-01-31","BODY":{"ID":1,"NOTE":null},"LAST":null,"MORE":[]}
            """,
            loaded.GetType("Test", throwOnError: true)!.GetMethod("Run")!.Invoke(null, null));
    }

    [Theory]
    [InlineData("DNZ001", "R", "[Stream] public partial record R<T>(int X);")]
    [InlineData("DNZ001", "R", "public class Outer<T> { [Stream] public partial record R(int X); }")]
    [InlineData("DNZ001", "R", "public class Outer<T> { public class Middle { [Stream] public partial record R(int X); } }")]
    [InlineData("DNZ016", "typeof(R<>)", "[assembly: StreamOf(typeof(R<>))] public record R<T>(T X);")]
    [InlineData("DNZ016", "typeof(Outer<>.R)", "[assembly: StreamOf(typeof(Outer<>.R))] public class Outer<T> { public record R(int X); }")]
    [InlineData("DNZ016", "typeof(int[])", "[assembly: StreamOf(typeof(int[]))]")]
    [InlineData("DNZ016", "typeof(IR)", "[assembly: StreamOf(typeof(IR))] public interface IR { int X { get; } }")]
    [InlineData("DNZ017", "typeof(R)", "[assembly: StreamOf(typeof(R))] [Stream] public record R(int X);")]
    [InlineData("DNZ017", "typeof(R<int>)", "[assembly: StreamOf(typeof(R<string>)), StreamOf(typeof(R<int>)), StreamOf(typeof(R<int>), \"other\")] public record R<T>(T X);")]
    [InlineData("DNZ002", "X", "[assembly: StreamOf(typeof(R<object>))] public record R<T>(T X);")]
    [InlineData("DNZ005", "X", "[assembly: StreamOf(typeof(R<int>))] public record R<T>(R<T>? X);")]
    [InlineData("DNZ014", "Inner", "public class Outer { private class Inner { [Stream] public record R(int X); } }")]
    [InlineData("DNZ014", "R", "public class Outer { [Stream] private protected record R(int X); }")]
    [InlineData("DNZ014", "R", "[Stream] file record R(int X);")]
    public void Is_refused_where_it_is(string id, string text, string source)
        => Assert.Contains((id, text), Compile.Diagnostics(Usings + source));

    /// <summary>What is wrong with a type that has no source here is said at the declaration.</summary>
    [Theory]
    [InlineData("DNZ002", "[assembly: StreamOf(typeof(Lib.E<object>))]")]
    [InlineData("DNZ003", "[assembly: StreamOf(typeof(Lib.E<decimal>))]")]
    [InlineData("DNZ007", "[assembly: StreamOf(typeof(Lib.Closed))]")]
    [InlineData("DNZ010", "[assembly: StreamOf(typeof(Lib.Hidden))]")]
    public void Types_of_others_are_refused_at_the_declaration(string id, string source)
    {
        CSharpCompilation library = Compile.Create(
            "namespace Lib; public record E<T>(T X); public class Closed { public int X { get; } } public class Hidden { internal Hidden() { } public int X { get; set; } }", "Lib");
        CSharpCompilation program = Compile.Create(Usings + source, "Program", MetadataReference.CreateFromImage(Image(library)));
        Compile.Driver(new StreamGenerator()).RunGeneratorsAndUpdateCompilation(program, out _, out var diagnostics);
        Diagnostic problem = Assert.Single(diagnostics);
        Assert.Equal(id, problem.Id);
        Assert.Equal(source.Trim('[', ']').Replace("assembly: ", ""), problem.Location.SourceTree!.GetText().ToString(problem.Location.SourceSpan));
    }

    [Theory]
    [InlineData("R.cs", "public record R<T>(T X, int Y);", true)]
    [InlineData("Streams.cs", "using Denormalized; [assembly: StreamOf(typeof(R<int>), \"renamed\")]", true)]
    [InlineData("Streams.cs", "using Denormalized; /* a comment */ [assembly: StreamOf(typeof(R<int>))]", false)]
    [InlineData("Other.cs", "public class Other { public int F() => 2; }", false)]
    public void Only_an_edit_of_meaning_is_emitted_again(string file, string text, bool again)
    {
        CSharpCompilation before = Compile.Create(
        [
            ("R.cs", "public record R<T>(T X);"),
            ("Streams.cs", "using Denormalized; [assembly: StreamOf(typeof(R<int>))]"),
            ("Other.cs", "public class Other { public int F() => 1; }"),
        ]);
        GeneratorDriver driver = Compile.Driver(new StreamGenerator()).RunGenerators(before);
        SyntaxTree edited = before.SyntaxTrees.Single(t => t.FilePath == file);
        CSharpCompilation after = before.ReplaceSyntaxTree(edited, CSharpSyntaxTree.ParseText(text, Compile.ParseOptions, file));
        var reasons = driver.RunGenerators(after).GetRunResult().Results.Single().TrackedSteps[StreamGenerator.ModelStep].SelectMany(s => s.Outputs).Select(o => o.Reason);
        Assert.Equal(again, reasons.Contains(IncrementalStepRunReason.Modified));
    }

    private static byte[] Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return image.ToArray();
    }
}
