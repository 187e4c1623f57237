using System.Text;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Whether the value at one key says which other keys an object has.</summary>
internal static class UnionRules
{
    private const long ManyObjects = 20;
    private const long ManyOfEach = 3;

    public static UnionDecision? Find(ObjectEvidence objects, IReadOnlyList<Decision> members)
    {
        if (objects.MemberCount > CaseEvidence.MaxMembers || objects.Collapsed is not null)
        {
            return null;
        }

        return members
            .Where(m => m.Evidence.Cases is not null && IsAlwaysText(m))
            .Select(m => Of(objects, members, m))
            .Where(u => u is not null)
            .MaxBy(u => u!.Cases.Sum(c => c.Members.Count));
    }

    private static bool IsAlwaysText(Decision member) =>
        member is { Nullable: false, Optional: false, Kind.Tag: KindTag.String or KindTag.Enum } && member.Evidence.KindCount == 1;

    private static UnionDecision? Of(ObjectEvidence objects, IReadOnlyList<Decision> members, Decision discriminator)
    {
        (byte[] Value, CaseEvidence.Case Case)[] cases = [.. (discriminator.Evidence.Cases!.Cases ?? []).OrderBy(c => c.Value, ByteOrder.Instance)];
        if (cases.Length < 2 || !cases.All(c => IsName(c.Value)) || cases.Sum(c => c.Case.Count) != objects.Count)
        {
            return null;
        }

        var shared = new List<Decision>();
        List<Decision>[] own = [.. cases.Select(_ => new List<Decision>())];
        foreach (Decision member in members.Where(m => m != discriminator))
        {
            int index = objects.IndexOf(Encoding.UTF8.GetBytes(member.Key!));
            int[] holders = [.. Enumerable.Range(0, cases.Length).Where(i => index >= 0 && Present(cases[i].Case, index) > 0)];
            if (holders.Length == 1)
            {
                CaseEvidence.Case @case = cases[holders[0]].Case;
                own[holders[0]].Add(member.WithAbsent(@case.Count - Present(@case, index)));
            }
            else
            {
                shared.Add(member);
            }
        }

        if (!TellsApart(own))
        {
            return null;
        }

        bool sure = objects.AreKindsClosed ?? objects.Count >= ManyObjects && cases.All(c => c.Case.Count >= ManyOfEach);
        return new UnionDecision(discriminator, shared, [.. cases.Select((c, i) => new UnionCase(Encoding.UTF8.GetString(c.Value), c.Case.Count, own[i]))], sure);
    }

    // Keys that one kind has always and no other ever, in at least half of the kinds and two of them; and most keys of a
    // single kind are such. Keys that are merely optional fall where they like.
    private static bool TellsApart(List<Decision>[] own)
    {
        int marked = own.Count(o => o.Any(m => !m.Optional));
        int always = own.Sum(o => o.Count(m => !m.Optional));
        return marked >= 2 && marked * 2 >= own.Length && always * 2 >= own.Sum(o => o.Count);
    }

    private static long Present(CaseEvidence.Case @case, int index) => index < @case.Present.Length ? @case.Present[index] : 0;

    /// <summary>As programs name kinds of things: no free text.</summary>
    private static bool IsName(byte[] value) =>
        value.Length > 0 && char.IsAsciiLetter((char)value[0]) && value.All(b => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-' or (byte)'.' or (byte)':' or (byte)'/');
}
