using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.Tests.Avro;

/// <summary>The rules of "Schema Resolution" in the specification of Avro 1.12, by number, in its order.</summary>
public class ResolutionRuleTests
{
    private const string Enum = "{'type':'enum','name':'E','symbols':[";
    private const string Fixed = "{'type':'fixed','name':'F','size':";

    [Fact]
    public void Rule_01_arrays_match_when_their_items_do()
    {
        Assert.Equal("0602040600", Resolve("{'type':'array','items':'int'}", "{'type':'array','items':'long'}", "0602040600"));
        Assert.Equal("040000803f0000004000", Resolve("{'type':'array','items':'int'}", "{'type':'array','items':'float'}", "04020400"));
        Refused("{'type':'array','items':'string'}", "{'type':'array','items':'int'}", "[]: the writer's string cannot be read as int");
    }

    [Fact]
    public void Rule_02_maps_match_when_their_values_do()
    {
        Assert.Equal("020261000000000000f03f00", Resolve("{'type':'map','values':'long'}", "{'type':'map','values':'double'}", "0202610200"));
        Refused("{'type':'map','values':'string'}", "{'type':'map','values':'int'}", "{}: the writer's string cannot be read as int");
    }

    [Fact]
    public void Rule_03_enums_match_by_unqualified_name()
    {
        Assert.Equal("02", Resolve(Enum + "'A','B']}", "{'type':'enum','name':'n.E','symbols':['A','B']}", "02"));
        Refused(Enum + "'A']}", "{'type':'enum','name':'G','symbols':['A']}", "G: the writer's E is not the reader's G; name it as an alias");
    }

    [Fact]
    public void Rule_04_fixed_match_by_size_and_unqualified_name()
    {
        Assert.Equal("0102", Resolve(Fixed + "2}", "{'type':'fixed','name':'n.F','size':2}", "0102"));
        Refused(Fixed + "2}", Fixed + "3}", "F: the writer's F has 2 bytes, the reader's 3");
        Refused(Fixed + "2}", "{'type':'fixed','name':'G','size':2}", "the writer's F is not the reader's G");
    }

    [Fact]
    public void Rule_05_records_match_by_unqualified_name()
    {
        Assert.Equal("02", Resolve(Record("'a','type':'int'"), "{'type':'record','name':'n.R','fields':[{'name':'a','type':'int'}]}", "02"));
        Refused(Record("'a','type':'int'"), "{'type':'record','name':'S','fields':[]}", "S: the writer's R is not the reader's S");
    }

    [Fact]
    public void Rule_06_a_union_matches_by_its_branches()
    {
        Assert.Equal("02", Resolve("['null','int']", "int", "0202"));
        Assert.Equal("0202", Resolve("int", "['null','int']", "02"));
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("boolean", "01")]
    [InlineData("int", "03")]
    [InlineData("long", "03")]
    [InlineData("float", "0000803f")]
    [InlineData("double", "000000000000f03f")]
    [InlineData("bytes", "02ff")]
    [InlineData("string", "0261")]
    public void Rule_07_primitive_types_match_themselves(string type, string hex)
    {
        Assert.True(new AvroResolver(Parse(type), Parse(type)).IsIdentity);
        Assert.Equal(hex + "02", Resolve(Record($"'a','type':'{type}'", "'b','type':'int'", "'c','type':'int'"), Record($"'a','type':'{type}'", "'c','type':'int'"), hex + "0002"));
    }

    [Theory]
    [InlineData("int", "long", "0f", "0f")]
    [InlineData("int", "float", "0f", "000000c1")]
    [InlineData("int", "double", "0f", "00000000000020c0")]
    public void Rule_08_int_is_promoted(string writer, string reader, string hex, string expected) => Assert.Equal(expected, Resolve(writer, reader, hex));

    [Theory]
    [InlineData("float", "0000805b")]
    [InlineData("double", "0000000000007043")]
    public void Rule_09_long_is_promoted(string reader, string expected) => Assert.Equal(expected, Resolve("long", reader, Long(1L << 56)));

    [Fact]
    public void Rule_10_float_is_promoted_to_double()
    {
        Assert.Equal("000000000000f83f", Resolve("float", "double", "0000c03f"));
        Assert.Equal("000000000000f07f", Resolve("float", "double", "0000807f"));
    }

