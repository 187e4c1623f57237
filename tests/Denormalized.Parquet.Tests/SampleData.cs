namespace Denormalized.Parquet.Tests;

/// <summary>Real data that <c>make setup</c> brings.</summary>
internal static class SampleData
{
    public static string Folder { get; } = Path.Combine(Repository(), ".native", "node_modules", "vega-datasets", "data");

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Denormalized.SourceGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie below the solution.");
    }
}
