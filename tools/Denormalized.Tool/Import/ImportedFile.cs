using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Import;

/// <summary>A member of an imported record.</summary>
/// <param name="Type">As C# writes it, with a question mark where null is a value.</param>
/// <param name="Initializer">With the equals sign; empty for none.</param>
/// <param name="Notes">Comment lines above the member.</param>
internal sealed record ImportedMember(string Name, string Type, bool IsRequired, string Initializer, IReadOnlyList<string> Attributes, IReadOnlyList<string> Notes);

/// <param name="Notes">Comment lines above the type, and for fields that have no member.</param>
internal sealed record ImportedRecord(string Name, IReadOnlyList<string> Attributes, IReadOnlyList<ImportedMember> Members, IReadOnlyList<string> Notes);

/// <param name="Members">Name, and the attribute in front of it or nothing.</param>
internal sealed record ImportedEnum(string Name, IReadOnlyList<string> Attributes, IReadOnlyList<(string Name, string Attribute)> Members, IReadOnlyList<string> Notes);

/// <summary>A C# file that declares what a schema says. The first record is the stream.</summary>
internal sealed record ImportedFile(string Header, NameStyle Style, IReadOnlyList<ImportedRecord> Records, IReadOnlyList<ImportedEnum> Enums)
{
    /// <summary>Where a schema that is made of the records differs from the imported one.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    public string Print(string? @namespace)
    {
        var output = new StringWriter { NewLine = "\n" };
        ImportedMember[] members = Records.SelectMany(r => r.Members).ToArray();
        bool Uses(params string[] types) => members.Any(m => types.Any(t => m.Type.Contains(t, StringComparison.Ordinal)));
        WriteUsing(output, "System", Uses("Guid", "DateOnly", "DateTime", "TimeOnly", "TimeSpan", "Int128"));
        WriteUsing(output, "System.Collections.Generic", Uses("IReadOnly"));
        WriteUsing(output, "System.Net", Uses("IPAddress"));
        WriteUsing(output, "System.Numerics", Uses("BigInteger"));
        WriteUsing(output, "System.Text.Json", Uses("JsonElement"));
        WriteUsing(output, "System.Text.Json.Serialization", members.Any(m => m.Attributes.Any(a => a.StartsWith("JsonPropertyName", StringComparison.Ordinal))));
        output.Write("using Denormalized;\n\n");
        output.Write(@namespace is null ? "" : $"namespace {@namespace};\n\n");
        WriteComment(output, "", Header);
        for (int i = 0; i < Records.Count; i++)
        {
            output.Write(i == 0 ? "" : "\n");
            WriteRecord(output, Records[i]);
        }

        foreach (ImportedEnum type in Enums)
        {
            output.Write('\n');
            WriteEnum(output, type);
        }

        return output.ToString();
    }

    private static void WriteUsing(StringWriter output, string name, bool isUsed) => output.Write(isUsed ? $"using {name};\n" : "");

    private static void WriteRecord(StringWriter output, ImportedRecord record)
    {
        WriteHead(output, "", record.Notes, record.Attributes);
        output.Write($"public partial record {record.Name}\n{{\n");
        for (int i = 0; i < record.Members.Count; i++)
        {
            ImportedMember member = record.Members[i];
            output.Write(i == 0 ? "" : "\n");
            WriteHead(output, "    ", member.Notes, member.Attributes);
            output.Write($"    public {(member.IsRequired ? "required " : "")}{member.Type} {member.Name} {{ get; init; }}{member.Initializer}\n");
        }

        output.Write("}\n");
    }

    private static void WriteEnum(StringWriter output, ImportedEnum type)
    {
        WriteHead(output, "", type.Notes, type.Attributes);
        output.Write($"public enum {type.Name}\n{{\n");
        foreach ((string name, string attribute) in type.Members)
        {
            output.Write($"    {attribute}{name},\n");
        }

        output.Write("}\n");
    }

    private static void WriteHead(StringWriter output, string indent, IReadOnlyList<string> notes, IReadOnlyList<string> attributes)
    {
        foreach (string note in notes)
        {
            WriteComment(output, indent, note);
        }

        output.Write(attributes.Count == 0 ? "" : $"{indent}[{string.Join(", ", attributes)}]\n");
    }

    private static void WriteComment(StringWriter output, string indent, string text) => output.Write($"{indent}// {SafeText.Comment(text)}\n");
}
