using System.Reflection;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

public class CSharpTests
{
    private const string Rows = """
        {"id":"fd4f1042-c7f6-4107-a6ee-d841d92596e7","at":"2020-09-14T00:44:23Z","latency_ms":12,"price":"12.50","ok":true,"note":null,"tags":["a"],"lines":[{"sku":"x","qty":1}],"day":"2020-01-01","seen":1636406685000}
        {"id":"ad4f1042-c7f6-4107-a6ee-d841d92596e7","at":"2020-09-14T00:44:24Z","latency_ms":15,"price":"7.25","ok":false,"note":"n","lines":[],"day":"2020-01-02","seen":1636406685000,"extra":1}
        {"id":"bd4f1042-c7f6-4107-a6ee-d841d92596e7","at":"2020-09-14T00:44:25Z","latency_ms":9,"price":"7.00","ok":false,"note":"n","tags":[],"lines":[],"day":"2020-01-02","seen":1636406685000,"extra":"b"}
        """;

    [Fact]
    public void The_record_reads_as_a_person_would_write_it()
    {
        string source = Sample.CSharp(Rows, "Order").ReplaceLineEndings("\n");
        Assert.Contains("[Stream(\"samples\")]\npublic partial record Order\n{", source, StringComparison.Ordinal);
        Assert.Contains("public required Guid Id { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("[EventTime, SortKey(0)] public required DateTimeOffset At { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public required long LatencyMs { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("[Decimal(18, 2), Quoted] public required decimal Price { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public string? Note { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("[NullAsEmpty] public IReadOnlyList<string>? Tags { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public required IReadOnlyList<OrderLine> Lines { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("[Epoch(TimeUnit.Milliseconds)] public required DateTimeOffset Seen { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public JsonElement? Extra { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("; null 1, absent 0\n    public string? Note", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Theory]
    [InlineData("""{"firstName":"a","lastName":"b","ID":"c"}""", "Naming = Naming.CamelCase", 1)]
    [InlineData("""{"FirstName":"a","LastName":"b"}""", "Naming = Naming.AsDeclared", 0)]
    [InlineData("""{"FIRST_NAME":"a","LAST_NAME":"b"}""", "Naming = Naming.UpperSnakeCase", 0)]
    [InlineData("""{"first-name":"a","last-name":"b"}""", "Naming = Naming.KebabCase", 0)]
    public void Only_exceptions_from_the_naming_convention_are_annotated(string rows, string naming, int exceptions)
    {
        string source = Sample.CSharp(rows);
        Assert.Contains(naming, source, StringComparison.Ordinal);
        Assert.Equal(exceptions, source.Split("[Name(").Length - 1);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Records_with_the_same_keys_share_a_type_named_by_their_common_word()
    {
        string source = Sample.CSharp("""{"billing_address":{"street":"a","zip":"1","city":null},"shipping_address":{"street":"b","zip":"2","city":"c"}}""");
        Assert.Contains("public required SampleAddress BillingAddress", source, StringComparison.Ordinal);
        Assert.Contains("public required SampleAddress ShippingAddress", source, StringComparison.Ordinal);
        Assert.Contains("public string? City", source, StringComparison.Ordinal); // null in one of the two places
        Assert.Single(Declarations(source), "SampleAddress");
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Records_with_nearly_the_same_keys_share_a_type_whose_other_members_may_be_missing()
    {
        string source = Sample.CSharp("""{"author":{"user":{"a":1,"b":2,"c":3,"d":4,"e":5}},"committer":{"user":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":"x"},"at":1}}""");
        Assert.Single(Declarations(source), "SampleUser");
        Assert.Contains("public string? F { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public required long A { get; init; }", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Records_that_would_mix_kinds_stay_apart()
    {
        string source = Sample.CSharp("""{"x":{"user":{"a":1,"b":2,"c":3}},"y":{"user":{"a":"1st","b":2,"c":3},"z":1}}""");
        Assert.Equal(5, Declarations(source).Length);
        Assert.DoesNotContain("Left out", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void A_record_inside_a_record_of_its_own_shape_gets_a_type_of_its_own()
    {
        string source = Sample.CSharp("""{"tree":{"id":1,"name":"a","children":[{"id":2,"name":"b","children":[]}]}}""");
        Assert.Equal(3, Declarations(source).Length);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Every_kind_compiles()
    {
        string rows = """
            {"a":true,"b":1,"c":1.5,"d":18446744073709551615,"e":"2020-01-01","f":"15:00:00","g":"PT1H","h":"10.0.0.1","i":{"2020-01-01":{"x":1}},"j":[[1]],"k":[],"l":{},
             "m":null,"n_at":null,"o":"2020-01-01T00:00:00","p":"true","q":[null,1],"r":[[1],null],"s":{"t":{"u":{}}},"v":99999999999999999999999999999999999,"w":"{fd4f1042-c7f6-4107-a6ee-d841d92596e7}"}
            """;
        Assembly assembly = CompiledRecord.Load(Sample.CSharp(rows, "Every"));
        Type type = assembly.GetType("Samples.Every", throwOnError: true)!;
        Assert.Equal(typeof(ulong), type.GetProperty("D")!.PropertyType);
        Assert.Equal(typeof(System.Net.IPAddress), type.GetProperty("H")!.PropertyType);
        Assert.Equal(typeof(System.Text.Json.JsonElement?), type.GetProperty("M")!.PropertyType);
        Assert.Equal(typeof(DateTime), type.GetProperty("O")!.PropertyType);
        Assert.Equal(typeof(TimeOnly), type.GetProperty("F")!.PropertyType);
        Assert.Equal(typeof(DateTimeOffset?), type.GetProperty("NAt")!.PropertyType);
        Assert.Equal("IReadOnlyDictionary`2", type.GetProperty("I")!.PropertyType.Name);
        Assert.Equal(typeof(System.Numerics.BigInteger), type.GetProperty("V")!.PropertyType);
    }

    [Fact]
    public void Rows_that_are_no_objects_are_refused()
    {
        Assert.Throws<InputException>(() => Sample.CSharp("[1,2,3]"));
        Assert.Throws<InputException>(() => Sample.CSharp("{}"));
    }

    [Fact]
    public void Two_files_in_one_namespace_do_not_clash()
    {
        const string Row = """{"user":{"id":1,"name":"a"},"items":[{"sku":"x","n":1}]}""";
        Assert.Empty(CompiledRecord.Compile(Sample.CSharp(Row, "Order"), Sample.CSharp(Row, "Refund")).GetDiagnostics().Where(d => d.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
    }

    internal static string[] Declarations(string source) => source.Split('\n')
        .Where(line => line.StartsWith("public partial record ", StringComparison.Ordinal))
        .Select(line => line["public partial record ".Length..])
        .ToArray();
}
