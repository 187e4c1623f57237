using System.Globalization;

namespace Denormalized.Schema;

public enum AvroParsing
{
    /// <summary>Everything that the specification demands.</summary>
    Strict,

    /// <summary>
    /// For schemas that others wrote and that only tell how their data is read: names of any characters and defaults of
    /// any value are taken, since old implementations wrote them and neither changes a byte of the data.
    /// </summary>
    Lenient,
}

/// <summary>
/// Reads schemas from JSON. Named types of one text are known in the following ones: that is how the references of a
/// schema registry are read.
/// </summary>
public sealed class AvroSchemaParser(AvroParsing parsing = AvroParsing.Strict)
{
    private static readonly string[] Orders = ["ascending", "descending", "ignore"];

    private readonly Dictionary<string, AvroNamed> _named = new(StringComparer.Ordinal);
    private readonly List<(AvroField Field, JsonValue Default)> _defaults = [];

    /// <exception cref="AvroSchemaException">The text is not a schema.</exception>
    public AvroSchema Parse(string json)
    {
        _defaults.Clear();
        AvroSchema schema = Schema(JsonReader.Read(json), "");
        if (parsing == AvroParsing.Strict)
        {
            // Behind everything: a default can be of a record that was not complete when it was read.
            foreach ((AvroField field, JsonValue value) in _defaults)
            {
                AvroDefault.Encode(field.Type, value, field.Name);
            }
        }

        return schema;
    }

    private AvroSchema Schema(JsonValue json, string ns) => json.Kind switch
    {
        JsonKind.String => Reference(json, ns),
        JsonKind.Array => Union(json, ns),
        JsonKind.Object => Object(json, ns),
        _ => throw Error(json, "a schema is a name, an object or an array"),
    };

    private AvroSchema Reference(JsonValue json, string ns)
    {
        if (AvroKinds.Primitive(json.Text) is { } primitive)
        {
            return new AvroPrimitive(primitive, []);
        }

        return Known(json.Text, ns) ?? throw Error(
            json,
            $"no type is called '{json.Text}': it is neither a primitive type (null, boolean, int, long, float, double, bytes, string) nor defined before this place");
    }

    /// <summary>In the enclosing namespace, else in none.</summary>
    private AvroNamed? Known(string name, string ns) =>
        _named.TryGetValue(AvroName.Of(name, ns).FullName, out AvroNamed? known) || _named.TryGetValue(name, out known) ? known : null;

    private AvroUnion Union(JsonValue json, string ns)
    {
        var branches = new List<AvroSchema>();
        var seen = new HashSet<(bool IsNamed, string Name)>(); // a record may be called array
        foreach (JsonValue item in json.Items)
        {
            AvroSchema branch = Schema(item, ns);
            if (branch is AvroUnion)
            {
                throw Error(item, "a union cannot stand directly in a union");
            }

            if (!seen.Add((branch is AvroNamed, branch.ToString())))
            {
                throw Error(item, $"the union holds '{branch}' twice");
            }

            branches.Add(branch);
        }

        return new AvroUnion(branches);
    }

    private AvroSchema Object(JsonValue json, string ns)
    {
        JsonValue type = json.Find("type") ?? throw Error(json, "the schema has no \"type\"");
        if (type.Kind != JsonKind.String)
        {
            return Schema(type, ns); // {"type": {...}}
        }

        switch (type.Text)
        {
            case "record" or "error": return Record(json, ns, type.Text == "error");
            case "enum": return Enum(json, ns);
            case "fixed": return Fixed(json, ns);
            case "array": return new AvroArray(Schema(Required(json, "items"), ns), Properties(json, "type", "items"));
            case "map": return new AvroMap(Schema(Required(json, "values"), ns), Properties(json, "type", "values"));
            default:
                return AvroKinds.Primitive(type.Text) is { } primitive
                    ? new AvroPrimitive(primitive, Properties(json, "type"))
                    : Reference(type, ns);
        }
    }

    private AvroRecord Record(JsonValue json, string ns, bool isError)
    {
        AvroName name = Name(json, ns);
        var record = new AvroRecord(name, Properties(json, "type", "name", "namespace", "doc", "aliases", "fields")) { IsError = isError };
        Define(record, json);
        JsonValue fieldsJson = Required(json, "fields");
        if (fieldsJson.Kind != JsonKind.Array)
        {
            throw Error(fieldsJson, $"\"fields\" of '{name}' is an array");
        }

        var fields = new List<AvroField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonValue item in fieldsJson.Items)
        {
            AvroField field = Field(item, name);
            if (!names.Add(field.Name))
            {
                throw Error(item, $"'{name}' has the field '{field.Name}' twice");
            }

            fields.Add(field);
        }

