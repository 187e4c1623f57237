using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>
/// Brings together groups of records whose keys are nearly the same: a user with and without a few of its members, a
/// repository told in full and in short.
/// </summary>
internal static class Similarity
{
    private const int ManyKeys = 5;
    private const double OfSameName = 0.75;

    /// <summary>Records that are called differently must agree in more, and in more keys.</summary>
    private const int ManyKeysOfOtherName = 10;
    private const double OfOtherName = 0.9;

    /// <summary>Comparing each with each would take too long for more groups than this.</summary>
    private const int MaxGroups = 2_000;

    private sealed record Family(HashSet<string> Keys, string Name, List<Decision[]> Groups);

    /// <param name="groups">Records with the same keys each, in the order of the document.</param>
    public static IEnumerable<List<Decision[]>> Cluster(IEnumerable<Decision[]> groups)
    {
        Decision[][] all = groups.ToArray();
        if (all.Length > MaxGroups)
        {
            return all.Select(g => new List<Decision[]> { g });
        }

        var clusters = new List<Family>();
        foreach (Decision[] group in all)
        {
            HashSet<string> keys = group[0].Members.Select(m => m.Key!).ToHashSet(StringComparer.Ordinal);
            string name = Shapes.SuggestedName(group[0]);
            Family? near = clusters.Find(c => IsNear(c, keys, name));
            if (near is null)
            {
                clusters.Add(new Family(keys, name, [group]));
            }
            else
            {
                near.Groups.Add(group);
            }
        }

        return clusters.Select(c => c.Groups);
    }

    private static bool IsNear(Family cluster, HashSet<string> keys, string name)
    {
        int smaller = Math.Min(keys.Count, cluster.Keys.Count);
        int larger = Math.Max(keys.Count, cluster.Keys.Count);
        bool same = cluster.Name == name;
        double least = same ? OfSameName : OfOtherName;
        if (smaller < (same ? ManyKeys : ManyKeysOfOtherName) || smaller < least * larger)
        {
            return false;
        }

        int common = keys.Count(cluster.Keys.Contains);
        return common >= least * (keys.Count + cluster.Keys.Count - common);
    }
}
