namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Streams of one topic: one may read less than the other, or wider; of two that disagree, one is told.</summary>
public class TopicTests
{
    [Theory]
    [InlineData("int A, string B", "int A", "")]
    [InlineData("int A, string B", "long A", "")]
    [InlineData("int A", "int A, string? B = null", "")]
    [InlineData("P P", "Q P", "")] // records of other names, with the same members
    [InlineData("int A", "string A", "DNZ316 A: 'a': the writer's int cannot be read as string")]
    [InlineData("int A, int B", "int A, int C", "DNZ316 C: 'c'")]
    [InlineData("P P", "X P", "DNZ316 A: 'p.a'")]
    [InlineData("List<P> P", "List<X> P", "DNZ316 A: 'p[].a'")]
    [InlineData("[property: Epoch(TimeUnit.Seconds)] DateTime A", "DateTime A", "DNZ316 A: 'a' has another form in JSON")]
    [InlineData("[property: Decimal(9, 2)] decimal A", "string A", "DNZ316 A: 'a' is decimal(9,2) in one and string in the other")]
    public void Two_streams_of_a_topic(string first, string second, string expected)
    {
        string source = $"""
            [Stream("first", Topic = "t")] public sealed record First({first});
            [Stream("second", Topic = "t")] public sealed record Second({second});
            public sealed record P(int A);
            public sealed record Q(int A);
            public sealed record X(string A);
            """;
        string[] said = [.. LockedCode.All(source).Select(d => $"{d.Id} {d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan)}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
        if (expected.Length == 0)
        {
            Assert.Empty(said);
            return;
        }

        string message = Assert.Single(said);
        Assert.Equal(expected[..8], message[..8]);
        Assert.Contains("'second' and 'first' both read topic 't', and neither can read what the other writes: " + expected[(expected.IndexOf(':', StringComparison.Ordinal) + 2)..], message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_has_its_own_topic_unless_told_otherwise()
        => Assert.Empty(LockedCode.All("[Stream] public sealed record First(int A); [Stream] public sealed record Second(string A);"));
}
