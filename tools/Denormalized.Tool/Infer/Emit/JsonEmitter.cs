using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>The logical schema for programs: a JSON list of {path, kind, nullable, optional, evidence}.</summary>
internal static class JsonEmitter
{
    // Nothing is escaped that JSON allows to stand; the output is no HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, Decision root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (Decision decision in root.All())
            {
                Write(writer, decision);
            }

            writer.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteStartObject();
        writer.WriteString("path", decision.Path);
        writer.WriteString("kind", decision.KindName);
        writer.WriteBoolean("nullable", decision.Nullable);
        writer.WriteBoolean("optional", decision.Optional);
        if (decision.Form != JsonForm.Natural)
        {
            writer.WriteString("form", decision.Form.ToString());
        }

        writer.WriteStartObject("evidence");
        writer.WriteNumber("values", decision.Evidence.Values - decision.Evidence.Nulls);
        writer.WriteNumber("null", decision.Evidence.Nulls);
        writer.WriteNumber("absent", decision.Absent);
        writer.WriteString("reason", decision.Reason);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
