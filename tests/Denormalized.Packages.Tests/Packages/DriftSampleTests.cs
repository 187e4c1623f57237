using System.Text.RegularExpressions;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>samples/Drift does not build, and the README shows the very message.</summary>
[Collection(nameof(PackageFeed))]
public sealed partial class DriftSampleTests(PackageFeed feed)
{
    [Fact]
    public async Task The_build_fails_with_the_message_that_the_readme_shows()
    {
        string source = Path.Combine(Repository.Root, "samples", "Drift");
        string folder = feed.CreateFolder("Drift",
            ("Drift.csproj", PackageFeed.Project()),
            ("Order.cs", File.ReadAllText(Path.Combine(source, "Order.cs"))),
            ("schemas/order.lock.json", File.ReadAllText(Path.Combine(source, "schemas", "order.lock.json"))));
        (int code, string text) = await DotNet.TryAsync("dotnet", folder, feed.Environment, "build", "-v", "quiet", "-tl:off");
        Assert.NotEqual(0, code);
        string message = Assert.Single(Errors().Matches(text).Select(m => m.Value).Distinct());
        Assert.Contains("\n" + message + "\n", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    /// <summary>Without the path before it and the project behind it.</summary>
    [GeneratedRegex(@"Order\.cs\(\d+,\d+\): error .*?(?= \[[^\]]*Drift\.csproj\])")]
    private static partial Regex Errors();
}
