namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>Pipelines compiled as a strict consumer would and run: every result is that of the same LINQ over records.</summary>
public class PipelineRunTests
{
    [Fact]
    public void The_example_of_the_readme()
        => Assert.Equal("1 x.org DE/https://x.org/a; 3 b FR/http://b/ | stored,filtered,stored", PipelineHarness.Run("""
            public interface IGreeting { string Of(string name); }
            [Stream] public partial record PageView
            {
                public required int Id { get; init; }
                public required string Country { get; init; }
                public required string Url { get; init; }
                public int LatencyMs { get; init; }
            }
            [Stream] public partial record EnrichedView
            {
                public required int Id { get; init; }
                public required string Host { get; init; }
                public required string Label { get; init; }
                public override string ToString() => $"{Id} {Host} {Label}";
            }
            [Pipeline("enrichment")]
            public sealed partial class Enrichment
            {
                public IStream<EnrichedView> Enriched(IStream<PageView> views) => views
                    .Where(v => v.Country != "")
                    .Select(v => new EnrichedView { Id = v.Id, Host = new Uri(v.Url).Host, Label = $"{v.Country}/{v.Url}" });
            }
            """, "Enrichment", "EnrichedView",
            """{"id":1,"country":"DE","url":"https://x.org/a","latency_ms":7}""",
            """{"id":2,"country":"","url":"not decoded"}""",
            """{"id":3,"unknown":[1,{"a":null}],"url":"http://b/","country":"FR"}"""));
}
