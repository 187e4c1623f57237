using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Records that are taken together: one type for all of them.</summary>
internal sealed class Shape
{
    /// <summary>What the type is made from: the evidence of all its paths together.</summary>
    public required Decision Decision { get; init; }

    public required IReadOnlyList<Decision> Paths { get; init; }
}

/// <summary>
/// Finds records that are one and the same thing in several places. They have the same keys, or nearly so, and together
/// they make no member mixed that was not mixed before.
/// </summary>
internal sealed class Shapes
{
    /// <summary>Records with fewer keys have them in common by chance, unless they are called the same.</summary>
    private const int ManyKeys = 3;

    private readonly Dictionary<Decision, Shape> _shapes = [];
    private readonly Dictionary<string, Shape> _byKeys = new(StringComparer.Ordinal);

    private Shapes()
    {
    }

    public static Shapes Of(Decision root)
    {
        var shapes = new Shapes();
        var records = new List<Decision>();
        Collect(root, records);
        foreach (List<Decision[]> cluster in Similarity.Cluster(records.Where(r => r != root).GroupBy(Keys).Select(g => g.ToArray())))
        {
            if (cluster.Count > 1 && shapes.TryAdd([.. cluster.SelectMany(g => g)]))
            {
                continue;
            }

            foreach (Decision[] group in cluster)
            {
                shapes.TryAdd(group);
            }
        }

        return shapes;
    }

    /// <summary>The shape of a record; one of its own where it shares none.</summary>
    public Shape Get(Decision record)
    {
        if (_shapes.TryGetValue(record, out Shape? shape) || _byKeys.TryGetValue(Keys(record), out shape))
        {
            return shape;
        }

        return Own(record);
    }

    /// <summary>The record has the shape, together with others.</summary>
    public bool Has(Decision record, Shape shape) =>
        record.Kind.Tag == KindTag.Record && (_shapes.GetValueOrDefault(record) ?? _byKeys.GetValueOrDefault(Keys(record))) == shape;

    /// <summary>A shape of its own, for a record that must not be shared.</summary>
    public Shape Own(Decision record) => Own(record, record);

    public Shape Own(Decision record, Decision decision)
    {
        var shape = new Shape { Decision = decision, Paths = [record] };
        _shapes[record] = shape;
        return shape;
    }

    private bool TryAdd(Decision[] records)
    {
        if (records.Length == 1 || Merge(records) is not { } merged)
        {
            return false;
        }

        var shape = new Shape { Decision = merged, Paths = records };
        _byKeys[Keys(merged)] = shape;
        foreach (Decision record in records)
        {
            _shapes[record] = shape;
            _byKeys[Keys(record)] = shape;
        }

        return true;
    }

    private static Decision? Merge(Decision[] records)
    {
        var evidence = new PathEvidence();
        foreach (Decision record in records)
        {
            evidence.Merge(record.Evidence);
        }

        Decision merged = Decider.DecideAt(evidence, records[0]);
        bool same = merged.Kind.Tag == KindTag.Record && merged.Members.All(m => Fits(m, records));
        return same ? merged : null;
    }

    // Nothing is lost when a member's kind is that of all its parts, or only a wider number.
    private static bool Fits(Decision member, Decision[] records) => records
        .SelectMany(r => r.Members.Where(m => m.Key == member.Key))
        .All(part => Group(part) == Group(member) || part.Kind.Tag == KindTag.Null || Unknown(part));

    private static bool Unknown(Decision part) => part.Item is { Kind.Tag: KindTag.Null };

    private static string Group(Decision decision) => decision.Kind.Tag switch
    {
        KindTag.Int16 or KindTag.Int32 or KindTag.Int64 => $"integer {decision.Form}",
        KindTag.Enum or KindTag.String => "text",
        KindTag.Array => "array",
        _ => $"{decision.Kind} {decision.Form}",
    };

    private static void Collect(Decision decision, List<Decision> records)
    {
        if (decision.Kind.Tag == KindTag.Json && decision.Key is not null)
        {
            return;
        }

        if (decision.Kind.Tag is KindTag.Record)
        {
            records.Add(decision);
        }

        foreach (Decision child in decision.Item is null ? decision.Members : [decision.Item])
        {
            Collect(child, records);
        }
    }

    private static string Keys(Decision record)
    {
        string keys = string.Join('\0', record.Members.Select(m => m.Key).Order(StringComparer.Ordinal));
        return record.Members.Count >= ManyKeys ? keys : $"{keys}\0\0{SuggestedName(record)}";
    }

    /// <summary>Name from the key of the record, of its array or of its map.</summary>
    public static string SuggestedName(Decision record)
    {
        string name = Identifiers.Pascal(record.Name);
        return record.Key is null ? Singular.Of(name) : name;
    }
}
