namespace Denormalized.SourceGen.Tests.Streams;

/// <summary>Each diagnostic by its id and the text under the squiggle.</summary>
public class RecordDiagnosticsTests
{
    private const string Usings = "using System; using System.Collections.Generic; using Denormalized;\n";

    [Theory]
    [InlineData("DNZ002", "X", "[Stream] public partial record R(object X);")]
    [InlineData("DNZ002", "X", "[Stream] public partial record R(Dictionary<double, string> X);")]
    [InlineData("DNZ003", "X", "[Stream] public partial record R(decimal X);")]
    [InlineData("DNZ004", "X", "[Stream] public partial record R([Decimal(77, 2)] decimal X);")]
    [InlineData("DNZ004", "X", "[Stream] public partial record R([Decimal(40, 29)] decimal X);")]
    [InlineData("DNZ004", "X", "[Stream] public partial record R([Decimal(4, 5)] decimal X);")]
    [InlineData("DNZ005", "Next", "[Stream] public partial record R(int X, R? Next);")]
    [InlineData("DNZ006", "X", "[Stream] public partial class R { public int X { get; private set; } public int Y { get; set; } }")]
    [InlineData("DNZ007", "R", "[Stream] public partial class R { }")]
    [InlineData("DNZ008", "B", "[Stream] public partial record R([Name(\"a\")] int A, [Name(\"a\")] int B);")]
    [InlineData("DNZ009", "_offset", "[Stream] public partial class R { public int _offset { get; set; } }")]
    [InlineData("DNZ009", "X", "[Stream] public partial record R([Name(\"\")] int X);")]
    [InlineData("DNZ009", "X", "public record P([Name(\"null\")] int X); [Stream] public partial record R(P P);")]
    [InlineData("DNZ009", "X", "public record P([Name(\"__set\")] int X); [Stream] public partial record R(P P);")]
    [InlineData("DNZ010", "R", "[Stream] public partial class R { public R(int other) { X = other; } public int X { get; set; } }")]
    [InlineData("DNZ011", "X", "[Stream] public partial record R([EventTime] int X);")]
    [InlineData("DNZ012", "X", "[Stream] public partial record R([SortKey] int? X);")]
    [InlineData("DNZ013", "X", "public enum E { A = 40000 } [Stream] public partial record R(E X);")]
    [InlineData("DNZ014", "R", "public class Outer { [Stream] private partial record R(int X); }")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([LowCardinality] int X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Narrow] long X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Unsigned] Int128 X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([FixedLength(3)] int X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([AvroFixed] string X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Vector(3)] List<string> X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Vector(3)] float X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([LocalTime] DateTimeOffset X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([KeepOffset] DateTime X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([KeepOffset] NanoInstant X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([KeepOffset] List<DateTimeOffset> X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([KeepOffset] Dictionary<string, DateTimeOffset> X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([KeepOffset, Epoch(TimeUnit.Seconds)] DateTimeOffset X);")]
    [InlineData("DNZ015", "X", "public readonly record struct W(DateTimeOffset Value); [Stream] public partial record R([KeepOffset] W X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([JsonColumn] string X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([JsonColumn] System.Text.Json.JsonElement[] X);")]
    [InlineData("DNZ015", "X", "public record P([property: JsonColumn] System.Text.Json.JsonElement X); [Stream] public partial record R(P P);")]
    [InlineData("DNZ008", "X", "[Stream] public partial record R([JsonColumn] System.Text.Json.JsonElement X, int XJson);")]
    [InlineData("DNZ008", "XOffset", "[Stream] public partial record R([KeepOffset] DateTimeOffset X, int XOffset);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Resolution(TimeUnit.Ticks)] NanoInstant X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([IPv4] string X);")]
    [InlineData("DNZ030", "X", "[Stream] public partial record R([FixedLength(0)] string X);")]
    [InlineData("DNZ030", "X", "[Stream] public partial record R([Vector(70000)] float[] X);")]
    [InlineData("DNZ031", "B", "public enum E { [Default] A, [Default] B } [Stream] public partial record R(E X);")]
    [InlineData("DNZ032", "X", "public enum E { A = 1 } [Stream] public partial record R(E X);")]
    [InlineData("DNZ040", "R", "[Stream, AvroName(\"1st\")] public partial record R(int X);")]
    [InlineData("DNZ041", "R", "[Stream, Retention(0)] public partial record R([EventTime] DateTime X);")]
    [InlineData("DNZ041", "R", "[Stream, Retention(9)] public partial record R([EventTime] DateTime? X);")]
    [InlineData("DNZ041", "R", "[Stream, Retention(9)] public partial record R(DateTime X);")]
    [InlineData("DNZ042", "X", "public class C { } [Stream] public partial record R([property: Convert(typeof(C))] int X);")]
    [InlineData("DNZ042", "X", "public class C { public static string ToWire(int x) => \"\"; } [Stream] public partial record R([property: Convert(typeof(C))] int X);")]
    [InlineData("DNZ042", "X", "public class C { public static string ToWire(long x) => \"\"; public static long FromWire(string x) => 0; } [Stream] public partial record R([property: Convert(typeof(C))] List<int> X);")]
    [InlineData("DNZ042", "X", "public class C { public static object ToWire(int x) => x; public static int FromWire(object x) => 0; } [Stream] public partial record R([property: Convert(typeof(C))] int X);")]
    [InlineData("DNZ042", "X", "public class C { public static int? ToWire(int x) => x; public static int FromWire(int? x) => 0; } [Stream] public partial record R([property: Convert(typeof(C))] int X);")]
    [InlineData("DNZ042", "X", "public class C { } [Convert(typeof(C))] public struct S { } [Stream] public partial record R(S X);")]
    [InlineData("DNZ043", "R", "[Stream, Replacing] public partial record R(int X);")]
    [InlineData("DNZ043", "R", "[Stream, Replacing(\"Y\")] public partial record R(int Id);")]
    [InlineData("DNZ043", "R", "[Stream, Replacing(nameof(R.X))] public partial record R(int Id, string X);")]
    [InlineData("DNZ043", "R", "[Stream, Replacing(nameof(R.X))] public partial record R(int Id, int? X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Values(ValueKind.Gauge)] int X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Values(ValueKind.Monotonic)] double X);")]
    [InlineData("DNZ015", "X", "[Stream] public partial record R([Values(ValueKind.SmallRange)] string X);")]
    [InlineData("DNZ020", "X", "[Stream] public partial record R(List<int>? X);")]
    public void Is_reported_where_it_is(string id, string text, string source)
        => Assert.Contains((id, text), Compile.Diagnostics(Usings + source));

    [Fact]
    public void Each_id_has_one_meaning()
    {
        var descriptors = typeof(StreamGenerator).Assembly.GetTypes()
            .Where(t => t.Namespace == "Denormalized.SourceGen.Diagnostics")
            .SelectMany(t => t.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Microsoft.CodeAnalysis.DiagnosticDescriptor))
            .Select(f => ((Microsoft.CodeAnalysis.DiagnosticDescriptor)f.GetValue(null)!).Id)
            .ToList();
        Assert.True(descriptors.Count > 40, $"only {descriptors.Count} found");
        Assert.Empty(descriptors.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Pragma_silences_a_warning()
    {
        var compilation = Compile.Create(Usings + "#pragma warning disable DNZ020\n[Stream] public partial record R(List<int>? X);");
        Compile.Driver(new StreamGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out _, out var diagnostics);
        Assert.All(diagnostics, d => Assert.True(d.IsSuppressed));
    }

    [Theory]
    [InlineData("[Stream] public partial record R(")]
    [InlineData("[Stream] public partial record R(Missing X);")]
    [InlineData("[Stream(] public partial record R(int X);")]
    [InlineData("[Stream] public partial record R { public List< X { get; init; } }")]
    [InlineData("[Stream] public partial record R { public int X { get; init; } public int X { get; init; } }")]
    [InlineData("[Stream] public partial record R([Decimal(] decimal X);")]
    [InlineData("[Stream] partial")]
    public void Half_typed_code_breaks_nothing(string source)
    {
        var result = Compile.Driver(new StreamGenerator()).RunGenerators(Compile.Create(Usings + source)).GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
    }
}
