using System.Text.Json;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Which members of a stream are not <c>required</c>: their fields have a default in its Avro schema, which is what lets old data be
/// read there too.
/// </summary>
internal static class OptionalMembers
{
    /// <summary>Paths of their columns, with dots.</summary>
    public static HashSet<string> Of(StreamInfo stream)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (stream.AvroSchema.Length > 0)
        {
            using var schema = JsonDocument.Parse(stream.AvroSchema);
            AddRecord(schema.RootElement, "", found, []);
        }

        return found;
    }

    /// <param name="record">An object with fields.</param>
    /// <param name="path">Of the record, with a dot behind.</param>
    /// <param name="found">Takes the paths.</param>
    /// <param name="named">Records that came before, by name: later they are only named.</param>
    private static void AddRecord(JsonElement record, string path, HashSet<string> found, Dictionary<string, JsonElement> named)
    {
        foreach (JsonElement field in record.GetProperty("fields").EnumerateArray())
        {
            string at = path + field.GetProperty("name").GetString();
            if (field.TryGetProperty("default", out _))
            {
                found.Add(at);
            }

            AddType(field.GetProperty("type"), at + ".", found, named);
        }
    }

    private static void AddType(JsonElement type, string path, HashSet<string> found, Dictionary<string, JsonElement> named)
    {
        switch (type.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement branch in type.EnumerateArray())
                {
                    AddType(branch, path, found, named);
                }

                break;
            case JsonValueKind.String when named.TryGetValue(type.GetString()!, out JsonElement record):
                AddRecord(record, path, found, named);
                break;
            case JsonValueKind.Object when type.TryGetProperty("fields", out _):
                string name = type.GetProperty("name").GetString()!;
                named[name] = type;
                if (type.TryGetProperty("namespace", out JsonElement space))
                {
                    named[$"{space.GetString()}.{name}"] = type;
                }

                AddRecord(type, path, found, named);
                break;
            case JsonValueKind.Object when type.TryGetProperty("type", out JsonElement inner) && inner.ValueKind != JsonValueKind.String:
                AddType(inner, path, found, named);
                break;
        }
    }
}
