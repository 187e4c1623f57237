using System.Reflection;

namespace Denormalized.Packages.Tests;

/// <summary>Where this build lies: the tests pack it, and read its documentation.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string PackageVersion { get; } = Metadata("PackageVersion");

    /// <summary>The packages that this repository itself was restored from; laid out as a feed, and so usable as one.</summary>
    public static string RestoredPackages { get; } = Metadata("NuGetPackageRoot");

    private static string Metadata(string key) => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}
