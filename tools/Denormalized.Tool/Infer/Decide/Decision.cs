using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>A scalar's kind, the form it has in JSON and why it was chosen.</summary>
internal readonly record struct Choice(LogicalKind Kind, JsonForm Form, string Reason)
{
    public Choice(LogicalKind kind, string reason)
        : this(kind, JsonForm.Natural, reason)
    {
    }
}

/// <summary>What one path is, decided from its evidence.</summary>
internal sealed class Decision
{
    public required string Path { get; init; }

    /// <summary>The key in JSON; null for the root, elements of arrays and values of maps.</summary>
    public string? Key { get; init; }

    /// <summary>The nearest key: that of the array or map for what it holds. Empty for the root.</summary>
    public required string Name { get; init; }

    /// <summary>Levels below the root.</summary>
    public required int Depth { get; init; }

    public required LogicalKind Kind { get; init; }

    public JsonForm Form { get; init; }

    /// <summary>Why this kind, in words for a person.</summary>
    public required string Reason { get; init; }

    public required PathEvidence Evidence { get; init; }

    /// <summary>Null was seen.</summary>
    public bool Nullable => Evidence.Nulls > 0;

    /// <summary>Objects that could have the key and do not.</summary>
    public long Absent { get; init; }

    public bool Optional => Absent > 0;

    /// <summary>Members of a record; also of a <see cref="KindTag.Json"/> in which objects were seen.</summary>
    public IReadOnlyList<Decision> Members { get; init; } = [];

    /// <summary>Kinds of objects that one of the members tells apart.</summary>
    public UnionDecision? Union { get; init; }

    /// <summary>What an array or a map holds.</summary>
    public Decision? Item { get; init; }

    /// <summary>The kind with what it holds: <c>array&lt;int32&gt;</c>, <c>map&lt;string,record&gt;</c>.</summary>
    public string KindName => Kind.Tag switch
    {
        KindTag.Array => $"array<{Item!.KindName}>",
        KindTag.Map => $"map<string,{Item!.KindName}>",
        _ => Kind.ToString(),
    };

    /// <summary>The same, with another number of objects that could have the key and do not.</summary>
    public Decision WithAbsent(long absent) => With(absent, Members);

    /// <summary>The same with other members.</summary>
    public Decision WithMembers(IReadOnlyList<Decision> members) => With(Absent, members);

    private Decision With(long absent, IReadOnlyList<Decision> members) => new()
    {
        Path = Path,
        Key = Key,
        Name = Name,
        Depth = Depth,
        Kind = Kind,
        Form = Form,
        Reason = Reason,
        Evidence = Evidence,
        Absent = absent,
        Members = members,
        Union = Union,
        Item = Item,
    };

    /// <summary>This decision and all below it, parents first.</summary>
    public IEnumerable<Decision> All()
    {
        yield return this;
        foreach (Decision child in Item is null ? Members : Members.Append(Item))
        {
            foreach (Decision below in child.All())
            {
                yield return below;
            }
        }
    }
}
