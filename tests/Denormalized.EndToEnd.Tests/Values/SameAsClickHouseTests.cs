using System.Text;
using Denormalized.Schema;
using Flights;
using GitHubEvents;

namespace Denormalized.EndToEnd.Tests.Values;

/// <summary>
/// Real files through our decoder and Native writer hold the same values as ClickHouse's own JSONEachRow read of the same
/// bytes into the same types: not only as many rows, but the same hash over all of them.
/// </summary>
public class SameAsClickHouseTests
{
    /// <summary>Presence flags of nullable nested records are ours alone: ClickHouse's read does not have them.</summary>
    private const string Flag = $"{ClickHousePlan.PresenceElement} Bool, ";

    [Fact]
    public async Task Flights_are_the_same()
    {
        await StoreBothWays(StreamRegistry.Get<Flight>(), SampleData.Flights(), "flights");
        string columns = "tuple(delay, distance, time)";
        string theirs = await Engine.ScalarAsync($"SELECT count(), groupBitXor(cityHash64({columns})), sum(cityHash64({columns})) FROM flights_theirs");
        Assert.StartsWith("200000\t", theirs, StringComparison.Ordinal);
        Assert.Equal(theirs, await Engine.ScalarAsync($"SELECT count(), groupBitXor(cityHash64({columns})), sum(cityHash64({columns})) FROM flights"));
    }

    [Fact]
    public async Task GitHub_events_are_the_same()
    {
        StreamCodec<GitHubEvent> codec = StreamRegistry.Get<GitHubEvent>();
        IReadOnlyList<byte[]> rows = SampleData.GitHubEvents();
        await StoreBothWays(codec, rows, "github_events");
        foreach (StreamColumn column in codec.Info.Columns)
        {
            // As text, so that one expression takes out the flags at any depth.
            // ClickHouse does not read the element called "+1" of a Tuple (it stays null): the other test looks at ours.
            string value = $"replaceRegexpAll(toJSONString(`{column.Name}`), '\"({ClickHousePlan.PresenceElement}|\\\\+1)\":(true|false|null|[0-9]+),?', '')";
            string sql = $"SELECT count(), groupBitXor(cityHash64({value})), sum(cityHash64({value})) FROM ";
            string theirs = await Engine.ScalarAsync(sql + "github_events_theirs");
            string ours = await Engine.ScalarAsync(sql + "github_events");
            Assert.True(theirs == ours, $"{column.Name} differs.\nOnly theirs: {await OnlyIn("github_events_theirs", "github_events", value)}\nOnly ours:   {await OnlyIn("github_events", "github_events_theirs", value)}");
        }
    }

    [Fact]
    public async Task Presence_of_nested_records_is_what_the_message_says()
    {
        IReadOnlyList<byte[]> rows = SampleData.GitHubEvents();
        using RecordColumns<GitHubEvent> columns = Decode(StreamRegistry.Get<GitHubEvent>(), rows);
        var block = new CompilerServices.ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        CompilerServices.RowReader<GitHubEvent> reader = columns.CreateReader();
        reader.Bind(block);
        foreach (byte[] row in rows)
        {
            using var json = System.Text.Json.JsonDocument.Parse(row);
            GitHubEvent record = reader.Read();
            Assert.Equal(IsObject(json.RootElement, "issue"), record.Issue is not null);
            Assert.Equal(Number(json.RootElement, "issue", "reactions", "+1"), record.Issue?.Reactions?.PlusOne);
            Assert.Equal(IsObject(json.RootElement, "issue", "milestone"), record.Issue?.Milestone is not null);
            Assert.Equal(IsObject(json.RootElement, "repository", "license"), record.Repository?.License is not null);
            Assert.Equal(IsObject(json.RootElement, "pull_request", "head", "repo"), record.PullRequest?.Head?.Repo is not null);
        }
    }

    private static Task<string> OnlyIn(string table, string other, string value)
        => Engine.ScalarAsync($"SELECT {value} AS v FROM {table} WHERE v NOT IN (SELECT {value} FROM {other}) ORDER BY length(v) LIMIT 1");

    private static int? Number(System.Text.Json.JsonElement element, params string[] path)
        => Find(ref element, path) && element.ValueKind == System.Text.Json.JsonValueKind.Number ? element.GetInt32() : null;

    private static bool IsObject(System.Text.Json.JsonElement element, params string[] path)
        => Find(ref element, path) && element.ValueKind == System.Text.Json.JsonValueKind.Object;

    private static bool Find(ref System.Text.Json.JsonElement element, string[] path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != System.Text.Json.JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return false;
            }
        }

        return true;
    }

    private static RecordColumns<T> Decode<T>(StreamCodec<T> codec, IReadOnlyList<byte[]> rows)
    {
        RecordColumns<T> columns = codec.CreateColumns();
        foreach (byte[] row in rows)
        {
            Assert.True(columns.TryAddJson(row), columns.Error.Message);
        }

        return columns;
    }

    private static async Task StoreBothWays<T>(StreamCodec<T> codec, IReadOnlyList<byte[]> rows, string table)
    {
        await Engine.Instance.ExecuteAsync($"DROP TABLE IF EXISTS {table}");
        await Engine.Instance.ExecuteAsync(codec.Info.CreateTable);
        using RecordColumns<T> columns = Decode(codec, rows);
        await Engine.InsertAsync(table, columns);

        string declarations = string.Join(", ", codec.Info.Columns.Select(c => $"`{c.Name}` {c.Type.Replace(Flag, "")}"));
        await Engine.Instance.ExecuteAsync($"DROP TABLE IF EXISTS {table}_theirs");
        await Engine.Instance.ExecuteAsync($"CREATE TABLE {table}_theirs ({declarations}) ENGINE = MergeTree ORDER BY tuple()");
        byte[] body = [.. rows.SelectMany(r => r.Append((byte)'\n'))];
        await Engine.Instance.InsertAsync(
            new InsertCommand(table + "_theirs", [])
            {
                Format = "JSONEachRow",
                Settings = [new("date_time_input_format", "best_effort"), new("input_format_skip_unknown_fields", "1"), new("input_format_null_as_default", "1")],
            },
            [body]);
    }
}
