using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>
/// A schema as JSON on one line. A named type is defined where it comes first and named afterwards; the namespace stands
/// where it differs from the enclosing one.
/// </summary>
internal sealed class AvroSchemaPrinter
{
    private readonly StringBuilder _json = new();
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    private AvroSchemaPrinter()
    {
    }

    public static string Print(AvroSchema schema)
    {
        var printer = new AvroSchemaPrinter();
        printer.Schema(schema, "");
        return printer._json.ToString();
    }

    private void Schema(AvroSchema schema, string ns)
    {
        switch (schema)
        {
            case AvroNamed named when !_defined.Add(named.Name.FullName): Reference(named.Name, ns); break;
            case AvroNamed named: Named(named, ns); break;
            case AvroArray array: Container("array", "items", array.Items, array.Properties, ns); break;
            case AvroMap map: Container("map", "values", map.Values, map.Properties, ns); break;
            case AvroUnion union:
                _json.Append('[');
                for (int i = 0; i < union.Branches.Count; i++)
                {
                    _json.Append(i == 0 ? "" : ",");
                    Schema(union.Branches[i], ns);
                }

                _json.Append(']');
                break;
            case { Properties.Count: 0 }: Text(AvroKinds.Word(schema.Kind)); break;
            default:
                _json.Append("{\"type\":\"").Append(AvroKinds.Word(schema.Kind)).Append('"');
                Properties(schema.Properties);
                _json.Append('}');
                break;
        }
    }

    /// <summary>A simple name means the enclosing namespace.</summary>
    private void Reference(AvroName name, string ns) => Text(name.Namespace == ns ? name.Name : name.FullName);

    private void Container(string type, string attribute, AvroSchema inner, IReadOnlyList<JsonMember> properties, string ns)
    {
        _json.Append("{\"type\":\"").Append(type).Append("\",\"").Append(attribute).Append("\":");
        Schema(inner, ns);
        Properties(properties);
        _json.Append('}');
    }

    private void Named(AvroNamed schema, string ns)
    {
        string type = schema is AvroRecord { IsError: true } ? "error" : AvroKinds.Word(schema.Kind);
        _json.Append("{\"type\":\"").Append(type).Append("\",\"name\":");
        Text(schema.Name.Name);
        if (schema.Name.Namespace != ns)
        {
            Attribute("namespace", schema.Name.Namespace);
        }

        Attribute("doc", schema.Doc);
        Aliases(schema.Aliases);
        switch (schema)
        {
            case AvroRecord record:
                Fields(record);
                break;
            case AvroEnum e:
                _json.Append(",\"symbols\":");
                Texts(e.Symbols);
                Attribute("default", e.Default);
                break;
            case AvroFixed f:
                _json.Append(",\"size\":").Append(f.Size.ToString(CultureInfo.InvariantCulture));
                break;
        }

        Properties(schema.Properties);
        _json.Append('}');
    }

    private void Fields(AvroRecord record)
    {
        _json.Append(",\"fields\":[");
        for (int i = 0; i < record.Fields.Count; i++)
        {
            AvroField field = record.Fields[i];
            _json.Append(i == 0 ? "" : ",").Append("{\"name\":");
            Text(field.Name);
            _json.Append(",\"type\":");
            Schema(field.Type, record.Name.Namespace);
            Attribute("doc", field.Doc);
            if (field.Default is not null)
            {
                _json.Append(",\"default\":");
                JsonPrinter.Append(_json, field.Default);
            }

            Attribute("order", field.Order);
            Aliases(field.Aliases);
            Properties(field.Properties);
            _json.Append('}');
        }

        _json.Append(']');
    }

    private void Aliases(IReadOnlyList<string> aliases)
    {
        if (aliases.Count > 0)
        {
            _json.Append(",\"aliases\":");
            Texts(aliases);
        }
    }

    private void Properties(IReadOnlyList<JsonMember> properties)
    {
        foreach (JsonMember property in properties)
        {
            _json.Append(',');
            Text(property.Name);
            _json.Append(':');
            JsonPrinter.Append(_json, property.Value);
        }
    }

    private void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            _json.Append(",\"").Append(name).Append("\":");
            Text(value);
        }
    }

    private void Texts(IReadOnlyList<string> texts)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            _json.Append(i == 0 ? '[' : ',');
            Text(texts[i]);
        }

        _json.Append(texts.Count == 0 ? "[]" : "]");
    }

    private void Text(string text) => JsonPrinter.AppendString(_json, text);
}
