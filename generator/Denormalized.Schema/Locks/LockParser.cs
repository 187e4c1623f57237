using System.Globalization;

namespace Denormalized.Schema;

/// <summary>Reads locks. Total: whatever stands in the file becomes a lock or an exception with line and column.</summary>
internal static class LockParser
{
    private const string Remedy = "put the file back as it was committed";

    public static StreamLock Parse(string text)
    {
        RefuseConflictMarkers(text);
        JsonValue root = JsonReader.Read(text, static (message, position) => new LockException($"{message}; {Remedy}", position));
        Known(root, "stream", "mode", "versions");
        JsonValue mode = Get(root, "mode", JsonKind.String);
        if (!CompatibilityNames.TryParse(mode.Text, out CompatibilityMode compatibility))
        {
            throw new LockException($"'{mode.Text}' is no mode: say NONE, BACKWARD, FORWARD, FULL, or one of the last three with _TRANSITIVE", mode.Position);
        }

        LockVersion[] versions = Get(root, "versions", JsonKind.Array).Items.Select(Version).ToArray();
        if (versions.Length == 0)
        {
            throw new LockException("there is no version in it; " + Remedy, root.Position);
        }

        CheckParents(versions);
        return new StreamLock(Text(root, "stream"), compatibility, versions);
    }

    public static StreamShape Shape(JsonValue version)
    {
        JsonValue avro = version.Find("avro") ?? throw Missing(version, "avro");
        try
        {
            AvroSchema schema = AvroSchema.Parse(avro.ToString(), AvroParsing.Lenient);
            JsonValue fingerprint = Get(version, "fingerprint", JsonKind.String);
            if (fingerprint.Text != LockJson.Fingerprint(schema))
            {
                throw new LockException($"the fingerprint is not that of the Avro schema; {Remedy}", fingerprint.Position);
            }
        }
        catch (AvroSchemaException error)
        {
            throw new LockException($"the Avro schema is none: {error.Message}", avro.Position);
        }

        return new StreamShape(
            Text(version, "topic"),
            Get(version, "fields", JsonKind.Array).Items.Select(Field).ToEquatableArray(),
            avro.ToString(),
            Table(Get(version, "table", JsonKind.Object)));
    }

    /// <summary>Names of versions are of other versions, written before: so there are no circles.</summary>
    private static void CheckParents(LockVersion[] versions)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (LockVersion version in versions)
        {
            if (version.Parents.FirstOrDefault(p => !known.Contains(p)) is { } missing)
            {
                throw new LockException($"version {version.Id} follows {missing}, which does not stand before it; {Remedy}", version.Position);
            }

            if (!known.Add(version.Id))
            {
                throw new LockException($"version {version.Id} stands twice in it; {Remedy}", version.Position);
            }
        }
    }

    private static LockVersion Version(JsonValue version)
    {
        Known(version, "version", "parents", "breaking", "topic", "fields", "fingerprint", "avro", "table");
        return new LockVersion(
            Text(version, "version"), Strings(Get(version, "parents", JsonKind.Array)), Flag(version, "breaking"), Shape(version), version.Position);
    }

    private static ShapeField Field(JsonValue field)
    {
        Known(field, "id", "path", "type", "json", "column", "json_form", "aliases", "required", "event_time", "sort_key");
        return new ShapeField(Text(field, "path"), Text(field, "type"))
        {
            Id = Number(field, "id") ?? 0,
            Json = OptionalText(field, "json"),
            Column = OptionalText(field, "column"),
            JsonForm = OptionalText(field, "json_form"),
            Aliases = field.Find("aliases") is { } aliases ? Strings(Expect(aliases, "aliases", JsonKind.Array)) : default,
            IsRequired = Flag(field, "required"),
            IsEventTime = Flag(field, "event_time"),
            SortKey = Number(field, "sort_key"),
        };
    }

    private static TableShape Table(JsonValue table)
    {
        Known(table, "name", "engine", "order_by", "partition_by", "ttl", "columns");
        return new TableShape(
            Text(table, "name"),
            Text(table, "engine"),
            Text(table, "order_by"),
            Text(table, "partition_by"),
            Text(table, "ttl"),
            Get(table, "columns", JsonKind.Array).Items.Select(c => new ColumnShape(Text(c, "name"), Text(c, "type"))).ToEquatableArray());
    }

    private static void Known(JsonValue value, params string[] names)
    {
        Expect(value, "an entry", JsonKind.Object);
        if (value.Members.FirstOrDefault(m => !names.Contains(m.Name)) is { } unknown)
        {
            throw new LockException($"\"{unknown.Name}\" is not known here; {Remedy}", unknown.Value.Position);
        }
    }

    private static string Text(JsonValue value, string name) => Get(value, name, JsonKind.String).Text;

    private static string OptionalText(JsonValue value, string name) => value.Find(name) is { } member ? Expect(member, name, JsonKind.String).Text : "";

    private static bool Flag(JsonValue value, string name) => value.Find(name) is { } member && Expect(member, name, JsonKind.Boolean).Text == "true";

    private static int? Number(JsonValue value, string name)
    {
        if (value.Find(name) is not { } member)
        {
            return null;
        }

        return int.TryParse(Expect(member, name, JsonKind.Number).Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new LockException($"\"{name}\" is no whole number; {Remedy}", member.Position);
    }

    private static EquatableArray<string> Strings(JsonValue array) => array.Items.Select(i => Expect(i, "an entry", JsonKind.String).Text).ToEquatableArray();

    private static JsonValue Get(JsonValue value, string name, JsonKind kind) => Expect(value.Find(name) ?? throw Missing(value, name), name, kind);

    private static LockException Missing(JsonValue value, string name) => new($"\"{name}\" is missing; {Remedy}", value.Position);

    private static JsonValue Expect(JsonValue value, string name, JsonKind kind) => value.Kind == kind
        ? value
        : throw new LockException($"{name} must be a JSON {kind.ToString().ToLowerInvariant()}; {Remedy}", value.Position);

    private static void RefuseConflictMarkers(string text)
    {
        int line = 1;
        for (int start = 0; start >= 0 && start < text.Length; line++)
        {
            if (string.CompareOrdinal(text, start, "<<<<<<< ", 0, 8) == 0)
            {
                StreamLock? merged = LockMerge.Of(text);
                string remedy = merged is null
                    ? "take one of the two modes, and the versions of both sides"
                    : "see that the record means what both of them mean, then run `dotnet denormalized lock`, which keeps the versions of both";
                throw new LockException($"two branches changed the stream: {remedy}", new TextPosition(line, 1)) { IsConflict = true, Merged = merged };
            }

            int end = text.IndexOf('\n', start);
            start = end < 0 ? -1 : end + 1;
        }
    }
}
