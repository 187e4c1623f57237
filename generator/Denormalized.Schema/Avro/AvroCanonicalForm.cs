using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>
/// Parsing Canonical Form (Avro 1.12, "Transforming into Parsing Canonical Form"): what matters for reading the bytes,
/// in one spelling. Names are full, attributes come in the order name, type, fields, symbols, items, values, size.
/// </summary>
internal static class AvroCanonicalForm
{
    public static string Of(AvroSchema schema)
    {
        var json = new StringBuilder();
        Append(json, schema, new HashSet<string>(StringComparer.Ordinal));
        return json.ToString();
    }

    private static void Append(StringBuilder json, AvroSchema schema, HashSet<string> defined)
    {
        switch (schema)
        {
            case AvroNamed named when !defined.Add(named.Name.FullName): JsonPrinter.AppendString(json, named.Name.FullName); break;
            case AvroNamed named: AppendNamed(json, named, defined); break;
            case AvroArray array:
                json.Append("{\"type\":\"array\",\"items\":");
                Append(json, array.Items, defined);
                json.Append('}');
                break;
            case AvroMap map:
                json.Append("{\"type\":\"map\",\"values\":");
                Append(json, map.Values, defined);
                json.Append('}');
                break;
            case AvroUnion union:
                json.Append('[');
                AppendAll(json, union.Branches, b => Append(json, b, defined));
                json.Append(']');
                break;
            default: JsonPrinter.AppendString(json, AvroKinds.Word(schema.Kind)); break;
        }
    }

    private static void AppendNamed(StringBuilder json, AvroNamed schema, HashSet<string> defined)
    {
        json.Append("{\"name\":");
        JsonPrinter.AppendString(json, schema.Name.FullName);
        json.Append(",\"type\":\"").Append(AvroKinds.Word(schema.Kind)).Append('"');
        switch (schema)
        {
            case AvroRecord record:
                json.Append(",\"fields\":[");
                AppendAll(json, record.Fields, field =>
                {
                    json.Append("{\"name\":");
                    JsonPrinter.AppendString(json, field.Name);
                    json.Append(",\"type\":");
                    Append(json, field.Type, defined);
                    json.Append('}');
                });
                json.Append(']');
                break;
            case AvroEnum e:
                json.Append(",\"symbols\":[");
                AppendAll(json, e.Symbols, s => JsonPrinter.AppendString(json, s));
                json.Append(']');
                break;
            case AvroFixed f:
                json.Append(",\"size\":").Append(f.Size.ToString(CultureInfo.InvariantCulture));
                break;
        }

        json.Append('}');
    }

    private static void AppendAll<T>(StringBuilder json, IReadOnlyList<T> items, Action<T> append)
    {
        for (int i = 0; i < items.Count; i++)
        {
            json.Append(i == 0 ? "" : ",");
            append(items[i]);
        }
    }
}
