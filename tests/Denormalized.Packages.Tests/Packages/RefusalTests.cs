using System.Text.RegularExpressions;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>An error that guards correctness stops the build, and is said once, whatever is switched off.</summary>
[Collection(nameof(PackageFeed))]
public sealed partial class RefusalTests(PackageFeed feed)
{
    [Fact]
    public async Task A_type_that_cannot_be_mapped_stops_the_build_with_and_without_analyzers()
    {
        var folder = feed.CreateFolder("refused", ("refused.csproj", PackageFeed.Project()), ("Order.cs", """
            using Denormalized;

            [Stream("orders")]
            public partial record Order
            {
                public required System.Threading.Thread Worker { get; init; }
            }
            """));
        await DotNet.RunAsync(folder, feed.Environment, "restore", "-v", "quiet");
        foreach (var property in new[] { "RunAnalyzers=true", "RunAnalyzers=false", "RunAnalyzersDuringBuild=false" })
        {
            var (code, text) = await DotNet.TryAsync("dotnet", folder, feed.Environment,
                "build", "--no-restore", "-v", "quiet", "-tl:off", $"-p:{property}");
            Assert.NotEqual(0, code);
            text = text[..text.IndexOf("Build FAILED", StringComparison.Ordinal)]; // the summary says everything again
            Assert.Equal($"{property}: Order.cs(6,45): error DNZ002", $"{property}: {string.Join(", ", Error().Matches(text).Select(m => m.Value))}");
        }
    }

    [GeneratedRegex(@"Order\.cs\(\d+,\d+\): error [A-Z]+\d+")]
    private static partial Regex Error();
}
