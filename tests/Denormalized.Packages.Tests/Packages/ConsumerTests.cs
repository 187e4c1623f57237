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
        Assert.StartsWith("CREATE TABLE IF NOT EXISTS `page_views`", output, StringComparison.Ordinal);
        Assert.Equal("""{"id":"6f9619ff-8b86-d011-b42d-00cf4fc964ff","at":"2026-11-22T10:00:00.5Z","visitor":7,"device":"Phone","price":12.5000,"place":{"latitude":52.5,"longitude":13.4},"tags":["a","b"],"scores":{"x":1,"y":null}}""",
            output.TrimEnd().Split('\n')[^1]);
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

    private const string StrictProgram = """"
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Text;
        using Denormalized;

        namespace Shop.Web
        {
            /// <summary>What it was seen on.</summary>
            public enum Device
            {
                /// <summary>Not said.</summary>
                Unknown,

                /// <summary>A phone.</summary>
                Phone,
            }

            /// <summary>Identity of a visitor.</summary>
            /// <param name="Value">The number.</param>
            public readonly record struct VisitorId(long Value);

            /// <summary>Where.</summary>
            /// <param name="Latitude">North.</param>
            /// <param name="Longitude">East.</param>
            public partial record Place(double Latitude, double Longitude);

            /// <summary>A visit.</summary>
            [Stream("page_views")]
            public partial record PageView
            {
                /// <summary>Identity.</summary>
                public required Guid Id { get; init; }

                /// <summary>When.</summary>
                [EventTime]
                public required DateTimeOffset At { get; init; }

                /// <summary>Who.</summary>
                public VisitorId Visitor { get; init; }

                /// <summary>With what.</summary>
                public Device Device { get; init; }

                /// <summary>For how much.</summary>
                [Decimal(18, 4)]
                public decimal Price { get; init; }

                /// <summary>From where, if known.</summary>
                public Place? Place { get; init; }

                /// <summary>Marks.</summary>
                public IReadOnlyList<string> Tags { get; init; } = [];

                /// <summary>Open keys.</summary>
                public IReadOnlyDictionary<string, int?> Scores { get; init; } = new Dictionary<string, int?>();
            }
        }

        internal static class Program
        {
            private static void Main()
            {
                StreamCodec<Shop.Web.PageView> codec = StreamRegistry.Get<Shop.Web.PageView>();
                Console.WriteLine(codec.Info.CreateTable);
                Shop.Web.PageView view = codec.ReadJson("""
                    {"id":"6f9619ff-8b86-d011-b42d-00cf4fc964ff","at":"2026-11-22T12:00:00.5+02:00","visitor":7,"device":"Phone",
                     "price":12.5,"place":{"latitude":52.5,"longitude":13.4},"tags":["a","b"],"scores":{"x":1,"y":null}}
                    """u8);
                var output = new ArrayBufferWriter<byte>();
                codec.WriteJson(output, view);
                Console.WriteLine(Encoding.UTF8.GetString(output.WrittenSpan));
            }
        }
        """";
}
