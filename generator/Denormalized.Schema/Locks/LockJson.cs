using System.Globalization;

namespace Denormalized.Schema;

/// <summary>A shape as JSON: in locks, and in the metadata of assemblies.</summary>
public static class LockJson
{
    /// <summary>A shape on one line.</summary>
    public static string Print(StreamShape shape) => JsonPrinter.Print(JsonValue.Object([.. Members(shape)]));

    /// <summary>Reads what <see cref="Print"/> wrote.</summary>
    /// <exception cref="LockException">It is none.</exception>
    public static StreamShape Read(string json) => LockParser.Shape(JsonReader.Read(json, static (message, position) => new LockException(message, position)));

    internal static List<JsonMember> Content(EquatableArray<string> parents, bool isBreaking, StreamShape shape)
    {
        var members = new List<JsonMember> { Member("parents", JsonValue.Array(parents.Select(p => JsonValue.String(p)).ToArray())) };
        if (isBreaking)
        {
            members.Add(Member("breaking", JsonValue.Boolean(true)));
        }

        members.AddRange(Members(shape));
        return members;
    }

    internal static string Fingerprint(AvroSchema schema) => AvroFingerprint.Crc64(schema).ToString("x16", CultureInfo.InvariantCulture);

    internal static JsonMember Member(string name, string value) => Member(name, JsonValue.String(value));

    internal static JsonMember Member(string name, JsonValue value) => new(name, value);

    private static IEnumerable<JsonMember> Members(StreamShape shape)
    {
        AvroSchema avro = AvroSchema.Parse(shape.AvroSchema, AvroParsing.Lenient);
        return
        [
            Member("topic", shape.Topic),
            Member("fields", JsonValue.Array(shape.Fields.Select(Field).ToArray())),
            Member("fingerprint", Fingerprint(avro)),
            Member("avro", JsonReader.Read(shape.AvroSchema)),
            Member("table", Table(shape.Table)),
        ];
    }

    private static JsonValue Field(ShapeField field)
    {
        var members = new List<JsonMember>();
        if (field.Id > 0)
        {
            members.Add(Member("id", Number(field.Id)));
        }

        members.Add(Member("path", field.Path));
        members.Add(Member("type", field.Type));
        AddText("json", field.Json);
        AddText("column", field.Column);
        AddText("json_form", field.JsonForm);
        if (field.Aliases.Count > 0)
        {
            members.Add(Member("aliases", JsonValue.Array(field.Aliases.Select(a => JsonValue.String(a)).ToArray())));
        }

        AddFlag("required", field.IsRequired);
        AddFlag("event_time", field.IsEventTime);
        if (field.SortKey is { } position)
        {
            members.Add(Member("sort_key", Number(position)));
        }

        return JsonValue.Object(members);

        void AddText(string name, string value)
        {
            if (value.Length > 0)
            {
                members.Add(Member(name, value));
            }
        }

        void AddFlag(string name, bool value)
        {
            if (value)
            {
                members.Add(Member(name, JsonValue.Boolean(true)));
            }
        }
    }

    private static JsonValue Table(TableShape table) => JsonValue.Object(
    [
        Member("name", table.Name),
        Member("engine", table.Engine),
        Member("order_by", table.OrderBy),
        Member("partition_by", table.PartitionBy),
        Member("ttl", table.Ttl),
        Member("columns", JsonValue.Array(table.Columns.Select(c => JsonValue.Object([Member("name", c.Name), Member("type", c.Type)])).ToArray())),
    ]);

    private static JsonValue Number(int value) => JsonValue.Number(value.ToString(CultureInfo.InvariantCulture));
}
