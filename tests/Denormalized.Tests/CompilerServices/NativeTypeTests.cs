using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public class NativeTypeTests
{
    /// <summary>F4@0 = values of four bytes at level 0, S@1 = strings of the elements of an array, O@0 = offsets.</summary>
    [Theory]
    [InlineData("UInt8", "F1@0")]
    [InlineData("Bool", "F1@0")]
    [InlineData("Int16", "F2@0")]
    [InlineData("Float32", "F4@0")]
    [InlineData("Date32", "F4@0")]
    [InlineData("DateTime", "F4@0")]
    [InlineData("DateTime('Europe/Berlin')", "F4@0")]
    [InlineData("DateTime64(6,'UTC')", "F8@0")]
    [InlineData("DateTime64(9)", "F8@0")]
    [InlineData("Time64(6)", "F8@0")]
    [InlineData("UUID", "F16@0")]
    [InlineData("Int128", "F16@0")]
    [InlineData("UInt256", "F32@0")]
    [InlineData("IPv4", "F4@0")]
    [InlineData("IPv6", "F16@0")]
    [InlineData("IntervalSecond", "F8@0")]
    [InlineData("Decimal(9, 2)", "F4@0")]
    [InlineData("Decimal(18,4)", "F8@0")]
    [InlineData("Decimal(38, 10)", "F16@0")]
    [InlineData("Decimal(76, 10)", "F32@0")]
    [InlineData("Decimal64(4)", "F8@0")]
    [InlineData("FixedString(7)", "F7@0")]
    [InlineData("Enum8('a' = 1, 'b, (c)' = 2)", "F1@0")]
    [InlineData(@"Enum16('it\'s' = -5, ')' = 300)", "F2@0")]
    [InlineData("String", "S@0")]
    [InlineData("Nullable(String)", "F1@0 S@0")]
    [InlineData("Array(String)", "O@0 S@1")]
    [InlineData("Array(Nullable(Int32))", "O@0 F1@1 F4@1")]
    [InlineData("Array(Array(Float64))", "O@0 O@1 F8@2")]
    [InlineData("Map(String, Array(UInt8))", "O@0 S@1 O@1 F1@2")]
    [InlineData("Map(String,Nullable(Int64))", "O@0 S@1 F1@1 F8@1")]
    [InlineData("Tuple(String, UInt8)", "S@0 F1@0")]
    [InlineData("Tuple(a String, `b, (c)` Array(Int8), d Tuple(e UUID))", "S@0 O@0 F1@1 F16@0")]
    [InlineData(@"Tuple(`a\`b` Decimal(18, 4), Enum8('x' = 1))", "F8@0 F1@0")]
    [InlineData("Array(Tuple(k String, v Array(Int8)))", "O@0 S@1 O@1 F1@2")]
    [InlineData("Nested(k String, v Int8)", "O@0 S@1 F1@1")]
    [InlineData("SimpleAggregateFunction(sum, Int64)", "F8@0")]
    [InlineData("SimpleAggregateFunction(groupArrayArray(10), Array(String))", "O@0 S@1")]
    [InlineData("LowCardinality(String)", "D0@0")]
    [InlineData("Array(LowCardinality(Nullable(FixedString(3))))", "O@0 N3@1")]
    [InlineData("Map(LowCardinality(String), LowCardinality(UInt16))", "O@0 D0@1 D2@1")]
    [InlineData("Point", "F8@0 F8@0")]
    [InlineData("Polygon", "O@0 O@1 F8@2 F8@2")]
    public void Substreams(string type, string expected) => Assert.Equal(
        expected,
        string.Join(' ', NativeType.Parse(type).Select(s => s.Kind switch
        {
            SubstreamKind.Fixed => $"F{s.Width}@{s.Level}",
            SubstreamKind.String => $"S@{s.Level}",
            SubstreamKind.Dictionary => $"D{s.Width}@{s.Level}",
            SubstreamKind.NullableDictionary => $"N{s.Width}@{s.Level}",
            _ => $"O@{s.Level}",
        })));

    [Theory]
    [InlineData("JSON", "toString(x)")]
    [InlineData("JSON(max_dynamic_paths=8)", "toString(x)")]
    [InlineData("Variant(String, UInt8)", "toString(x)")]
    [InlineData("Dynamic", "toString(x)")]
    [InlineData("AggregateFunction(uniq, UInt64)", "-Merge")]
    [InlineData("Tuple(a Zebra)", "'Zebra'")]
    public void What_cannot_be_read_says_what_to_do(string type, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<NotSupportedException>(() => NativeType.Parse(type)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("Nullable")]
    [InlineData("Nullable(")]
    [InlineData("Array(String")]
    [InlineData("Array(String))")]
    [InlineData("Tuple()")]
    [InlineData("Map(String)")]
    [InlineData("FixedString(0)")]
    [InlineData("FixedString(99999999999)")]
    [InlineData("Enum8('a' = 1")]
    [InlineData("Enum8('a")]
    [InlineData("Decimal(x)")]
    [InlineData("LowCardinality(Array(String))")]
    [InlineData("LowCardinality(Tuple(UInt8, String))")]
    [InlineData("Tuple(`a String)")]
    public void Malformed(string type) => Assert.Throws<InvalidDataException>(() => NativeType.Parse(type));

    [Fact]
    public void Depth_is_limited() => Assert.Throws<InvalidDataException>(
        () => NativeType.Parse(string.Concat(Enumerable.Repeat("Array(", 100_000)) + "Int8" + new string(')', 100_000)));

    [Theory]
    [InlineData("Decimal(18,4)", "Decimal(18, 4)", true)]
    [InlineData("Map(String,String)", "Map( String, String )", true)]
    [InlineData("DateTime64(6,'UTC')", "DateTime64(6, 'UTC')", true)]
    [InlineData("Tuple(a String)", "Tuple(aString)", false)]
    [InlineData("Tuple(`a` String)", "Tuple(a String)", true)]
    [InlineData("Tuple(`a, b` String)", "Tuple(`a,b` String)", false)]
    [InlineData("`", "``", false)]
    [InlineData("Enum8('a b' = 1)", "Enum8('ab' = 1)", false)]
    [InlineData("Enum8('a, b' = 1)", "Enum8('a,b' = 1)", false)]
    [InlineData("Enum8('a' = 1,'b' = 2)", "Enum8('a' = 1, 'b' = 2)", true)]
    [InlineData("Int32", "Int64", false)]
    [InlineData("LowCardinality(String)", "String", true)]
    [InlineData("Map(LowCardinality(String), Array(LowCardinality(Nullable(String))))", "Map(String, Array(Nullable(String)))", true)]
    [InlineData("LowCardinality(FixedString(3))", "FixedString(3)", true)]
    [InlineData("Enum8('LowCardinality(a)' = 1)", "Enum8('a' = 1)", false)]
    public void White_space_and_dictionaries_do_not_make_another_type(string left, string right, bool same) => Assert.Equal(same, NativeType.Same(left, right));
}
