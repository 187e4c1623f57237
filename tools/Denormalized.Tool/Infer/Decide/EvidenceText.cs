using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Evidence in words.</summary>
internal static class EvidenceText
{
    private const int MostKindsShown = 4;

    /// <summary><c>1,707 values: 69 whole, 1,638 fractional; null 0, absent 12</c></summary>
    public static string Of(Decision decision)
    {
        PathEvidence evidence = decision.Evidence;
        long values = evidence.Values - evidence.Nulls;
        string text = $"{values:N0} {(values == 1 ? "value" : "values")}: {decision.Reason}";
        return $"{text}; null {evidence.Nulls:N0}, absent {decision.Absent:N0}{Duplicates(evidence)}";
    }

    /// <summary><c>7 texts, 117 objects</c></summary>
    public static string Kinds(PathEvidence evidence)
    {
        var parts = new List<string>();
        Add(evidence.Bools, "bools");
        Add(evidence.Numbers?.Count ?? 0, "numbers");
        Add(evidence.Texts?.Count ?? 0, "texts");
        Add(evidence.Arrays?.Count ?? 0, "arrays");
        Add(evidence.Objects?.Count ?? 0, "objects");
        return string.Join(", ", parts);

        void Add(long count, string name)
        {
            if (count > 0)
            {
                parts.Add($"{count:N0} {name}");
            }
        }
    }

    /// <summary><c>3 kinds by type: click 12, buy 3, ...</c></summary>
    public static string Union(UnionDecision union)
    {
        IEnumerable<string> shown = union.Cases.Take(MostKindsShown).Select(c => $"{c.Value} {c.Count:N0}");
        string more = union.Cases.Count > MostKindsShown ? ", ..." : "";
        return $"{union.Cases.Count} kinds by {union.Discriminator.Key}: {string.Join(", ", shown)}{more}";
    }

    private static string Duplicates(PathEvidence evidence) =>
        evidence.Objects is { Duplicates: > 0 } objects ? $"; {objects.Duplicates:N0} repeated keys" : "";
}
