using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Prints the file. Everything that comes from the input is escaped here: names by construction, texts by <see cref="SafeText"/>.</summary>
internal static class CSharpEmitter
{
    private const int MaxLine = 140;
    private const int MaxPathsShown = 5;

    private static readonly (string Space, string[] Types)[] Namespaces =
    [
        ("System", ["Guid", "DateOnly", "DateTime", "DateTimeOffset", "TimeOnly", "TimeSpan"]),
        ("System.Collections.Generic", ["IReadOnlyList", "IReadOnlyDictionary"]),
        ("System.Net", ["IPAddress"]),
        ("System.Numerics", ["BigInteger"]),
        ("System.Text.Json", ["JsonElement"]),
        ("System.Text.Json.Serialization", ["JsonPropertyName", "JsonPolymorphic"]),
    ];

    public static void Write(TextWriter output, CSharpFile file)
    {
        WriteUsings(output, file);
        if (file.Namespace is not null)
        {
            output.Write($"namespace {file.Namespace};\n\n");
        }

        foreach (string line in file.Header)
        {
            WriteComment(output, "", line);
        }

        for (int i = 0; i < file.Records.Count; i++)
        {
            CSharpRecord record = file.Records[i];
            bool isStream = i == 0 && file.StreamName is not null;
            output.Write(i > 0 ? "\n" : "");
            if (!isStream)
            {
                WritePaths(output, record);
            }

            WriteNotes(output, record);
            if (isStream)
            {
                output.Write($"[Stream({SafeText.Literal(file.StreamName!)}{Style(file.Style)})]\n");
            }

            WriteRecord(output, record);
        }
    }

    private static void WriteUsings(TextWriter output, CSharpFile file)
    {
        bool unions = file.Records.Any(r => r.Union is not null);
        CSharpMember[] members = file.Records.SelectMany(r => r.Members).ToArray();
        foreach ((string space, string[] types) in Namespaces)
        {
            if ((unions && types.Contains("JsonPolymorphic")) || members.Any(m => types.Any(t => Uses(m, t))))
            {
                output.Write($"using {space};\n");
            }
        }

        output.Write("using Denormalized;\n\n");
    }

    /// <summary>The word stands in the member's type, or begins one of its attributes.</summary>
    private static bool Uses(CSharpMember member, string word) =>
        member.Type.Split('<', '>', '?', ',', ' ').Contains(word) || member.Attributes.Any(a => a.StartsWith(word + "(", StringComparison.Ordinal));

    private static string Style(NameStyle style) => style == NameStyle.SnakeCase ? "" : $", Naming = Naming.{style}";

    private static void WritePaths(TextWriter output, CSharpRecord record)
    {
        if (record.Paths.Count == 0)
        {
            return;
        }

        string more = record.Paths.Count > MaxPathsShown ? $" and {record.Paths.Count - MaxPathsShown:N0} more" : "";
        WriteComment(output, "", string.Join(", ", record.Paths.Take(MaxPathsShown)) + more);
    }

    private static void WriteNotes(TextWriter output, CSharpRecord record)
    {
        foreach (string note in record.Notes)
        {
            WriteComment(output, "", note);
        }
    }

    private static void WriteRecord(TextWriter output, CSharpRecord record)
    {
        if (record.Union is { } union)
        {
            output.Write($"[JsonPolymorphic(TypeDiscriminatorPropertyName = {SafeText.Literal(union.Discriminator)})]\n");
            foreach ((string type, string value) in union.Cases)
            {
                output.Write($"[JsonDerivedType(typeof({type}), {SafeText.Literal(value)})]\n");
            }
        }

        string modifiers = record.Union is not null ? "abstract " : record.Base is not null ? "sealed " : "";
        output.Write($"public {modifiers}partial record {record.Name}{(record.Base is null ? "" : " : " + record.Base)}\n{{\n");
        for (int i = 0; i < record.Members.Count; i++)
        {
            if (i > 0)
            {
                output.Write('\n');
            }

            WriteMember(output, record.Members[i]);
        }

        foreach (LeftOut left in record.LeftOut)
        {
            output.Write('\n');
            WriteComment(output, "    ", $"Left out, {left.Reason}: {left.Decision.Path}");
            WriteComment(output, "    ", EvidenceText.Of(left.Decision));
        }

        output.Write("}\n");
    }

    private static void WriteMember(TextWriter output, CSharpMember member)
    {
        foreach (string note in member.Notes)
        {
            WriteComment(output, "    ", note);
        }

        string attributes = member.Attributes.Count == 0 ? "" : $"[{string.Join(", ", member.Attributes)}]";
        string required = member.Required ? "required " : "";
        string declaration = $"public {required}{member.Type} {member.Name} {{ get; init; }}";
        bool oneLine = attributes.Length + declaration.Length < MaxLine;
        string separator = attributes.Length == 0 ? "" : oneLine ? " " : "\n    ";
        output.Write($"    {attributes}{separator}{declaration}\n");
    }

    private static void WriteComment(TextWriter output, string indent, string text) => output.Write($"{indent}// {SafeText.Comment(text)}\n");
}