    [Fact]
    public void Rule_11_string_is_promoted_to_bytes() => Assert.Equal("0261", Resolve("string", "bytes", "0261"));

    [Fact]
    public void Rule_12_bytes_are_promoted_to_string() => Assert.Equal("0261", Resolve("bytes", "string", "0261"));

    [Theory]
    [InlineData("long", "int")]
    [InlineData("double", "float")]
    [InlineData("float", "long")]
    [InlineData("string", "int")]
    [InlineData("boolean", "int")]
    [InlineData("null", "int")]
    [InlineData("int", "string")]
    public void Rule_13_nothing_else_matches(string writer, string reader)
        => Refused(writer, reader, $"the writer's {writer} cannot be read as {reader}");

    [Fact]
    public void Rule_14_fields_are_matched_by_name_in_any_order()
        => Assert.Equal("02610e00000000", Resolve(
            Record("'a','type':'int'", "'b','type':'string'", "'c','type':'float'"),
            Record("'b','type':'string'", "'a','type':'int'", "'c','type':'float'"),
            "0e026100000000"));

    [Fact]
    public void Rule_15_fields_are_resolved_recursively()
    {
        const string writer = "'x','type':{'type':'record','name':'S','fields':[{'name':'p','type':'int'},{'name':'q','type':'string'}]}";
        const string reader = "'x','type':{'type':'record','name':'S','fields':[{'name':'q','type':'string'},{'name':'p','type':'double'}]}";
        Assert.Equal("0261000000000000f03f04", Resolve(Record(writer, "'y','type':'int'"), Record(reader, "'y','type':'int'"), "02026104"));
        Refused(Record("'x','type':'string'"), Record("'x','type':'int'"), "R.x: the writer's string cannot be read as int");
    }

    [Fact]
    public void Rule_16_fields_that_the_reader_does_not_have_are_ignored()
    {
        const string everything = "{'type':'record','name':'S','fields':[{'name':'p','type':{'type':'array','items':{'type':'map','values':['null','string','S']}}},{'name':'q','type':{'type':'fixed','name':'F','size':3}},{'name':'r','type':'boolean'},{'name':'s','type':'double'},{'name':'t','type':'bytes'}]}";
        const string body = "02" + "0202026b020461620000" + "010203" + "01" + "0000000000000000" + "0261" + "04";
        Assert.Equal("0204", Resolve(
            Record("'a','type':'int'", "'x','type':" + everything, "'b','type':'int'"),
            Record("'a','type':'int'", "'b','type':'int'"),
            body));
    }

    [Fact]
    public void Rule_17_fields_that_the_writer_does_not_have_take_their_default()
        => Assert.Equal("02" + "0278" + "02" + "00", Resolve(
            Record("'a','type':'int'"),
            Record("'a','type':'int'", "'b','type':'string','default':'x'", "'c','type':['int','null'],'default':null", "'d','type':{'type':'array','items':'int'},'default':[]"),
            "02"));

    [Fact]
    public void Rule_18_without_a_default_that_is_an_error()
        => Refused(Record("'a','type':'int'"), Record("'a','type':'int'", "'b','type':'int'"), "R.b: the writer has no such field and the reader no default");

    [Fact]
    public void Rule_19_a_symbol_that_the_reader_does_not_have_becomes_its_default()
    {
        const string reader = Enum + "'B','A'],'default':'B'}";
        Assert.Equal("02", Resolve(Enum + "'A','C']}", reader, "00"));
        Assert.Equal("00", Resolve(Enum + "'A','C']}", reader, "02"));
    }

    [Fact]
    public void Rule_20_without_a_default_such_a_symbol_is_an_error()
    {
        var resolver = new AvroResolver(Parse(Enum + "'A','C']}"), Parse(Enum + "'A']}"));
        Assert.Equal(AvroConflictKind.Symbol, Assert.Single(resolver.Conflicts).Kind);
        Assert.Equal("00", Hex(resolver, "00"));
        Assert.Contains("the reader's E has no C and no default", Fails(resolver, "02", DecodeFailure.Unresolved), StringComparison.Ordinal);
        Fails(resolver, "04", DecodeFailure.Enum);
    }

