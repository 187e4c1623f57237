using System.Text.RegularExpressions;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>Drift from a user's chair: lock, change, the build fails, accept, the build passes.</summary>
[Collection(nameof(PackageFeed))]
public sealed partial class LockTests(PackageFeed feed)
{
    [Fact]
    public async Task Drift_stops_the_build_until_it_is_taken_back_or_accepted()
    {
        string folder = feed.CreateFolder("locked", ("locked.csproj", PackageFeed.Project()), ("Order.cs", Order("[Decimal(18, 4)] public decimal Price")), ("Sums.cs", Sums));
        Dictionary<string, string> environment = await WithTool();
        Assert.Contains("order: locked (version ", await Lock(folder, environment, expected: 0), StringComparison.Ordinal);
        Assert.Contains("order: nothing has changed", await Lock(folder, environment, expected: 0, "--check"), StringComparison.Ordinal);
        Assert.Equal("", await Errors(folder));

        // Sums.cs does not compile with the new type either: the lock is read all the same.
        File.WriteAllText(Path.Combine(folder, "Order.cs"), Order("public required string Price"));
        foreach (string property in new[] { "RunAnalyzers=true", "RunAnalyzers=false", "RunAnalyzersDuringBuild=false" })
        {
            Assert.Equal("Order.cs(7,28): error DNZ303, Sums.cs(3,89): error CS1061", await Errors(folder, "-p:" + property));
        }

        Assert.Contains("'price' changed from decimal(18,4) to string: ", await Lock(folder, environment, expected: 1), StringComparison.Ordinal);
        Assert.Contains("order: released, although it breaks what is there", await Lock(folder, environment, expected: 0, "--accept"), StringComparison.Ordinal);
        Assert.Equal("Sums.cs(3,89): error CS1061", await Errors(folder));
        File.Delete(Path.Combine(folder, "Sums.cs"));
        Assert.Equal("", await Errors(folder));

        // What breaks nothing is a warning, and --check finds it.
        File.WriteAllText(Path.Combine(folder, "Order.cs"), Order("public required string Price", "public int? Discount"));
        Assert.Equal("Order.cs(3,31): warning DNZ313", await Errors(folder));
        Assert.Contains("order: the lock does not know of the change yet", await Lock(folder, environment, expected: 1, "--check"), StringComparison.Ordinal);
        Assert.Contains("order: released (version ", await Lock(folder, environment, expected: 0), StringComparison.Ordinal);
        Assert.Equal("", await Errors(folder));

        // Its severity is a matter of .editorconfig.
        File.WriteAllText(Path.Combine(folder, "Order.cs"), Order("public required string Price", "public string? Discount"));
        Assert.Equal("Order.cs(8,20): error DNZ303", await Errors(folder));
        File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n[*.cs]\ndotnet_diagnostic.DNZ303.severity = warning\n");
        Assert.Equal("Order.cs(8,20): warning DNZ303", await Errors(folder));
    }

    private const string Sums = """
        public static class Sums
        {
            public static decimal Of(IEnumerable<Shop.Order> orders) => orders.Sum(o => o.Price.Scale);
        }
        """;

    private static string Order(params string[] members) => $$"""
        using Denormalized;
        namespace Shop;
        [Stream] public sealed record Order
        {
            [EventTime] public required DateTimeOffset At { get; init; }
            [SortKey] public required Guid Id { get; init; }
        {{string.Concat(members.Select(m => $"    {m} {{ get; init; }}\n"))}}}
        """;

    private async Task<Dictionary<string, string>> WithTool()
    {
        string bin = Path.Combine(feed.CreateFolder("lock-tool", ("readme.txt", "")), "bin");
        await DotNet.RunAsync(Path.GetDirectoryName(bin)!, feed.Environment, "tool", "install", "Denormalized.Tool", "--tool-path", "bin", "--version", Repository.PackageVersion);
        return new(feed.Environment) { ["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") };
    }

    private static async Task<string> Lock(string folder, IReadOnlyDictionary<string, string> environment, int expected, params string[] options)
    {
        (int code, string text) = await DotNet.TryAsync("dotnet", folder, environment, ["denormalized", "lock", .. options]);
        Assert.True(code == expected, text);
        return text;
    }

    private async Task<string> Errors(string folder, params string[] options)
    {
        (_, string text) = await DotNet.TryAsync("dotnet", folder, feed.Environment, ["build", "-v", "quiet", "-tl:off", .. options]);
        return string.Join(", ", Said().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"[A-Za-z.]+\(\d+,\d+\): (error|warning) [A-Z]+\d+")]
    private static partial Regex Said();
}
