using System.Text;

namespace Denormalized.Schema;

/// <summary>JSON without white space.</summary>
internal static class JsonPrinter
{
    public static string Print(JsonValue value)
    {
        var json = new StringBuilder();
        Append(json, value);
        return json.ToString();
    }

    public static void Append(StringBuilder json, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.String:
                AppendString(json, value.Text);
                break;
            case JsonKind.Array:
                json.Append('[');
                for (int i = 0; i < value.Items.Count; i++)
                {
                    json.Append(i == 0 ? "" : ",");
                    Append(json, value.Items[i]);
                }

                json.Append(']');
                break;
            case JsonKind.Object:
                json.Append('{');
                for (int i = 0; i < value.Members.Count; i++)
                {
                    json.Append(i == 0 ? "" : ",");
                    AppendString(json, value.Members[i].Name);
                    json.Append(':');
                    Append(json, value.Members[i].Value);
                }

                json.Append('}');
                break;
            default:
                json.Append(value.Text);
                break;
        }
    }

    /// <summary>Escapes what must be, and what is no text of its own: controls and lone surrogates.</summary>
    public static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair)
            {
                json.Append(c).Append(text[++i]);
            }
            else if (c is '"' or '\\')
            {
                json.Append('\\').Append(c);
            }
            else if (c < ' ' || c == 0x7F || char.IsSurrogate(c))
            {
                json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(c);
            }
        }

        json.Append('"');
    }
}
