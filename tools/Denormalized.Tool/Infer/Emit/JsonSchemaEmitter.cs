using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>JSON Schema, draft 2020-12, of the rows as they stand: formats are given, numbers in quotes stay texts.</summary>
internal static class JsonSchemaEmitter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, Decision root, string title)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", title);
            WriteMembers(json, root);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void WriteMembers(Utf8JsonWriter json, Decision decision)
    {
        json.WriteString("description", SafeText.Printable(EvidenceText.Of(decision)));
        switch (decision.Kind.Tag)
        {
            case KindTag.Record:
                WriteType(json, decision, "object");
                WriteRecord(json, decision);
                break;
            case KindTag.Map:
                WriteType(json, decision, "object");
                WriteInside(json, "additionalProperties", decision.Item!);
                break;
            case KindTag.Array:
                WriteType(json, decision, "array");
                WriteInside(json, "items", decision.Item!);
                break;
            case KindTag.Json or KindTag.Null:
                break; // anything
            default:
                WriteScalar(json, decision);
                break;
        }
    }

    private static void WriteRecord(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject("properties");
        foreach (Decision member in decision.Members)
        {
            WriteInside(json, member.Key!, member);
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (Decision member in decision.Members.Where(m => !m.Optional))
        {
            json.WriteStringValue(member.Key);
        }

        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, Decision decision)
    {
        bool text = decision.Evidence.Texts is not null;
        bool number = decision.Evidence.Numbers is not null;
        string type = text ? "string" : decision.Kind.Tag == KindTag.Bool ? "boolean" : IsWhole(decision) ? "integer" : "number";
        WriteType(json, decision, text && number ? [type, "number"] : [type]);
        string? format = (decision.Kind.Tag, decision.Form) switch
        {
            (KindTag.Timestamp, JsonForm.Natural) => "date-time",
            (KindTag.Date, JsonForm.Natural) => "date",
            (KindTag.Duration, JsonForm.Natural) => "duration",
            (KindTag.Uuid, JsonForm.Natural) => "uuid",
            (KindTag.IPv4, _) => "ipv4",
            (KindTag.IPv6, _) when decision.Evidence.Texts?.Of(Evidence.TextFormat.IPv4) == 0 => "ipv6",
            _ => null,
        };
        if (text && format is not null)
        {
            json.WriteString("format", format);
        }
    }

    private static bool IsWhole(Decision decision) => decision.Kind.Tag is not KindTag.Float64 && decision.Evidence.Numbers is { Fractions: 0, Exponents: 0 };

    private static void WriteInside(Utf8JsonWriter json, string name, Decision decision)
    {
        json.WriteStartObject(name);
        WriteMembers(json, decision);
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, Decision decision, params string[] types)
    {
        string[] all = decision.Nullable ? [.. types, "null"] : types;
        if (all.Length == 1)
        {
            json.WriteString("type", all[0]);
            return;
        }

        json.WriteStartArray("type");
        foreach (string type in all)
        {
            json.WriteStringValue(type);
        }

        json.WriteEndArray();
    }
}
