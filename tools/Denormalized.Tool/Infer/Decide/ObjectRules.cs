using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Whether objects are records (keys are names), maps (keys are data) or anything.</summary>
internal static class ObjectRules
{
    private const int ManySameValues = 8;
    private const int ManyScalars = 40;

    /// <summary>Nobody gives a record so many members of one kind.</summary>
    private const int TooManyScalars = 100;

    /// <summary>Of so many objects the keys inside are few, if they are of one family.</summary>
    private const int ManyObjects = 32;
    private const int KeysPerObjects = 4;
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

    /// <param name="named">The key means a map; what an array or map of that name holds is not named by it.</param>
    /// <param name="isRow">It is the rows themselves: a table has as many columns as they have keys.</param>
    public static Choice Choose(ObjectEvidence objects, bool named, bool isRow)
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
        string? pattern = KeyPatterns.Common([.. members.Select(m => m.Key)]);
        if (pattern is not null && kind != ValueKind.Mixed)
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys, {pattern}");
        }

        bool alike = kind is ValueKind.Text or ValueKind.Number or ValueKind.Bool or ValueKind.Array || (kind == ValueKind.Object && IsOneShape(members));
        if (named && alike)
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys with values of one kind, and the name means a map");
        }

        double density = (double)objects.Keys / objects.Count / members.Length;
        if (IsMapByShape(objects, members, kind, density, isRow))
        {
            return new Choice(KindTag.Map, $"{members.Length:N0} keys with values of one shape");
        }

        if (IsOpen(objects, members, density))
        {
            return new Choice(KindTag.Json, $"{members.Length:N0} keys in {objects.Count:N0} objects, {density:P0} of them in each");
        }

        return new Choice(KindTag.Record, $"{members.Length:N0} keys, {members.Count(m => m.Member.Present == objects.Count):N0} in every object");
    }

    private static bool IsMapByShape(ObjectEvidence objects, (string Key, MemberEvidence Member)[] members, ValueKind kind, double density, bool isRow)
    {
        if (kind == ValueKind.Object && (members.Length >= ManySameValues && IsOneShape(members) || members.Length >= ManyObjects && IsOneFamily(members)))
        {
            return true;
        }

        if (kind is not (ValueKind.Number or ValueKind.Text or ValueKind.Bool))
        {
            return false;
        }

        // Keys that hardly ever come again: words counted, labels, counters. Or a single table of very many entries.
        return objects.Count >= FewObjects ? density < 0.1 && members.Length >= ManyScalars : !isRow && members.Length >= TooManyScalars;
    }

    /// <summary>The objects under the keys have the same keys themselves, at least two of them.</summary>
    private static bool IsOneShape((string Key, MemberEvidence Member)[] members) =>
        KeysInside(members, out long present) is { Count: >= 2 } all && present >= 0.7 * all.Count * members.Length;

    /// <summary>The objects under very many keys share a few keys, of which each has some.</summary>
    private static bool IsOneFamily((string Key, MemberEvidence Member)[] members) =>
        KeysInside(members, out _) is { Count: >= 1 } all && all.Count * KeysPerObjects <= members.Length;

    /// <summary>The keys of the objects under the keys; null where one of them is a map already.</summary>
    /// <param name="present">The sum of how many each has.</param>
    private static HashSet<string>? KeysInside((string Key, MemberEvidence Member)[] members, out long present)
    {
        var all = new HashSet<string>();
        present = 0;
        foreach ((_, MemberEvidence member) in members)
        {
            if (member.Value.Objects is not { } shape)
            {
                continue; // always null
            }

            if (shape.Collapsed is not null)
            {
                return null;
            }

            foreach ((byte[] key, _) in shape.Members)
            {
                all.Add(Encoding.UTF8.GetString(key));
                present++;
            }
        }

        return all;
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
