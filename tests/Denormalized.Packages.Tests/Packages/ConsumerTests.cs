namespace Denormalized.Packages.Tests.Packages;

/// <summary>A user's project, with nothing but the packages.</summary>
[Collection(nameof(PackageFeed))]
public sealed class ConsumerTests(PackageFeed feed)
{
    [Fact]
    public async Task A_strict_project_restores_builds_and_runs()
    {
        var folder = feed.CreateFolder("strict", ("strict-consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <LangVersion>13</LangVersion>
                <Nullable>enable</Nullable>
                <ImplicitUsings>disable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RootNamespace>Odd.Root-1</RootNamespace>
                <AllowUnsafeBlocks>false</AllowUnsafeBlocks>
                <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
                <AnalysisLevel>latest</AnalysisLevel>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Denormalized.Hosting" Version="{Repository.PackageVersion}" />
              </ItemGroup>
            </Project>
            """), ("Program.cs", StrictProgram));
        await DotNet.RunAsync(folder, feed.Environment, "build", "--configuration", "Release", "-v", "quiet");
        var output = await DotNet.RunAsync(folder, feed.Environment, "run", "--configuration", "Release", "--no-build");
        Assert.Contains("page_views", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_installs_from_its_package_and_answers_as_dotnet_denormalized()
    {
        var folder = feed.CreateFolder("tool", ("readme.txt", ""));
        await DotNet.RunAsync(folder, feed.Environment, "tool", "install", "Denormalized.Tool", "--tool-path", "bin", "--version", Repository.PackageVersion);
        var path = Path.Combine(folder, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        var output = await DotNet.RunAsync(folder, new Dictionary<string, string>(feed.Environment) { ["PATH"] = path }, "denormalized", "--help");
        Assert.Contains("infer", output, StringComparison.Ordinal);
    }

    private const string StrictProgram = """
        using System;
        using Denormalized;

        /// <summary>A visit.</summary>
        [Stream("page_views")]
        public partial record PageView
        {
            /// <summary>Identity.</summary>
            public required Guid Id { get; init; }

            /// <summary>When.</summary>
            [EventTime]
            public required DateTimeOffset At { get; init; }
        }

        internal static class Program
        {
            private static void Main() => Console.WriteLine(((StreamAttribute)typeof(PageView).GetCustomAttributes(typeof(StreamAttribute), false)[0]).Name);
        }
        """;
}
