using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>A default value, which schemas write as JSON, in Avro's binary encoding. Encoding it is also how it is checked.</summary>
public static class AvroDefault
{
    private const int MaxDepth = 64;
    private const int MaxBytes = 1 << 20;

    /// <param name="type">Type of the field.</param>
    /// <param name="value">Its default.</param>
    /// <param name="field">Name of the field, for the message.</param>
    /// <exception cref="AvroSchemaException">The value is none of the type.</exception>
    public static byte[] Encode(AvroSchema type, JsonValue value, string field)
    {
        var output = new List<byte>();
        return TryEncode(type, value, output, 0)
            ? output.ToArray()
            : throw new AvroSchemaException($"the default {Shorten(value.ToString())} of field '{field}' is no value of its type, {type}", value.Position);
    }

    private static bool TryEncode(AvroSchema type, JsonValue value, List<byte> output, int depth)
    {
        if (depth > MaxDepth || output.Count > MaxBytes)
        {
            return false; // a record can be its own default
        }

        switch (type)
        {
            case AvroUnion union: return TryUnion(union, value, output, depth);
            case AvroRecord record: return TryRecord(record, value, output, depth);
            case AvroEnum e: return value.Kind == JsonKind.String && TryIndex(e.Symbols, value.Text, output);
            case AvroFixed f: return value.Kind == JsonKind.String && value.Text.Length == f.Size && TryBytes(value.Text, output);
            case AvroArray array:
                return value.Kind == JsonKind.Array && TryBlock(value.Items, output, item => TryEncode(array.Items, item, output, depth + 1));
            case AvroMap map:
                return value.Kind == JsonKind.Object
                    && TryBlock(value.Members, output, m => TryString(m.Name, output) && TryEncode(map.Values, m.Value, output, depth + 1));
            default: return TryPrimitive(type.Kind, value, output);
        }
    }

    /// <summary>The first branch that the value is of.</summary>
    private static bool TryUnion(AvroUnion union, JsonValue value, List<byte> output, int depth)
    {
        int start = output.Count;
        for (int i = 0; i < union.Branches.Count; i++)
        {
            Long(i, output);
            if (TryEncode(union.Branches[i], value, output, depth + 1))
            {
                return true;
            }

            output.RemoveRange(start, output.Count - start);
        }

        return false;
    }

    private static bool TryRecord(AvroRecord record, JsonValue value, List<byte> output, int depth)
    {
        if (value.Kind != JsonKind.Object)
        {
            return false;
        }

        foreach (AvroField field in record.Fields)
        {
            JsonValue? given = value.Find(field.Name) ?? field.Default;
            if (given is null || !TryEncode(field.Type, given, output, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPrimitive(AvroKind kind, JsonValue value, List<byte> output)
    {
        switch (kind)
        {
            case AvroKind.Null: return value.Kind == JsonKind.Null;
            case AvroKind.Boolean:
                output.Add(value.Text == "true" ? (byte)1 : (byte)0);
                return value.Kind == JsonKind.Boolean;
            case AvroKind.String: return value.Kind == JsonKind.String && TryString(value.Text, output);
            case AvroKind.Bytes:
                if (value.Kind == JsonKind.String)
                {
                    Long(value.Text.Length, output);
                    return TryBytes(value.Text, output);
                }

                return false;
            default: return value.Kind == JsonKind.Number && TryNumber(kind, value.Text, output);
        }
    }

    private static bool TryNumber(AvroKind kind, string text, List<byte> output)
    {
        if (kind is AvroKind.Int or AvroKind.Long)
        {
            bool fits = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
                && (kind == AvroKind.Long || integer == (int)integer);
            Long(integer, output);
            return fits;
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        byte[] bytes = kind == AvroKind.Float ? BitConverter.GetBytes((float)number) : BitConverter.GetBytes(number);
        output.AddRange(BitConverter.IsLittleEndian ? bytes : bytes.Reverse());
        return true;
    }

    private static bool TryIndex(IReadOnlyList<string> symbols, string symbol, List<byte> output)
    {
        int index = symbols.ToList().IndexOf(symbol);
        Long(index, output);
        return index >= 0;
    }

    private static bool TryBlock<T>(IReadOnlyList<T> items, List<byte> output, Func<T, bool> encode)
    {
        if (items.Count > 0)
        {
            Long(items.Count, output);
        }

        bool all = items.All(encode);
        output.Add(0);
        return all;
    }

    private static bool TryString(string text, List<byte> output)
    {
        try
        {
            byte[] bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
            Long(bytes.Length, output);
            output.AddRange(bytes);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false; // a lone surrogate is no text
        }
    }

    /// <summary>Bytes are written as the code points 0 to 255.</summary>
    private static bool TryBytes(string text, List<byte> output)
    {
        output.AddRange(text.Select(c => (byte)c));
        return text.All(c => c <= 0xFF);
    }

    private static void Long(long value, List<byte> output)
    {
        for (ulong zigzag = unchecked((ulong)((value << 1) ^ (value >> 63))); ; zigzag >>= 7)
        {
            if (zigzag < 0x80)
            {
                output.Add((byte)zigzag);
                return;
            }

            output.Add((byte)(zigzag | 0x80));
        }
    }

    private static string Shorten(string json) => json.Length <= 60 ? json : json.Substring(0, 57) + "...";
}
