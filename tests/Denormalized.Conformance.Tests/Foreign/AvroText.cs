using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;
using Avro.IO;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// Avro values as text, as <c>avro.js</c> prints them, read by Apache's C# implementation. Of logical types nothing is seen:
/// a timestamp is a number.
/// </summary>
internal sealed class AvroText
{
    private readonly global::Avro.Schema _schema;

    public AvroText(string schema)
    {
        JsonNode json = JsonNode.Parse(schema)!;
        Plain(json);
        _schema = global::Avro.Schema.Parse(json.ToJsonString());
    }

    public string Of(byte[] body) => Of(_schema, new GenericDatumReader<GenericRecord>(_schema, _schema).Read(null!, new BinaryDecoder(new MemoryStream(body))));

    private static string Of(global::Avro.Schema schema, object? value) => (schema, value) switch
    {
        (UnionSchema union, null) => "null",
        (UnionSchema union, _) => Of(union.Schemas.Single(s => s.Tag != global::Avro.Schema.Type.Null), value),
        (RecordSchema record, GenericRecord fields) => $"({string.Join(',', record.Fields.Select(f => Of(f.Schema, fields[f.Name])))})",
        (ArraySchema array, System.Collections.IEnumerable items) => $"[{string.Join(',', items.Cast<object?>().Select(i => Of(array.ItemSchema, i)))}]",
        (MapSchema map, IDictionary<string, object> entries) =>
            $"{{{string.Join(',', entries.Select(e => (Key: Hex(Encoding.UTF8.GetBytes(e.Key)), e.Value)).OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"s{e.Key}:{Of(map.ValueSchema, e.Value)}"))}}}",
        (_, null) => "null",
        (_, bool flag) => flag ? "true" : "false",
        (_, float number) => Bits(number),
        (_, double number) => Bits(number),
        (_, string text) => "s" + Hex(Encoding.UTF8.GetBytes(text)),
        (_, byte[] bytes) => "b" + Hex(bytes),
        (_, GenericFixed @fixed) => "b" + Hex(@fixed.Value),
        (_, GenericEnum symbol) => "e" + symbol.Value,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Bits(double number)
    {
        if (double.IsNaN(number))
        {
            return "fnan";
        }

        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return "f" + Hex(bytes);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void Plain(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            array.ToList().ForEach(Plain);
        }
        else if (node is JsonObject type)
        {
            type.Remove("logicalType");
            type.Where(p => p.Key != "default").ToList().ForEach(p => Plain(p.Value));
        }
    }
}
