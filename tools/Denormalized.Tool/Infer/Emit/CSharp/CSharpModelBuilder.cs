using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Whether objects of several kinds become a closed hierarchy.</summary>
internal enum UnionsOption
{
    /// <summary>Where every kind was seen often.</summary>
    Auto,
    Always,
    Never,
}

/// <summary>From decisions to the types of a C# file.</summary>
internal sealed class CSharpModelBuilder
{
    private readonly List<CSharpRecord> _records = [];
    private readonly Dictionary<Shape, string?> _names = [];
    private readonly HashSet<Shape> _open = [];
    private readonly TypeNames _types;
    private readonly Shapes _shapes;
    private readonly NameStyle _style;
    private readonly KeyProposal _keys;

    private readonly UnionsOption _unions;

    private CSharpModelBuilder(Decision root, string name, UnionsOption unions)
    {
        _unions = unions;
        _types = new TypeNames(name);
        _shapes = Shapes.Of(root);
        _style = MemberNames.DominantStyle(root.All().Where(d => d.Key is not null).Select(d => d.Key!));
        _keys = new KeyProposal(root);
    }

    /// <exception cref="Input.InputException">The rows are no objects with members.</exception>
    public static CSharpFile Build(Decision root, string? @namespace, string recordName, string streamName, IReadOnlyList<string> header, UnionsOption unions = UnionsOption.Auto)
    {
        if (root is { Kind.Tag: KindTag.Map, Item.Kind.Tag: KindTag.Record })
        {
            throw new Input.InputException($"A row is a map of records ({root.Reason}): name them as the rows with --path \"{root.Path}.*\", or use --emit json.");
        }

        if (!CSharpTypes.HoldsObjectsOnly(root))
        {
            string kinds = root.Evidence.Objects is { MemberCount: 0 } ? "objects without keys" : EvidenceText.Kinds(root.Evidence);
            throw new Input.InputException($"A record needs rows that are objects with keys; the rows are: {kinds}. Name the place of the rows with --path, or use --emit json.");
        }

        var builder = new CSharpModelBuilder(root, recordName, unions);
        if (!builder.AddRecord(recordName, root, [root.Path]))
        {
            throw new Input.InputException("None of the members has a C# type here; --emit table shows them.");
        }

        return new CSharpFile(@namespace, streamName, builder._style, header, builder._records);
    }

    private bool AddRecord(string name, Decision decision, IReadOnlyList<string> paths)
    {
        UnionDecision? union = decision.Union is { } found && (_unions == UnionsOption.Always || (_unions == UnionsOption.Auto && found.IsSure)) ? found : null;

        // Reserve the place: records come before those that they hold.
        int place = _records.Count;
        _records.Add(new CSharpRecord(name, paths, [], []));
        List<(Decision Member, CSharpType Type)> types = Types(union?.Shared ?? decision.Members, name, out List<LeftOut> leftOut);
        if (union is not null)
        {
            AddUnion(place, name, paths, union, types, leftOut);
            return true;
        }

        if (types.Count == 0)
        {
            _records.RemoveRange(place, _records.Count - place);
            return false;
        }

        IReadOnlyDictionary<Decision, MemberName> names = MemberNames.Assign([.. types.Select(t => t.Member)], _style, [name]);
        CSharpMember[] members = types.Select(t => Member(t.Member, t.Type, names[t.Member])).ToArray();
        string[] notes = decision.Union is { } open ? [$"{EvidenceText.Union(open)}; --unions always makes them types of their own."] : [];
        _records[place] = new CSharpRecord(name, paths, members, leftOut) { Notes = notes };
        return true;
    }

