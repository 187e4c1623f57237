using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Denormalized.Schema;
using Denormalized.Tests.Avro;
using Denormalized.Tool.Import;
using Denormalized.Tool.Tests.Infer;
using Xunit.Abstractions;

namespace Denormalized.Tool.Tests.Import;

/// <summary>Generated schemas, imported and emitted again: the canonical form is the same, or the import has said where it is not.</summary>
public sealed partial class ImportPropertyTests(ITestOutputHelper output)
{
    private static readonly string[] s_names = ["id", "Id", "ID", "class", "_x", "x1", "X1", "aB", "a_b", "AB", "Equals", "clone", "value", "string", "List", "R", "_offset", "at_ms", "URL", "userId2"];

    private static readonly string[] s_namespaces = ["", "a", "com.acme", "System", "record.class", "A.b_c"];

    /// <summary>What a primitive can mean; some of it valid nowhere, and so ignored.</summary>
    private static readonly Dictionary<string, string[]> s_logical = new()
    {
        ["int"] = ["date", "time-millis", "decimal", "unknown"],
        ["long"] = ["timestamp-millis", "timestamp-micros", "timestamp-nanos", "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos", "time-micros", "duration-micros", "date"],
        ["string"] = ["uuid", "country-code"],
        ["bytes"] = ["decimal", "uuid"],
    };

    [Fact]
    public void What_was_imported_has_the_canonical_form_or_says_where_not() => Run(30);

    [Fact]
    [Trait("Category", "Interop")]
    public void What_was_imported_has_the_canonical_form_or_says_where_not_long() => Run(600);

    private void Run(int schemas)
    {
        string[] texts = [.. AvroImportTests.Exact, .. Enumerable.Range(0, schemas).Select(Make)];
        var imported = new List<(AvroSchema Schema, ImportedFile File)>();
        int refused = 0;
        foreach (string text in texts)
        {
            AvroSchema schema = AvroSchema.Parse(text);
            try
            {
                imported.Add((schema, AvroImport.Import(schema, "x.avsc", null)));
            }
            catch (FormatException e) when (e.Message.Contains("no field has a form in C#", StringComparison.Ordinal))
            {
                refused++;
            }
        }

        Assembly assembly = CompiledRecord.Generate([.. imported.Select((s, i) => WithTopic(s.File.Print("Imported.N" + i), "t" + i))]);
        int same = 0;
        for (int i = 0; i < imported.Count; i++)
        {
            (AvroSchema schema, ImportedFile file) = imported[i];
            string emitted = AvroImportTests.SchemaOf(assembly.GetType($"Imported.N{i}.{file.Records[0].Name}", throwOnError: true)!);
            bool isSame = schema.ToCanonicalForm() == AvroSchema.Parse(emitted).ToCanonicalForm();
            Assert.True(isSame == (file.Differences.Count == 0), $"{schema.ToJson()}\n{emitted}\nsaid: {string.Join("; ", file.Differences)}");
            Assert.True(isSame || i >= AvroImportTests.Exact.Length, schema.ToJson());
            same += isSame ? 1 : 0;
        }

        output.WriteLine($"{same} the same, {imported.Count - same} said to differ, {refused} without any field in C#");
        Assert.True(same > schemas / 4 && imported.Count - same > schemas / 10, $"{same} of {imported.Count} the same");
    }

    /// <summary>In one compilation no two of them may disagree about a topic.</summary>
    private static string WithTopic(string source, string topic) => StreamRegex().Replace(source, $"$0, Topic = \"{topic}\"", 1);

    [GeneratedRegex(@"(?<=\[|, )Stream\(""(?:[^""\\]|\\.)*""")]
    private static partial Regex StreamRegex();

    /// <summary>A schema with names and logical types that people and other generators give.</summary>
    private static string Make(int seed)
    {
        var pairs = new SchemaPairs(seed, everyRule: false);
        JsonNode root = JsonNode.Parse(pairs.Json(pairs.Writer()))!;
        var random = new Random(seed);
        Dress(root, random);
        return root.ToJsonString();
    }

    private static void Dress(JsonNode node, Random random)
    {
        foreach (JsonNode? child in node is JsonArray array ? array.ToArray() : [.. ((JsonObject)node).Select(p => p.Value)])
        {
            if (child is JsonObject or JsonArray)
            {
                Dress(child, random);
            }
            else if (random.Next(2) == 0 && child!.GetValueKind() == System.Text.Json.JsonValueKind.String && IsType(child) && s_logical.TryGetValue(child.GetValue<string>(), out string[]? meanings))
            {
                child.ReplaceWith(new JsonObject
                {
                    ["type"] = child.GetValue<string>(),
                    ["logicalType"] = meanings[random.Next(meanings.Length)],
                    ["precision"] = random.Next(1, 80),
                    ["scale"] = random.Next(3) == 0 ? random.Next(30) : 0,
                });
            }
        }

        if (node is JsonObject { } type && type["fields"] is JsonArray fields)
        {
            string[] names = [.. s_names];
            random.Shuffle(names);
            for (int i = 0; i < fields.Count; i++)
            {
                fields[i]!["name"] = names[i];
            }

            type["namespace"] = s_namespaces[random.Next(s_namespaces.Length)];
        }
    }

    /// <summary>A text that names a type: not a name, nor the type of a complex schema.</summary>
    private static bool IsType(JsonNode text) => text.Parent is JsonArray
        ? text.GetPath().EndsWith(']') && !text.GetPath().Contains("symbols", StringComparison.Ordinal)
        : text.GetPropertyName() is "type" or "items" or "values";
}