        record.Fields = fields;
        return record;
    }

    private AvroField Field(JsonValue json, AvroName record)
    {
        if (json.Kind != JsonKind.Object)
        {
            throw Error(json, $"a field of '{record}' is an object with name and type");
        }

        JsonValue name = Required(json, "name");
        CheckName(name, Text(name, "name"));
        JsonValue type = json.Find("type") ?? throw Error(json, $"field '{name.Text}' of '{record}' has no \"type\"");
        var field = new AvroField(name.Text, Schema(type, record.Namespace), Properties(json, "name", "type", "default", "aliases", "doc", "order"))
        {
            Default = json.Find("default"),
            Aliases = Texts(json, "aliases"),
            Doc = Doc(json),
            Order = json.Find("order") is { Kind: not JsonKind.Null } order ? Text(order, "order") : null,
        };
        if (field.Order is not null && !Orders.Contains(field.Order))
        {
            throw Error(json.Find("order")!, $"\"order\" of field '{field.Name}' is ascending, descending or ignore");
        }

        if (field.Default is not null)
        {
            _defaults.Add((field, field.Default));
        }

        return field;
    }

    private AvroEnum Enum(JsonValue json, string ns)
    {
        AvroName name = Name(json, ns);
        IReadOnlyList<string> symbols = Texts(json, "symbols");
        JsonValue symbolsJson = Required(json, "symbols");
        for (int i = 0; i < symbols.Count; i++)
        {
            CheckName(symbolsJson.Items[i], symbols[i]);
        }

        if (symbols.Distinct(StringComparer.Ordinal).Count() != symbols.Count)
        {
            throw Error(symbolsJson, $"the symbols of '{name}' differ from one another");
        }

        JsonValue? fallback = json.Find("default");
        if (fallback is not null && !symbols.Contains(Text(fallback, "default")))
        {
            throw Error(fallback, $"the default of '{name}' is one of its symbols");
        }

        var type = new AvroEnum(name, symbols, Properties(json, "type", "name", "namespace", "doc", "aliases", "symbols", "default")) { Default = fallback?.Text };
        Define(type, json);
        return type;
    }

    private AvroFixed Fixed(JsonValue json, string ns)
    {
        AvroName name = Name(json, ns);
        JsonValue size = Required(json, "size");
        if (size.Kind is not (JsonKind.Number or JsonKind.String)
            || !int.TryParse(size.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes))
        {
            throw Error(size, $"the size of '{name}' is a number of bytes from 0 to {int.MaxValue}");
        }

        var type = new AvroFixed(name, bytes, Properties(json, "type", "name", "namespace", "doc", "aliases", "size"));
        Define(type, json);
        return type;
    }

    private AvroName Name(JsonValue json, string ns)
    {
        JsonValue value = Required(json, "name");
        string written = Text(value, "name");
        JsonValue? space = json.Find("namespace");
        string own = space is null or { Kind: JsonKind.Null } ? ns : Text(space, "namespace");
        AvroName name = AvroName.Of(written, own);
        CheckName(value, name.Name);
        foreach (string part in name.Namespace.Length == 0 ? [] : name.Namespace.Split('.'))
        {
            CheckName(space ?? value, part);
        }

        // Leniently in a namespace: there it can be referred to by its full name, and old registries have such.
        return AvroKinds.Primitive(name.Name) is not null && (name.Namespace.Length == 0 || parsing == AvroParsing.Strict)
            ? throw Error(value, $"'{name.Name}' is a primitive type; a named type is called otherwise")
            : name;
    }

    private void Define(AvroNamed type, JsonValue json)
    {
        type.Doc = Doc(json);
        type.Aliases = Texts(json, "aliases").Select(a => AvroName.Of(a, type.Name.Namespace).FullName).ToArray();
        if (_named.ContainsKey(type.Name.FullName))
        {
            throw Error(json, $"'{type.Name}' is defined twice; refer to it by its name");
        }

        _named.Add(type.Name.FullName, type);
    }

    private void CheckName(JsonValue place, string name)
    {
        if (name.Length == 0 || (parsing == AvroParsing.Strict && !AvroName.IsValid(name)))
        {
            throw Error(place, $"'{name}' is no name: letters A to Z, digits and underscores, no digit first");
        }
    }

    private static JsonValue Required(JsonValue json, string attribute) =>
        json.Find(attribute) ?? throw Error(json, $"\"{attribute}\" is missing");

    private static string Text(JsonValue value, string attribute) =>
        value.Kind == JsonKind.String ? value.Text : throw Error(value, $"\"{attribute}\" is a string");

    private static string? Doc(JsonValue json) => json.Find("doc") is { Kind: JsonKind.String } doc ? doc.Text : null;

    private static IReadOnlyList<string> Texts(JsonValue json, string attribute)
    {
        JsonValue? value = json.Find(attribute);
        if (value is null or { Kind: JsonKind.Null })
        {
            return [];
        }

        return value.Kind == JsonKind.Array && value.Items.All(i => i.Kind == JsonKind.String)
            ? value.Items.Select(i => i.Text).ToArray()
            : throw Error(value, $"\"{attribute}\" is an array of strings");
    }

    private static IReadOnlyList<JsonMember> Properties(JsonValue json, params string[] reserved) =>
        json.Members.Where(m => !reserved.Contains(m.Name)).ToArray();

    private static AvroSchemaException Error(JsonValue at, string message) => new(message, at.Position);
}
