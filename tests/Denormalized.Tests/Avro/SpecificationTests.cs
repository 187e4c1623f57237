using System.Buffers;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.Tests.Avro;

/// <summary>
/// The rules of the specification of Avro 1.12, by number, in its order, one test each. Those of "Schema Resolution" are in
/// <see cref="ResolutionRuleTests"/>, the refusals of the parser with their places in <see cref="SchemaParserTests"/>, container
/// files in the tests of Denormalized.Avro. Not ours are the JSON encoding of data, sort order, and protocols.
/// </summary>
public class SpecificationTests
{
    private const string R = "{'type':'record','name':'R','fields':[";

    [Fact]
    public void Rule_01_a_schema_is_a_name_an_object_or_an_array()
    {
        Assert.Equal(AvroKind.Int, Parse("'int'").Kind);
        Assert.Equal(AvroKind.Int, Parse("{'type':'int'}").Kind);
        Assert.Equal(AvroKind.Union, Parse("['int','null']").Kind);
        Refused("true", "a schema is a name, an object or an array");
    }

    [Fact]
    public void Rule_02_other_attributes_are_permitted_and_change_no_byte()
        => Assert.Equal("\"int\"", Parse("{'type':'int','x':{'y':[1,null]}}").ToCanonicalForm());

    [Theory]
    [InlineData("null")]
    [InlineData("boolean")]
    [InlineData("int")]
    [InlineData("long")]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("bytes")]
    [InlineData("string")]
    public void Rule_03_a_primitive_name_is_the_same_as_its_object(string name)
        => Assert.Equal(Parse($"'{name}'").ToCanonicalForm(), Parse($"{{'type':'{name}'}}").ToCanonicalForm());

    [Fact]
    public void Rule_04_a_record_has_a_name_and_fields_and_may_have_doc_aliases_order_and_defaults()
    {
        var record = (AvroRecord)Parse("{'type':'record','name':'LongList','namespace':'n','doc':'d','aliases':['LinkedLongs'],'fields':[{'name':'value','type':'long','order':'descending','doc':'f','aliases':['v'],'default':1},{'name':'next','type':['null','LongList']}]}");
        Assert.Equal(("n.LongList", "d", "n.LinkedLongs"), (record.Name.FullName, record.Doc, Assert.Single(record.Aliases)));
        Assert.Equal(("value", "f", "v"), (record.Fields[0].Name, record.Fields[0].Doc, Assert.Single(record.Fields[0].Aliases)));
        Assert.Same(record, ((AvroUnion)record.Fields[1].Type).Branches[1]);
    }

    [Fact]
    public void Rule_05_a_default_of_a_union_is_of_the_first_branch_that_matches()
    {
        Assert.Equal("020278", Default("['null','string']", "'x'"));
        Assert.Equal("00", Default("['null','string']", "null"));
        Assert.Equal("0002", Default("['int','long']", "1"));
    }

    [Fact]
    public void Rule_06_defaults_of_bytes_and_fixed_are_characters_up_to_255()
    {
        Assert.Equal("04ff00", Default("'bytes'", "'\\u00ff\\u0000'"));
        Assert.Equal("ff", Default("{'type':'fixed','name':'F','size':1}", "'\\u00ff'"));
        Refused(R + "{'name':'a','type':'bytes','default':'\\u0100'}]}", "is no value of its type");
    }

    [Fact]
    public void Rule_07_symbols_are_unique_names_and_the_default_is_one_of_them()
    {
        Assert.Equal("B", ((AvroEnum)Parse("{'type':'enum','name':'E','symbols':['A','B'],'default':'B'}")).Default);
        Refused("{'type':'enum','name':'E','symbols':['A','A']}", "differ from one another");
        Refused("{'type':'enum','name':'E','symbols':['1A']}", "'1A' is no name");
        Refused("{'type':'enum','name':'E','symbols':['A'],'default':'C'}", "is one of its symbols");
    }

    [Fact]
    public void Rule_08_arrays_have_items() => Assert.Equal(AvroKind.String, ((AvroArray)Parse("{'type':'array','items':'string'}")).Items.Kind);

    [Fact]
    public void Rule_09_maps_have_values_and_keys_are_strings() => Assert.Equal(AvroKind.Long, ((AvroMap)Parse("{'type':'map','values':'long'}")).Values.Kind);

    [Fact]
    public void Rule_10_a_union_holds_a_type_once_but_named_types_by_name()
    {
        Assert.Equal(3, ((AvroUnion)Parse("[{'type':'fixed','name':'F','size':1},{'type':'fixed','name':'G','size':1},'null']")).Branches.Count);
        Refused("['int','int']", "holds 'int' twice");
        Refused("[{'type':'map','values':'int'},{'type':'map','values':'long'}]", "holds 'map' twice");
    }

    [Fact]
    public void Rule_11_a_union_holds_no_union_directly()
    {
        Refused("['null',['int']]", "a union cannot stand directly in a union");
        Assert.NotNull(Parse("['null',{'type':'array','items':['int','null']}]"));
    }

    [Fact]
    public void Rule_12_fixed_has_a_size() => Assert.Equal(16, ((AvroFixed)Parse("{'type':'fixed','size':16,'name':'md5'}")).Size);

    [Fact]
    public void Rule_13_names_are_case_sensitive()
        => Assert.NotNull(Parse("[{'type':'fixed','name':'F','size':1},{'type':'fixed','name':'f','size':1}]"));

    [Fact]
    public void Rule_14_fields_and_symbols_can_be_reused_in_another_type()
        => Assert.NotNull(Parse(R + "{'name':'a','type':{'type':'record','name':'S','fields':[{'name':'a','type':'int'}]}},{'name':'b','type':{'type':'enum','name':'E','symbols':['a']}},{'name':'c','type':{'type':'enum','name':'G','symbols':['a']}}]}"));

    [Fact]
    public void Rule_15_a_name_with_dots_is_a_full_name_and_the_namespace_is_ignored()
        => Assert.Equal("org.foo.X", ((AvroNamed)Parse("{'type':'fixed','name':'org.foo.X','namespace':'ignored','size':1}")).Name.FullName);

    [Fact]
    public void Rule_16_a_simple_name_takes_the_namespace_beside_it()
        => Assert.Equal("org.foo.X", ((AvroNamed)Parse("{'type':'fixed','name':'X','namespace':'org.foo','size':1}")).Name.FullName);

    [Fact]
    public void Rule_17_else_that_of_the_nearest_definition_around_it()
        => Assert.Equal("org.foo.X", ((AvroNamed)((AvroRecord)Parse("{'type':'record','name':'org.foo.Y','fields':[{'name':'a','type':{'type':'fixed','name':'X','size':1}}]}")).Fields[0].Type).Name.FullName);

    [Fact]
    public void Rule_18_an_empty_namespace_is_the_null_namespace_and_stands_in_no_sequence()
    {
        Assert.Equal("X", ((AvroNamed)((AvroRecord)Parse("{'type':'record','name':'n.Y','fields':[{'name':'a','type':{'type':'fixed','name':'X','namespace':'','size':1}}]}")).Fields[0].Type).Name.FullName);
        Refused("{'type':'fixed','name':'X','namespace':'a..b','size':1}", "'' is no name");
    }

    [Fact]
    public void Rule_19_references_follow_the_same_rules()
    {
        const string first = "{'name':'a','type':{'type':'fixed','name':'X','namespace':'m','size':1}}";
        Assert.NotNull(Parse("{'type':'record','name':'n.Y','fields':[" + first + ",{'name':'b','type':'m.X'}]}"));
        Refused("{'type':'record','name':'n.Y','fields':[" + first + ",{'name':'b','type':'X'}]}", "no type is called 'X'");
    }

    [Theory]
    [InlineData("int")]
    [InlineData("org.foo.int")]
    [InlineData("a.string")]
    public void Rule_20_names_of_primitive_types_are_defined_in_no_namespace(string name)
        => Refused($"{{'type':'fixed','name':'{name}','size':1}}", "is a primitive type; a named type is called otherwise");

    [Theory]
    [InlineData("record")]
    [InlineData("enum")]
    [InlineData("array")]
    [InlineData("map")]
    [InlineData("fixed")]
    [InlineData("union")]
    public void Rule_21_names_of_complex_types_can_be_names(string name)
    {
        var union = (AvroUnion)Parse($"[{{'type':'array','items':'int'}},{{'type':'map','values':'int'}},{{'type':'record','name':'{name}','fields':[{{'name':'a','type':['null','{name}']}}]}}]");
        Assert.Equal(name, ((AvroNamed)union.Branches[2]).Name.FullName);
        Assert.Equal(union.ToCanonicalForm(), AvroSchema.Parse(union.ToJson()).ToCanonicalForm());
    }

    [Fact]
    public void Rule_22_a_full_name_is_defined_once()
        => Refused("[{'type':'fixed','name':'a.F','size':1},{'type':'enum','name':'F','namespace':'a','symbols':[]}]", "'a.F' is defined twice");

    [Fact]
    public void Rule_23_a_name_is_defined_before_it_is_used()
        => Refused(R + "{'name':'a','type':'F'},{'name':'b','type':{'type':'fixed','name':'F','size':1}}]}", "nor defined before this place");

    [Fact]
    public void Rule_24_an_alias_is_relative_to_the_namespace_of_the_name()
        => Assert.Equal(["a.c", "x.y"], ((AvroNamed)Parse("{'type':'fixed','name':'a.b','size':1,'aliases':['c','x.y']}")).Aliases);

    [Fact]
    public void Rule_25_any_string_is_an_alias_so_that_illegal_names_can_be_mended()
    {
        AvroSchema old = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"my-record\",\"fields\":[{\"name\":\"1st\",\"type\":\"int\"}]}", AvroParsing.Lenient);
        AvroSchema mended = Parse("{'type':'record','name':'MyRecord','aliases':['my-record'],'fields':[{'name':'first','aliases':['1st'],'type':'int'},{'name':'x','type':'int','default':1}]}");
        Assert.Equal("0e02", Resolve(old, mended, "0e"));
    }

    [Theory]
    [InlineData("'null'", "null", "")]
    [InlineData("'boolean'", "false", "00")]
    [InlineData("'boolean'", "true", "01")]
    [InlineData("'int'", "0", "00")]
    [InlineData("'int'", "-1", "01")]
    [InlineData("'int'", "1", "02")]
    [InlineData("'long'", "-2", "03")]
    [InlineData("'long'", "2", "04")]
    [InlineData("'long'", "-64", "7f")]
    [InlineData("'long'", "64", "8001")]
    [InlineData("'float'", "1", "0000803f")]
    [InlineData("'double'", "1", "000000000000f03f")]
    [InlineData("'bytes'", "'a'", "0261")]
    [InlineData("'string'", "'foo'", "06666f6f")]
    [InlineData("{'type':'record','name':'test','fields':[{'name':'a','type':'long'},{'name':'b','type':'string'}]}", "{'a':27,'b':'foo'}", "3606666f6f")]
    [InlineData("{'type':'enum','name':'Foo','symbols':['A','B','C','D']}", "'D'", "06")]
    [InlineData("{'type':'array','items':'long'}", "[3,27]", "04063600")]
    [InlineData("{'type':'map','values':'long'}", "{'a':27}", "0202613600")]
    [InlineData("['null','string']", "null", "00")]
    [InlineData("['null','string']", "'a'", "020261")]
    [InlineData("{'type':'fixed','name':'F','size':2}", "'ab'", "6162")]
    public void Rule_26_values_have_the_bytes_of_the_specification(string type, string value, string hex)
    {
        Assert.Equal(hex, Default(type, value));

        // and are passed over as such: the field behind is found
        AvroSchema writer = Parse(R + "{'name':'x','type':" + type + "},{'name':'y','type':'int'}]}"), reader = Parse(R + "{'name':'y','type':'int'}]}");
        Assert.Equal("0e", Resolve(writer, reader, hex + "0e"));
    }

    [Theory]
    [InlineData("04063600")]
    [InlineData("03040636" + "00")]
    [InlineData("0206" + "0236" + "00")]
    [InlineData("010206" + "0236" + "00")]
    public void Rule_27_blocks_may_be_many_and_say_their_size(string hex)
    {
        AvroSchema writer = Parse(R + "{'name':'a','type':{'type':'array','items':'long'}},{'name':'z','type':'int'}]}");
        AvroSchema reader = Parse(R + "{'name':'z','type':'int'},{'name':'a','type':{'type':'array','items':'double'}}]}");
        string doubles = Resolve(writer, reader, hex + "0e");
        Assert.StartsWith("0e", doubles, StringComparison.Ordinal);
        Assert.Contains("0000000000000840", doubles, StringComparison.Ordinal);
        Assert.Contains("0000000000003b40", doubles, StringComparison.Ordinal);
    }

    /// <summary>The message of Apache Avro's shared test data (share/test/data/messageV1): id 42, name Bill, two tags.</summary>
    [Fact]
    public void Rule_28_a_single_object_is_marked_and_has_the_fingerprint()
    {
        AvroSchema schema = Parse("{'type':'record','namespace':'org.apache.avro','name':'TestMessage','fields':[{'name':'id','type':'long'},{'name':'name','type':'string'},{'name':'tags','type':{'type':'array','items':'string'}}]}");
        byte[] message = Convert.FromHexString("c301a92de1f8a242f53d540842696c6c0412646f675f6c6f766572126361745f686174657200");
        Assert.Equal(DecodeFailure.None, AvroFrame.Read(message, AvroFraming.SingleObject, out AvroFrame frame, out ReadOnlySpan<byte> body));
        Assert.Equal(AvroFrame.SingleObject(schema), frame);
        Assert.Equal("540842696c6c0412646f675f6c6f766572126361745f686174657200", Convert.ToHexStringLower(body));
        var written = new ArrayBufferWriter<byte>();
        frame.Write(written);
        Assert.Equal(message[..10], written.WrittenSpan.ToArray());
        Assert.Equal("0842696c6c", Resolve(schema, Parse("{'type':'record','name':'TestMessage','fields':[{'name':'name','type':'string'}]}"), Convert.ToHexString(body)));
    }

    [Theory]
    [InlineData("PRIMITIVES", "{'type':'int'}", "'int'")]
    [InlineData("FULLNAMES", "{'name':'X','type':'fixed','namespace':'a.b','size':1}", "{'name':'a.b.X','type':'fixed','size':1}")]
    [InlineData("STRIP", "{'name':'X','type':'enum','symbols':['A'],'doc':'d','aliases':['Y'],'default':'A','x':1}", "{'name':'X','type':'enum','symbols':['A']}")]
    [InlineData("ORDER", "{'size':1,'type':'fixed','name':'X'}", "{'name':'X','type':'fixed','size':1}")]
    [InlineData("STRINGS", "{'name':'\\u0058','type':'enum','symbols':['\\u0041\\u005f']}", "{'name':'X','type':'enum','symbols':['A_']}")]
    [InlineData("INTEGERS", "{'name':'X','type':'fixed','size':'007'}", "{'name':'X','type':'fixed','size':7}")]
    [InlineData("WHITESPACE", " { 'name' :\t'X' ,\n'type' : 'fixed','size' : 7 } ", "{'name':'X','type':'fixed','size':7}")]
    public void Rule_29_to_35_the_canonical_form(string rule, string schema, string canonical)
    {
        Assert.NotEqual("", rule);
        Assert.Equal(canonical.Replace('\'', '"'), Parse(schema).ToCanonicalForm());
    }

    [Fact]
    public void Rule_36_unknown_logical_types_are_ignored() => Assert.Null(Parse("{'type':'long','logicalType':'of-nobody'}").Logical);

    [Fact]
    public void Rule_37_invalid_logical_types_are_ignored()
    {
        Assert.Null(Parse("{'type':'int','logicalType':'uuid'}").Logical);
        Assert.Null(Parse("{'type':'bytes','logicalType':'decimal','precision':2,'scale':3}").Logical);
        Assert.Null(Parse("{'type':'fixed','name':'F','size':2,'logicalType':'decimal','precision':5}").Logical);
        Assert.Null(Parse("{'type':'fixed','name':'F','size':11,'logicalType':'duration'}").Logical);
    }

    [Fact]
    public void Rule_38_the_scale_of_a_decimal_is_zero_where_it_is_not_said()
        => Assert.Equal((4, 0), Parse("{'type':'bytes','logicalType':'decimal','precision':4}").Logical is { } d ? (d.Precision, d.Scale) : default);

    private static AvroSchema Parse(string json) => AvroSchema.Parse(json.Replace('\'', '"'));

    private static void Refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<AvroSchemaException>(() => Parse(json)).Message, StringComparison.Ordinal);

    private static string Default(string type, string value)
    {
        AvroField field = ((AvroRecord)Parse(R + "{'name':'f','type':" + type + ",'default':" + value + "}]}")).Fields[0];
        return Convert.ToHexStringLower(AvroDefault.Encode(field.Type, field.Default!, field.Name));
    }

    private static string Resolve(AvroSchema writer, AvroSchema reader, string hex)
    {
        using var buffer = new AvroBuffer();
        Assert.True(new AvroResolver(writer, reader).TryResolve(Convert.FromHexString(hex), buffer, out ReadOnlySpan<byte> resolved), buffer.Error.Message);
        return Convert.ToHexStringLower(resolved);
    }
}
