using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

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

    private CSharpModelBuilder(Decision root, string name)
    {
        _types = new TypeNames(name);
        _shapes = Shapes.Of(root);
        _style = MemberNames.DominantStyle(root.All().Where(d => d.Key is not null).Select(d => d.Key!));
        _keys = new KeyProposal(root);
    }

    /// <exception cref="Input.InputException">The rows are no objects with members.</exception>
    public static CSharpFile Build(Decision root, string? @namespace, string recordName, string streamName, IReadOnlyList<string> header)
    {
        if (!CSharpTypes.HoldsObjectsOnly(root))
        {
            string kinds = root.Evidence.Objects is { MemberCount: 0 } ? "objects without keys" : EvidenceText.Kinds(root.Evidence);
            throw new Input.InputException($"A record needs rows that are objects with keys; the rows are: {kinds}. Name the place of the rows with --path, or use --emit json.");
        }

        var builder = new CSharpModelBuilder(root, recordName);
        if (!builder.AddRecord(recordName, root, [root.Path]))
        {
            throw new Input.InputException("None of the members has a C# type here; --emit table shows them.");
        }

        return new CSharpFile(@namespace, streamName, builder._style, header, builder._records);
    }

    private bool AddRecord(string name, Decision decision, IReadOnlyList<string> paths)
    {
        // Reserve the place: records come before those that they hold.
        int place = _records.Count;
        _records.Add(new CSharpRecord(name, paths, [], []));
        var types = new List<(Decision Member, CSharpType Type)>();
        var leftOut = new List<LeftOut>();
        foreach (Decision member in decision.Members)
        {
            if (CSharpTypes.TryGet(member, record => TypeName(record, name), out string reason) is { } type)
            {
                types.Add((member, type));
            }
            else
            {
                leftOut.Add(new LeftOut(member, reason));
            }
        }

        if (types.Count == 0)
        {
            _records.RemoveRange(place, _records.Count - place);
            return false;
        }

        IReadOnlyDictionary<Decision, MemberName> names = MemberNames.Assign([.. types.Select(t => t.Member)], _style, name);
        CSharpMember[] members = types.Select(t => Member(t.Member, t.Type, names[t.Member])).ToArray();
        _records[place] = new CSharpRecord(name, paths, members, leftOut);
        return true;
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
            // A record inside itself: each level is a type of its own, for a table has no recursive columns.
            shape = _shapes.Own(record);
        }

        _open.Add(shape);
        string name = _types.Take([.. shape.Paths.Select(Shapes.SuggestedName)], parent);
        string? result = AddRecord(name, shape.Decision, [.. shape.Paths.Select(p => p.Path)]) ? name : null;
        _names.Add(shape, result);
        _open.Remove(shape);
        return result;
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
