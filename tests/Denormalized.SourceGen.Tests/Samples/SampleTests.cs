using System.Collections.Immutable;
using Denormalized.SourceGen.Tests.Locks;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Tests.Samples;

/// <summary>Rows that a record names and no longer reads are warned of where they stand.</summary>
public class SampleTests
{
    private const string Record = """
        [Stream(Sample = "samples.json")]
        public sealed partial record R
        {
            public required int A { get; init; }
            [Decimal(9, 2)] public decimal B { get; init; }
            public string? C { get; init; }
            public IReadOnlyList<P> Lines { get; init; } = [];
            public IReadOnlyDictionary<string, Guid> Ids { get; init; } = new Dictionary<string, Guid>();
            public DateTimeOffset At { get; init; }
        }

        public sealed record P(double X, E State);

        public enum E { No, Yes }
        """;

    private const string Good = """{"a":1,"b":19.99,"c":null,"lines":[{"x":1,"state":"Yes"}],"ids":{"k":"00112233-4455-6677-8899-aabbccddeeff"},"at":"2024-02-29T14:34:56.7890129+02:00","more":[1]}""";

    [Theory]
    [InlineData(Good)]
    [InlineData("[{\"a\":1},\n{\"a\":-2,\"b\":\"0.10\",\"b\":1.500}]")]
    [InlineData("{\"a\":1}{\"a\":2}\n\n{\"a\":3,\"at\":\"2024-02-29 12:00:00Z\"}\n")]
    [InlineData("")]
    public void Rows_that_are_read_are_no_drift(string sample) => Assert.Empty(Messages(sample));

    [Theory]
    [InlineData("{}", "1:1 $.a is missing, and required")]
    [InlineData("{\"a\":1}\n{\"a\": \"2\"}", "2:7 $.a is \"2\", int32 is expected")]
    [InlineData("{\"a\":3000000000}", "1:6 $.a is 3000000000, int32 is expected")]
    [InlineData("{\"a\":1.0}", "1:6 $.a is 1.0, int32 is expected")]
    [InlineData("{\"a\":null}", "1:6 $.a is null, int32 is expected")]
    [InlineData("{\"a\":1,\"b\":0.125}", "1:12 $.b is 0.125, decimal(9,2) is expected")]
    [InlineData("{\"a\":1,\"c\":{}}", "1:12 $.c is an object, string? is expected")]
    [InlineData("{\"a\":1,\"lines\":[{\"x\":1,\"state\":\"Maybe\"}]}", "1:32 $.lines[0].state is \"Maybe\", enum(No=0,Yes=1) is expected")]
    [InlineData("{\"a\":1,\"lines\":[{\"state\":\"No\"}]}", "1:17 $.lines[0].x is missing, and required")]
    [InlineData("{\"a\":1,\"lines\":{}}", "1:16 $.lines is an object, list<record> is expected")]
    [InlineData("{\"a\":1,\"ids\":{\"k\":\"x\"}}", "1:19 $.ids.k is \"x\", uuid is expected")]
    [InlineData("{\"a\":1,\"at\":\"2024-02-30T00:00:00Z\"}", "1:13 $.at is \"2024-02-30T00:00:00Z\", instant(6) is expected")]
    [InlineData("{\"a\":1,\"at\":\"2024-02-29T00:00:00\"}", "1:13 $.at is \"2024-02-29T00:00:00\", instant(6) is expected")]
    [InlineData("[[1]]", "1:2 $ is an array, an object is expected")]
    [InlineData("{\"a\":1}\n{\"a\":x}", "2:6 a JSON value is expected")]
    public void Rows_that_are_not_are_named_by_line_and_column(string sample, string message) => Assert.Equal([message], Messages(sample));

    [Fact]
    public void A_case_that_is_not_named_is_drift()
    {
        const string hierarchy = """
            [Stream(Sample = "x/samples.json")]
            [System.Text.Json.Serialization.JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
            [System.Text.Json.Serialization.JsonDerivedType(typeof(C), "click")]
            public abstract partial record R { public required int A { get; init; } }
            public sealed record C : R { public required string Url { get; init; } }
            """;
        string[] rows = ["{\"kind\":\"click\",\"a\":1,\"url\":\"u\"}", "{\"kind\":\"click\",\"a\":1}", "{\"kind\":\"buy\",\"a\":1}", "{\"a\":1}"];
        Assert.Equal(
            ["2:1 $.url is missing, and required", "3:9 $.kind is \"buy\", one of click is expected", "4:1 $.kind is missing: it says which of click the row is"],
            Messages(string.Join('\n', rows), hierarchy, "work/x/samples.json"));
    }

    [Fact]
    public void Only_the_first_mismatches_are_said() => Assert.Equal(10, Messages(string.Join('\n', Enumerable.Repeat("{}", 50))).Length);

    [Fact]
    public void A_file_that_is_not_there_is_said_at_the_record()
    {
        Diagnostic missing = Assert.Single(All("{}", Record, "other/my-samples.json"));
        Assert.Equal(("DNZ330", "R"), (missing.Id, missing.Location.SourceTree!.GetText().ToString(missing.Location.SourceSpan)));
        Assert.Contains("<AdditionalFiles Include=\"samples.json\" />", missing.GetMessage(), StringComparison.Ordinal);
    }

    private static string[] Messages(string sample, string record = Record, string path = "work/samples.json") => [.. All(sample, record, path).Select(d =>
    {
        FileLinePositionSpan place = d.Location.GetLineSpan();
        Assert.Equal(("DNZ330", DiagnosticSeverity.Warning, path), (d.Id, d.DefaultSeverity, place.Path));
        string message = d.GetMessage();
        return $"{place.StartLinePosition.Line + 1}:{place.StartLinePosition.Character + 1} {message[(message.IndexOf("sample: ", StringComparison.Ordinal) + 8)..]}";
    })];

    private static ImmutableArray<Diagnostic> All(string sample, string record, string path)
    {
        LockedCode.Driver([(path, sample)])
            .RunGeneratorsAndUpdateCompilation(Compile.Create(LockedCode.Usings + record), out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return diagnostics;
    }
}
