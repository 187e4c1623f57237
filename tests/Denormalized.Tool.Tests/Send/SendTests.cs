using System.Text;
using Denormalized.Kafka;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Infer.Input;
using Denormalized.Tool.Send;

namespace Denormalized.Tool.Tests.Send;

public sealed class SendTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":[2,{}]}\n", "{\"a\":1}|{\"a\":[2,{}]}")]
    [InlineData(" [ {\"a\":1} , {\"b\": 2} ] ", "{\"a\":1}|{\"b\": 2}")]
    [InlineData("{\"a\":1}{\"a\":2}", "{\"a\":1}|{\"a\":2}")]
    [InlineData("[[1],[2]]", "[1]|[2]")]
    [InlineData("1 \"x\" null", "1|\"x\"|null")]
    [InlineData("[]", "")]
    public void Rows_are_cut_as_they_stand(string json, string rows) => Assert.Equal(rows, string.Join('|', Cut(json)));

    [Fact]
    public void Rows_longer_than_the_buffer_are_whole()
    {
        string[] rows = Enumerable.Range(0, 5).Select(i => $"{{\"a\":\"{new string('x', i * 100_000)}\",\"n\":{i}}}").ToArray();
        Assert.Equal(rows, Cut($"[{string.Join(",\n", rows)}]"));
        Assert.Equal(rows, Cut(string.Join('\n', rows)));
    }

    [Fact]
    public void Bad_json_is_an_error_behind_the_good_rows()
    {
        var rows = new List<string>();
        InputException error = Assert.Throws<InputException>(() => Cut("{\"a\":1}\n{\"a\":}\n", rows));
        Assert.StartsWith("rows:2:6: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["{\"a\":1}"], rows);
    }

    [Theory]
    [InlineData("{\"x\":{\"id\":0},\"id\":\"a\\u00e9\"}", "aé")]
    [InlineData("{\"id\":12.50,\"id2\":1}", "12.50")]
    [InlineData("{\"id\":{\"a\":[1]}}", "{\"a\":[1]}")]
    public void Keys_are_texts_without_quotes_and_other_values_as_they_stand(string row, string key) =>
        Assert.Equal(key, Encoding.UTF8.GetString(new RowKey("id").Of(Encoding.UTF8.GetBytes(row))));

    [Theory]
    [InlineData("{\"x\":{\"id\":0}}")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void A_row_without_the_key_is_an_error(string row) =>
        Assert.Throws<InputException>(() => new RowKey("id").Of(Encoding.UTF8.GetBytes(row)));

    [Fact]
    public async Task Rows_arrive_in_the_topic_and_are_counted()
    {
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("orders", 2);
        await File.WriteAllTextAsync(_file, "[" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"{{\"id\":\"k{i % 7}\",\"n\":{i}}}")) + "]");
        var output = new StringWriter();
        int code = await ToolCommands.RunAsync(["send", "orders", _file, "--bootstrap", kafka.BootstrapServers, "--key", "id"], output, new StringWriter());
        Assert.Equal((0, "delivered 500, failed 0\n"), (code, output.ToString().ReplaceLineEndings("\n")));

        var settings = kafka.CreateSettings();
        settings["group.id"] = "send-tests";
        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = settings });
        consumer.Assign(new TopicPartitionOffset(new TopicPartition("orders", 0), 0), new TopicPartitionOffset(new TopicPartition("orders", 1), 0));
        var received = new List<(string Key, string Row)>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (received.Count < 500)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"gave up: {received.Count} of 500 messages came");
            consumer.ConsumeBatch(TimeSpan.FromMilliseconds(100), (in KafkaMessage m) => received.Add((Encoding.UTF8.GetString(m.Key), Encoding.UTF8.GetString(m.Payload))));
        }

        Assert.Equal(500, received.Select(r => r.Row).Distinct().Count());
        Assert.All(received, r => Assert.StartsWith($"{{\"id\":\"{r.Key}\",", r.Row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_that_no_broker_takes_are_failed()
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}");
        var output = new StringWriter();
        string[] arguments = ["send", "orders", _file, "--bootstrap", "localhost:1", "--setting", "message.timeout.ms=500"];
        int code = await ToolCommands.RunAsync(arguments, output, new StringWriter());
        Assert.Equal((ExitCodes.Failed, "delivered 0, failed 1\n"), (code, output.ToString().ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--setting", "nonsense=1")]
    [InlineData("--setting", "nonsense")]
    public async Task A_wrong_option_value_exits_with_2(string option, string value)
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}");
        Assert.Equal(ExitCodes.Usage, await ToolCommands.RunAsync(["send", "orders", _file, option, value], new StringWriter(), new StringWriter()));
    }

    private static List<string> Cut(string json, List<string>? rows = null)
    {
        rows ??= [];
        using InputSource source = InputSource.Open("rows", new MemoryStream(Encoding.UTF8.GetBytes(json)));
        new RawRows(source).Read(row => rows.Add(Encoding.UTF8.GetString(row)));
        return rows;
    }
}
