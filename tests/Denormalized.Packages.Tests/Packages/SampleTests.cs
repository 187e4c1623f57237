using System.Text.RegularExpressions;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>
/// samples/ThreeProjects outside of this repository: records in a package of their own, pipelines in a library, a host. The
/// generator then sees the records as metadata.
/// </summary>
[Collection(nameof(PackageFeed))]
public sealed partial class SampleTests(PackageFeed feed)
{
    [Fact]
    public async Task Contracts_package_pipeline_library_and_host_build_and_run()
    {
        var contracts = Copy("Contracts", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <PackageId>Shop.Contracts</PackageId>
                <Version>1.0.0</Version>
            {Settings}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Denormalized" Version="{Repository.PackageVersion}" />
              </ItemGroup>
            </Project>
            """);
        await DotNet.RunAsync(contracts, feed.Environment, "pack", "--configuration", "Release", "--output", feed.Packages, "-v", "quiet");

        Copy("Pipelines", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
            {Settings}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Denormalized" Version="{Repository.PackageVersion}" />
                <PackageReference Include="Shop.Contracts" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """);
        var host = Copy("Host", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
            {Settings}
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Pipelines/Pipelines.csproj" />
                <PackageReference Include="Denormalized.Hosting" Version="{Repository.PackageVersion}" />
              </ItemGroup>
            </Project>
            """);
        await DotNet.RunAsync(host, feed.Environment, "build", "--configuration", "Release", "-v", "quiet");
        var ddl = await DotNet.RunAsync(host, feed.Environment, "run", "--configuration", "Release", "--no-build", "--", "--ddl");
        Assert.Equal(["page_views", "slow_views"], TableName().Matches(ddl).Select(m => m.Groups[1].Value));
    }

    private const string Settings = """
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
        """;

    private string Copy(string project, string projectFile)
    {
        var source = Path.Combine(Repository.Root, "samples", "ThreeProjects", project);
        var files = Directory.EnumerateFiles(source, "*.cs").Select(f => (Path.GetFileName(f), File.ReadAllText(f)));
        return feed.CreateFolder(Path.Combine("three", project), [.. files, ($"{project}.csproj", projectFile)]);
    }

    [GeneratedRegex("CREATE TABLE IF NOT EXISTS `?([a-z_]+)`?")]
    private static partial Regex TableName();
}
