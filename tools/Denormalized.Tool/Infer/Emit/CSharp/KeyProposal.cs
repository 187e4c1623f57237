using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Proposes event time and sorting key of the stream, with reasons.</summary>
internal sealed class KeyProposal
{
    private static readonly string[] EventNames =
    [
        "eventtime", "eventtimestamp", "eventdate", "timestamp", "ts", "time", "at", "datetime", "occurredat", "timeus", "timems", "timens", "tsms", "tsus", "createdat", "created", "date",
    ];

    private readonly Dictionary<string, (string Attribute, string Reason)[]> _proposals = new(StringComparer.Ordinal);

    public KeyProposal(Decision root)
    {
        Decision[] always = (root.Union?.Shared ?? root.Members).Where(m => m is { Nullable: false, Optional: false }).ToArray();
        Decision? time = EventTime(always);
        Decision? coarse = always.Where(IsCoarse).MinBy(m => m.Evidence.Texts!.Distinct.Count);
        Decision? id = always.FirstOrDefault(IsId);
        int order = 0;
        if (coarse is not null)
        {
            Add(coarse, $"SortKey({order++})", $"sorting key: coarsest first, {coarse.Evidence.Texts!.Distinct.Count} distinct values");
        }

        if (time is not null)
        {
            Add(time, "EventTime", "event time: an instant in every row" + (EventRank(time) < EventNames.Length ? ", and its name" : ""));
            Add(time, $"SortKey({order++})", "sorting key: ranges of time are what is read most");
        }

        if (id is not null)
        {
            Add(id, $"SortKey({order})", "sorting key: tells rows apart");
        }
    }

    public IReadOnlyList<(string Attribute, string Reason)> Of(Decision member) => _proposals.GetValueOrDefault(member.Path, []);

    private static Decision? EventTime(Decision[] members)
    {
        Decision[] instants = members.Where(m => m.Kind.Tag == KindTag.Timestamp && CSharpTypes.TryGet(m, _ => null, out _) is { Text: "DateTimeOffset" }).ToArray();
        return instants.MinBy(EventRank);
    }

    private static int EventRank(Decision member)
    {
        int rank = Array.IndexOf(EventNames, string.Concat(Words.Split(member.Key!)).ToLowerInvariant());
        return rank < 0 ? EventNames.Length : rank;
    }

    private static bool IsCoarse(Decision member) => member.Kind.Tag == KindTag.Enum;

    private static bool IsId(Decision member)
    {
        IReadOnlyList<string> words = Words.Split(member.Key!);
        bool named = words.Count > 0 && words[^1].ToLowerInvariant() is "id" or "uid" or "uuid" or "guid";
        return named && (member.Kind.Tag is KindTag.Uuid or KindTag.Int64 or KindTag.String);
    }

    private void Add(Decision member, string attribute, string reason) =>
        _proposals[member.Path] = [.. Of(member), (attribute, reason)];
}
