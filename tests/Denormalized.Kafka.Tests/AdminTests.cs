namespace Denormalized.Kafka.Tests;

public sealed class AdminTests : IDisposable
{
    private readonly EmbeddedKafka kafka = new();
    private readonly KafkaAdmin admin;

    public AdminTests() => admin = new KafkaAdmin(kafka.CreateSettings(), timeout: TimeSpan.FromSeconds(5));

    public void Dispose()
    {
        admin.Dispose();
        kafka.Dispose();
    }

    [Fact]
    public async Task DescribesATopicAndItsWatermarks()
    {
        kafka.CreateTopic("described", 3);
        using (var producer = kafka.Producer())
        {
            producer.Produce("described", 1, "x"u8);
            await producer.FlushAsync();
        }

        var description = await admin.DescribeTopicAsync("described");

        Assert.Equal(("described", 3, 1), (description!.Name, description.Partitions, description.ReplicationFactor));
        Assert.Equal([new(0, 0), new(0, 1), new(0, 0)], await admin.WatermarksAsync("described"));
        Assert.Contains(await admin.ListTopicsAsync(), t => t is { Name: "described", Partitions: 3 });
    }

    [Fact]
    public async Task ATopicMadeAgainHasAnotherId()
    {
        kafka.CreateTopic("identified", 1);
        var first = (await admin.DescribeTopicAsync("identified"))!.TopicId;
        kafka.DeleteTopic("identified");
        var missing = await admin.DescribeTopicAsync("identified");
        kafka.CreateTopic("identified", 1);
        var second = (await admin.DescribeTopicAsync("identified"))!.TopicId;

        Assert.Equal(22, first!.Length);
        Assert.Null(missing);
        Assert.Equal(22, second!.Length);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task AClusterHasItsOwnId()
    {
        using var other = new EmbeddedKafka();
        using var otherAdmin = new KafkaAdmin(other.CreateSettings());

        var id = await admin.ClusterIdAsync();

        Assert.False(string.IsNullOrEmpty(id));
        Assert.NotEqual(id, await otherAdmin.ClusterIdAsync());
        Assert.NotEqual(kafka.Incarnation, other.Incarnation);
    }

    [Fact]
    public async Task AMissingTopicIsNotMadeByAskingForIt()
    {
        Assert.Null(await admin.DescribeTopicAsync("nowhere"));
        var error = await Assert.ThrowsAsync<KafkaException>(() => admin.WatermarksAsync("nowhere"));
        Assert.Equal(KafkaErrorCode.UnknownTopicOrPartition, error.Code);
        Assert.DoesNotContain(await admin.ListTopicsAsync(), t => t.Name == "nowhere");
    }

    [Fact]
    public async Task ABrokerThatCannotMakeTopicsSaysSo()
    {
        var error = await Assert.ThrowsAsync<KafkaException>(() => admin.CreateTopicAsync("made", 3, 1));

        Assert.Equal(KafkaErrorCode.LocalUnsupportedFeature, error.Code);
        Assert.Contains("'made'", error.Message);
    }
}
