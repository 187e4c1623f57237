using Denormalized.Schema;

namespace Denormalized.Tests.Avro;

public class SchemaParserTests
{
    [Theory]
    [InlineData("\"null\"")]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}")]
    [InlineData("{\"type\":\"array\",\"items\":[\"null\",{\"type\":\"map\",\"values\":\"bytes\"}],\"java-class\":\"java.util.List\"}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"aliases\":[\"G\",\"n.H\"],\"size\":16,\"logicalType\":\"uuid\"}")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"namespace\":\"a.b\",\"doc\":\"d \\\"q\\\" \\u0001\",\"symbols\":[\"A\",\"B\"],\"default\":\"B\",\"x\":{\"y\":[1,2.50,null,true]}}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"R\"],\"doc\":\"x\",\"default\":null,\"order\":\"ignore\",\"aliases\":[\"tail\"],\"pii\":true},{\"name\":\"b\",\"type\":{\"type\":\"record\",\"name\":\"S\",\"fields\":[]}},{\"name\":\"c\",\"type\":\"S\"},{\"name\":\"d\",\"type\":{\"type\":\"record\",\"name\":\"S\",\"namespace\":\"o\",\"fields\":[{\"name\":\"e\",\"type\":\"n.R\"}]}}]}")]
    [InlineData("{\"type\":\"error\",\"name\":\"Oops\",\"fields\":[{\"name\":\"m\",\"type\":\"string\"}]}")]
    public void What_was_read_is_printed(string json) => Assert.Equal(json, AvroSchema.Parse(json).ToJson());

    [Fact]
    public void Names_follow_the_rules_for_namespaces()
    {
        // The specification's own example: Example.inheritNull is in the null namespace, Simple inherits from Understanding.
        var record = (AvroRecord)AvroSchema.Parse("""
            {"type":"record","name":"Example","doc":"A simple name (attribute) and no namespace attribute: use the null namespace (\"\"); the fullname is 'Example'.","fields":[
              {"name":"inheritNull","type":{"type":"enum","name":"Simple","doc":"the fullname is 'Simple'.","symbols":["a","b"]}},
              {"name":"explicitNamespace","type":{"type":"fixed","name":"Simple","namespace":"explicit","size":12}},
              {"name":"fullName","type":{"type":"record","name":"a.full.Name","namespace":"ignored","fields":[
                {"name":"inheritNamespace","type":{"type":"enum","name":"Understanding","symbols":["d","e"]}},
                {"name":"primitive","type":"Simple"}]}}]}
            """);
        Assert.Equal("Simple", Named(record.Fields[0]));
        Assert.Equal("explicit.Simple", Named(record.Fields[1]));
        Assert.Equal("a.full.Name", Named(record.Fields[2]));
        var inner = (AvroRecord)record.Fields[2].Type;
        Assert.Equal("a.full.Understanding", Named(inner.Fields[0]));
        Assert.Same(record.Fields[0].Type, inner.Fields[1].Type);

        static string Named(AvroField field) => ((AvroNamed)field.Type).Name.FullName;
    }

    [Fact]
    public void Aliases_are_relative_to_the_namespace_of_the_name()
    {
        var type = (AvroNamed)AvroSchema.Parse("{\"type\":\"fixed\",\"name\":\"a.b\",\"size\":1,\"aliases\":[\"c\",\"x.y\"]}");
        Assert.Equal(["a.c", "x.y"], type.Aliases);
    }

    [Fact]
    public void Types_of_earlier_texts_can_be_named()
    {
        var parser = new AvroSchemaParser();
        AvroSchema address = parser.Parse("{\"type\":\"record\",\"name\":\"com.Address\",\"fields\":[{\"name\":\"city\",\"type\":\"string\"}]}");
        var user = (AvroRecord)parser.Parse("{\"type\":\"record\",\"name\":\"com.User\",\"fields\":[{\"name\":\"home\",\"type\":\"Address\"}]}");
        Assert.Same(address, user.Fields[0].Type);
        Assert.Contains("\"city\"", user.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1, column 1: a JSON value is expected")]
    [InlineData("{\n  \"type\": \"record\",\n  \"name\" \"R\"}", "line 3, column 10: a colon is expected behind \"name\"")]
    [InlineData("[\"int\" \"long\"]", "line 1, column 8: a comma or the end is expected")]
    [InlineData("{\"type\":\"int\",\"type\":\"int\"}", "line 1, column 15: \"type\" stands twice in the object")]
    [InlineData("\"int", "line 1, column 5: the string has no end")]
    [InlineData("\"a\\qb\"", "line 1, column 4: the string holds an unknown escape")]
    [InlineData("\"int\" 1", "line 1, column 7: nothing is expected behind the JSON value")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":01}", "line 1, column 36: a comma or the end is expected")]
    [InlineData("12", "line 1, column 1: a schema is a name, an object or an array")]
    [InlineData("\"strng\"", "line 1, column 1: no type is called 'strng'")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\n\"fields\":[{\"name\":\"a\",\"type\":\"S\"}]}", "line 2, column 30: no type is called 'S'")]
    [InlineData("{\"name\":\"R\"}", "line 1, column 1: the schema has no \"type\"")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\"}", "line 1, column 1: \"fields\" is missing")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":{}}", "line 1, column 38: \"fields\" of 'R' is an array")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[1]}", "line 1, column 39: a field of 'R' is an object with name and type")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\"}]}", "line 1, column 39: field 'a' of 'R' has no \"type\"")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]}", "line 1, column 65: 'R' has the field 'a' twice")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"order\":\"up\"}]}", "\"order\" of field 'a' is ascending, descending or ignore")]
    [InlineData("{\"type\":\"record\",\"name\":\"1R\",\"fields\":[]}", "line 1, column 25: '1R' is no name")]
    [InlineData("{\"type\":\"record\",\"name\":\"a..R\",\"fields\":[]}", "'' is no name")]
    [InlineData("{\"type\":\"record\",\"name\":\"int\",\"fields\":[]}", "'int' is a primitive type; a named type is called otherwise")]
    [InlineData("[{\"type\":\"fixed\",\"name\":\"F\",\"size\":1},{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}]", "'F' is defined twice; refer to it by its name")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}", "the size of 'F' is a number of bytes")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"A\"]}", "the symbols of 'E' differ from one another")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"a-b\"]}", "line 1, column 38: 'a-b' is no name")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":\"A\"}", "\"symbols\" is an array of strings")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"default\":\"B\"}", "the default of 'E' is one of its symbols")]
    [InlineData("[\"int\",[\"long\"]]", "line 1, column 8: a union cannot stand directly in a union")]
    [InlineData("[\"int\",{\"type\":\"int\",\"logicalType\":\"date\"}]", "line 1, column 8: the union holds 'int' twice")]
    [InlineData("[{\"type\":\"array\",\"items\":\"int\"},{\"type\":\"array\",\"items\":\"long\"}]", "the union holds 'array' twice")]
    [InlineData("{\"type\":\"array\"}", "\"items\" is missing")]
    [InlineData("{\"type\":\"map\"}", "\"values\" is missing")]
    public void What_is_wrong_and_where(string json, string message)
    {
        var e = Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(json));
        Assert.StartsWith("Avro schema, line ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"type\":\"array\",\"items\":", 100_000));
        Assert.Contains("nested deeper", Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(deep)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_and_a_byte_order_mark_are_taken()
        => Assert.Equal("\"int\"", AvroSchema.Parse("\uFEFF// a\n/* b\n */ {\"type\": /* c */ \"int\"} // d").ToJson());

    [Theory]
    [InlineData("int", "1", "02")]
    [InlineData("int", "-2147483648", "ffffffff0f")]
    [InlineData("long", "9223372036854775807", "feffffffffffffffff01")]
    [InlineData("float", "1.5", "0000c03f")]
    [InlineData("double", "-1", "000000000000f0bf")]
    [InlineData("boolean", "true", "01")]
    [InlineData("string", "\"\\u00e9\"", "04c3a9")]
    [InlineData("bytes", "\"\\u00ff\\u0000\"", "04ff00")]
    [InlineData("fixed", "\"\\u00ff\\u0001\"", "ff01")]
    [InlineData("enum", "\"B\"", "02")]
    [InlineData("array", "[1,2]", "04020400")]
    [InlineData("array", "[]", "00")]
    [InlineData("map", "{\"a\":1}", "0202610200")]
    [InlineData("union", "null", "00")]
    [InlineData("union", "\"x\"", "020278")]
    [InlineData("record", "{\"a\":7}", "0e027a")]
    public void Defaults_have_their_bytes(string type, string value, string hex)
    {
        var field = ((AvroRecord)AvroSchema.Parse(WithDefault(type, value))).Fields[0];
        Assert.Equal(hex, Convert.ToHexStringLower(AvroDefault.Encode(field.Type, field.Default!, field.Name)));
    }

    [Theory]
    [InlineData("int", "2147483648")]
    [InlineData("int", "1.5")]
    [InlineData("long", "\"1\"")]
    [InlineData("float", "\"NaN\"")]
    [InlineData("boolean", "0")]
    [InlineData("string", "null")]
    [InlineData("string", "\"\\ud800\"")]
    [InlineData("bytes", "\"\\u0100\"")]
    [InlineData("fixed", "\"abc\"")]
    [InlineData("enum", "\"C\"")]
    [InlineData("array", "[\"x\"]")]
    [InlineData("map", "[]")]
    [InlineData("union", "1")]
    [InlineData("record", "{}")]
    public void A_default_of_another_type_is_refused_unless_reading_leniently(string type, string value)
    {
        string json = WithDefault(type, value);
        var e = Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(json));
        Assert.Contains("of field 'f' is no value of its type", e.Message, StringComparison.Ordinal);
        Assert.NotNull(AvroSchema.Parse(json, AvroParsing.Lenient));
    }

    [Fact]
    public void A_record_that_is_its_own_default_ends()
    {
        const string json = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\",\"default\":{}}]}";
        Assert.Contains("default", Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}", AvroLogicalKind.Decimal)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4}", AvroLogicalKind.Decimal)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":5}", null)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":0}", null)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"scale\":2}", null)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":\"4\"}", null)]
    [InlineData("{\"type\":\"string\",\"logicalType\":\"decimal\",\"precision\":4}", null)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":4,\"logicalType\":\"decimal\",\"precision\":9}", AvroLogicalKind.Decimal)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":4,\"logicalType\":\"decimal\",\"precision\":10}", null)]
    [InlineData("{\"type\":\"bytes\",\"logicalType\":\"big-decimal\"}", AvroLogicalKind.BigDecimal)]
    [InlineData("{\"type\":\"string\",\"logicalType\":\"uuid\"}", AvroLogicalKind.Uuid)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":16,\"logicalType\":\"uuid\"}", AvroLogicalKind.Uuid)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":15,\"logicalType\":\"uuid\"}", null)]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"date\"}", AvroLogicalKind.Date)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"date\"}", null)]
    [InlineData("{\"type\":\"int\",\"logicalType\":\"time-millis\"}", AvroLogicalKind.TimeMillis)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"time-micros\"}", AvroLogicalKind.TimeMicros)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", AvroLogicalKind.TimestampMillis)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", AvroLogicalKind.TimestampMicros)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}", AvroLogicalKind.TimestampNanos)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}", AvroLogicalKind.LocalTimestampMillis)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}", AvroLogicalKind.LocalTimestampMicros)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"local-timestamp-nanos\"}", AvroLogicalKind.LocalTimestampNanos)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":12,\"logicalType\":\"duration\"}", AvroLogicalKind.Duration)]
    [InlineData("{\"type\":\"long\",\"logicalType\":\"of-our-own\"}", null)]
    [InlineData("{\"type\":\"long\",\"logicalType\":7}", null)]
    public void Logical_types_are_known_or_ignored(string json, AvroLogicalKind? kind)
    {
        AvroSchema schema = AvroSchema.Parse(json);
        Assert.Equal(kind, schema.Logical?.Kind);
        Assert.Equal(json, schema.ToJson());
    }

    private static string WithDefault(string type, string value)
    {
        string schema = type switch
        {
            "fixed" => "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}",
            "enum" => "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}",
            "array" => "{\"type\":\"array\",\"items\":\"int\"}",
            "map" => "{\"type\":\"map\",\"values\":\"int\"}",
            "union" => "[\"null\",\"string\"]",
            "record" => "{\"type\":\"record\",\"name\":\"S\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"string\",\"default\":\"z\"}]}",
            _ => $"\"{type}\"",
        };
        return $$"""{"type":"record","name":"R","fields":[{"name":"f","type":{{schema}},"default":{{value}}}]}""";
    }
}
