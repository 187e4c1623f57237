using System.Text;
using Denormalized.SourceGen.Incremental;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Names of generated files. They may hold few characters, must fit a file system, and must differ in more than case, or the
/// whole generator fails: so each ends with a hash of the exact name.
/// </summary>
internal static class HintName
{
    private const int MaxReadable = 100;

    /// <summary>e.g. <c>Shop.Outer.Order.Stream.5f0c2ab1.g.cs</c></summary>
    public static string Of(string metadataName, string kind)
    {
        var name = new StringBuilder();
        foreach (char c in metadataName.Length > MaxReadable ? metadataName.Substring(metadataName.Length - MaxReadable) : metadataName)
        {
            name.Append(c is '+' or '.' ? '.' : c < 128 && char.IsLetterOrDigit(c) ? c : '_');
        }

        return name.Append('.').Append(kind).Append('.').Append(StableHash.Of(metadataName).Substring(0, 8)).Append(".g.cs").ToString();
    }
}