    [Fact]
    public void Rule_21_both_unions_the_first_branch_that_matches()
    {
        Assert.Equal("0002", Resolve("['null','int']", "['long','null']", "0202"));
        Assert.Equal("02", Resolve("['null','int']", "['long','null']", "00"));
        Assert.Equal("020261", Resolve("['int','string']", "['null','bytes','double']", "020261"));
    }

    [Fact]
    public void Rule_22_the_very_type_comes_before_promotions()
    {
        Assert.Equal("0202", Resolve("long", "['double','long']", "02"));
        Assert.Equal("0202", Resolve("{'type':'record','name':'b.X','fields':[{'name':'i','type':'int'}]}", "[{'type':'record','name':'a.X','fields':[]},{'type':'record','name':'b.X','fields':[{'name':'i','type':'int'}]}]", "02"));
    }

    [Fact]
    public void Rule_23_only_the_reader_has_a_union()
    {
        Assert.Equal("020000803f", Resolve("int", "['null','float']", "02"));
        Refused("string", "['null','int']", "the reader's union [null, int] has no branch for the writer's string");
    }

    [Fact]
    public void Rule_24_only_the_writer_has_a_union()
    {
        var resolver = new AvroResolver(Parse("['null','int']"), Parse("double"));
        Assert.Equal("000000000000f03f", Hex(resolver, "0202"));
        Assert.Contains("the writer's null cannot be read as double", Fails(resolver, "00", DecodeFailure.Unresolved), StringComparison.Ordinal);
        Assert.True(Assert.Single(resolver.Conflicts).IsConditional);
        Fails(resolver, "04", DecodeFailure.Length);
    }

    [Fact]
    public void Rule_25_docs_are_ignored()
        => Assert.True(new AvroResolver(Parse("{'type':'record','name':'R','doc':'x','fields':[{'name':'a','type':'int','doc':'y'}]}"), Parse(Record("'a','type':'int'"))).IsIdentity);

    [Fact]
    public void Rule_26_aliases_of_the_reader_rename_types_and_fields_of_the_writer()
    {
        Assert.Equal("0204", Resolve(
            "{'type':'record','name':'old.R','fields':[{'name':'x','type':{'type':'enum','name':'G','symbols':['A','B']}},{'name':'gone','type':'int'},{'name':'y','type':'int'}]}",
            "{'type':'record','name':'new.S','aliases':['old.R'],'fields':[{'name':'a','aliases':['u','x'],'type':{'type':'enum','name':'E','aliases':['old.G'],'symbols':['A','B']}},{'name':'y','type':'int'}]}",
            "020604"));
        Refused("{'type':'record','name':'other.R','fields':[]}", "{'type':'record','name':'new.S','aliases':['old.R'],'fields':[]}", "the writer's other.R is not the reader's new.S");
    }

    [Fact]
    public void Rule_27_decimals_match_by_scale()
    {
        static string Decimal(int precision, int scale) => $"{{'type':'bytes','logicalType':'decimal','precision':{precision},'scale':{scale}}}";
        Assert.True(new AvroResolver(Parse(Decimal(9, 2)), Parse(Decimal(18, 2))).IsIdentity);
        Assert.True(new AvroResolver(Parse("bytes"), Parse(Decimal(18, 2))).IsIdentity);
        Refused(Decimal(18, 2), Decimal(18, 3), "the writer's decimal has scale 2, the reader's 3");
        Assert.Equal("040212", Resolve(Decimal(4, 2), $"['null','int',{Decimal(4, 2)}]", "0212"));
    }

    [Theory]
    [InlineData("long", "timestamp-millis", "long", "timestamp-micros", 5, 5000)]
    [InlineData("long", "timestamp-micros", "long", "timestamp-millis", -1, -1)]
    [InlineData("long", "timestamp-nanos", "long", "timestamp-micros", -1001, -2)]
    [InlineData("long", "local-timestamp-millis", "long", "local-timestamp-nanos", 1, 1_000_000)]
    [InlineData("int", "time-millis", "long", "time-micros", 86_399_999, 86_399_999_000)]
    [InlineData("long", "time-micros", "long", "timestamp-millis", 7, 7)]
    [InlineData("long", "unknown-millis", "long", "timestamp-micros", 7, 7)]
    public void Rule_28_counts_of_time_keep_their_instant(string writerType, string writer, string readerType, string reader, long value, long expected)
        => Assert.Equal(Long(expected), Hex(new AvroResolver(Parse($"{{'type':'{writerType}','logicalType':'{writer}'}}"), Parse($"{{'type':'{readerType}','logicalType':'{reader}'}}")), Long(value)));

