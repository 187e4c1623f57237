using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Prints the file. Everything that comes from the input is escaped here: names by construction, texts by <see cref="SafeText"/>.</summary>
internal static class CSharpEmitter
{
    private const int MaxLine = 140;
    private const int MaxPathsShown = 5;
    private static readonly string[] SystemTypes = ["Guid", "DateOnly", "DateTimeOffset", "TimeOnly", "TimeSpan"];

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
            if (i > 0)
            {
                output.Write('\n');
                WritePaths(output, file.Records[i]);
            }
            else
            {
                output.Write($"[Stream({SafeText.Literal(file.StreamName)}{Style(file.Style)})]\n");
            }

            WriteRecord(output, file.Records[i]);
        }
    }

    private static void WriteUsings(TextWriter output, CSharpFile file)
    {
        CSharpMember[] members = file.Records.SelectMany(r => r.Members).ToArray();
        if (members.Any(m => SystemTypes.Any(t => m.Type.Contains(t, StringComparison.Ordinal))))
        {
            output.Write("using System;\n");
        }

        if (members.Any(m => m.Type.StartsWith("IReadOnly", StringComparison.Ordinal)))
        {
            output.Write("using System.Collections.Generic;\n");
        }

        if (members.Any(m => m.Attributes.Any(a => a.StartsWith("JsonPropertyName", StringComparison.Ordinal))))
        {
            output.Write("using System.Text.Json.Serialization;\n");
        }

        output.Write("using Denormalized;\n\n");
    }

    private static string Style(NameStyle style) => style == NameStyle.SnakeCase ? "" : $", Naming = Naming.{style}";

    private static void WritePaths(TextWriter output, CSharpRecord record)
    {
        string more = record.Paths.Count > MaxPathsShown ? $" and {record.Paths.Count - MaxPathsShown:N0} more" : "";
        WriteComment(output, "", string.Join(", ", record.Paths.Take(MaxPathsShown)) + more);
    }

    private static void WriteRecord(TextWriter output, CSharpRecord record)
    {
        output.Write($"public partial record {record.Name}\n{{\n");
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
