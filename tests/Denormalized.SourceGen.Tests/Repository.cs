using System.Reflection;

namespace Denormalized.SourceGen.Tests;

/// <summary>The checkout that the tests were built from; deterministic builds hide it from caller paths.</summary>
internal static class Repository
{
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
}
