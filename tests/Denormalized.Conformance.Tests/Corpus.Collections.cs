using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests;

public static partial class Corpus
{
    private static void AddCollections()
    {
        Add("nothing is set", e => e, "text = '' AND text_or_null IS NULL AND empty(text_items) AND NOT part_or_null.__set AND empty(by_number) AND u256_or_null IS NULL");
        Add("vector", e => e with { Vector = [1, -0.5f, float.MaxValue] }, "vector[2] = -0.5 AND length(vector) = 3");
        Add("node", e => e with { Node = JsonNode.Parse("[1,{\"b\":null}]") }, "node = '[1,{\"b\":null}]'");
        Add("document", e => e with { Document = JsonDocument.Parse("{\"a\": true}") }, "document = '{\"a\": true}'");
        Add("set", e => e with { Set = [3, 1, 2] }, "set = [3, 1, 2]");
        Add("memory of shorts", e => e with { Shorts = new short[] { short.MinValue, 7 } }, "shorts = [-32768, 7]");
        Add("list of texts and nulls", e => e with { Words = ["", null, "ä"] }, "words[1] = '' AND words[2] IS NULL AND words[3] = 'ä'");
        Add("jagged", e => e with { Matrix = [[1, 2], [], [3]] }, "matrix = [[1, 2], [], [3]]");
        Add("map by text", e => e with { ByText = new() { ["a"] = 1.5m, [""] = null } }, "by_text['a'] = 1.5 AND isNull(by_text['']) AND length(by_text) = 2");
        Add("map by number", e => e with { ByNumber = new() { [int.MinValue] = "low", [7] = "" } }, "by_number[-2147483648] = 'low' AND mapContains(by_number, 7)");
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        Add("map by id", e => e with { ById = new() { [id] = 5, [Guid.Empty] = null } }, $"by_id[toUUID('{id}')] = 5 AND isNull(by_id[toUUID('{Guid.Empty}')])");
        Add("map by enum", e => e with { ByColour = new() { [Colour.Red] = new Part("p", 1, [new DateOnly(1900, 1, 1)]) } },
            "mapKeys(by_colour)[1]::String = 'dark_red' AND mapValues(by_colour)[1].name = 'p'");
        Add("nested", e => e with { Part = new Part("n", -0.01m, [new DateOnly(2299, 12, 31)]) },
            "part.name = 'n' AND part.price = -0.01 AND part.days = [toDate32('2299-12-31')]");
        Add("nullable nested", e => e with { PartOrNull = new Part("m", null, []), Parts = [null, new Part("l", 1, [])] },
            "part_or_null.__set AND part_or_null.price IS NULL AND parts[2].name = 'l' AND NOT parts[1].__set");
    }
}
