using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>What lies in the packages.</summary>
[Collection(nameof(PackageFeed))]
public sealed class PackageContentTests(PackageFeed feed)
{
    [Fact]
    public void Denormalized_carries_generator_schema_and_build_targets()
    {
        using var package = Open("Denormalized");
        var names = package.Entries.Select(e => e.FullName).ToHashSet();
        Assert.Superset(new HashSet<string>
        {
            "analyzers/dotnet/cs/Denormalized.SourceGen.dll",
            "analyzers/dotnet/cs/Denormalized.Schema.dll",
            "analyzers/dotnet/cs/Denormalized.CodeFixes.dll",
            "docs/diagnostics/DNZ303.md",
            "buildTransitive/Denormalized.targets",
            "lib/net10.0/Denormalized.dll",
            "lib/net10.0/Denormalized.xml",
            "lib/net10.0/Denormalized.Schema.dll",
            "README.md",
        }, names);
        Assert.DoesNotContain(names, n => n.StartsWith("analyzers/", StringComparison.Ordinal) && n.Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.DoesNotContain(Nuspec(package).Descendants(), e => e.Name.LocalName == "dependency");
    }

    /// <summary>
    /// The compiler is given all three. It loads those that hold an analyzer or a generator, which it finds in their metadata, and
    /// has no Workspaces; editors load the other, which has the fixes.
    /// </summary>
    [Theory]
    [InlineData("SourceGen", true, false)]
    [InlineData("Schema", false, false)]
    [InlineData("CodeFixes", false, true)]
    public void What_compilers_load_knows_nothing_of_editors(string name, bool isForCompilers, bool isForEditors)
    {
        using var package = Open("Denormalized");
        using Stream entry = package.GetEntry($"analyzers/dotnet/cs/Denormalized.{name}.dll")!.Open();
        var image = new MemoryStream();
        entry.CopyTo(image);
        image.Position = 0;
        using var pe = new PEReader(image);
        MetadataReader metadata = pe.GetMetadataReader();
        string[] references = [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
        string[] types = [.. metadata.TypeReferences.Select(t => metadata.GetString(metadata.GetTypeReference(t).Name))];
        Assert.Equal(isForEditors, references.Any(r => r.Contains("Workspaces", StringComparison.Ordinal)));
        Assert.Equal(isForCompilers, types.Any(t => t is "GeneratorAttribute" or "DiagnosticAnalyzerAttribute"));
        Assert.Equal(isForEditors, types.Contains("ExportCodeFixProviderAttribute"));
        Assert.All(references, r => Assert.True(
            r is "netstandard" or "Denormalized.Schema" or "Denormalized.SourceGen" || r.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || r.StartsWith("System.", StringComparison.Ordinal), r));
    }

    [Theory]
    [InlineData("Denormalized.Avro")]
    [InlineData("Denormalized.Arrow")]
    [InlineData("Denormalized.Parquet")]
    [InlineData("Denormalized.Kafka")]
    [InlineData("Denormalized.Kafka.Confluent")]
    [InlineData("Denormalized.SchemaRegistry")]
    [InlineData("Denormalized.ClickHouse")]
    [InlineData("Denormalized.Hosting")]
    public void A_package_on_top_of_it_brings_the_generator_along(string id)
    {
        using var package = Open(id);
        var dependencies = Nuspec(package).Descendants().Where(e => e.Name.LocalName == "dependency").ToArray();
        var core = Assert.Single(dependencies, d => (string?)d.Attribute("id") == "Denormalized");
        Assert.Equal("All", (string?)core.Attribute("include"));
        Assert.DoesNotContain(dependencies, d => (string?)d.Attribute("id") == "Denormalized.Schema");
        Assert.DoesNotContain(package.Entries, e => e.FullName.StartsWith("content", StringComparison.OrdinalIgnoreCase) && e.FullName.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Denormalized")]
    [InlineData("Denormalized.Avro")]
    [InlineData("Denormalized.Arrow")]
    [InlineData("Denormalized.Parquet")]
    [InlineData("Denormalized.Kafka")]
    [InlineData("Denormalized.Kafka.Confluent")]
    [InlineData("Denormalized.SchemaRegistry")]
    [InlineData("Denormalized.ClickHouse")]
    [InlineData("Denormalized.Hosting")]
    [InlineData("Denormalized.Tool")]
    public void Each_package_says_what_it_is(string id)
    {
        using var package = Open(id);
        var metadata = Nuspec(package).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        string Value(string name) => (string?)metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name) ?? "";
        Assert.Equal("Apache-2.0", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEqual("Package Description", Value("description"));
        Assert.NotEqual("", Value("description"));
    }

    private ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(feed.Packages, $"{id}.{Repository.PackageVersion}.nupkg"));

    private static XDocument Nuspec(ZipArchive package)
    {
        using var stream = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream);
    }
}
