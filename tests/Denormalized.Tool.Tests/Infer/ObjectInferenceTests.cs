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
    [InlineData("""{"x":1} {"x":"2"}""", "json")] // as a number of either form it would be written in one
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
    [InlineData("""{"x":{"application/json":{"schema":"a"},"text/html":{}}}""", "map<string,record>")]
    [InlineData("""{"x":{"13.0":1,"13.1":0.5,"14.0-14.2":2,"15":0,"16":1}}""", "map<string,float64>")]
    [InlineData("""{"x":{"24h":1,"7d":2}}""", "record")]
    [InlineData("""{"multiValueHeaders":{"a":["b"]},"x":1}""", "map<string,array<string>>", "$.multiValueHeaders")]
    [InlineData("""{"translations":{"deu":{"common":"a","official":"b"},"fra":{"common":"c","official":"d"}}}""", "map<string,record>", "$.translations")]
    [InlineData("""{"labels":[{"name":"bug","color":"red"}]}""", "array<record>", "$.labels")]
    [InlineData("""{"tags":{"env":"prod","team":"x"}}""", "map<string,string>", "$.tags")]
    [InlineData("""{"x":{"connection-id":"a","endpoint-id":"b","common-name":"c"}}""", "record")] // dashes alone make no headers
    [InlineData("""{"x":{"first_name":"a","last_name":"b","city":"c"}}""", "record")]
    [InlineData("""{"x":{"1":1,"2":"a"}}""", "record")] // numbered, but not of one kind
    public void Kind_of_what_holds_others(string rows, string kind, string path = "$.x") =>
        Assert.Equal(kind, Sample.Decide(rows, path).KindName);

    [Fact]
    public void One_other_key_among_many_of_a_pattern_is_data_too()
    {
        string versions = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"{i}.{i % 7}\":{i}"));
        Assert.Equal("map<string,int32>", Sample.Decide($"{{\"x\":{{{versions},\"all\":1}}}}", "$.x").KindName);
    }

    [Fact]
    public void Very_many_entries_of_a_family_are_a_map()
    {
        string values = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"name{(char)('a' + i / 26)}{(char)('a' + i % 26)}\":{{\"{(i % 3 == 0 ? "source" : "kind")}\":\"s\"}}"));
        Assert.Equal("map<string,record>", Sample.Decide($"{{\"x\":{{{values}}}}}", "$.x").KindName);
        string texts = string.Join(',', Enumerable.Range(0, 120).Select(i => $"\"text{(char)('a' + i / 26)}{(char)('a' + i % 26)}\":\"t\""));
        Assert.Equal("map<string,string>", Sample.Decide($"{{\"x\":{{{texts}}}}}", "$.x").KindName);
    }

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
