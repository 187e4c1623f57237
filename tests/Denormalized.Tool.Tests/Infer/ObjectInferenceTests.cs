using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Tests.Infer;

public class ObjectInferenceTests
{
    [Fact]
    public void Null_absent_and_empty_are_three_things()
    {
        const string rows = """
            {"a":1,"b":null,"c":""}
            {"a":2,"b":"x","c":"y"}
            {"b":"x","c":"z"}
            """;
        Decision a = Sample.Decide(rows, "$.a");
        Decision b = Sample.Decide(rows, "$.b");
        Decision c = Sample.Decide(rows, "$.c");
        Assert.Equal((false, true, 1), (a.Nullable, a.Optional, a.Absent));
        Assert.Equal((true, false, 0), (b.Nullable, b.Optional, b.Absent));
        Assert.Equal((false, false, 1), (c.Nullable, c.Optional, c.Evidence.Texts!.Empty));
    }

    [Theory]
    [InlineData("""{"x":1} {"x":"a"}""", "json")]
    [InlineData("""{"x":1} {"x":"2"}""", "int64")]
    [InlineData("""{"x":1} {"x":"02"}""", "json")]
    [InlineData("""{"x":{"a":1}} {"x":"a"}""", "json")]
    [InlineData("""{"x":null}""", "null")]
    [InlineData("""{"x":[]}""", "array<null>")]
    [InlineData("""{"x":[1,"a"]}""", "array<json>")]
    [InlineData("""{"x":[[1.5,2],[3,4]]}""", "array<array<float64>>")]
    [InlineData("""{"x":[{"a":1},{"b":2}]}""", "array<record>")]
    [InlineData("""{"x":{"2020-01-01":1,"2020-01-02":2}}""", "map<string,int64>")]
    [InlineData("""{"x":{"0x0000000000000000000000000000000000000001":{"n":1}}}""", "map<string,record>")]
    [InlineData("""{"x":{"/a":true,"/b":false}}""", "map<string,bool>")]
    [InlineData("""{"x":{"Accept":"*/*","Accept-Encoding":"gzip","Content-Type":"text/html"}}""", "map<string,string>")]
    [InlineData("""{"x":{"connection-id":"a","endpoint-id":"b","common-name":"c"}}""", "record")] // dashes alone make no headers
    [InlineData("""{"x":{"first_name":"a","last_name":"b","city":"c"}}""", "record")]
    [InlineData("""{"x":{"1":1,"2":"a"}}""", "record")] // numbered, but not of one kind
    public void Kind_of_what_holds_others(string rows, string kind) =>
        Assert.Equal(kind, Sample.Decide(rows, "$.x").KindName);

    [Fact]
    public void Many_objects_of_one_shape_under_keys_of_their_own_are_a_map()
    {
        string values = string.Join(',', Enumerable.Range(0, 12).Select(i => $"\"name{(char)('a' + i)}\":{{\"id\":{i},\"title\":\"t\"}}"));
        Assert.Equal("map<string,record>", Sample.Decide($"{{\"x\":{{{values}}}}}", "$.x").KindName);
    }

    [Fact]
    public void Objects_with_keys_of_their_own_are_json_with_all_paths_below()
    {
        string rows = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{{\"x\":{{\"only{i % 20}\":{(i % 2 == 0 ? "1" : "\"a\"")}}}}}"));
        Assert.Equal("json", Sample.Decide(rows, "$.x").KindName);
        Assert.True(Sample.Decide(rows, "$.x.only3").Optional);
    }

    [Fact]
    public void More_keys_than_a_record_can_have_are_data()
    {
        string row = "{" + string.Join(',', Enumerable.Range(0, 20_500).Select(i => $"\"word{i}\":{i}")) + "}";
        Decision root = Sample.Decide(row);
        Assert.Equal("map<string,int32>", root.KindName);
        Assert.Equal(20_500, root.Item!.Evidence.Values);
    }

    [Fact]
    public void Repeated_keys_are_read_and_reported()
    {
        Decision root = Sample.Decide("""{"a":1,"a":2,"b":3}""");
        Assert.Contains("1 repeated keys", EvidenceText.Of(root), StringComparison.Ordinal);
        Assert.Equal(0, Sample.Decide("""{"a":1,"a":2,"b":3}""", "$.a").Absent);
    }

    [Fact]
    public void Keys_that_are_no_identifiers_are_quoted_in_paths()
    {
        string[] paths = Sample.Decide("""{"@timestamp":1,"it's":2,"a.b":3,"ok":4}""").All().Select(d => d.Path).ToArray();
        Assert.Equal(["$", "$['@timestamp']", @"$['it\'s']", "$['a.b']", "$.ok"], paths);
    }
}