    /// <summary>The base with what is shared, and a type for each kind.</summary>
    private void AddUnion(int place, string name, IReadOnlyList<string> paths, UnionDecision union, List<(Decision Member, CSharpType Type)> shared, List<LeftOut> leftOut)
    {
        string[] caseNames = [.. union.Cases.Select(c => _types.TakeCase(name, c.Value))];
        int[] places = [.. caseNames.Select(_ => _records.Count).Select((at, i) => at + i)];
        _records.AddRange(caseNames.Select(c => new CSharpRecord(c, [], [], [])));
        var cases = union.Cases.Select((c, i) => (Case: c, Types: Types(c.Members, caseNames[i], out List<LeftOut> left), LeftOut: left)).ToArray();

        // Named together: in the table all of them stand in one row, and a case inherits the names of its base.
        string[] columns = [union.Discriminator.Key!, .. caseNames.Select(c => Names.Apply(NameStyle.SnakeCase, c))];
        Decision[] all = [.. shared.Select(t => t.Member), .. cases.SelectMany(c => c.Types.Select(t => t.Member))];
        IReadOnlyDictionary<Decision, MemberName> names = MemberNames.Assign(all, _style, [name, .. caseNames], columns);
        for (int i = 0; i < cases.Length; i++)
        {
            CSharpMember[] own = cases[i].Types.Select(t => Member(t.Member, t.Type, names[t.Member])).ToArray();
            string note = $"{union.Discriminator.Key} {cases[i].Case.Value}: {cases[i].Case.Count:N0} of {union.Cases.Sum(c => c.Count):N0}";
            _records[places[i]] = new CSharpRecord(caseNames[i], [], own, cases[i].LeftOut) { Base = name, Notes = [note] };
        }

        CSharpMember[] members = shared.Select(t => Member(t.Member, t.Type, names[t.Member])).ToArray();
        _records[place] = new CSharpRecord(name, paths, members, leftOut)
        {
            Union = new CSharpUnion(union.Discriminator.Key!, [.. caseNames.Zip(union.Cases, (type, c) => (type, c.Value))]),
            Notes = [$"{EvidenceText.Union(union)}. A row of another kind is refused; --unions never makes one open type of all."],
        };
    }

    private List<(Decision Member, CSharpType Type)> Types(IReadOnlyList<Decision> members, string parent, out List<LeftOut> leftOut)
    {
        var types = new List<(Decision Member, CSharpType Type)>();
        leftOut = [];
        foreach (Decision member in members)
        {
            if (CSharpTypes.TryGet(member, record => TypeName(record, parent), out string reason) is { } type)
            {
                types.Add((member, type));
            }
            else
            {
                leftOut.Add(new LeftOut(member, reason));
            }
        }

        return types;
    }

    /// <summary>Name of the record's type, added when it is new; null when none of its members has a type.</summary>
    private string? TypeName(Decision record, string parent)
    {
        Shape shape = _shapes.Get(record);
        if (_names.TryGetValue(shape, out string? known))
        {
            return known;
        }

        if (_open.Contains(shape))
        {
            // A record inside itself; a table has no recursive columns. One level more is a type of its own, any depth is JSON.
            if (record.All().Skip(1).Any(below => _shapes.Has(below, shape)))
            {
                return CSharpTypes.Json;
            }

            shape = _shapes.Own(record, WithWayBack(record, shape));
        }

        _open.Add(shape);
        string name = _types.Take([.. shape.Paths.Select(Shapes.SuggestedName)], parent);
        string? result = AddRecord(name, shape.Decision, [.. shape.Paths.Select(p => p.Path)]) ? name : null;
        _names.Add(shape, result);
        _open.Remove(shape);
        return result;
    }

    /// <summary>The record with the members that would lead back to its type again: none was seen so deep, yet any may come.</summary>
    private Decision WithWayBack(Decision record, Shape shape)
    {
        IEnumerable<Decision> missing = shape.Decision.Members
            .Where(m => record.Members.All(r => r.Key != m.Key) && m.All().Any(below => _shapes.Has(below, shape)))
            .Select(m => new Decision
            {
                Path = JsonPath.Member(record.Path, m.Key!),
                Key = m.Key,
                Name = m.Name,
                Depth = record.Depth + 1,
                Kind = KindTag.Null,
                Reason = "not seen at this level",
                Evidence = new Evidence.PathEvidence(),
                Absent = record.Evidence.Objects!.Count,
            });
        return record.WithMembers([.. record.Members, .. missing]);
    }

    private CSharpMember Member(Decision decision, CSharpType type, MemberName name)
    {
        IReadOnlyList<(string Attribute, string Reason)> proposals = _keys.Of(decision);
        bool required = !decision.Nullable && !decision.Optional;
        bool nullCollection = type.HasNullCollection || (type.IsCollection && !required);
        var notes = new List<string> { EvidenceText.Of(decision) };
        if (type.Note is not null)
        {
            notes.Add(type.Note);
        }

        notes.AddRange(proposals.Select(p => p.Reason));
        return new CSharpMember(
            name.Identifier,
            required ? type.Text : type.Text + "?",
            required,
            [.. name.Attributes, .. proposals.Select(p => p.Attribute), .. type.Attributes, .. nullCollection ? ["NullAsEmpty"] : Array.Empty<string>()],
            notes);
    }
}
