using System.Reflection;
using System.Text;
using System.Text.Json;
using Denormalized.Tool.Infer.Input;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.Tool.Tests.Infer;

public class HostileKeyTests
{
    private static readonly string[] Keys =
    [
        "", " ", "_", "__", "$", "class", "record", "required", "Class", "any", "Any", "ANY", "a b", "a-b", "a_b", "aB", "a.b", "1", "2fa", "12",
        "\"", "\\", "\"] public void Evil() {} [Name(\"", "*/ public class Evil {} /*", "// x\n public class Evil {}", "\r\n#error x", "\u2028evil", "\u2029",
        "\u202Eevil", "\u200Fx", "\uFEFF", "\0", "\u0007bell", "{0}", "$\"{x}\"", "\U0001F600", "\uD7FF", "é", "e\u0301", "ключ", "键", "İ", "ı", "ß",
        "Clone", "Equals", "GetHashCode", "ToString", "GetType", "EqualityContract", "TimeUnit", "Sample", "_topic", "_offset", "__set", "null", "Name", "Guid", "String",
        "<script>", "&amp;", "${jndi:ldap://x}", "'; DROP TABLE x; --", "`", new string('k', 10_000), new string('_', 300), "%s%n", "</summary>", "\\u000a public class Evil {}",
    ];

    [Fact]
    public void Hostile_keys_give_nothing_but_members_that_carry_them()
    {
        string source = Sample.CSharp(JsonSerializer.Serialize(Keys.ToDictionary(k => k, _ => "v")));
        var root = (CompilationUnitSyntax)CompiledRecord.AssertClean(source).SyntaxTrees.Single().GetRoot();
        var file = (FileScopedNamespaceDeclarationSyntax)Assert.Single(root.Members);
        var record = (RecordDeclarationSyntax)Assert.Single(file.Members);
        Assert.Equal(Keys.Length, record.Members.Count);
        Assert.All(record.Members, m => Assert.IsType<PropertyDeclarationSyntax>(m));

        Type type = CompiledRecord.Load(source).GetType("Samples.Sample", throwOnError: true)!;
        Assert.Equal(Keys.Order(StringComparer.Ordinal), type.GetProperties().Where(p => p.Name != "EqualityContract").Select(JsonName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Hostile_keys_name_nested_types_too()
    {
        string[] usable = Keys.Distinct(StringComparer.Ordinal).ToArray();
        string source = Sample.CSharp(JsonSerializer.Serialize(usable.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => new Dictionary<string, int> { [p.key] = 1, [$"n{p.i}"] = 2 })));
        CompiledRecord.AssertClean(source);
        Assert.Equal(usable.Length + 1, CSharpTests.Declarations(source).Length);
    }

    [Fact]
    public void Hostile_values_stay_inside_comments()
    {
        string source = Sample.CSharp(JsonSerializer.Serialize(Keys.Select((value, i) => (value, i)).ToDictionary(p => $"member_{p.i}x", p => p.value)));
        CompiledRecord.AssertClean(source);
        Assert.Single(CSharpTests.Declarations(source));
        Assert.DoesNotContain(source, c => c is '\u202E' or '\u2028' or '\u2029' or '\0' or '\u0007');
    }

    [Theory]
    [InlineData("""{"a\ud800":"x","b":1}""", 4)]
    [InlineData("""{"a":"x\udc00","b":1}""", 8)]
    public void Invalid_surrogates_in_keys_and_values_are_refused(string json, int column)
    {
        InputException error = Assert.Throws<InputException>(() => Sample.CSharp(json));
        Assert.StartsWith($"sample.json:1:{column}: half of a surrogate pair", error.Message, StringComparison.Ordinal);
        string source = Sample.CSharp(Encoding.UTF8.GetBytes(json + "\n{\"b\":1}"), options: new ReadOptions { SkipErrors = true });
        Assert.DoesNotContain("JsonPropertyName", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    [Fact]
    public void Ten_thousand_members_and_a_thousand_levels_compile()
    {
        string wide = "{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"field_{i}x\":{(i % 2 == 0 ? "1" : "\"a\"")}")) + "}";
        Assert.Equal(10_000, CompiledRecord.AssertClean(Sample.CSharp(wide)).GetTypeByMetadataName("Samples.Sample")!.GetMembers().OfType<Microsoft.CodeAnalysis.IPropertySymbol>().Count(p => !p.IsImplicitlyDeclared));

        var deep = new StringBuilder("1");
        for (int i = 0; i < 1000; i++)
        {
            deep.Insert(0, "{\"x\":1,\"down\":").Append('}');
        }

        string source = Sample.CSharp(deep.ToString());
        Assert.Contains("levels deep", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source);
    }

    private static string JsonName(PropertyInfo property)
    {
        string? json = property.GetCustomAttribute<System.Text.Json.Serialization.JsonPropertyNameAttribute>()?.Name;
        Naming naming = property.DeclaringType!.GetCustomAttribute<StreamAttribute>()!.Naming;
        return json ?? property.GetCustomAttribute<NameAttribute>()?.Name ?? Schema.Names.Apply((Schema.NameStyle)naming, property.Name);
    }
}
