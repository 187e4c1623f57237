using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>From evidence to a tree of decisions.</summary>
internal static class Decider
{
    /// <summary>Deeper values are taken as JSON: no table has so many levels.</summary>
    private const int MaxDepth = 32;

    public static Decision Decide(PathEvidence root) => Decide(root, JsonPath.Root, key: null, name: "", absent: 0, depth: 0);

    /// <summary>Decides anew about evidence merged from several paths.</summary>
    public static Decision DecideAt(PathEvidence evidence, Decision like) => Decide(evidence, like.Path, like.Key, like.Name, absent: 0, like.Depth);

    private static Decision Decide(PathEvidence evidence, string path, string? key, string name, long absent, int depth)
    {
        bool deep = depth > MaxDepth && evidence is not { Arrays: null, Objects: null };
        Choice choice = deep ? new Choice(KindTag.Json, $"more than {MaxDepth} levels deep") : evidence.Answer ?? Choose(evidence, name, key is not null, isRow: depth == 0);
        Decision? item = deep ? null : Item(choice.Kind.Tag, evidence, path, name, depth);
        IReadOnlyList<Decision> members = deep || choice.Kind.Tag == KindTag.Map ? [] : Members(evidence.Objects, path, depth);
        UnionDecision? union = choice.Kind.Tag == KindTag.Record ? UnionRules.Find(evidence.Objects!, members) : null;
        return new Decision
        {
            Path = path,
            Key = key,
            Name = name,
            Depth = depth,
            Kind = choice.Kind,
            Form = choice.Form,
            Reason = union is null ? choice.Reason : $"{choice.Reason}; {EvidenceText.Union(union)}",
            Evidence = evidence,
            Absent = absent,
            Members = members,
            Union = union,
            Item = item,
        };
    }

    private static Choice Choose(PathEvidence evidence, string name, bool isMember, bool isRow)
    {
        int kinds = evidence.KindCount;
        if (kinds == 0)
        {
            return new Choice(KindTag.Null, evidence.Values == 0 ? "never seen" : "nothing but null");
        }

        var hints = new NameHints(name);
        if (kinds > 1)
        {
            return new Choice(KindTag.Json, "kinds mix: " + EvidenceText.Kinds(evidence));
        }

        return evidence switch
        {
            { Numbers: { } numbers } => NumberRules.Choose(numbers, hints, JsonForm.Natural),
            { Texts: { } texts } => TextRules.Choose(texts, hints),
            { Objects: { } objects } => ObjectRules.Choose(objects, isMember && hints.IsMap, isRow),
            { Arrays: { } arrays } => new Choice(KindTag.Array, Lengths(arrays)),
            _ => new Choice(KindTag.Bool, $"{evidence.Trues:N0} true, {evidence.Falses:N0} false"),
        };
    }

    private static Decision? Item(KindTag tag, PathEvidence evidence, string path, string name, int depth)
    {
        if (tag == KindTag.Map)
        {
            return Decide(evidence.Objects!.MergedValues(), JsonPath.MapValues(path), null, name, 0, depth + 1);
        }

        return evidence.Arrays is null ? null : Decide(evidence.Arrays.Items, JsonPath.Elements(path), null, name, 0, depth + 1);
    }

    private static IReadOnlyList<Decision> Members(ObjectEvidence? objects, string path, int depth)
    {
        if (objects is null)
        {
            return [];
        }

        // By mean position, then by key: the order must not depend on the order of the rows.
        return objects.Members
            .OrderBy(m => m.Member.MeanPosition)
            .ThenBy(m => m.Key, ByteOrder.Instance)
            .Select(m => Member(m.Key, m.Member, objects.Count, path, depth))
            .ToArray();
    }

    private static Decision Member(byte[] utf8, MemberEvidence member, long objects, string path, int depth)
    {
        string key = Encoding.UTF8.GetString(utf8);
        return Decide(member.Value, JsonPath.Member(path, key), key, key, objects - member.Present, depth + 1);
    }

    private static string Lengths(ArrayEvidence arrays)
    {
        string lengths = arrays.Shortest == arrays.Longest ? $"{arrays.Longest:N0}" : $"{arrays.Shortest:N0} to {arrays.Longest:N0}";
        return arrays.Empty == arrays.Count ? "always empty" : $"{lengths} elements, {arrays.Empty:N0} empty";
    }
}
