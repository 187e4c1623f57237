using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests;

/// <summary>
/// Avro's own remedy for a writer that names its types otherwise: the reader's schema, with what they are called there as aliases.
/// Types belong together that stand at the same place.
/// </summary>
internal sealed class WriterNames
{
    private readonly Dictionary<string, JsonObject> _reader = [];
    private readonly Dictionary<string, JsonObject> _writer = [];
    private readonly HashSet<(JsonObject, JsonObject)> _paired = [];

    public static string Adopt(JsonNode reader, string writer)
    {
        JsonNode theirs = JsonNode.Parse(writer)!;
        var names = new WriterNames();
        Define(reader, names._reader);
        Define(theirs, names._writer);
        names.Pair(reader, theirs);
        return reader.ToJsonString();
    }

    private static void Define(JsonNode? schema, Dictionary<string, JsonObject> definitions)
    {
        switch (schema)
        {
            case JsonArray union:
                union.ToList().ForEach(branch => Define(branch, definitions));
                break;
            case JsonObject type:
                if (type["name"] is { } name)
                {
                    definitions[name.GetValue<string>()] = type;
                }

                Define(type["items"], definitions);
                Define(type["values"], definitions);
                foreach (JsonNode? field in type["fields"] as JsonArray ?? [])
                {
                    Define(field!["type"], definitions);
                }

                break;
        }
    }

    private void Pair(JsonNode? reader, JsonNode? writer)
    {
        if (Type(reader, _reader) is not { } ours || Type(writer, _writer) is not { } theirs || !_paired.Add((ours, theirs)) || ours["type"]!.ToString() != theirs["type"]!.ToString())
        {
            return;
        }

        if (ours["name"] is { } name && theirs["name"] is { } other && name.GetValue<string>() != other.GetValue<string>())
        {
            JsonArray aliases = ours["aliases"] as JsonArray ?? [];
            aliases.Add(other.GetValue<string>());
            ours["aliases"] = aliases;
        }

        Pair(ours["items"], theirs["items"]);
        Pair(ours["values"], theirs["values"]);
        foreach (JsonNode? field in ours["fields"] as JsonArray ?? [])
        {
            JsonNode? same = (theirs["fields"] as JsonArray)?.FirstOrDefault(f => f!["name"]!.GetValue<string>() == field!["name"]!.GetValue<string>());
            Pair(field!["type"], same?["type"]);
        }
    }

    /// <summary>The type itself: out of a union with null, and by its name where it was defined before.</summary>
    private static JsonObject? Type(JsonNode? schema, Dictionary<string, JsonObject> definitions) => schema switch
    {
        JsonObject type => type,
        JsonArray union => Type(union.FirstOrDefault(b => b is not JsonValue value || value.GetValue<string>() != "null"), definitions),
        JsonValue name => definitions.GetValueOrDefault(name.GetValue<string>()),
        _ => null,
    };
}