    [Fact]
    public void Rule_28_counts_of_time_that_do_not_fit_are_refused()
    {
        var resolver = new AvroResolver(Parse("{'type':'long','logicalType':'timestamp-millis'}"), Parse("{'type':'long','logicalType':'timestamp-nanos'}"));
        Fails(resolver, Long(long.MaxValue / 1_000_000 + 1), DecodeFailure.Range);
        Fails(resolver, Long(long.MinValue / 1_000_000 - 1), DecodeFailure.Range);
        Assert.Equal(Long(long.MaxValue / 1_000_000 * 1_000_000), Hex(resolver, Long(long.MaxValue / 1_000_000)));
    }

    [Fact]
    public void Recursive_types_are_planned_once_and_followed()
    {
        const string writer = "{'type':'record','name':'L','fields':[{'name':'v','type':'int'},{'name':'next','type':['null','L']}]}";
        const string reader = "{'type':'record','name':'L','fields':[{'name':'next','type':['null','L']},{'name':'v','type':'long'},{'name':'w','type':'int','default':9}]}";
        Assert.True(new AvroResolver(Parse(writer), Parse(writer)).IsIdentity);
        Assert.Equal("0200041202" + "12", Resolve(writer, reader, "02020400"));
        var resolver = new AvroResolver(Parse(writer), Parse(reader));
        Assert.NotNull(Hex(resolver, string.Concat(Enumerable.Repeat("0202", 63)) + "0200"));
        Fails(resolver, string.Concat(Enumerable.Repeat("0202", 64)) + "0200", DecodeFailure.Depth);
    }

    [Fact]
    public void All_conflicts_are_listed_with_their_paths()
    {
        var e = Assert.Throws<AvroResolutionException>(() => new AvroResolver(
            Parse(Record("'a','type':'string'", "'b','type':{'type':'array','items':'string'}")),
            Parse(Record("'a','type':'int'", "'b','type':{'type':'array','items':'int'}", "'c','type':'int'"))));
        Assert.Equal(["R.a", "R.b[]", "R.c"], e.Conflicts.Select(c => c.Path));
        Assert.Contains("R.b[]: the writer's string cannot be read as int", e.Message, StringComparison.Ordinal);
    }

    internal static string Long(long value)
    {
        AvroSchema type = AvroSchema.Parse("\"long\"");
        return Convert.ToHexStringLower(AvroDefault.Encode(type, JsonValue.Number(value.ToString(System.Globalization.CultureInfo.InvariantCulture)), "x"));
    }

    private static string Record(params string[] fields) => "{'type':'record','name':'R','fields':[" + string.Join(",", fields.Select(f => "{'name':" + f + "}")) + "]}";

    private static AvroSchema Parse(string json) => AvroSchema.Parse((json[0] is '{' or '[' ? json : $"'{json}'").Replace('\'', '"'));

    private static string Resolve(string writer, string reader, string hex) => Hex(new AvroResolver(Parse(writer), Parse(reader)), hex);

    private static string Hex(AvroResolver resolver, string hex)
    {
        using var buffer = new AvroBuffer();
        byte[] message = Convert.FromHexString(hex);
        Assert.True(resolver.TryResolve(message, buffer, out ReadOnlySpan<byte> resolved), buffer.Error.Message);
        string result = Convert.ToHexStringLower(resolved);
        for (int length = 0; length < message.Length && !resolver.IsIdentity; length++)
        {
            Assert.False(resolver.TryResolve(message.AsSpan(0, length), buffer, out _), $"the first {length} bytes were taken");
        }

        return result;
    }

    private static string Fails(AvroResolver resolver, string hex, DecodeFailure failure)
    {
        using var buffer = new AvroBuffer();
        Assert.False(resolver.TryResolve(Convert.FromHexString(hex), buffer, out _));
        Assert.Equal(failure, buffer.Error.Failure);
        return buffer.Error.Message;
    }

    private static void Refused(string writer, string reader, string message)
    {
        var e = Assert.Throws<AvroResolutionException>(() => new AvroResolver(Parse(writer), Parse(reader)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
