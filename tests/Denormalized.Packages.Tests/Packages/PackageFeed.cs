namespace Denormalized.Packages.Tests.Packages;

/// <summary>
/// The packages of this build in a folder feed, packed once for all tests, and consumers that see nothing else: an empty
/// package cache, and no source but that folder and the packages this repository was restored from.
/// </summary>
[CollectionDefinition(nameof(PackageFeed))]
public sealed class PackageFeed : IAsyncLifetime, ICollectionFixture<PackageFeed>
{
    private readonly string _root = Directory.CreateTempSubdirectory("denormalized-packages-").FullName;

    internal string Packages => Path.Combine(_root, "feed");

    internal IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        Environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_root, "cache"),
            ["DOTNET_CLI_HOME"] = Path.Combine(_root, "home"),
        };
        await File.WriteAllTextAsync(Path.Combine(_root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="built" value="{Packages}" />
                <add key="restored" value="{Repository.RestoredPackages}" />
              </packageSources>
            </configuration>
            """);
        await DotNet.RunAsync(Repository.Root, new Dictionary<string, string>(),
            "pack", "Denormalized.SourceGen.sln", "--no-build", "--configuration", Repository.Configuration, "--output", Packages, "-v", "quiet");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A folder for one consumer with the given files, below the feed's nuget.config.</summary>
    internal string CreateFolder(string name, params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(_root, name);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return folder;
    }

    /// <summary>The text of a project file that has nothing but one of the packages.</summary>
    internal static string Project(string package = "Denormalized", string outputType = "Library") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>{outputType}</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="{package}" Version="{Repository.PackageVersion}" />
          </ItemGroup>
        </Project>
        """;
}
