using System.Text;

namespace Denormalized.Schema;

/// <summary>
/// A lock as text that merges well: one field, one column, one Avro field a line, always in the same order.
/// </summary>
internal static class LockPrinter
{
    public static string Print(StreamLock @lock)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"stream\": ");
        JsonPrinter.AppendString(text, @lock.Stream);
        text.Append(",\n  \"mode\": ");
        JsonPrinter.AppendString(text, CompatibilityNames.Of(@lock.Mode));
        text.Append(",\n  \"versions\": [");
        for (int i = 0; i < @lock.Versions.Count; i++)
        {
            LockVersion version = @lock.Versions[i];
            text.Append(i == 0 ? "\n    " : ",\n    ");
            List<JsonMember> members = [LockJson.Member("version", version.Id), .. LockJson.Content(version.Parents, version.IsBreaking, version.Shape)];
            Block(text, members, "      ");
        }

        return text.Append("\n  ]\n}\n").ToString();
    }

    private static void Block(StringBuilder text, IReadOnlyList<JsonMember> members, string indent)
    {
        text.Append('{');
        for (int i = 0; i < members.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(indent);
            JsonPrinter.AppendString(text, members[i].Name);
            text.Append(": ");
            Value(text, members[i], indent);
        }

        text.Append('\n').Append(indent, 0, indent.Length - 2).Append('}');
    }

    private static void Value(StringBuilder text, JsonMember member, string indent)
    {
        switch (member.Name)
        {
            case "table": Block(text, member.Value.Members, indent + "  "); break;
            case "fields" or "columns": Lines(text, member.Value.Items, indent); break;
            case "avro": Schema(text, member.Value, indent); break;
            default: Inline(text, member.Value); break;
        }
    }

    private static void Lines(StringBuilder text, IReadOnlyList<JsonValue> items, string indent)
    {
        text.Append('[');
        for (int i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(indent).Append("  ");
            Inline(text, items[i]);
        }

        text.Append('\n').Append(indent).Append(']');
    }

    /// <summary>A record: its fields on lines of their own. A union of records: its branches.</summary>
    private static void Schema(StringBuilder text, JsonValue schema, string indent)
    {
        if (schema.Kind == JsonKind.Array)
        {
            Lines(text, schema.Items, indent);
            return;
        }

        text.Append("{ ");
        for (int i = 0; i < schema.Members.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            JsonPrinter.AppendString(text, schema.Members[i].Name);
            text.Append(": ");
            if (schema.Members[i].Name == "fields")
            {
                Lines(text, schema.Members[i].Value.Items, indent);
            }
            else
            {
                Inline(text, schema.Members[i].Value);
            }
        }

        text.Append(" }");
    }

    private static void Inline(StringBuilder text, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Array:
                text.Append('[');
                for (int i = 0; i < value.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Inline(text, value.Items[i]);
                }

                text.Append(']');
                break;
            case JsonKind.Object:
                text.Append("{ ");
                for (int i = 0; i < value.Members.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    JsonPrinter.AppendString(text, value.Members[i].Name);
                    text.Append(": ");
                    Inline(text, value.Members[i].Value);
                }

                text.Append(" }");
                break;
            default:
                JsonPrinter.Append(text, value);
                break;
        }
    }
}
