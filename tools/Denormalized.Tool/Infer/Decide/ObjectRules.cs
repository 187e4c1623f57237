using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Whether objects are records (keys are names), maps (keys are data) or anything.</summary>
internal static class ObjectRules
{
    private const int ManySameValues = 8;
    private const int ManyScalars = 40;
    private const int FewObjects = 20;

    /// <summary>Values of this kind or null at all keys.</summary>
    private enum ValueKind
    {
        None,
        Bool,
        Number,
        Text,
        Array,
        Object,
        Mixed,
    }

    public static Choice Choose(ObjectEvidence objects, NameHints hints)
    {
        if (objects.Collapsed is not null)
        {
            return new Choice(KindTag.Map, "too many distinct keys to be names");
        }

        if (objects.MemberCount == 0)
        {
            return new Choice(KindTag.Map, "always an empty object");
        }

        (string Key, MemberEvidence Member)[] members = objects.Members.Select(m => (Encoding.UTF8.GetString(m.Key), m.Member)).ToArray();
        ValueKind kind = Common(members.Select(m => m.Member.Value));
        string? pattern = KeyPatterns.Common(members.Select(m => m.Key));
        if (pattern is not null && kind != ValueKind.Mixed)
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys, {pattern}");
        }

        if (hints.IsMap && kind is ValueKind.Text or ValueKind.Number or ValueKind.Bool)
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys with values of one kind, and the name means a map");
        }

        double density = (double)objects.Keys / objects.Count / members.Length;
        if (IsMapByShape(objects, members, kind, density))
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys with values of one shape");
        }

        if (IsOpen(objects, members, density))
        {
            return new Choice(KindTag.Json, $"{members.Length:N0} keys in {objects.Count:N0} objects, {density:P0} of them in each");
        }

        return new Choice(KindTag.Record, $"{members.Length:N0} keys, {members.Count(m => m.Member.Present == objects.Count):N0} in every object");
    }

    private static bool IsMapByShape(ObjectEvidence objects, (string Key, MemberEvidence Member)[] members, ValueKind kind, double density)
    {
        if (kind == ValueKind.Object && members.Length >= ManySameValues && SameShape(members))
        {
            return true;
        }

        // Keys that hardly ever come again, over values of one kind: words counted, labels, counters.
        bool sparse = objects.Count >= FewObjects && density < 0.1 && members.Length >= ManyScalars;
        return sparse && kind is ValueKind.Number or ValueKind.Text or ValueKind.Bool;
    }

    /// <summary>The objects under the keys have the same keys themselves, at least two of them.</summary>
    private static bool SameShape((string Key, MemberEvidence Member)[] members)
    {
        var all = new HashSet<string>();
        long present = 0;
        foreach ((_, MemberEvidence member) in members)
        {
            if (member.Value.Objects is not { Collapsed: null } shape)
            {
                return false;
            }

            foreach ((byte[] key, _) in shape.Members)
            {
                all.Add(Encoding.UTF8.GetString(key));
                present++;
            }
        }

        return all.Count >= 2 && present >= 0.7 * all.Count * members.Length;
    }

    /// <summary>Each object has keys of its own: many kinds of things in one place.</summary>
    private static bool IsOpen(ObjectEvidence objects, (string Key, MemberEvidence Member)[] members, double density)
    {
        int always = members.Count(m => m.Member.Present == objects.Count);
        return objects.Count >= FewObjects && members.Length >= ManySameValues && density < 0.25 && always == 0;
    }

    private static ValueKind Common(IEnumerable<PathEvidence> values)
    {
        ValueKind common = ValueKind.None;
        foreach (PathEvidence value in values)
        {
            foreach ((bool seen, ValueKind kind) in Kinds(value))
            {
                if (seen)
                {
                    common = common is ValueKind.None || common == kind ? kind : ValueKind.Mixed;
                }
            }
        }

        return common;
    }

    private static IEnumerable<(bool Seen, ValueKind Kind)> Kinds(PathEvidence value) =>
    [
        (value.Bools > 0, ValueKind.Bool),
        (value.Numbers is not null, ValueKind.Number),
        (value.Texts is not null, ValueKind.Text),
        (value.Arrays is not null, ValueKind.Array),
        (value.Objects is not null, ValueKind.Object),
    ];
}
