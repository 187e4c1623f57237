using System.Text;
using Denormalized.SourceGen.Incremental;

namespace Denormalized.SourceGen.Queries;

/// <summary>Name of what is generated for a source file: readable, unique in the project, the same on every machine.</summary>
internal static class QueryFileName
{
    public static string Of(string path, string projectFolder)
    {
        string relative = projectFolder.Length > 0 && path.StartsWith(projectFolder, StringComparison.Ordinal) ? path.Substring(projectFolder.Length) : path;
        relative = relative.Replace('\\', '/');
        string stem = relative.Substring(relative.LastIndexOf('/') + 1);
        stem = stem.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) ? stem.Substring(0, stem.Length - 3) : stem;
        var name = new StringBuilder("Queries_");
        foreach (char c in stem)
        {
            name.Append(c < 128 && char.IsLetterOrDigit(c) ? c : '_');
        }

        return name.Append('_').Append(StableHash.Of(relative).Substring(0, 8)).ToString();
    }
}
