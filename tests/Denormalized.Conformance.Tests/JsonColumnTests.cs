using System.Text.Json;
using System.Text.Json.Nodes;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.Conformance.Tests;

[Stream("documents")]
public sealed partial record Documents
{
    [SortKey] public required int Id { get; init; }

    [JsonColumn] public required JsonElement Payload { get; init; }

    [JsonColumn, Name("extra doc")] public JsonNode? Extra { get; init; }
}

/// <summary>Documents keep their text, and are searched in ClickHouse's JSON type beside it.</summary>
public class JsonColumnTests
{
    /// <summary>What the type does not take, or not as it is: an insert must not fail by it.</summary>
    private static readonly string[] s_documents =
    [
        "{\"user\":{\"id\":7,\"name\":\"grün\"},\"tags\":[\"a\",{\"x\":null}]}",
        "{\"user\" : {\"id\": 8}, \"gone\": null, \"big\": 12345678901234567890.5}",
        "{\"user\":1,\"user\":2}", "{\"a.b\":1,\"a\":{\"b\":2}}", "[1,2]", "12", "\"text\"", "null", "true", "{}",
        "{\"huge\":340282366920938463463374607431768211456}", "{\"huge\":1e400}",
    ];

    [Fact]
    public async Task Text_is_kept_and_paths_are_read()
    {
        StreamCodec<Documents> codec = StreamRegistry.Get<Documents>();
        Documents[] rows = [.. s_documents.Select((d, i) => new Documents { Id = i, Payload = JsonElement.Parse(d), Extra = i == 0 ? null : JsonNode.Parse("{\"n\":" + i + "}") })];
        await Hops.Engine.ExecuteAsync("DROP TABLE IF EXISTS documents");
        await Hops.Engine.ExecuteAsync(codec.Info.CreateTable);
        await Hops.Engine.InsertAsync(new InsertCommand("documents", [.. codec.Info.Columns.Select(c => c.Name)]), [NativeRows.Write(codec, rows)]);

        List<Documents> read = await Hops.Engine.From<Documents>().OrderBy(d => d.Id).ToListAsync();
        Assert.Equal(s_documents, read.Select(d => d.Payload.GetRawText()));
        Assert.Equal(rows.Select(d => d.Extra?.ToJsonString()), read.Select(d => d.Extra?.ToJsonString()));
        Assert.Equal("7,8", await Hops.TextAsync("SELECT arrayStringConcat(groupArray(toString(payload_json.user.id)), ',') FROM documents WHERE payload_json.user.id IS NOT NULL"));
        Assert.Equal("6", await Hops.TextAsync("SELECT sum(`extra doc_json`.n.:Int64) FROM documents WHERE id < 4"));
        Assert.Equal("0,1,9", await Hops.TextAsync("SELECT arrayStringConcat(arraySort(groupArray(id)), ',') FROM documents WHERE payload_json IS NOT NULL"));
    }

    [Fact]
    public void The_table_says_why()
    {
        string sql = StreamRegistry.Get<Documents>().Info.CreateTable;
        Assert.Contains("`payload` String CODEC(ZSTD(1)),\n    `payload_json` Nullable(JSON) MATERIALIZED accurateCastOrNull(`payload`, 'JSON')", sql, StringComparison.Ordinal);
        Assert.Contains("`extra doc_json` Nullable(JSON) MATERIALIZED accurateCastOrNull(`extra doc`, 'JSON')", sql, StringComparison.Ordinal);
    }
}
